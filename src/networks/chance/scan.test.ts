import fc from 'fast-check'
import { expect, test } from 'vitest'
import { benjaminiHochberg, cauchyCombination, createRng, shuffle } from '../../statistics/index.js'
import { cellsOf, gapBetween } from './cells.js'
import { clockOf } from './clock.js'
import { type FullScan, scanWindows } from './scan.js'
import { testSynchrony } from './synchrony.js'
import { made, type Row } from './test-rows.js'

const WINDOWS = [1_000, 10_000, 60_000, 600_000, 3_600_000]

/** Objects of 12 of 60 accounts, most of them soon after the start; `group` accounts act within 30 s of one another on three of four. */
function unplanned(seed: number, group = 0, objects = 200): Row[] {
  const rng = createRng(`unplanned ${seed}`)
  const rows: Row[] = []
  for (let o = 0; o < objects; o++) {
    const on = new Set<number>()
    while (on.size < 12) on.add(rng.below(60))
    const call = Math.floor(rng.next() * 3e6)
    for (const account of on)
      rows.push([o, account, o * 1e7 + (account < group && o % 4 !== 0 ? call + rng.below(30_000) : Math.floor(rng.next() ** 2 * 4e6))])
  }
  return rows
}
const scan = (rows: readonly Row[], seed: number, shuffles = 39): FullScan =>
  scanWindows(made(rows), { windowsMs: WINDOWS, minShared: 2, alpha: 0.05, shuffles }, createRng(seed))

// Of 200 seeds of the full size and with 39 shuffles 9 keep a pair (4.5 %), and 5 have a p of the scan of at most 0.05.
test('without coordination: of forty seeds, about one in twenty keeps a pair or finds an excess', () => {
  const runs = Array.from({ length: 40 }, (_, seed) => scan(unplanned(seed, 0, 40), seed, 19))
  expect(runs.filter((run) => run.passing.length > 0).length).toBeLessThanOrEqual(5)
  const strange = runs.filter((run) => run.p <= 0.05)
  expect(strange.length).toBeLessThanOrEqual(5)
  for (const run of runs) if (!strange.includes(run)) expect(run.rows.some((row) => row.isWhereExcessLives)).toBe(false)
})

test('six accounts that act within 30 s: the excess is at 10 s, the p of the scan is at its floor, and their pairs pass', () => {
  const run = scan(unplanned(3, 6), 3)
  expect(run.rows.map((row) => row.isWhereExcessLives)).toEqual([false, true, false, false, false])
  expect(run.p).toBeLessThan(0.05)
  const members = run.passing.filter(({ a, b }) => a < 6 && b < 6)
  expect([members.length, run.passing.length]).toEqual([14, 15])
  for (const pair of run.passing) {
    expect(pair.combined).toBe(cauchyCombination(pair.p))
    expect(pair.rate).toBeGreaterThanOrEqual(1 / 40)
  }
})

test('each window counts what a test at that window alone counts, in the data and in each shuffle', () => {
  const row = fc.tuple(fc.nat(8), fc.nat(7), fc.nat(100))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 2 }), fc.nat(50), (rows, minShared, seed) => {
      const settings = { minShared, alpha: 0.2 }
      const windowsMs = [2, 10, 50]
      const run = scanWindows(made(rows), { ...settings, windowsMs, shuffles: 3 }, createRng(seed))
      const rng = createRng(seed)
      const cascades = made(rows)
      const cells = cellsOf(cascades)
      const times = Int32Array.from({ length: cells.count }, (_, cell) => cell)
      const objectOf = (cell: number) => cells.objectStart.findLastIndex((start) => start <= cell)
      const shuffled = () => {
        for (let o = 0; o < cascades.objects; o++) shuffle(times.subarray(cells.objectStart[o], cells.objectStart[o + 1]), rng)
        return made(
          [...times].flatMap((taken, cell) =>
            [...cells.atMs.subarray(cells.timeStart[taken], cells.timeStart[taken + 1])].map(
              (at): Row => [objectOf(cell), cells.account[cell] as number, at],
            ),
          ),
        )
      }
      const worlds = [cascades, shuffled(), shuffled(), shuffled()]
      run.rows.forEach((found, w) => {
        const tests = worlds.map((world) =>
          testSynchrony(world, { ...settings, form: 'together', windowMs: windowsMs[w] as number, sittingMs: 0, leastLike: 20 }),
        )
        for (const [k, counted] of [found.met, found.twice, found.thrice].entries()) {
          const many = tests.map(({ met }) => met.filter((each) => each > k).length)
          expect([counted.data, counted.low, counted.high]).toEqual([many[0], Math.min(...many.slice(1)), Math.max(...many.slice(1))])
        }
        const data = tests[0] as (typeof tests)[number]
        const isTest = (i: number) => (data.leastP[i] as number) <= data.limit
        const passed = benjaminiHochberg(
          data.p.filter((_, i) => isTest(i)),
          Math.max(data.tests, data.p.filter((_, i) => isTest(i)).length),
        ).filter((q) => q <= 0.2).length
        expect([found.tests, found.passing.data]).toEqual([data.tests, passed])
      })
    }),
  )
})

test('cells: all times of an account on an object, in the order of their first times; least gaps by hand', () => {
  const cells = cellsOf(made([[0, 3, 10], [0, 1, 12], [0, 3, 20], [0, 1, 27], [2, 1, 5]])) // biome-ignore format: rows
  expect([...cells.account]).toEqual([3, 1, 1])
  expect([...cells.objectStart]).toEqual([0, 2, 2, 3])
  expect([...cells.timeStart]).toEqual([0, 2, 4, 5])
  expect([...cells.atMs]).toEqual([10, 20, 12, 27, 5])
  expect(gapBetween(cells, 0, 1)).toBe(2)
  expect(gapBetween(cells, 1, 2)).toBe(7)
})

test('nothing, one object, all at the same time', () => {
  const empty = scan([], 1, 19)
  expect([empty.pairs, empty.p, empty.passing.length]).toEqual([0, 1, 0])
  const same = scan(
    Array.from({ length: 40 }, (_, i) => [i % 5, Math.floor(i / 5), 7] as Row),
    1,
    19,
  )
  expect([same.p, same.passing.length, same.rows.some((row) => row.isWhereExcessLives)]).toEqual([1, 0, false])
})

test('clock: whole minutes, hours, days; too few times say nothing', () => {
  const at = (step: number, many = 30) => clockOf(made(Array.from({ length: many }, (_, i) => [i, 0, i * step] as Row)))
  expect(at(60_000)).toEqual({ firstMs: 0, lastMs: 29 * 60_000, stepMs: 60_000 })
  expect(at(3_600_000)?.stepMs).toBe(3_600_000)
  expect(at(86_400_000)?.stepMs).toBe(86_400_000)
  expect(at(1_000)?.stepMs).toBeNull()
  expect(at(60_000, 10)?.stepMs).toBeNull()
  expect(clockOf(made([]))).toBeNull()
})
