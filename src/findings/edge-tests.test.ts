import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFamily, habitsOf, objectChances, populationOf, trialsOf } from '../networks/index.js'
import { createRng, shuffle } from '../statistics/index.js'
import { testGroups } from './edge-tests.js'
import { countMet, largestTogether, viewOf, viewOfDraw } from './pairs.js'
import { RULE_DEFAULTS } from './rules.js'
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

const ROWS = fc.array(fc.tuple(fc.nat(4), fc.nat(6), fc.nat(300)), { minLength: 1, maxLength: 60 })

test('meetings among chosen accounts agree with going through all pairs', () => {
  fc.assert(
    fc.property(ROWS, fc.integer({ min: 0, max: 120 }), (rows, window) => {
      const index = indexOf(rows)
      const meets = (o: number, a: number, b: number) =>
        rows.some((x) => x[0] === o && x[1] === a && rows.some((y) => y[0] === o && y[1] === b && Math.abs(x[2] - y[2]) <= window))
      const found = countMet(index, viewOf(index, [0, 1, 2, 3]), window * 1000)
      const known = [0, 1, 2, 3].filter((account) => account < index.accounts)
      const shared = viewOfDraw(index, known, window * 1000)
      const ofShared = shared && countMet(index, shared, window * 1000)
      expect(ofShared?.meetings ?? 0).toBe(found.meetings)
      for (const [key, met] of ofShared?.pairs ?? [])
        expect(met).toBe(found.pairs.get(Math.floor(key / known.length) * 4 + (key % known.length)))
      let meetings = 0
      for (let a = 0; a < 4; a++)
        for (let b = a + 1; b < 4; b++) {
          const met = [0, 1, 2, 3, 4].filter((o) => meets(o, a, b)).length
          expect(found.pairs.get(a * 4 + b) ?? 0).toBe(met)
          meetings += met
        }
      expect(found.meetings).toBe(meetings)
    }),
    { numRuns: 200, seed: 4 },
  )
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
        if (trialsOf(index, a, b).gapMs.some((gap, i, all) => i < all.length && gap <= 60_000 && gap >= 0))
          edges.push({ a, b, weight: 1, pairs: 1, gapMedianMs: 0 })
    const start = new Float64Array(index.objects).fill(Number.NaN)
    const everybody = new Set(Array.from({ length: index.accounts }, (_, i) => i))
    // Nobody of these is a member as far as the starts of objects go: 2b is tested on all objects.
    const origin = Float64Array.from(start, (_, o) => o * 86_400_000)
    const habits = habitsOf(index, origin, populationOf(index, origin, 60_000), everybody, 60_000)
    const [tests] = testGroups(
      index,
      objects,
      countFamily(index, objects.chance, 1, 0.05),
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
    countFamily(index, objects.chance, 1, 0.05),
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
