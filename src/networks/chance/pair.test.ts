import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, poissonBinomialMidTail, poissonBinomialTail, shuffle, uniformity } from '../../statistics/index.js'
import { type Cascades, countFamily, habitsOf, objectChances, pairRule, populationOf, type RuleSettings, trialsOf } from './index.js'
import { made as madeMs, type Row } from './test-rows.js'

/** Rows of object, account, second. */
const made = (rows: readonly Row[]) => madeMs(rows.map(([o, a, at]) => [o, a, at * 1000] as const))
const SETTINGS: RuleSettings = { form: 'together', windowMs: 60_000, sittingMs: 1_800_000, leastLike: 20 }

function look(cascades: Cascades, a: number, b: number, chance: ArrayLike<number>, settings = SETTINGS) {
  const trials = trialsOf(cascades, a, b)
  const rule = pairRule(cascades, Float64Array.from(chance), settings)
  const into = new Float64Array(trials.many)
  const chances = [...into.subarray(0, rule.chances(trials, 0, trials.many, into))]
  const met = rule.met(trials, 0, trials.many)
  return { chances, met, p: poissonBinomialTail(chances, met) }
}
const trialRows = (cascades: Cascades, a: number, b: number) => {
  const { object, gapMs, atMs, many } = trialsOf(cascades, a, b)
  return Array.from({ length: many }, (_, i) => [object[i], gapMs[i], atMs[i]])
}

test('three accounts, one meeting: q = 1 of 3 pairs, with the pair itself counted in; two accounts that met: q = 1 says nothing', () => {
  const cascades = made([
    [0, 0, 0],
    [0, 1, 30],
    [0, 2, 500],
    [1, 0, 0],
    [1, 1, 10],
  ])
  const objects = objectChances(cascades, 60_000)
  expect([...cascades.size]).toEqual([3, 2])
  expect([...objects.met]).toEqual([1, 1])
  expect(objects.chance[0]).toBeCloseTo(1 / 3, 15)
  expect(trialRows(cascades, 0, 1)).toEqual([
    [0, 30_000, 0],
    [1, 10_000, 0],
  ])
  // P(both) = 1/3 · 1
  expect(look(cascades, 0, 1, objects.chance).p).toBeCloseTo(1 / 3, 15)
})

test('the window is inclusive, and an account that acts often on an object meets another once', () => {
  const cascades = made([
    [0, 0, 0],
    [0, 0, 60],
    [0, 1, 120],
    [0, 1, 90],
    [0, 2, 181],
  ])
  // 0–1 met (60 → 90, 60 → 120), 1–2 not (120 → 181 is 61 s), 0–2 not: 1 of 3
  expect(objectChances(cascades, 60_000).met[0]).toBe(1)
  expect(trialRows(cascades, 1, 2)).toEqual([[0, 61_000, 120_000]])
  expect(look(cascades, 1, 2, [0.5]).met).toBe(0)
  expect(look(cascades, 1, 2, [0.5], { ...SETTINGS, windowMs: 61_000 }).met).toBe(1)
})

const ROWS = fc.array(fc.tuple(fc.nat(4), fc.nat(6), fc.nat(300)), { minLength: 1, maxLength: 60 })

test('meetings and shared objects agree with going through all pairs, in the order in which the objects began', () => {
  fc.assert(
    fc.property(ROWS, fc.integer({ min: 0, max: 120 }), (rows, window) => {
      const cascades = made(rows)
      const objects = objectChances(cascades, window * 1000)
      const gap = (o: number, a: number, b: number) => {
        const on = (x: number) => rows.filter((row) => row[0] === o && row[1] === x)
        return Math.min(...on(a).flatMap((x) => on(b).map((y) => Math.abs(x[2] - y[2]))))
      }
      const on = (o: number) => [...new Set(rows.filter((row) => row[0] === o).map((row) => row[1]))]
      const began = (o: number) => Math.min(...rows.filter((row) => row[0] === o).map((row) => row[2]))
      for (let o = 0; o < cascades.objects; o++) {
        let met = 0
        const accounts = on(o)
        for (const a of accounts) for (const b of accounts) if (a < b && gap(o, a, b) <= window) met++
        expect(objects.met[o]).toBe(met)
        expect(cascades.size[o]).toBe(accounts.length)
      }
      let sharing = 0
      for (let a = 0; a < cascades.accounts; a++)
        for (let b = a + 1; b < cascades.accounts; b++) {
          const expected = [0, 1, 2, 3, 4]
            .filter((o) => on(o).includes(a) && on(o).includes(b))
            .sort((x, y) => began(x) - began(y) || x - y)
          expect(trialRows(cascades, a, b).map((row) => row.slice(0, 2))).toEqual(expected.map((o) => [o, gap(o, a, b) * 1000]))
          if (expected.length >= 2) sharing++
        }
      expect(countFamily(cascades, objects.chance, 2, 0.05).pairs).toBe(sharing)
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('sittings: three objects begun within half an hour are one trial, 1 - (1 - 0.1)(1 - 0.2)(1 - 0.5) = 0.64', () => {
  const cascades = made([
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 600],
    [1, 1, 601],
    [2, 0, 1800],
    [2, 1, 9000],
    [3, 0, 90_000],
    [3, 1, 90_001],
  ])
  const chances = [0.1, 0.2, 0.5, 0.3]
  expect(look(cascades, 0, 1, chances, { ...SETTINGS, form: 'sittings' }).p).toBeCloseTo(0.64 * 0.3, 14)
  // 0, 1 and 3 met, 2 not: 0.1·0.2·0.3 whole with 2, and the ways to have three of four
  const three = 0.1 * 0.2 * 0.3 * 0.5 + 0.1 * 0.2 * 0.5 * 0.7 + 0.1 * 0.5 * 0.3 * 0.8 + 0.2 * 0.5 * 0.3 * 0.9
  expect(look(cascades, 0, 1, chances).p).toBeCloseTo(three + 0.1 * 0.2 * 0.5 * 0.3, 14)
})

test('sittings: one post with two tags meets another on both, and that is one meeting: P(X >= 1) = 1 - 0.9 · 0.8', () => {
  const day = 86_400
  const cascades = made([
    [0, 5, 0],
    [1, 5, 3 * day],
    [0, 0, 9 * day],
    [1, 0, 9 * day],
    [0, 1, 9 * day + 20],
    [1, 1, 9 * day + 20],
  ])
  expect(look(cascades, 0, 1, [0.1, 0.2]).p).toBeCloseTo(0.02, 14)
  expect(look(cascades, 0, 1, [0.1, 0.2], { ...SETTINGS, form: 'sittings' }).p).toBeCloseTo(0.28, 14)
})

test('like objects: the pair’s own are left out and one is added: (1 + 0) / (1 + 20)', () => {
  const rows: Row[] = []
  // 21 objects of two accounts, 20 of them never met on, one met on by accounts 0 and 1
  for (let o = 0; o < 20; o++) rows.push([o, 2 + o, 0], [o, 3 + o, 9000])
  rows.push([20, 0, 0], [20, 1, 5])
  const like = (cascades: Cascades) =>
    look(cascades, 0, 1, objectChances(cascades, 60_000).chance, { ...SETTINGS, form: 'population' }).chances[0]
  expect(like(made(rows))).toBeCloseTo(1 / 21, 15)
  expect(like(made(rows.slice(2)))).toBe(1)
})

test('where nobody met nobody could: the least p is that of the other objects, 1/3, and the pair with no other is no test', () => {
  const cascades = made([
    [0, 0, 0],
    [0, 1, 5],
    [0, 2, 500],
    [1, 0, 9000],
    [1, 1, 9900],
    [2, 3, 0],
    [2, 4, 500],
  ])
  const objects = objectChances(cascades, 60_000)
  expect([...objects.chance]).toEqual([1 / 3, 0, 0])
  expect(countFamily(cascades, objects.chance, 1, 0.4)).toEqual({ pairs: 4, tests: 0, limit: 0.4 / 2, isExact: true })
  expect(countFamily(cascades, objects.chance, 1, 0.999)).toMatchObject({ pairs: 4, tests: 3, limit: 0.333 })
})

test('habit: two who are always early are expected to meet', () => {
  const rows: Row[] = []
  for (let o = 0; o < 30; o++) {
    rows.push([o, 99, 0], [o, 0, 20 + (o % 7)], [o, 1, 25 - (o % 5)])
    for (let k = 2; k < 12; k++) rows.push([o, k, 400 + 977 * k])
  }
  const cascades = made(rows)
  const start = new Float64Array(cascades.objects).fill(Number.NaN)
  const population = populationOf(cascades, start, 60_000)
  const early = habitsOf(cascades, start, population, new Set([0, 1]), 60_000)
  expect(early.anchored).toBe(1)
  const q = objectChances(cascades, 60_000).chance[0] as number
  expect(q).toBeLessThan(0.06)
  expect(early.chance(trialsOf(cascades, 0, 1), 0) as number).toBeGreaterThan(0.3)
  // begun by a member: nothing outside the group to be early on
  expect(habitsOf(cascades, start, population, new Set([0, 99]), 60_000).chance(trialsOf(cascades, 0, 99), 0)).toBeNull()
})

/** Cascades with different spreads; who is where is drawn anew within each object. */
function shuffledWorld(seed: number): Cascades {
  const rng = createRng(seed)
  const rows: Row[] = []
  for (let o = 0; o < 60; o++) {
    const accounts = shuffle(
      Array.from({ length: 30 }, (_, i) => i),
      rng,
    ).slice(0, 3 + rng.below(12))
    const spread = [60, 600, 4000][rng.below(3)] as number
    for (const account of accounts) rows.push([o, account, Math.floor(-Math.log(1 - rng.next()) * spread)])
  }
  return made(rows)
}

test('without coordination p-values of form 2 and 2c are not too small, at any level, and mid-p is near uniform', () => {
  const levels = [0.01, 0.05, 0.2]
  const low = { object: [0, 0, 0], sitting: [0, 0, 0] }
  const mid: number[] = []
  let tested = 0
  for (let seed = 1; seed <= 60; seed++) {
    const cascades = shuffledWorld(seed)
    const { chance } = objectChances(cascades, 60_000)
    // Pairs without a common account, so that the tests of one world lean little on each other.
    for (let a = 0; a < 30; a += 2) {
      const own = look(cascades, a, a + 1, chance)
      if (own.chances.length === 0) continue
      tested++
      const sitting = look(cascades, a, a + 1, chance, { ...SETTINGS, form: 'sittings' }).p
      levels.forEach((level, i) => {
        if (own.p <= level) low.object[i]!++
        if (sitting <= level) low.sitting[i]!++
      })
      mid.push(poissonBinomialMidTail(own.chances, own.met))
    }
  }
  levels.forEach((level, i) => {
    const most = level + 3.3 * Math.sqrt((level * (1 - level)) / tested)
    expect((low.object[i] as number) / tested).toBeLessThanOrEqual(most)
    expect((low.sitting[i] as number) / tested).toBeLessThanOrEqual(most)
  })
  expect(mid.reduce((sum, p) => sum + p, 0) / mid.length).toBeCloseTo(0.5, 1)
  expect(uniformity(mid).above).toBeLessThan(0.1)
})

test('leaving the pair out of its own q gives p-values that are too small: two objects of three accounts, one meeting each', () => {
  // Labels shuffled within objects: the pair meets on both with chance 1/3 · 1/3 = 1/9, whatever is written down as its p.
  const cascades = made(
    [0, 1].flatMap((o): Row[] => [
      [o, 0, 0],
      [o, 1, 30],
      [o, 2, 500],
    ]),
  )
  const { chance } = objectChances(cascades, 60_000)
  expect(look(cascades, 0, 1, chance).p).toBeCloseTo(1 / 9, 15)
  // Left out, with half a meeting as floor: no meeting among the other 2 pairs, q = 0.5 / 2.
  expect(look(cascades, 0, 1, chance, { ...SETTINGS, isPairLeftOut: true }).p).toBeCloseTo(1 / 16, 15)
  // Left out, with one meeting and one pair added, q = (0 + 1) / (2 + 1): the same as counting it in.
  expect(poissonBinomialTail([(0 + 1) / (2 + 1), (0 + 1) / (2 + 1)], 2)).toBeCloseTo(1 / 9, 15)
})
