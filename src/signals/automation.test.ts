import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, poissonTail, type Rng } from '../statistics/index.js'
import { automation as described, lagRepeats, rhythmOf } from './automation.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const automation = described as unknown as Signal
const START = Date.UTC(2026, 2, 2)
const DAY = 86_400_000

test('by hand: five posts an hour apart are a clock', () => {
  const rhythm = rhythmOf(Float64Array.from([0, 1, 2, 3, 4], (i) => START + i * 3_600_000))
  expect(rhythm).toMatchObject({ burstiness: -1, sameGap: 1, memory: Number.NaN, restHours: Number.NaN })
  // All in one second and one minute: X² = 25 · 60 / 5 - 5 = 295 of 59 degrees.
  expect(rhythm.seconds).toBeGreaterThan(10)
  expect(rhythm.seconds).toBe(rhythm.minutes)
})

test('by hand: gaps 1, 3, 1, 3 minutes have memory -1, burstiness (1 - 2) / (1 + 2), half of the gaps alike', () => {
  const rhythm = rhythmOf(Float64Array.from([0, 1, 4, 5, 8], (minute) => START + minute * 60_000))
  expect(rhythm.memory).toBeCloseTo(-1, 12)
  expect(rhythm.burstiness).toBeCloseTo(-1 / 3, 12)
  expect(rhythm.sameGap).toBe(0.5)
})

test('rest: the longest silence that ends on a day, its median over days', () => {
  // Posts at 8 and 20 h on four days: the night before is 12 h, the day 12 h.
  const times = [0, 1, 2, 3].flatMap((day) => [START + day * DAY + 8 * 3_600_000, START + day * DAY + 20 * 3_600_000])
  expect(rhythmOf(Float64Array.from(times)).restHours).toBe(12)
})

test('a lag that recurs is counted, in whatever order the accounts come', () => {
  const a = [0, 100, 200, 300].map((s) => START + s * 60_000)
  const b = a.map((ms) => ms + 17_000)
  const times = { from: Int32Array.from([0, 4, 8]), atMs: Float64Array.from([...a, ...b]), clockMs: 1000, firstMs: START, lastMs: START }
  expect(lagRepeats(times, 0)([0, 1]).most).toBe(4)
  expect(lagRepeats(times, 16_000)([1, 0]).most).toBe(4)
  // Four at one lag, none within half a minute: Poisson of mean 1 / 47, for 600 lags and two ordered pairs.
  expect(lagRepeats(times, 0)([0, 1]).p).toBeCloseTo(poissonTail(4, 1 / 47) * 600 * 2, 12)
  // Within a window of 17 s it is what the group was found for.
  expect(lagRepeats(times, 17_000)([0, 1])).toEqual({ most: 0, p: 1 })
})

test('rhythm is the same when all times are moved by whole weeks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 * 86_400 }), { minLength: 3, maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (seconds, weeks) => {
        const times = Float64Array.from(seconds, (s) => START + s * 1000).sort()
        const moved = times.map((ms) => ms + weeks * 7 * DAY)
        expect(rhythmOf(moved)).toEqual(rhythmOf(times))
      },
    ),
    { numRuns: 60 },
  )
})

const N = 120
/** People: bursts in waking hours, any second. */
function person(account: number, rng: Rng): PostRow[] {
  return Array.from({ length: 30 }, () => ({
    account,
    atMs: START + rng.below(25) * DAY + (8 + rng.below(14)) * 3_600_000 + rng.below(3_600_000),
    client: rng.below(3) ? 'phone' : 'web',
  }))
}
/** A program: every 17 hours and a bit, at second 5. */
function program(account: number, rng: Rng): PostRow[] {
  const from = START + rng.below(60) * 60_000
  return Array.from({ length: 30 }, (_, i) => ({
    account,
    atMs: from + i * 17 * 3_600_000 + 60_000 * rng.below(3) + 5000,
    client: 'poster',
  }))
}
function data(programs: readonly number[], seed: number): PostRow[] {
  return Array.from({ length: N }, (_, k) =>
    programs.includes(k) ? program(k, createRng(`${seed}/${k}`)) : person(k, createRng(`${seed}/${k}`)),
  ).flat()
}
const accounts = Array.from({ length: N }, () => ({}))

test('programs stand out, people do not; the same bytes twice', async () => {
  const kase = await signalCase(accounts, data([3, 4, 5, 6, 7], 1))
  const groups = [
    [3, 4, 5, 6, 7],
    [20, 30, 40, 50, 60],
  ]
  const [programs, people] = await kase.measure(automation, groups)
  expect(programs?.isNotable).toBe(true)
  expect(people?.isNotable).toBe(false)
  expect(programs?.pictures[0]?.kind).toBe('heat')
  expect(await kase.measure(automation, groups)).toEqual([programs, people])
  kase.close()
})

test('people who act within minutes of one another, once a day at any hour, are no programs: like lags come by chance, like gaps too', async () => {
  const crew = [3, 4, 5, 6, 7, 8, 9, 10]
  const rows = Array.from({ length: N }, (_, k) => {
    const rng = createRng(`c${k}`)
    const call = createRng('calls')
    return crew.includes(k)
      ? Array.from({ length: 30 }, (_, day) => ({
          account: k,
          atMs: START + day * DAY + call.below(14 * 3_600_000) + rng.below(240_000),
          client: 'phone',
        }))
      : person(k, rng)
  }).flat()
  const kase = await signalCase(accounts, rows)
  const [result] = await kase.measure(automation, [crew])
  const lag = result?.measures.find(({ name }) => name.startsWith('repeats'))
  expect(lag?.baseline?.high as number).toBeLessThan(lag?.value as number)
  expect(lag?.pValue).toBe(1)
  expect(result?.measures.find(({ name }) => name.startsWith('burstiness'))).toMatchObject({
    pValue: 1,
    why: 'too small to mean anything: at most -0.75 would',
  })
  expect(result?.pValue as number).toBeGreaterThan(0.05)
  kase.close()
})

test('people alone: 60 random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(accounts, data([], 2))
  const rng = createRng(4)
  const groups = Array.from({ length: 60 }, () => [...new Set(Array.from({ length: 4 }, () => rng.below(N)))]).filter(
    (group) => group.length === 4,
  )
  const alone = await kase.alone(automation, groups)
  expect(alone.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(8)
  kase.close()
})

test('where everybody is a feed, feeds are nothing special: the newsroom among newsrooms', async () => {
  const all = Array.from({ length: N }, (_, k) => program(k, createRng(`n${k}`))).flat()
  const kase = await signalCase(accounts, all)
  const [result] = await kase.measure(automation, [[1, 2, 3, 4, 5]])
  expect(result?.isNotable).toBe(false)
  kase.close()
})

test('whole minutes: seconds and lags are not measured, and it is said; few posts are too little; no client is named as missing', async () => {
  const minutes = data([3, 4, 5], 3).map(({ client: _, ...post }) => ({ ...post, atMs: Math.floor(post.atMs / 60_000) * 60_000 }))
  const kase = await signalCase(accounts, minutes)
  const [result] = await kase.measure(automation, [[3, 4, 5]])
  expect(result?.measures.map(({ name }) => name).filter((name) => /second|lag|client/.test(name))).toEqual([])
  expect(result?.limits.join(' ')).toMatch(/whole minutes.*posts\.client/)
  kase.close()
  const few = await signalCase(accounts.slice(0, 4), [{ account: 0, atMs: START }])
  expect((await few.measure(automation, [[0, 1]]))[0]).toMatchObject({ status: 'too-little', pValue: null })
  few.close()
})
