import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, type Rng } from '../statistics/index.js'
import { cadenceOf, cadence as described, handOversOf, steadyWeek } from './cadence.js'
import { dispersion, joinDays, ownDays, usualShare } from './own-days.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const cadence = described as unknown as Signal
const DAY = 86_400_000
const HOUR = 3_600_000
/** A Monday. */
const START = Date.UTC(2026, 2, 2)

const byDay = (days: readonly number[]) => {
  const distinct = [...new Set(days)].sort((a, b) => a - b)
  return { days: Int32Array.from(distinct), counts: Int32Array.from(distinct, (day) => days.filter((each) => each === day).length) }
}

test('by hand: counts 2, 0, 4 have mean 2 and variance 4', () => {
  expect(dispersion([byDay([5, 5, 7, 7, 7, 7])])).toBe(2)
  expect(dispersion([byDay([5, 7, 7]), byDay([5, 7, 7])])).toBe(2)
  expect(dispersion([byDay([5, 6, 7])])).toBe(0)
  expect(dispersion([byDay([5])])).toBeNaN()
  expect(dispersion([])).toBeNaN()
})

test('by hand: two accounts, two posts each on four days, one after the other', () => {
  const a = [0, 1, 2, 3].flatMap((day) => [START + day * DAY + 8 * HOUR, START + day * DAY + 10 * HOUR])
  const b = a.map((ms) => ms + 2 * HOUR + 60_000)
  const times = { from: Int32Array.from([0, 8, 16]), atMs: Float64Array.from([...a, ...b]), clockMs: 1000, firstMs: START, lastMs: START }
  const both = [0, 1].map((k) => ownDays(times, k))
  // b begins at 10:01, a minute after a's last post of 10:00; all in eight hours, Monday to Thursday.
  expect(cadenceOf(both)).toMatchObject({ whole: 0, each: 0, totals: Number.NaN, quota: Number.NaN, workdays: Number.NaN, shift: 1 })
  expect(handOversOf(both)).toBe(1)
  expect(handOversOf([])).toBeNaN()
})

test('by hand: zero-truncated Poisson of rate 1 has mean 1.582 and is 1 most often, in 58.2 % of days', () => {
  const mean = 1 / (1 - Math.exp(-1))
  expect(usualShare(mean)).toBeCloseTo(Math.exp(-1) / (1 - Math.exp(-1)), 9)
  expect(usualShare(1)).toBe(1)
})

test('by hand: workdays of 3 and 5 posts, weekends of 1: each measured against its own mean', () => {
  // Thursday and Friday 3 and 5, Saturday and Sunday 1 and 1: (1 + 1) / 4 + 0 over one and one degrees.
  const thursday = Math.floor(START / DAY) + 3
  const days = [3, 5, 1, 1].flatMap((n, i) => Array.from({ length: n }, () => thursday + i))
  expect(steadyWeek(joinDays([byDay(days)]))).toEqual({ spread: 2 / 4 / 2, freedom: 2 })
  expect(steadyWeek(joinDays([]))).toEqual({ spread: Number.NaN, freedom: 0 })
})

test('by hand: twelve days of two posts are a quota of 1 less what Poisson gives, over 15 workdays all are workdays', () => {
  const every = (n: number) =>
    Float64Array.from({ length: 2 * n }, (_, i) => START + (Math.floor(i / 10) * 7 + ((i % 10) >> 1)) * DAY + (i % 2) * HOUR)
  const one = (n: number) => ownDays({ from: Int32Array.from([0, 2 * n]), atMs: every(n), clockMs: 1000, firstMs: START, lastMs: START }, 0)
  expect(cadenceOf([one(12)]).quota).toBeCloseTo(1 - usualShare(2), 12)
  expect(cadenceOf([one(12)]).workdays).toBeNaN()
  expect(cadenceOf([one(15)]).workdays).toBe(1)
})

test('dispersion does not change when all days move, nor when accounts are taken together', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 60 }),
      fc.integer({ min: -1000, max: 1000 }),
      (days, by) => {
        const half = days.length >> 1
        const parts = [byDay(days.slice(0, half).map((day) => day + by)), byDay(days.slice(half).map((day) => day + by))]
        expect(dispersion(parts)).toEqual(dispersion([byDay(days)]))
      },
    ),
  )
})

const N = 150
function person(account: number, rng: Rng): PostRow[] {
  return Array.from({ length: 40 }, () => ({ account, atMs: START + rng.below(28) * DAY + rng.below(DAY / 1000) * 1000 }))
}
/** Three posts every workday between eight and four, two on some. */
function quota(account: number, rng: Rng): PostRow[] {
  return [0, 1, 2, 3].flatMap((week) =>
    [0, 1, 2, 3, 4].flatMap((day) =>
      Array.from({ length: 2 }, () => ({ account, atMs: START + (7 * week + day) * DAY + (8 + rng.below(8)) * HOUR + rng.below(HOUR) })),
    ),
  )
}
const accounts = Array.from({ length: N }, () => ({}))

test('a quota stands out; random groups do not; the same twice', async () => {
  const on = new Set([7, 17, 27, 37, 47])
  const posts = Array.from({ length: N }, (_, k) => (on.has(k) ? quota(k, createRng(`q${k}`)) : person(k, createRng(`p${k}`)))).flat()
  const kase = await signalCase(accounts, posts)
  const groups = [[...on], [8, 18, 28, 38, 48]]
  const [planted, other] = await kase.measure(cadence, groups)
  expect(planted?.isNotable).toBe(true)
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(cadence, groups)).toEqual([planted, other])
  kase.close()
})

test('people only: random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(accounts, Array.from({ length: N }, (_, k) => person(k, createRng(`n${k}`))).flat())
  const rng = createRng(6)
  const groups = Array.from({ length: 60 }, () => [...new Set(Array.from({ length: 5 }, () => rng.below(N)))])
  const alone = await kase.alone(cadence, groups)
  expect(alone.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(8)
  kase.close()
})

test('where everybody keeps office hours, an office is nothing special', async () => {
  const kase = await signalCase(accounts, Array.from({ length: N }, (_, k) => quota(k, createRng(`o${k}`))).flat())
  expect((await kase.measure(cadence, [[1, 2, 3, 4, 5]]))[0]?.isNotable).toBe(false)
  kase.close()
})

test('people who are only less bursty than others keep no quota', async () => {
  const bursty = (k: number) =>
    Array.from({ length: 40 }, (_, i) => ({ account: k, atMs: START + ((k * 7 + (i % 5) * 5) % 28) * DAY + i * 60_000 }))
  const calm = new Set([7, 17, 27, 37, 47])
  const rows = Array.from({ length: N }, (_, k) => (calm.has(k) ? person(k, createRng(`c${k}`)) : bursty(k))).flat()
  const kase = await signalCase(accounts, rows)
  const [result] = await kase.measure(cadence, [[...calm]])
  expect(result?.measures.filter(({ unit }) => unit === 'variance by mean').map(({ pValue }) => (pValue as number) > 0.05)).toEqual([
    true,
    true,
  ])
  kase.close()
})

test('reposts of a page that posts once a day keep no quota, nor does a crowd that is there on one day', async () => {
  const fans = new Set([7, 17, 27, 37, 47])
  const crowd = new Set([8, 18, 28, 38, 48, 58])
  const rows = Array.from({ length: N }, (_, k): PostRow[] => {
    const own = person(k, createRng(`f${k}`))
    if (fans.has(k))
      return [
        ...own,
        ...Array.from({ length: 28 }, (_, day) => ({ account: k, atMs: START + day * DAY + 9 * HOUR + k * 1000, repost_of: `s${day}` })),
      ]
    if (crowd.has(k)) return Array.from({ length: 9 }, (_, i) => ({ account: k, atMs: START + (i < 7 ? 12 : 3 * i - 20) * DAY + i * HOUR }))
    return own
  }).flat()
  const kase = await signalCase(accounts, rows)
  const results = await kase.measure(cadence, [[...fans], [...crowd]])
  expect(results.map(({ status, isNotable }) => [status, isNotable])).toEqual([
    ['measured', false],
    ['measured', false],
  ])
  kase.close()
})

test('media seen before are counted; a short or quiet group is too little', async () => {
  const posts = Array.from({ length: N }, (_, k) =>
    person(k, createRng(`m${k}`)).map((post, i) => ({ ...post, media: [k < 5 ? `clip${i % 3}` : `own${k}-${i}`] })),
  ).flat()
  const kase = await signalCase(accounts, posts)
  const [clips] = await kase.measure(cadence, [[0, 1, 2, 3, 4]])
  // Its own three clips go round in the group alone.
  expect(clips?.measures.at(-1)).toMatchObject({ name: 'media seen in the data before', value: 0, pValue: null })
  kase.close()
  const few = await signalCase(accounts.slice(0, 5), [{ account: 0, atMs: START }])
  expect((await few.measure(cadence, [[0, 1]]))[0]).toMatchObject({
    status: 'too-little',
    sentence: '1 own post over 1 day; 30 posts and 7 days are needed.',
  })
  few.close()
})
