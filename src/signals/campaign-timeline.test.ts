import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { campaignTimeline as described, occasionsOf, secondBursts } from './campaign-timeline.js'
import { bursts } from './kleinberg.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const campaign = described as unknown as Signal
const DAY = 86_400_000
const START = Date.UTC(2026, 2, 2)

test('by hand: a day with all its posts among days with few is a burst; even days have none', () => {
  expect(bursts([1, 1, 9, 1, 1], [10, 10, 10, 10, 10], 2, 1)).toEqual([false, false, true, false, false])
  expect(bursts([2, 2, 2, 2], [10, 10, 10, 10], 2, 1)).toEqual([false, false, false, false])
  expect(bursts([], [], 2, 1)).toEqual([])
  expect(bursts([0, 0], [5, 5], 2, 1)).toEqual([false, false])
})

test('by hand: two posts in one ten minutes are one occasion; of three bursts that with most is left out', () => {
  const times = {
    from: Int32Array.from([0, 2, 4]),
    atMs: Float64Array.from([START, START + DAY, START + 599_000, START + 600_000]),
    clockMs: 1000,
    firstMs: START,
    lastMs: START,
  }
  const steps = { stepMs: DAY, first: START / DAY, totals: [3, 1] }
  expect(occasionsOf(times, [0, 1], steps)).toEqual([2, 1])
  expect(secondBursts([5, 1, 9, 9, 1, 4], [true, false, true, true, false, true])).toBe(9 / 29)
  expect(secondBursts([5, 1], [true, false])).toBe(0)
  expect(secondBursts([0], [false])).toBeNaN()
})

test('the states cost no more than any other sequence of states', () => {
  const cost = (states: readonly boolean[], counts: readonly number[], totals: readonly number[]) => {
    const p0 = Math.min(0.9998, counts.reduce((a, b) => a + b, 0) / totals.reduce((a, b) => a + b, 0))
    const p1 = Math.min(0.9999, 2 * p0)
    return states.reduce((sum, isBusy, t) => {
      const p = isBusy ? p1 : p0
      const r = counts[t] as number
      return (
        sum - r * Math.log(p) - ((totals[t] as number) - r) * Math.log(1 - p) + (isBusy && !states[t - 1] ? Math.log(counts.length) : 0)
      )
    }, 0)
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 8 }),
      (days) => {
        const counts = days.map(([r]) => r)
        const totals = days.map(([r, rest]) => r + rest)
        fc.pre(counts.some((r) => r > 0))
        const own = cost(bursts(counts, totals, 2, 1), counts, totals)
        for (let code = 0; code < 2 ** counts.length; code++) {
          const states = counts.map((_, t) => ((code >> t) & 1) === 1)
          expect(own).toBeLessThanOrEqual(cost(states, counts, totals) + 1e-9)
        }
      },
    ),
  )
})

const N = 150
/** Everybody posts at any time on topics of their own; `team` in two weeks only, one topic each, silent in between. */
function posts(team: ReadonlySet<number>, seed: number): PostRow[] {
  const rng = createRng(seed)
  return Array.from({ length: N }, (_, k) =>
    Array.from({ length: 20 }, (_, i) => {
      const day = team.has(k) ? (i < 10 ? 5 + rng.below(3) : 20 + rng.below(3)) : rng.below(30)
      return {
        account: k,
        atMs: START + day * DAY + rng.below(DAY),
        hashtags: [team.has(k) ? (i < 10 ? 'first' : 'second') : `t${rng.below(12)}`],
      }
    }),
  ).flat()
}
const accounts = Array.from({ length: N }, () => ({}))

test('a campaign in two phases is notable; random groups are not; the same twice', async () => {
  const team = new Set([10, 40, 70, 100, 130])
  const kase = await signalCase(accounts, posts(team, 1))
  const groups = [[...team], [11, 41, 71, 101, 131]]
  const [own, other] = await kase.measure(campaign, groups)
  expect(own?.isNotable).toBe(true)
  expect(own?.sentence).toBe(
    '2 bursts, the first from 2026-03-07, with 100 % of the occasions; from 2026-03-07 to 2026-03-24 the whole group was silent in 12 days.',
  )
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(campaign, groups)).toEqual([own, other])
  kase.close()
})

test('a crowd on one day is an event, not a campaign: many of its accounts are there before and after', async () => {
  const crowd = new Set([10, 40, 70, 100, 130])
  const rows = posts(new Set(), 6).map((row, i) =>
    crowd.has(row.account) && i % 20 < 8 ? { ...row, atMs: START + 12 * DAY + (row.atMs % (DAY / 4)), hashtags: ['march'] } : row,
  )
  const kase = await signalCase(accounts, rows)
  const [result] = await kase.measure(campaign, [[...crowd]])
  expect(result?.sentence).toMatch(/^1 burst, the first from 2026-03-14/)
  expect(result?.isNotable).toBe(false)
  kase.close()
})

test('data of ten days are cut into hours, and it is said', async () => {
  const team = new Set([10, 40, 70, 100, 130])
  const rows = posts(new Set(), 7).map((row, i) => {
    const atMs = START + ((row.atMs - START) / 30) * 10
    const hour = i % 20 < 10 ? 50 : 130
    return { ...row, atMs: team.has(row.account) ? START + hour * 3_600_000 + (row.atMs % (3 * 3_600_000)) : atMs }
  })
  const kase = await signalCase(accounts, rows)
  const [result] = await kase.measure(campaign, [[...team]])
  expect(result?.sentence).toMatch(/^2 bursts, the first from 2026-03-04T02/)
  expect(result?.limits).toEqual(['The data span 240 hours: bursts were looked for by hour.'])
  expect(result?.isNotable).toBe(true)
  kase.close()
})

test('a festival that everybody posts about makes no group special', async () => {
  const kase = await signalCase(accounts, posts(new Set(Array.from({ length: N }, (_, k) => k)), 2))
  const results = await kase.measure(campaign, [
    [10, 40, 70, 100, 130],
    [11, 41, 71, 101, 131],
  ])
  expect(results.map(({ isNotable }) => isNotable)).toEqual([false, false])
  kase.close()
})

test('random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(accounts, posts(new Set(), 3))
  const rng = createRng(3)
  const groups = Array.from({ length: 40 }, () => [...new Set(Array.from({ length: 5 }, () => rng.below(N)))])
  expect((await kase.alone(campaign, groups)).filter((p) => p <= 0.05).length).toBeLessThanOrEqual(6)
  kase.close()
})

test('a short collection is too little; without hashtags topics are not measured, and it is said', async () => {
  const few = await signalCase(accounts.slice(0, 5), [{ account: 0, atMs: START }])
  expect((await few.measure(campaign, [[0, 1]]))[0]?.sentence).toBe('1 post in data of 1 day; 30 posts and 2 days are needed.')
  few.close()
  const bare = await signalCase(
    accounts,
    posts(new Set(), 4).map(({ hashtags: _, ...post }) => post),
  )
  const [result] = await bare.measure(campaign, [[0, 1, 2]])
  expect(result?.limits).toEqual(['Hashtags are not in this file (posts.hashtags): topics were not measured.'])
  expect(result?.measures.map(({ name }) => name)).not.toContain('change from one topic to the next')
  bare.close()
})
