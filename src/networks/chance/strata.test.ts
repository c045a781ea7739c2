import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { shuffleLabels } from './shuffle.js'
import { objectChances } from './spread.js'
import { testStrata, testStrataOf } from './strata.js'
import { pairRule } from './synchrony.js'
import { made, type Row } from './test-rows.js'

/** 300 objects of 12 of 60 accounts, most of them soon after the start; every object an hour after the one before. */
function unplanned(seed: number, group = 0): Row[] {
  const rng = createRng(`unplanned ${seed}`)
  const rows: Row[] = []
  for (let o = 0; o < 300; o++) {
    const on = new Set<number>()
    while (on.size < 12) on.add(rng.below(60))
    const together = Math.floor(rng.next() * 4e5)
    for (const account of on)
      rows.push([
        o,
        account,
        o * 3_600_000 + (account < group && o % 4 !== 0 ? together + rng.below(5_000) : Math.floor(rng.next() ** 3 * 5e5)),
      ])
  }
  return rows
}
const kept = (rows: readonly Row[], seed: number, shuffles = 39) =>
  testStrata(made(rows), { windowMs: 5_000, minShared: 2, shuffles }, createRng(seed)).rate.filter((rate) => rate <= 0.05).length

test('without coordination nothing is kept: ten seeds', () => {
  const runs = Array.from({ length: 10 }, (_, seed) => kept(unplanned(seed), seed))
  expect(runs.filter((many) => many > 0)).toHaveLength(0)
})

test('six accounts that meet on most of what they share: 14 of their 15 pairs are kept', () => {
  const cascades = made(unplanned(1, 6))
  const tests = testStrata(cascades, { windowMs: 5_000, minShared: 2, shuffles: 39 }, createRng(1))
  const found = Array.from(tests.rate.keys()).filter((i) => (tests.rate[i] as number) <= 0.05)
  const isMember = (i: number) => (tests.a[i] as number) < 6 && (tests.b[i] as number) < 6
  expect(found.filter(isMember)).toHaveLength(14)
  expect(found.filter((i) => !isMember(i)).length).toBeLessThanOrEqual(1)
})

test('rates are those of the definition, counted naively', () => {
  const row = fc.tuple(fc.nat(6), fc.nat(6), fc.nat(40))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 2 }), fc.nat(100), (given, minShared, seed) => {
      // One trace of each account on an object, so that a shuffle leaves what is shared as it is.
      const rows = [...new Map(given.map((r) => [`${r[0]} ${r[1]}`, r as Row])).values()]
      const cascades = made(rows)
      const tests = testStrata(cascades, { windowMs: 5, minShared, shuffles: 4 }, createRng(seed))
      const rng = createRng(seed)
      const worlds = [cascades, ...Array.from({ length: 4 }, () => shuffleLabels(cascades, rng))].map(naive)
      function naive({ object, account, atMs }: Cascades) {
        const all = Array.from(object, (o, i) => ({ o, who: account[i] as number, at: atMs[i] as number }))
        const list = []
        for (let a = 0; a < 7; a++)
          for (let b = a + 1; b < 7; b++) {
            const shared = all.flatMap((x) =>
              all.filter((y) => x.o === y.o && x.who === a && y.who === b).map((y) => ({ o: x.o, gap: Math.abs(x.at - y.at) })),
            )
            if (shared.length < minShared) continue
            const chance = (o: number) => {
              const on = all.filter((x) => x.o === o)
              const gaps = on.flatMap((x, i) => on.slice(i + 1).map((y) => Math.abs(x.at - y.at)))
              return gaps.filter((gap) => gap <= 5).length / gaps.length
            }
            const expected = shared.reduce((sum, { o }) => sum + chance(o), 0)
            list.push({ a, b, shared: shared.length, expected, met: shared.filter(({ gap }) => gap <= 5).length })
          }
        return list
      }
      expect(tests.pairs).toBe(worlds[0]?.length)
      const here = (worlds[0] as ReturnType<typeof naive>).filter(({ met }) => met > 0)
      expect(Array.from(tests.a, (a, i) => [a, tests.b[i], tests.shared[i], tests.met[i]])).toEqual(
        here.map((x) => [x.a, x.b, x.shared, x.met]),
      )
      expect(tests.cells.reduce((sum, cell) => sum + cell.seen, 0)).toBe(here.length)
      const isIn = (cell: (typeof tests.cells)[number]) => (x: (typeof here)[number]) =>
        x.shared >= cell.sharedFrom &&
        x.shared <= cell.sharedTo &&
        x.met === cell.met &&
        x.expected >= cell.expectedFrom * (1 - 1e-9) &&
        x.expected < cell.expectedTo * (1 + 1e-9)
      for (const cell of tests.cells) {
        // Expected meetings that lie on a border may fall on either side by rounding: shares of small numbers seldom do.
        if ([cell.expectedFrom, cell.expectedTo].some((end) => worlds.flat().some((x) => Math.abs(x.expected / end - 1) < 1e-9))) continue
        expect(cell.seen).toBe(here.filter(isIn(cell)).length)
        const shuffled = worlds.slice(1).flat().filter(isIn(cell)).length / 4
        expect(cell.shuffled).toBeCloseTo(shuffled, 12)
        expect(cell.localRate).toBeCloseTo(Math.min(1, shuffled / cell.seen), 12)
        expect(cell.rate).toBeGreaterThanOrEqual(1 / 5)
      }
      for (const row of tests.byMeetings) {
        const many = worlds.map((world) => world.filter((x) => x.met >= row.met).length)
        expect([row.seen, row.low, row.high]).toEqual([many[0], Math.min(...many.slice(1)), Math.max(...many.slice(1))])
      }
    }),
    { numRuns: 60 },
  )
})

const FORMS = ['sittings', 'habit', 'rhythm', 'population'] as const
function strataOf(form: (typeof FORMS)[number] | 'together', cascades: Cascades) {
  const settings = { form, windowMs: 5_000, sittingMs: 1_800_000, leastLike: 20 }
  const rule = pairRule(cascades, objectChances(cascades, settings.windowMs).chance, settings)
  return testStrataOf(cascades, rule, { minShared: 2, shuffles: 39 })
}
const keptBy = (form: (typeof FORMS)[number] | 'together', rows: readonly Row[]) => {
  const { a, b, rate } = strataOf(form, made(rows))
  return [...rate.keys()].filter((i) => (rate[i] as number) <= 0.05).map((i) => [a[i] as number, b[i] as number] as const)
}

test('by the chances of the null: without coordination at most one in twenty data sets keeps a pair, a group that acts together is kept', () => {
  for (const form of FORMS) {
    const runs = Array.from({ length: 20 }, (_, seed) => keptBy(form, unplanned(seed)).length)
    expect(runs.filter((many) => many > 0).length, form).toBeLessThanOrEqual(1)
    const found = keptBy(form, unplanned(1, 6))
    expect(found.filter(([a, b]) => a < 6 && b < 6).length, form).toBeGreaterThanOrEqual(12)
    expect(found.filter(([a, b]) => !(a < 6 && b < 6)).length, form).toBeLessThanOrEqual(1)
  }
})

test('by the chances of the null: what 400 shuffles of the labels give, within five standard errors', () => {
  const cascades = made(unplanned(2, 4))
  const exact = strataOf('together', cascades)
  const drawn = testStrata(cascades, { windowMs: 5_000, minShared: 2, shuffles: 400 }, createRng(4))
  expect([exact.a, exact.b, exact.met]).toEqual([drawn.a, drawn.b, drawn.met])
  for (const cell of exact.cells) {
    const same = drawn.cells.find(
      (one) => one.sharedFrom === cell.sharedFrom && one.expectedFrom === cell.expectedFrom && one.met === cell.met,
    )
    expect(same?.seen).toBe(cell.seen)
    // Counts of pairs on the same objects lean on each other, so their variance is some times that of a Poisson.
    expect(Math.abs((same?.shuffled as number) - cell.shuffled)).toBeLessThan(5 * Math.sqrt((3 * cell.shuffled + 0.1) / 400) + 0.01)
  }
})

test('nothing, two accounts, all at the same time: nothing is kept', () => {
  expect(testStrata(made([]), { windowMs: 5, minShared: 2, shuffles: 19 }, createRng(1)).cells).toEqual([])
  const two: Row[] = Array.from({ length: 8 }, (_, o) => [[o, 0, o * 100] as Row, [o, 1, o * 100 + (o % 2)] as Row]).flat()
  expect(kept(two, 1)).toBe(0)
  const same: Row[] = Array.from({ length: 40 }, (_, i) => [i % 5, Math.floor(i / 5), 7] as Row)
  expect(kept(same, 1)).toBe(0)
})
