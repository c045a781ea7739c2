import { expect, test } from 'vitest'
import { createRng, normalTail, type Rng, uniformity } from '../../statistics/index.js'
import { testCascades } from './index.js'
import { made, type Row } from './test-rows.js'

const gauss = (rng: Rng) => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next())

test('tail of the normal', () => {
  expect(normalTail(0)).toBeCloseTo(0.5, 14)
  expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 12)
  expect(normalTail(-1)).toBeCloseTo(0.8413447460685429, 12)
  expect(normalTail(10) / 7.61985302416053e-24).toBeCloseTo(1, 9)
})

test('by hand: five objects of two accounts with gaps of e^k - 1 s, the one of 0 s against the others', () => {
  // ln(1 + gap) = 0, 1, 2, 3, 4. Without 0: median 2.5, 15.87 % quantile 1 + 0.1587 · 3 = 1.4760; t = 2.5 / (1.0240 · sqrt(5/4)) = 2.1836 with 4/4 degrees:
  // p = 1/2 - arctan(t) / π = 0.1367, by Wallace's approximation 0.1369.
  const rows = [0, 1, 2, 3, 4].flatMap((k): Row[] => [
    [k, 2 * k, 0],
    [k, 2 * k + 1, Math.round(1000 * Math.expm1(k))],
  ])
  const { rows: tests, untested } = testCascades(made(rows), { windowMs: 2000, leastLike: 4 })
  expect(untested).toBe(0)
  const first = tests[0]
  expect(first).toMatchObject({ object: 0, accounts: 2, share: 1, medianGapMs: 0, like: 4 })
  expect(first?.likeGapMs).toBeCloseTo(1000 * Math.expm1(2.5), -1)
  expect(first?.p).toBeCloseTo(0.5 - Math.atan(2.5 / ((2.5 - 1 - 3 * 0.15865525393145707) * Math.sqrt(1.25))) / Math.PI, 2)
  // Two of five met within 2 s: its share of 1 is reached by one other, (1 + 1) / (1 + 4).
  expect(first?.shareRank).toBeCloseTo(0.4, 12)
  expect(testCascades(made(rows), { windowMs: 2000, leastLike: 5 })).toEqual({ rows: [], untested: 5 })
})

test('the median gap of all pairs, with repeated acts left out: gaps 10, 30, 20 ms', () => {
  const one: Row[] = [
    [0, 0, 0],
    [0, 1, 10],
    [0, 2, 30],
    [0, 0, 31],
  ]
  const rows = Array.from({ length: 3 }, (_, o) => one.map(([, a, at]): Row => [o, a, at * (o + 1)])).flat()
  expect(testCascades(made(rows), { windowMs: 10, leastLike: 1 }).rows.map((row) => row.medianGapMs)).toEqual([20, 40, 60])
})

test('nothing, and objects that do not differ: no test', () => {
  expect(testCascades(made([]), { windowMs: 10, leastLike: 1 })).toEqual({ rows: [], untested: 0 })
  const same = Array.from({ length: 30 }, (_, o): Row[] => [
    [o, 0, o],
    [o, 1, o + 5],
  ]).flat()
  expect(testCascades(made(same), { windowMs: 10, leastLike: 20 })).toEqual({ rows: [], untested: 30 })
})

/** 400 objects of different speed and size; on the last `planted` everybody comes within 40 s of a call. */
function world(seed: number, planted: number): Row[] {
  const rng = createRng(`cascades ${seed}`)
  const rows: Row[] = []
  for (let o = 0; o < 400; o++) {
    const speed = 3_600_000 * Math.exp(1.2 * gauss(rng))
    for (let n = 4 + rng.below(28); n > 0; n--)
      rows.push([o, o * 40 + n, Math.floor(o >= 400 - planted ? 40_000 * rng.next() : speed * Math.exp(1.1 * gauss(rng)))])
  }
  return rows
}

test('honest objects of different speed: p even or above, a false object in about one data set of twenty; planted ones found', () => {
  const p: number[] = []
  let worlds = 0
  let [found, others] = [0, 0]
  for (let seed = 1; seed <= 20; seed++) {
    const { rows } = testCascades(made(world(seed, 0)), { windowMs: 60_000, leastLike: 20 })
    p.push(...rows.map((row) => row.p))
    if (rows.some((row) => row.q <= 0.05)) worlds++
    const passing = testCascades(made(world(seed, 10)), { windowMs: 60_000, leastLike: 20 }).rows.filter((row) => row.q <= 0.05)
    found += passing.filter((row) => row.object >= 390).length
    others += passing.filter((row) => row.object < 390).length
  }
  expect(uniformity(p).above).toBeLessThan(0.03)
  expect(worlds).toBeLessThanOrEqual(3)
  expect(found).toBeGreaterThanOrEqual(0.9 * 200)
  expect(others / (found + others)).toBeLessThanOrEqual(0.05)
})
