import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, poissonBinomialMidTail, shuffle, uniformity } from '../statistics/index.js'
import { testGroups } from './edge-tests.js'
import { countFamily } from './family.js'
import { habitsOf, populationOf } from './habit.js'
import { countMet, largestTogether, viewOf } from './pairs.js'
import { RULE_DEFAULTS } from './rules.js'
import { likeObjectChances, objectChances, objectTail, sharedTrials, sittingTail } from './synchrony.js'
import { makeTraceIndex, type TraceIndex } from './trace-index.js'

/** Rows of object, account, second. */
function indexOf(rows: readonly (readonly [number, number, number])[]): TraceIndex {
  const ordered = rows
    .map((row, post) => ({ row, post }))
    .sort((x, y) => x.row[0] - y.row[0] || x.row[2] - y.row[2] || x.row[1] - y.row[1] || x.post - y.post)
  return makeTraceIndex({
    object: Int32Array.from(ordered, ({ row }) => row[0]),
    account: Int32Array.from(ordered, ({ row }) => row[1]),
    atMs: Float64Array.from(ordered, ({ row }) => row[2] * 1000),
    post: Int32Array.from(ordered, ({ post }) => post),
  })
}

test('three accounts, one meeting: q = 1 of 3 pairs, with the pair itself counted in; two accounts that met: q = 1 says nothing', () => {
  const index = indexOf([
    [0, 0, 0],
    [0, 1, 30],
    [0, 2, 500],
    [1, 0, 0],
    [1, 1, 10],
  ])
  const objects = objectChances(index, 60_000)
  expect([...objects.accounts]).toEqual([3, 2])
  expect([...objects.met]).toEqual([1, 1])
  expect(objects.chance[0]).toBeCloseTo(1 / 3, 15)
  const trials = sharedTrials(index, 0, 1, 60_000)
  expect(trials).toEqual([
    { object: 0, isMet: true, closestAtMs: 0 },
    { object: 1, isMet: true, closestAtMs: 0 },
  ])
  // P(both) = 1/3 · 1
  expect(objectTail(trials, (o) => objects.chance[o] as number)).toBeCloseTo(1 / 3, 15)
})

test('the window is inclusive, and an account that acts often on an object meets another once', () => {
  const index = indexOf([
    [0, 0, 0],
    [0, 0, 60],
    [0, 1, 120],
    [0, 1, 90],
    [0, 2, 181],
  ])
  const objects = objectChances(index, 60_000)
  // 0–1 met (60 → 90, 60 → 120), 1–2 not (120 → 181 is 61 s), 0–2 not: 1 of 3
  expect(objects.met[0]).toBe(1)
  expect(sharedTrials(index, 1, 2, 61_000)).toEqual([{ object: 0, isMet: true, closestAtMs: 120_000 }])
  expect(sharedTrials(index, 1, 2, 60_000)).toEqual([{ object: 0, isMet: false, closestAtMs: 120_000 }])
})

const ROWS = fc.array(fc.tuple(fc.nat(4), fc.nat(6), fc.nat(300)), { minLength: 1, maxLength: 60 })

test('meetings and shared objects agree with going through all pairs', () => {
  fc.assert(
    fc.property(ROWS, fc.integer({ min: 0, max: 120 }), (rows, window) => {
      const index = indexOf(rows)
      const objects = objectChances(index, window * 1000)
      const meets = (o: number, a: number, b: number) =>
        rows.some((x) => x[0] === o && x[1] === a && rows.some((y) => y[0] === o && y[1] === b && Math.abs(x[2] - y[2]) <= window))
      const on = (o: number) => [...new Set(rows.filter((row) => row[0] === o).map((row) => row[1]))]
      for (let o = 0; o < index.objects; o++) {
        let met = 0
        const accounts = on(o)
        for (const a of accounts) for (const b of accounts) if (a < b && meets(o, a, b)) met++
        expect(objects.met[o]).toBe(met)
        expect(objects.accounts[o]).toBe(accounts.length)
      }
      const view = viewOf(index, [0, 1, 2, 3])
      const found = countMet(index, view, window * 1000)
      let meetings = 0
      let sharing = 0
      for (let a = 0; a < index.accounts; a++)
        for (let b = a + 1; b < index.accounts; b++) {
          const trials = sharedTrials(index, a, b, window * 1000)
          expect(trials.map(({ object, isMet }) => ({ object, isMet }))).toEqual(
            [0, 1, 2, 3, 4].filter((o) => on(o).includes(a) && on(o).includes(b)).map((o) => ({ object: o, isMet: meets(o, a, b) })),
          )
          if (trials.length >= 2) sharing++
          const met = trials.filter((trial) => trial.isMet).length
          if (b < 4) {
            expect(found.pairs.get(a * 4 + b) ?? 0).toBe(met)
            meetings += met
          }
        }
      expect(found.meetings).toBe(meetings)
      expect(countFamily(index, objects, 2, 0.05).pairs).toBe(sharing)
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('sittings: three objects begun within half an hour are one trial, 1 - (1 - 0.1)(1 - 0.2)(1 - 0.5) = 0.64', () => {
  const index = indexOf([
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
  const trials = sharedTrials(index, 0, 1, 60_000)
  expect(sittingTail(index, trials, (o) => chances[o] as number, 1_800_000)).toBeCloseTo(0.64 * 0.3, 14)
  // 0, 1 and 3 met, 2 not: 0.1·0.2·0.3 whole with 2, and the ways to have three of four
  const three = 0.1 * 0.2 * 0.3 * 0.5 + 0.1 * 0.2 * 0.5 * 0.7 + 0.1 * 0.5 * 0.3 * 0.8 + 0.2 * 0.5 * 0.3 * 0.9
  expect(objectTail(trials, (o) => chances[o] as number)).toBeCloseTo(three + 0.1 * 0.2 * 0.5 * 0.3, 14)
})

test('sittings: one post with two tags meets another on both, and that is one meeting: P(X >= 1) = 1 - 0.9 · 0.8', () => {
  const day = 86_400
  const index = indexOf([
    [0, 5, 0],
    [1, 5, 3 * day],
    [0, 0, 9 * day],
    [1, 0, 9 * day],
    [0, 1, 9 * day + 20],
    [1, 1, 9 * day + 20],
  ])
  const chances = [0.1, 0.2]
  const trials = sharedTrials(index, 0, 1, 60_000)
  expect(objectTail(trials, (o) => chances[o] as number)).toBeCloseTo(0.02, 14)
  expect(sittingTail(index, trials, (o) => chances[o] as number, 1_800_000)).toBeCloseTo(0.28, 14)
})

test('like objects: the pair’s own are left out and one is added: (1 + 0) / (1 + 20)', () => {
  const rows: [number, number, number][] = []
  // 21 objects of two accounts, 20 of them never met on, one met on by accounts 0 and 1
  for (let o = 0; o < 20; o++) rows.push([o, 2 + o, 0], [o, 3 + o, 9000])
  rows.push([20, 0, 0], [20, 1, 5])
  const index = indexOf(rows)
  const trials = sharedTrials(index, 0, 1, 60_000)
  expect(likeObjectChances(objectChances(index, 60_000))(trials)(20)).toBeCloseTo(1 / 21, 15)
  expect(likeObjectChances(objectChances(indexOf(rows.slice(2)), 60_000))(sharedTrials(indexOf(rows.slice(2)), 0, 1, 60_000))(20)).toBe(1)
})

test('habit: two who are always early are expected to meet', () => {
  const rows: [number, number, number][] = []
  for (let o = 0; o < 30; o++) {
    rows.push([o, 99, 0], [o, 0, 20 + (o % 7)], [o, 1, 25 - (o % 5)])
    for (let k = 2; k < 12; k++) rows.push([o, k, 400 + 977 * k])
  }
  const index = indexOf(rows)
  const start = new Float64Array(index.objects).fill(Number.NaN)
  const population = populationOf(index, start, 60_000)
  const early = habitsOf(index, start, population, new Set([0, 1]), 60_000)
  expect(early.anchored).toBe(1)
  const q = objectChances(index, 60_000).chance[0] as number
  expect(q).toBeLessThan(0.06)
  expect(early.chance(0, 1, 0) as number).toBeGreaterThan(0.3)
  // begun by a member: nothing outside the group to be early on
  expect(habitsOf(index, start, population, new Set([0, 99]), 60_000).chance(0, 99, 0)).toBeNull()
})

test('largest set joined by pairs of at least two objects', () => {
  const pairs = new Map([
    [0 * 5 + 1, 2],
    [1 * 5 + 2, 2],
    [3 * 5 + 4, 1],
  ])
  expect(largestTogether({ pairs, meetings: 5 }, 5, 2)).toBe(3)
  expect(largestTogether({ pairs, meetings: 5 }, 5, 3)).toBe(0)
})

/** Cascades with different spreads; who is where is drawn anew within each object. */
function shuffledWorld(seed: number): TraceIndex {
  const rng = createRng(seed)
  const rows: [number, number, number][] = []
  for (let o = 0; o < 60; o++) {
    const accounts = shuffle(
      Array.from({ length: 30 }, (_, i) => i),
      rng,
    ).slice(0, 3 + rng.below(12))
    const spread = [60, 600, 4000][rng.below(3)] as number
    for (const account of accounts) rows.push([o, account, Math.floor(-Math.log(1 - rng.next()) * spread)])
  }
  return indexOf(rows)
}

test('without coordination p-values of form 2 and 2c are not too small, at any level, and mid-p is near uniform', () => {
  const levels = [0.01, 0.05, 0.2]
  const low = { object: [0, 0, 0], sitting: [0, 0, 0] }
  const mid: number[] = []
  let tested = 0
  for (let seed = 1; seed <= 60; seed++) {
    const index = shuffledWorld(seed)
    const objects = objectChances(index, 60_000)
    const chance = (o: number) => objects.chance[o] as number
    // Pairs without a common account, so that the tests of one world lean little on each other.
    for (let a = 0; a < 30; a += 2) {
      const trials = sharedTrials(index, a, a + 1, 60_000)
      if (trials.length === 0) continue
      tested++
      const p = objectTail(trials, chance)
      const sitting = sittingTail(index, trials, chance, 1_800_000)
      levels.forEach((level, i) => {
        if (p <= level) low.object[i]!++
        if (sitting <= level) low.sitting[i]!++
      })
      mid.push(
        poissonBinomialMidTail(
          trials.map((trial) => chance(trial.object)),
          trials.filter((trial) => trial.isMet).length,
        ),
      )
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
  const index = indexOf(
    [0, 1].flatMap((o): [number, number, number][] => [
      [o, 0, 0],
      [o, 1, 30],
      [o, 2, 500],
    ]),
  )
  const trials = sharedTrials(index, 0, 1, 60_000)
  const objects = objectChances(index, 60_000)
  expect(objectTail(trials, (o) => objects.chance[o] as number)).toBeCloseTo(1 / 9, 15)
  // Left out, with half a meeting as floor: no meeting among the other 2 pairs, q = 0.5 / 2.
  expect(objectTail(trials, () => 0.25)).toBeCloseTo(1 / 16, 15)
  // Left out, with one meeting and one pair added, q = (0 + 1) / (2 + 1): the same as counting it in.
  expect(objectTail(trials, () => (0 + 1) / (2 + 1))).toBeCloseTo(1 / 9, 15)
})

/** 40 accounts, 80 objects a day apart, all with one spread: the world in which 2d, too, must stay quiet. */
function evenWorld(seed: number): TraceIndex {
  const rng = createRng(`even ${seed}`)
  const rows: [number, number, number][] = []
  for (let o = 0; o < 80; o++)
    for (const account of shuffle(
      Array.from({ length: 40 }, (_, i) => i),
      rng,
    ).slice(0, 3 + rng.below(8)))
      rows.push([o, account, o * 86_400 + Math.floor(-Math.log(1 - rng.next()) * 900)])
  return indexOf(rows)
}

test('after correction at 5 % a world without coordination has a passing pair in about one world of twenty at most', () => {
  const worlds = 60
  const any = { together: 0, sittings: 0, habit: 0, population: 0, sharing: 0 }
  for (let seed = 1; seed <= worlds; seed++) {
    const index = evenWorld(seed)
    const objects = objectChances(index, 60_000)
    const edges = []
    for (let a = 0; a < index.accounts; a++)
      for (let b = a + 1; b < index.accounts; b++)
        if (sharedTrials(index, a, b, 60_000).some((trial) => trial.isMet)) edges.push({ a, b, weight: 1, pairs: 1, gapMedianMs: 0 })
    const start = new Float64Array(index.objects).fill(Number.NaN)
    const everybody = new Set(Array.from({ length: index.accounts }, (_, i) => i))
    // Nobody of these is a member as far as the starts of objects go: 2b is tested on all objects.
    const origin = Float64Array.from(start, (_, o) => o * 86_400_000)
    const habits = habitsOf(index, origin, populationOf(index, origin, 60_000), everybody, 60_000)
    const [tests] = testGroups(
      index,
      objects,
      countFamily(index, objects, 1, 0.05),
      [{ edges, habits }],
      60_000,
      RULE_DEFAULTS,
      () => undefined,
    )
    for (const form of ['together', 'sittings', 'habit', 'population', 'sharing'] as const)
      if ((tests?.passed[form].edges ?? 0) > 0) any[form]++
  }
  // 5 % of 60 is 3, and 4 standard deviations of 1.7 more.
  for (const worldsWith of Object.values(any)) expect(worldsWith).toBeLessThanOrEqual(9)
})

test('a planted pair is found among 40 accounts: 12 of its 14 objects within the minute', () => {
  const index0 = evenWorld(1)
  const rows: [number, number, number][] = Array.from({ length: index0.traces }, (_, i) => [
    index0.object[i] as number,
    index0.account[i] as number,
    (index0.atMs[i] as number) / 1000,
  ])
  for (let o = 80; o < 94; o++) {
    rows.push([o, 40, o * 86_400 + 500], [o, 41, o * 86_400 + (o < 92 ? 520 : 5000)])
    for (let k = 0; k < 6; k++) rows.push([o, (o * 7 + k * 5) % 40, o * 86_400 + 300 * k * k])
  }
  const index = indexOf(rows)
  const objects = objectChances(index, 60_000)
  const population = populationOf(index, new Float64Array(index.objects).fill(Number.NaN), 60_000)
  const habits = habitsOf(index, new Float64Array(index.objects).fill(Number.NaN), population, new Set([40, 41]), 60_000)
  const edge = { a: 40, b: 41, weight: 12, pairs: 12, gapMedianMs: 20_000 }
  const [tests] = testGroups(
    index,
    objects,
    countFamily(index, objects, 1, 0.05),
    [{ edges: [edge], habits }],
    60_000,
    RULE_DEFAULTS,
    () => undefined,
  )
  expect(tests?.passed.together).toMatchObject({ edges: 1, members: 2 })
  expect(tests?.passed.together.leastP).toBeLessThan(1e-9)
  expect(tests?.passed.population.edges).toBe(1)
  expect(tests?.passed.sharing.edges).toBe(1)
})
