import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { pileOns as described, surgeOf, type Talk } from './pile-ons.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const pileOns = described as unknown as Signal
const HOUR = 3_600_000
const DAY = 86_400_000
const START = Date.UTC(2026, 2, 2)

test('by hand: three of four posts that reached account 0 in an hour are of the set, in ten days it got two more', () => {
  const at = [0, 5 * DAY, 5 * DAY + 60_000, 5 * DAY + 120_000, 5 * DAY + 180_000, 10 * DAY]
  const talk: Talk = {
    from: Int32Array.from([0, 6, 6, 6, 6, 6]),
    by: Int32Array.from([4, 1, 2, 4, 1, 4]),
    atMs: Float64Array.from(at, (ms) => START + ms),
    post: Int32Array.from([0, 1, 2, 3, 4, 5]),
    text: Float64Array.from([1, 2, 2, 3, 3, Number.NaN]),
    of: Int32Array.from([0, 0, 2, 3, 3, 6]),
    rows: Int32Array.from([1, 4, 2, 0, 3, 5]),
    createdMs: Float64Array.from([Number.NaN, START, START - 400 * DAY, Number.NaN, Number.NaN]),
    hasCreated: true,
  }
  const surge = surgeOf(talk, [1, 2], HOUR)
  // Two posts outside the window and one added, in ten days less an hour: e = 3 / 239; LLR = 3 ln(3 / e) - (3 - e).
  const e = 3 / 239
  expect(surge).toMatchObject({ to: 0, rows: [1, 2, 4], all: 4, strangers: 1, newcomers: 0.5, sameText: 2 / 3 })
  expect(surge?.expected).toBeCloseTo(e, 12)
  expect(surge?.llr).toBeCloseTo(3 * Math.log(3 / e) - (3 - e), 10)
  expect(surgeOf(talk, [3], HOUR)).toBeNull()
})

const N = 200
/** Everybody answers accounts 0 to 9 at random over 30 days; `crowd` turns to account 3 on one day with one text. */
function posts(crowd: readonly number[], seed: number, everybody = false): PostRow[] {
  const rng = createRng(seed)
  const rows: PostRow[] = []
  for (let k = 10; k < N; k++)
    for (let i = 0; i < 12; i++) {
      const at = everybody && i < 6 ? 12 * DAY + rng.below(DAY) : rng.below(30 * DAY)
      rows.push({
        account: k,
        atMs: START + at,
        text: `@h3 words ${rng.below(100_000)}`,
        reply_to: 'x',
        reply_to_account: everybody && i < 6 ? 'a3' : `a${rng.below(10)}`,
      })
    }
  for (const k of crowd)
    for (let i = 0; i < 4; i++)
      rows.push({ account: k, atMs: START + 12 * DAY + rng.below(6 * HOUR), text: '@h3 go away from our harbour', mentions: ['@H3'] })
  return rows
}
const accounts = Array.from({ length: N }, (_, k) => ({ handle: `h${k}`, created_ms: START - (k % 3 ? 900 : 10) * DAY }))

test('a crowd on one account is notable and the account is not named; random groups are not', async () => {
  const crowd = [20, 50, 80, 110, 140]
  const kase = await signalCase(accounts, posts(crowd, 1))
  const groups = [crowd, [21, 51, 81, 111, 141]]
  const [piled, other] = await kase.measure(pileOns, groups)
  expect(piled?.isNotable).toBe(true)
  expect(piled?.measures[0]?.pValue).toBe(1 / 200)
  expect(JSON.stringify({ ...piled, evidence: [] })).not.toMatch(/"account":3\b|h3/)
  expect(piled?.evidence.length).toBeGreaterThanOrEqual(20)
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(pileOns, groups)).toEqual([piled, other])
  kase.close()
})

test('when everybody is outraged in words of their own, no group is special', async () => {
  const kase = await signalCase(accounts, posts([], 2, true))
  const results = await kase.measure(pileOns, [
    [20, 50, 80, 110, 140],
    [22, 51, 80, 112, 141],
    [33, 66, 99, 122, 155],
  ])
  expect(results.map(({ isNotable }) => isNotable)).toEqual([false, false, false])
  kase.close()
})

test('random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(accounts, posts([], 3))
  const rng = createRng(3)
  const groups = Array.from({ length: 50 }, () => [...new Set(Array.from({ length: 6 }, () => 10 + rng.below(N - 10)))])
  const alone = (await kase.alone(pileOns, groups, { leastTalk: 2 })).filter((p) => p !== null)
  expect(alone.length).toBeGreaterThan(30)
  expect(alone.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(7)
  kase.close()
})

test('without replies and mentions it is not in the data; creation times that are missing are named', async () => {
  const bare = await signalCase(accounts.slice(0, 5), [{ account: 0, atMs: START, text: 'x' }])
  expect((await bare.measure(pileOns, [[0, 1]]))[0]).toMatchObject({ status: 'not-in-data', pValue: null })
  bare.close()
  const crowd = [20, 50, 80]
  const kase = await signalCase(
    accounts.map(({ handle }) => ({ handle })),
    posts(crowd, 4),
  )
  const [result] = await kase.measure(pileOns, [crowd])
  expect(result?.limits).toEqual(['When accounts were created is not in this file (accounts.created_at): newcomers were not measured.'])
  kase.close()
})
