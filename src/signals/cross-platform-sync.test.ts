import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { crossingsOf, crossPlatformSync as described, type Uses } from './cross-platform-sync.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const sync = described as unknown as Signal
const DAY = 86_400_000
const START = Date.UTC(2026, 2, 2)

test('by hand: the first post there and the first post here count; too late is no crossing; one platform is none', () => {
  const uses: Uses = {
    of: Int32Array.from([0, 3, 6]),
    content: Int32Array.from([0, 1, 2, 0, 0, 1]),
    platform: Int32Array.from([0, 0, 0, 1, 1, 1]),
    atMs: Float64Array.from([1000, 0, 0, 9000, 6000, 100_000]),
    post: Int32Array.from([10, 11, 12, 13, 14, 15]),
    platforms: ['buoy', 'skiff'],
    platformOf: Int32Array.from([0, 1]),
  }
  expect(crossingsOf(uses, [0, 1], 60_000)).toEqual([{ content: 0, lagMs: 5000, order: '0 1', posts: [10, 14], atMs: 1000 }])
  expect(crossingsOf(uses, [0], 60_000)).toEqual([])
})

const N = 160
/** Half on each platform, shared clips at random times; `tool` posts texts on skiff 30 s after buoy. */
function data(tool: readonly number[], seed: number, everybody = false) {
  const rng = createRng(seed)
  const platform = (k: number) => (k % 2 ? 'skiff' : 'buoy')
  const rows: PostRow[] = Array.from({ length: N }, (_, k) =>
    Array.from({ length: 12 }, () => ({
      account: k,
      platform: platform(k),
      atMs: START + rng.below(20 * DAY),
      urls: [`https://x.example/${rng.below(60)}`],
    })),
  ).flat()
  const from = everybody ? Array.from({ length: N }, (_, k) => k) : tool
  for (const k of from)
    for (let i = 0; i < 8; i++)
      rows.push({
        account: k,
        platform: platform(k),
        atMs: START + i * DAY + (k % 2 ? 30_000 : 0) + rng.below(3000),
        text: `A long text about the harbour, number ${i}`,
      })
  return rows
}
async function open(rows: readonly PostRow[]) {
  const kase = await signalCase(
    Array.from({ length: N }, () => ({})),
    rows,
  )
  await kase.db.run("update accounts set platform = case when account_key % 2 = 1 then 'skiff' else 'buoy' end")
  return kase
}

test('one tool on two platforms is notable; a random group is not; the same twice', async () => {
  const tool = [10, 11, 40, 41, 70, 71]
  const kase = await open(data(tool, 1))
  const groups = [tool, [12, 13, 42, 43, 72, 73]]
  const [own, other] = await kase.measure(sync, groups)
  expect(own?.isNotable).toBe(true)
  expect(own?.sentence).toMatch(
    /^8 contents on buoy, skiff within 3600 s of each other, half of them within (2[89]|3[01]) s; 100 % in one order of platforms, 100 % with one lag\.$/,
  )
  expect(own?.evidence.length).toBe(16)
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(sync, groups)).toEqual([own, other])
  kase.close()
})

test('breaking news that everybody posts everywhere makes no group special', async () => {
  const kase = await open(data([], 2, true))
  const results = await kase.measure(sync, [
    [10, 11, 40, 41, 70, 71],
    [12, 13, 42, 43, 72, 73],
  ])
  expect(results.map(({ isNotable }) => isNotable)).toEqual([false, false])
  kase.close()
})

test('random groups: p at most 0.05 about as often as it should', async () => {
  const kase = await open(data([], 3))
  const rng = createRng(3)
  const groups = Array.from({ length: 30 }, () => [...new Set(Array.from({ length: 20 }, () => rng.below(N)))])
  const alone = (await kase.alone(sync, groups, { windowSeconds: 86_400, leastCrossed: 1 })).filter((p) => p !== null)
  expect(alone.length).toBeGreaterThan(20)
  expect(alone.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(5)
  kase.close()
})

test('one platform is not in the data; a group on one platform is too little', async () => {
  const bare = await signalCase([{}, {}], [{ account: 0, atMs: START, text: 'x' }])
  expect((await bare.measure(sync, [[0, 1]]))[0]).toMatchObject({ status: 'not-in-data', missing: ['posts.platform'] })
  bare.close()
  const kase = await open(data([], 4))
  expect((await kase.measure(sync, [[1, 3, 5]]))[0]).toMatchObject({
    status: 'too-little',
    sentence: 'All accounts of the group are on skiff.',
  })
  kase.close()
})
