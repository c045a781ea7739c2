import fc from 'fast-check'
import { expect, test } from 'vitest'
import { benjaminiHochberg, createRng, type Rng, poissonBinomialTail as tailOf, uniformity } from '../../statistics/index.js'
import { hoursSpread } from './hours.js'
import { type Cascades, objectChances, pairRule, testSynchrony, trialsOf } from './index.js'
import { made, type Row } from './test-rows.js'

const SETTINGS = { sittingMs: 0, leastLike: 20, minShared: 2, alpha: 0.05 } as const
const [HOUR, DAY] = [3_600_000, 86_400_000]

function chances(
  cascades: Cascades,
  form: 'habit' | 'rhythm',
  windowMs: number,
  a: number,
  b: number,
  startMs: Float64Array | null = null,
) {
  const rule = pairRule(cascades, objectChances(cascades, windowMs).chance, { ...SETTINGS, form, windowMs, startMs })
  const trials = trialsOf(cascades, a, b)
  const into = new Float64Array(trials.many)
  rule.chances(trials, 0, trials.many, into)
  return [...into]
}

test('habit by hand: latencies on the other object, everybody’s with the weight of one', () => {
  // Two objects begun by 9; accounts 0 and 1 after 12 and 13 s, 2 and 3 after 800 and 900 s. Everybody: 12, 13, 800, 900 twice; near each other within 60 s:
  // 12 and 13 with 4 of 8, 800 and 900 with 2 of 8: P = (4 · 4 + 4 · 2) / 64 = 0.375.
  const rows: Row[] = [0, 1].flatMap((o): Row[] => [
    [o, 9, o * DAY],
    [o, 0, o * DAY + 12_000],
    [o, 1, o * DAY + 13_000],
    [o, 2, o * DAY + 800_000],
    [o, 3, o * DAY + 900_000],
  ])
  const cascades = made(rows)
  // On each object: own 1 · own 1 met, 1; own with everybody 0.5 + 0.5; everybody 0.375; of (1 + 1)²: 2.375 / 4. Form 2: 3 of 10 pairs.
  for (const q of chances(cascades, 'habit', 60_000, 0, 1)) expect(q).toBeCloseTo(2.375 / 4, 12)
  expect(objectChances(cascades, 60_000).chance[0]).toBeCloseTo(0.3, 12)
  // 2 and 3 never within 60 s: (0 + 0.25 + 0.25 + 0.375) / 4 is less than form 2. 9 begins: 0 met 12 of its other object, and of everybody 4 of 8 are within 60 s of the start: (1 + 0.5) / 2.
  for (const q of chances(cascades, 'habit', 60_000, 2, 3)) expect(q).toBeCloseTo(0.3, 12)
  for (const q of chances(cascades, 'habit', 60_000, 0, 9)) expect(q).toBeCloseTo(0.75, 12)
})

test('hours: two who act in the same hour of the day on other days are expected to meet', () => {
  const rows: Row[] = []
  for (let o = 0; o < 40; o++)
    for (let a = 0; a < 24; a++) rows.push([o, a, o * 3 * DAY + Math.floor(a / 2) * 2 * HOUR + ((a * 17 + o * 29) % 60) * 60_000])
  const cascades = made(rows)
  const own = objectChances(cascades, HOUR).chance[0] as number
  expect(own).toBeLessThan(0.06)
  expect(chances(cascades, 'rhythm', HOUR, 4, 5)[0]).toBeGreaterThan(0.8)
  expect(chances(cascades, 'rhythm', HOUR, 4, 9)[0]).toBe(own)
})

test('hours agree with the formula written out over all ordered pairs of times', () => {
  const row = fc.tuple(
    fc.nat(3),
    fc.nat(4),
    fc.nat(5_000).map((minute) => minute * 60_000),
  )
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 40 }), fc.nat(400), (rows, minutes) => {
      const windowMs = minutes * 60_000
      const cascades = made(rows)
      const on = (o: number, a: number) =>
        rows
          .filter((r) => r[0] === o && r[1] === a)
          .map((r) => r[2])
          .sort((x, y) => x - y)
      const objects = [...new Set(rows.map((r) => r[0]))]
      const cells = objects.flatMap((o) => [0, 1, 2, 3, 4].filter((a) => on(o, a).length > 0).map((a) => ({ o, a, at: on(o, a) })))
      const origin = (o: number) => Math.min(...rows.filter((r) => r[0] === o).map((r) => r[2]))
      type Cell = (typeof cells)[number]
      const hour = (c: Cell) => Math.floor((c.at[0] as number) / HOUR) % 168
      const weight = (a: number, cell: Cell, kind: (c: Cell) => number, shrink: number, to: number) => {
        const own = cells.filter((c) => c.a === a)
        if (own.length < 2) return to
        const prior = (shrink * cells.filter((c) => kind(c) === kind(cell)).length) / cells.length
        const others = own.filter((c) => c.o !== cell.o)
        const seen = others.filter((c) => kind(c) === kind(cell)).length
        const expected = others.reduce((sum, { o }) => {
          const all = cells.filter((c) => c.o === o)
          return sum + all.filter((c) => kind(c) === kind(cell)).length / all.length
        }, 0)
        return (seen + prior * to) / (expected + prior)
      }
      const w = (a: number, c: Cell) =>
        weight(
          a,
          c,
          hour,
          7,
          weight(a, c, (x) => hour(x) % 24, 1, 1),
        )
      for (const [a, b] of [
        [0, 1],
        [1, 3],
        [2, 4],
      ] as const) {
        const shared = objects.filter((o) => on(o, a).length > 0 && on(o, b).length > 0).sort((x, y) => origin(x) - origin(y) || x - y)
        const expected = shared.map((o) => {
          const all = cells.filter((c) => c.o === o)
          let [met, sum] = [0, 0]
          for (const k of all)
            for (const l of all) {
              if (k === l) continue
              const both = w(a, k) * w(b, l)
              sum += both
              if (k.at.some((x) => l.at.some((y) => Math.abs(x - y) <= windowMs))) met += both
            }
          return met / sum
        })
        const trials = trialsOf(cascades, a, b)
        const found = new Float64Array(trials.many)
        hoursSpread(cascades, objectChances(cascades, windowMs).chance, windowMs)(trials, 0, trials.many, found)
        expect(found.length).toBe(expected.length)
        for (const [i, q] of expected.entries()) expect(found[i]).toBeCloseTo(q, 9)
      }
    }),
    { numRuns: 120, seed: 4 },
  )
})

const gauss = (rng: Rng) => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next())

/** 200 accounts, the first 30 of them fans who come about 20 s after any start; objects of different speed. A ring of six (300 …) comes at a call. */
function earlyRisers(seed: number, ring = 0): Row[] {
  const rng = createRng(`early ${seed}`)
  const rows: Row[] = []
  for (let o = 0; o < 150; o++) {
    const start = o * 8 * HOUR + rng.below(5 * HOUR)
    const speed = 3600 * Math.exp(gauss(rng) * 0.7)
    rows.push([o, 1000 + (o % 5), start])
    for (let a = 0; a < 200; a++) {
      if (rng.next() >= (a < 30 ? 0.3 : 0.1)) continue
      rows.push([o, a, start + Math.floor(1000 * (a < 30 ? 20 * Math.exp(gauss(rng) * 0.8) : speed * Math.exp(gauss(rng) * 1.3)))])
    }
    const call = start + 1000 * speed * Math.exp(gauss(rng) * 1.3)
    for (let a = 0; a < ring; a++) if (rng.next() < 0.2) rows.push([o, 300 + a, Math.floor(call + rng.next() * 40_000)])
  }
  return rows
}

/** 200 accounts, each with one hour and a half of the day of its own; objects twice a day, shared within two days. */
function dailyRhythms(seed: number, ring = 0): Row[] {
  const rng = createRng(`rhythm ${seed}`)
  const rows: Row[] = []
  const hour = Array.from({ length: 200 }, () => 2 * rng.below(12))
  for (let o = 0; o < 150; o++) {
    const start = (o * DAY) / 2 + rng.below(DAY)
    rows.push([o, 1000 + (o % 5), start])
    for (let a = 0; a < 200; a++) {
      if (rng.next() >= 0.12) continue
      const day = Math.floor(start / DAY) + (rng.next() < 0.7 ? 1 : 2)
      rows.push([o, a, Math.floor(day * DAY + (hour[a] as number) * HOUR + rng.next() * 1.5 * HOUR)])
    }
    const call = start + (1 + 1.5 * rng.next()) * DAY
    for (let a = 0; a < ring; a++) if (rng.next() < 0.2) rows.push([o, 300 + a, Math.floor(call + rng.next() * 40_000)])
  }
  return rows
}

const isRing = (account: number) => account >= 300 && account < 1000
function passing(rows: readonly Row[], form: 'together' | 'habit' | 'rhythm', windowMs: number) {
  const tests = testSynchrony(made(rows), { ...SETTINGS, form, windowMs })
  const inFamily = [...tests.p.keys()].filter((i) => (tests.leastP[i] as number) <= tests.limit)
  const q = benjaminiHochberg(
    inFamily.map((i) => tests.p[i] as number),
    Math.max(tests.tests, inFamily.length),
  )
  const passed = inFamily.filter((_, k) => (q[k] as number) <= 0.05)
  const ring = passed.filter((i) => isRing(tests.a[i] as number) && isRing(tests.b[i] as number)).length
  return { ring, others: passed.length - ring }
}
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1)

test('early risers: form 2 lets hundreds of pairs of fans pass in each of ten data sets, habit and rhythm let one pair pass in one of ten', () => {
  for (const seed of SEEDS) expect(passing(earlyRisers(seed), 'together', 60_000).others).toBeGreaterThan(100)
  for (const form of ['habit', 'rhythm'] as const)
    expect(SEEDS.map((seed) => passing(earlyRisers(seed), form, 60_000).others).reduce((x, y) => x + y)).toBeLessThanOrEqual(1)
})

test('daily rhythms: form 2 and habit let pairs of the same hours pass in most of ten data sets, rhythm none', () => {
  for (const form of ['together', 'habit'] as const)
    expect(SEEDS.filter((seed) => passing(dailyRhythms(seed), form, 600_000).others > 0).length).toBeGreaterThan(5)
  expect(SEEDS.map((seed) => passing(dailyRhythms(seed), 'rhythm', 600_000).others)).toEqual(SEEDS.map(() => 0))
})

test('a ring of six that comes at a call, on a fifth of the objects each, is found among them, and false pairs are at most 5 %', () => {
  const sum = (list: { ring: number; others: number }[]) => list.reduce((x, y) => ({ ring: x.ring + y.ring, others: x.others + y.others }))
  for (const [make, form, windowMs] of [
    [earlyRisers, 'habit', 60_000],
    [earlyRisers, 'rhythm', 60_000],
    [dailyRhythms, 'rhythm', 600_000],
  ] as const) {
    const { ring, others } = sum(SEEDS.map((seed) => passing(make(seed, 6), form, windowMs)))
    // 15 pairs in each of ten data sets; form 2 finds 107 among the early risers.
    expect(ring, `${make.name} ${form}`).toBeGreaterThanOrEqual(90)
    expect(others / (ring + others), `${make.name} ${form}`).toBeLessThanOrEqual(0.05)
  }
})

test('randomised p of pairs without a common account are even or above under both, ten data sets each', () => {
  for (const [make, form, windowMs] of [
    [earlyRisers, 'habit', 60_000],
    [earlyRisers, 'rhythm', 60_000],
    [dailyRhythms, 'rhythm', 600_000],
  ] as const) {
    const draw = createRng(`randomised ${form}`)
    const p: number[] = []
    for (const seed of SEEDS) {
      const cascades = made(make(seed))
      const rule = pairRule(cascades, objectChances(cascades, windowMs).chance, { ...SETTINGS, form, windowMs })
      for (let a = 0; a < 200; a += 2) {
        const trials = trialsOf(cascades, a, a + 1)
        const into = new Float64Array(trials.many)
        rule.chances(trials, 0, trials.many, into)
        const met = rule.met(trials, 0, trials.many)
        // P(X > met) + u P(X = met), uniform where the model is right.
        const [tail, above] = [tailOf(into, met), tailOf(into, met + 1)]
        p.push(above + draw.next() * (tail - above))
      }
    }
    expect(uniformity(p).pAbove, `${make.name} ${form}`).toBeGreaterThan(0.01)
  }
})
