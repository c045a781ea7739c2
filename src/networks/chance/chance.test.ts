import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, poissonBinomialTail, uniformity } from '../../statistics/index.js'
import { fewestMeetings, shuffleLabels, testSharing, testSynchrony } from './index.js'
import { made, type Row } from './test-rows.js'

const SETTINGS = { form: 'together', windowMs: 10, sittingMs: 1000, leastLike: 20, minShared: 1, alpha: 0.05 } as const

test('by hand: three accounts on two objects, one of three pairs met on each: p = 1/3 · 1/3', () => {
  const cascades = made([
    [0, 0, 0],
    [0, 1, 5],
    [0, 2, 500],
    [1, 0, 9000],
    [1, 1, 9010],
    [1, 2, 9900],
  ])
  const tests = testSynchrony(cascades, { ...SETTINGS, minShared: 2 })
  expect([...tests.a, ...tests.b, ...tests.met]).toEqual([0, 1, 2])
  expect(tests.p[0]).toBeCloseTo(1 / 9, 14)
  expect(tests.pairs).toBe(3)
  expect(tests.smallestP).toBeCloseTo(1 / 9, 14)
  expect(fewestMeetings(cascades, { ...SETTINGS, minShared: 2 }, 0.12)).toBe(2)
  expect(fewestMeetings(cascades, { ...SETTINGS, minShared: 2 }, 0.05)).toBeNull()
  // Both began within 10 s: one sitting, q = 1 - (2/3)² = 5/9, met once.
  const sittings = testSynchrony(cascades, { ...SETTINGS, form: 'sittings', sittingMs: 10_000, minShared: 2 })
  expect(sittings.met[0]).toBe(1)
  expect(sittings.p[0]).toBeCloseTo(5 / 9, 14)
  // No 20 like objects: they say nothing.
  expect(testSynchrony(cascades, { ...SETTINGS, form: 'population', minShared: 2 }).p[0]).toBe(1)
})

test('sharing by hand: four objects of two accounts each, both have the same two: 1 of C(4, 2) = 6 ways', () => {
  const rows: Row[] = [0, 1].flatMap((o): Row[] => [
    [o, 0, o],
    [o, 1, o + 9],
    [o + 2, 2, o],
    [o + 2, 3, o + 9],
  ])
  const tests = testSharing(made(rows), { form: 'sharing', minShared: 1, alpha: 0.05 })
  expect([...tests.a, ...tests.b]).toEqual([0, 2, 1, 3])
  expect(tests.p[0]).toBeCloseTo(1 / 6, 12)
  expect([tests.pairs, tests.tests]).toEqual([6, 6])
  expect(testSharing(made(rows), { form: 'sharing-bicm', minShared: 1, alpha: 0.05 }).p[0]).toBeGreaterThan(0.1)
  // Sparse: E = 8, k = 2 each: expected = 4 · (2 · 2 / 8) · (2 · 1 / 8) = 0.5; P(X >= 2) = 1 - 1.5 · exp(-0.5).
  expect(testSharing(made(rows), { form: 'sharing-sparse', minShared: 1, alpha: 0.05 }).p[0]).toBeCloseTo(1 - 1.5 * Math.exp(-0.5), 12)
  // Popularity is held fixed: with one more object of one account nothing changes, and one popular object that all four share says nothing.
  const more: Row[] = [...rows, [4, 2, 0], ...[0, 1, 2, 3].map((account): Row => [5, account, 1])]
  const again = testSharing(made(more), { form: 'sharing', minShared: 1, alpha: 0.05 })
  expect(again.p[0]).toBeCloseTo(1 / 6, 12)
})

test('nothing, one account, one object', () => {
  for (const rows of [
    [],
    [[0, 0, 5]],
    [
      [0, 0, 5],
      [0, 1, 5],
    ],
  ] as Row[][])
    for (const form of ['together', 'sittings', 'population'] as const)
      expect([...testSynchrony(made(rows), { ...SETTINGS, form }).p].every((p) => p === 1)).toBe(true)
  for (const form of ['sharing', 'sharing-bicm', 'sharing-sparse'] as const)
    expect(testSharing(made([]), { form, minShared: 2, alpha: 0.05 }).tests).toBe(0)
})

test('all pairs at once are the same as pair by pair', () => {
  const row = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(60))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.nat(20), fc.integer({ min: 1, max: 3 }), (rows, windowMs, minShared) => {
      const tests = testSynchrony(made(rows), { ...SETTINGS, windowMs, minShared })
      const gap = (a: number, b: number, o: number) => {
        const of = (x: number) => rows.filter((r) => r[0] === o && r[1] === x)
        return of(a).reduce((least, r) => of(b).reduce((l, s) => Math.min(l, Math.abs(r[2] - s[2])), least), Number.POSITIVE_INFINITY)
      }
      const expected: number[][] = []
      let pairs = 0
      for (let a = 0; a < 6; a++)
        for (let b = a + 1; b < 6; b++) {
          const shared = [0, 1, 2, 3, 4, 5].filter((o) => gap(a, b, o) < Number.POSITIVE_INFINITY)
          if (shared.length < minShared) continue
          pairs++
          const met = shared.filter((o) => gap(a, b, o) <= windowMs).length
          const q = shared.map((o) => {
            const on = [0, 1, 2, 3, 4, 5].filter((x) => rows.some((r) => r[0] === o && r[1] === x))
            const all = on.flatMap((x, i) => on.slice(i + 1).map((y) => gap(x, y, o)))
            return all.filter((g) => g <= windowMs).length / all.length
          })
          if (met > 0) expected.push([a, b, shared.length, met, poissonBinomialTail(q, met)])
        }
      expect(tests.pairs).toBe(pairs)
      expect(Array.from(tests.a, (a, i) => [a, tests.b[i], tests.shared[i], tests.met[i]])).toEqual(expected.map((e) => e.slice(0, 4)))
      for (const [i, e] of expected.entries()) expect(tests.p[i]).toBeCloseTo(e[4] as number, 12)
    }),
  )
})

test('without coordination the tests are not too small: shuffled labels, p of pairs spread evenly or above', () => {
  const rng = createRng(4)
  const rows: Row[] = []
  for (let o = 0; o < 300; o++) for (let n = 0; n < 12; n++) rows.push([o, rng.below(60), o * 1e6 + Math.floor(rng.next() ** 3 * 5e5)])
  for (const form of ['together', 'sittings', 'population'] as const) {
    const p: number[] = []
    for (let seed = 0; seed < 3; seed++) {
      const tests = testSynchrony(shuffleLabels(made(rows), createRng(seed)), { ...SETTINGS, form, windowMs: 20_000 })
      p.push(...tests.p, ...new Array(tests.pairs - tests.p.length).fill(1))
    }
    expect(uniformity(p).pAbove, form).toBeGreaterThan(0.001)
  }
})
