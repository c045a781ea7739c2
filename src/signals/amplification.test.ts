import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { amplification as described, ledgerOf, mostServed, type Reposts, servedBy } from './amplification.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const amplification = described as unknown as Signal
const DAY = 86_400_000
const START = Date.UTC(2026, 2, 2)

test('by hand: one source, four reposts on one post in four days; the set made the second and the fourth', () => {
  const reposts: Reposts = {
    from: Int32Array.from([0, 4]),
    account: Int32Array.from([5, 1, 6, 1]),
    atMs: Float64Array.from([0, 1, 2, 4], (day) => START + day * DAY),
    place: Int32Array.from([1, 2, 3, 11]),
    sourceKey: Int32Array.from([0]),
    of: Int32Array.from([0, 0, 1, 1, 1, 1, 2, 3]),
    list: Int32Array.from([0, 0, 0]),
    count: Int32Array.from([2, 1, 1]),
    early: Int32Array.from([1, 1, 1]),
    days: Int32Array.from([2, 1, 1]),
  }
  expect(servedBy(reposts, [1, 5])).toEqual({ sources: [[0, 3]], all: 3 })
  // One of the two comes back, and two at least would have to; of sets of one that repost nothing else nothing is beyond popularity.
  expect(mostServed(reposts, [1, 5])).toBeNull()
  // Early: one of the first three places. Reposters made 1, 2, 1: Gini = (2·1-4)·1 + (2·2-4)·1 + (2·3-4)·2 over 3·4 = 2/12. One a day before, three in three days since.
  expect(ledgerOf(reposts, 0, new Set([1]))).toEqual({ mine: 2, all: 4, early: 1 / 3, gini: 2 / 12, before: 1, since: 1 })
})

const N = 200
/** Sources 0 to 9 post a day; everybody reposts at random. `fans` repost source 0 only, and first. */
function posts(fans: ReadonlySet<number>, seed: number, wide = false): PostRow[] {
  const rng = createRng(seed)
  const rows: PostRow[] = []
  for (let source = 0; source < 10; source++) for (let day = 0; day < 20; day++) rows.push({ account: source, atMs: START + day * DAY })
  for (let k = 10; k < N; k++)
    for (let i = 0; i < 15; i++) {
      const source = fans.has(k) || wide ? 0 : rng.below(10)
      const day = rng.below(20)
      const late = fans.has(k) ? 1000 + rng.below(5000) : 60_000 + rng.below(DAY / 2)
      rows.push({
        account: k,
        atMs: START + day * DAY + late,
        repost_of: `p${source * 20 + day}`,
        repost_of_account: source % 2 ? `a${source}` : `@H${source}`,
      })
    }
  return rows
}
const accounts = Array.from({ length: N }, (_, k) => ({ handle: `h${k}` }))

test('a group that serves one account, and first, is notable; a random group is not; the same twice', async () => {
  const fans = new Set([20, 50, 80, 110, 140, 170])
  const kase = await signalCase(accounts, posts(fans, 1))
  const groups = [[...fans], [21, 51, 81, 111, 141, 171]]
  const [served, other] = await kase.measure(amplification, groups)
  expect(served?.isNotable).toBe(true)
  expect(served?.sentence).toMatch(/^100 % of the group’s 90 reposts serve one account/)
  expect(served?.pictures.map(({ kind }) => kind)).toEqual(['bars', 'lines'])
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(amplification, groups)).toEqual([served, other])
  kase.close()
})

test('readers who meet on one day’s news of a page serve nobody; who come back do', async () => {
  const readers = new Set([20, 50, 80, 110, 140, 170])
  const rows = posts(new Set(), 6).map((row, i) =>
    readers.has(row.account) && i % 15 < 6
      ? { ...row, atMs: START + 5 * DAY + 1000 * (i % 15), repost_of: 'p5', repost_of_account: '@H0' }
      : row,
  )
  const once = rows.filter((row) => !readers.has(row.account) || row.repost_of === 'p5' || row.repost_of_account !== '@H0')
  const kase = await signalCase(accounts, once)
  const [result] = await kase.measure(amplification, [[...readers]])
  expect(result?.isNotable).toBe(false)
  kase.close()
})

test('random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(accounts, posts(new Set(), 2))
  const rng = createRng(3)
  const groups = Array.from({ length: 50 }, () => [...new Set(Array.from({ length: 6 }, () => 10 + rng.below(N - 10)))])
  const alone = await kase.alone(amplification, groups)
  expect(alone.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(7)
  kase.close()
})

test('where everybody reads one page, its readers are nothing special', async () => {
  const kase = await signalCase(accounts, posts(new Set(), 4, true))
  expect((await kase.measure(amplification, [[30, 60, 90, 120]]))[0]?.isNotable).toBe(false)
  kase.close()
})

test('without the account that is reposted it is not in the data; few reposts are too little', async () => {
  const bare = await signalCase(accounts.slice(0, 5), [{ account: 0, atMs: START, repost_of: 'x' }])
  expect((await bare.measure(amplification, [[0, 1]]))[0]).toMatchObject({
    status: 'not-in-data',
    missing: ['posts.repost_of', 'posts.repost_of_account'],
  })
  bare.close()
  const few = await signalCase(accounts.slice(0, 5), [{ account: 0, atMs: START, repost_of: 'x', repost_of_account: 'a1' }])
  expect((await few.measure(amplification, [[0, 1]]))[0]?.status).toBe('too-little')
  few.close()
})
