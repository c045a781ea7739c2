import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, hypergeometricTail, type Rng, shuffle } from '../statistics/index.js'
import { scanFollowers } from './follower-scan.js'

const DAY = 86_400_000
const START = Date.UTC(2015, 0, 1)
const PARAMS = { leastBlock: 30, leastShare: 0.3, leastRatio: 3, newcomerDays: 7 }
const times = (days: readonly number[]) => Float64Array.from(days, (day) => START + day * DAY)
const scan = (days: readonly number[], followed: readonly number[] | null = null, params = PARAMS) =>
  scanFollowers({ createdMs: times(days), followedMs: followed && times(followed) }, params, 0.05)

/** People of any age who follow over `years`: made at any time before. */
function natural(n: number, rng: Rng, years = 4): { created: number[]; followed: number[] } {
  const followed = Array.from({ length: n }, (_, i) => 2000 + (i * 365 * years) / n)
  return { followed, created: followed.map((at) => Math.floor(rng.next() * (at - 8)) + rng.next()) }
}

test('by hand: 10 of 10 made on one day between 10 and 20 others', () => {
  // Least run 10: windows of 10 at 0, 5, 10 … 30, of 20 at 0, 10, 20; all but 10 at either end. Times of following are known, so nobody is new.
  const days = Array.from({ length: 40 }, (_, i) => (i >= 10 && i < 20 ? 500 + i / 100 : 40 * i))
  const { blocks, known, newcomers, tests } = scan(
    days,
    days.map(() => 3000),
    { ...PARAMS, leastBlock: 10 },
  )
  expect([known, newcomers]).toEqual([40, 0])
  // Days: 0 40 … 360, 500, 800 … 1560, 31 of them, each a 1-day bin; by 7 days 31 bins each way; by 30 days as far apart as 40 days: 31 each way (500 alone in its own).
  const filled = 31 * 5
  const windows = 7 + 3 + 1 + 1
  expect(tests).toBe(windows * filled)
  // The window 10..20 has all ten; its 30 neighbours within 4 windows on each side have none: P = 1 / C(40, 10).
  expect(blocks).toHaveLength(1)
  expect(blocks[0]).toMatchObject({ from: 10, to: 19, count: 10, of: 10, expected: 0, isNewcomers: false })
  expect(blocks[0]?.p).toBeCloseTo(tests * hypergeometricTail(10, 40, 10, 10), 15)
  expect([...(blocks[0]?.ranks ?? [])]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
})

test('property: the best block is the best of a plain look at every window and day', () => {
  const params = { ...PARAMS, leastBlock: 4, leastShare: 0.5, leastRatio: 2 }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 8, maxLength: 40 }), (days) => {
      const n = days.length
      const windows: [number, number, number, number][] = []
      for (let w = 4; w * 2 <= n; w *= 2)
        for (let low = 0; low + w <= n; low += w / 2) windows.push([low, low + w, Math.max(0, low - 4 * w), Math.min(n, low + 5 * w)])
      for (let x = 4; x * 2 < n; x *= 2) windows.push([0, n - x, 0, n], [x, n, 0, n])
      let best = 1
      const bins = new Set<string>()
      for (const [width, shift] of [
        [1, 0],
        [7, 0],
        [7, 3],
        [30, 0],
        [30, 15],
      ] as const) {
        const least = Math.min(...days)
        const bin = (day: number) => Math.floor((day - least + shift) / width)
        for (const day of days) bins.add(`${width} ${shift} ${bin(day)}`)
        for (const [low, high, from, to] of windows)
          for (const day of new Set(days.slice(low, high))) {
            const isIn = (other: number) => bin(other) === bin(day)
            const count = days.slice(low, high).filter(isIn).length
            const all = days.slice(from, to).filter(isIn).length
            const w = high - low
            const rest = to - from - w
            if (count >= Math.max(2, Math.ceil(w / 2)) && count >= (2 * w * (all - count)) / rest)
              best = Math.min(best, hypergeometricTail(count, to - from, all, w))
          }
      }
      const expected = best * windows.length * bins.size
      const found = scanFollowers({ createdMs: times(days), followedMs: times(days.map(() => 3000)) }, params, 0.05)
      expect(found.tests).toBe(windows.length * bins.size)
      if (expected <= 0.05) expect(found.blocks[0]?.p).toBeCloseTo(expected, 12)
      else expect(found.blocks).toEqual([])
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('a delivery of one week stands out with times, with order alone, among the first and as most of the list', () => {
  const rng = createRng(1)
  const batch = (n: number, day: number) => Array.from({ length: n }, () => day + rng.next() * 5)
  const { created, followed } = natural(2000, rng)
  for (const at of [0, 700, 1900]) {
    const mixed = [...created.slice(0, at), ...batch(150, 1200), ...created.slice(at)]
    const came = [...followed.slice(0, at), ...batch(150, followed[at] as number).map(() => followed[at] as number), ...followed.slice(at)]
    const [timed] = scan(mixed, came).blocks
    expect(timed?.p).toBeLessThan(1e-20)
    expect(Math.abs((timed?.from as number) - at)).toBeLessThan(20)
    expect(timed?.ranks.length).toBeGreaterThan(100)
    if (at > 0) expect(scan(mixed).blocks[0]?.p).toBeLessThan(1e-20)
  }
  const most = [...created.slice(0, 200), ...batch(4000, 1200)]
  expect(scan(most).blocks[0]?.ranks.length).toBeGreaterThan(1500)
})

test('a young delivery among the old, where the order alone bounds the time from below', () => {
  const rng = createRng(2)
  // Nobody before was made after day 1000; the delivery was made on days 2000 to 2004, so by the bound all of it is new, but does not rise.
  const old = Array.from({ length: 900 }, () => rng.next() * 1000)
  const days = [...old.slice(0, 500), ...Array.from({ length: 100 }, () => 2000 + 4 * rng.next()), ...old.slice(500)]
  const [block] = scan(days).blocks
  expect(block).toMatchObject({ isNewcomers: true })
  expect(block?.from).toBeGreaterThan(490)
  expect(block?.to).toBeLessThan(610)
})

test('newcomers are no block: a celebrity who joins, and an account proposed to all who sign up', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const rng = createRng(seed)
    const base = natural(3000, rng)
    // The celebrity: two thousand sign up within three days and follow within the hour, then come people of any age, ever fewer new ones.
    const rush = Array.from({ length: 2000 }, () => 2000 + 3 * rng.next()).sort((a, b) => a - b)
    const came = [...rush.map((at) => at + rng.next() / 24), ...base.followed.map((at) => at + 4)]
    const celebrity = [...rush, ...base.created]
    expect(scan(celebrity, came).blocks).toEqual([])
    expect(scan(celebrity).blocks).toEqual([])
    // The proposal: of those who come at any time half have just signed up.
    const proposed = base.followed.map((at, i) => (rng.next() < 0.5 ? at - rng.next() * 2 : (base.created[i] as number)))
    expect(scan(proposed, base.followed).blocks).toEqual([])
    expect(scan(proposed).blocks).toEqual([])
    // For a month in the middle everybody who signs up is led there.
    const month = base.followed.map((at, i) => (i > 1200 && i < 1900 ? at - rng.next() / 2 : (base.created[i] as number)))
    expect(scan(month, base.followed).blocks).toEqual([])
    expect(scan(month).blocks).toEqual([])
  }
})

test('lists without blocks, with waves of sign-ups, and shuffled ones: fires less often than the level', () => {
  let fires = 0
  const lists = 200
  for (let seed = 0; seed < lists; seed++) {
    const rng = createRng(seed)
    const { created, followed } = natural(400 + rng.below(800), rng)
    // A third of all who sign up did so in two months of fame of the platform; it holds for every rank after.
    const waves = created.map((at, i) => (rng.next() < 0.33 ? Math.min(900 + rng.next() * 60, (followed[i] as number) - 8) : at))
    const which = seed % 3
    const days = which === 0 ? created : which === 1 ? waves : shuffle([...waves], rng)
    if (scan(days, seed % 2 ? followed : null).blocks.length > 0) fires++
  }
  expect(fires).toBeLessThanOrEqual(0.05 * lists)
})

test('who comes after a wave of sign-ups is no block against those who came before it and could not be of it', () => {
  const rng = createRng(4)
  const { created, followed } = natural(400, rng)
  const wave = created.map((day, i) => ((followed[i] as number) > 2514 && rng.next() < 1 / 3 ? 2500 + 14 * rng.next() : day))
  expect(scan(wave, followed).blocks).toEqual([])
  // Sixty of them at once are one, beside the others who could be.
  const at = followed.findIndex((day) => day > 3000)
  const run = Array.from({ length: 60 }, () => 2500 + 4 * rng.next())
  const days = [...wave.slice(0, at), ...run, ...wave.slice(at)]
  const came = [...followed.slice(0, at), ...run.map(() => followed[at] as number), ...followed.slice(at)]
  expect(scan(days, came).blocks[0]).toMatchObject({ isNewcomers: false })
})

test('damaged dates: far ahead they do not move the bound, after the follow they are left out and counted; unknown ones too', () => {
  const rng = createRng(4)
  const { created, followed } = natural(1000, rng)
  const damaged = created.map((at, i) => (i === 10 || i === 20 ? 60_000 : i % 10 === 5 ? Number.NaN : at))
  const timed = scan(damaged, followed)
  expect(timed).toMatchObject({ known: 898, impossible: 2, blocks: [] })
  const order = scan(damaged)
  expect(order).toMatchObject({ known: 900, impossible: 0, blocks: [] })
  expect(order.newcomers).toBeLessThan(300)
  expect(scan([]).blocks).toEqual([])
  expect(scan([1, 2, 3]).blocks).toEqual([])
})

test('a quarter of a million followers with a thousand delivered is found in fewer windows than 4 n / least', () => {
  const rng = createRng(5)
  const { created } = natural(250_000, rng)
  const days = [...created.slice(0, 100_000), ...Array.from({ length: 1000 }, () => 700 + rng.next()), ...created.slice(100_000)]
  let checks = 0
  const [block] = scanFollowers({ createdMs: times(days), followedMs: null }, PARAMS, 0.05, () => checks++).blocks
  expect(block?.from).toBeGreaterThanOrEqual(99_900)
  expect(block?.to).toBeLessThanOrEqual(101_100)
  expect(block?.ranks.length).toBeGreaterThan(950)
  // Windows: 2 n / least, halved at each doubling, so below 4 n / least.
  expect(checks).toBeLessThan(1 + (4 * days.length) / PARAMS.leastBlock / 1024)
})
