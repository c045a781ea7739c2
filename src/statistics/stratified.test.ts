import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hypergeometricTail } from './hypergeometric.js'
import { stratifiedTails } from './stratified.js'

test('by hand: two strata of 2, one of each on both sides: 1/2 each, P(X >= 1) = 3/4, P(X >= 2) = 1/4', () => {
  const { tail, least } = stratifiedTails()
  const strata = [
    { N: 2, k: 1, l: 1 },
    { N: 2, k: 1, l: 1 },
  ]
  expect([0, 1, 2, 3].map((x) => tail(strata, x))).toEqual([1, expect.closeTo(0.75, 14), expect.closeTo(0.25, 14), 0])
  expect(least(strata)).toBeCloseTo(0.25, 14)
  expect(tail([], 1)).toBe(0)
  expect(tail([{ N: 1, k: 1, l: 1 }], 1)).toBe(1)
})

test('one stratum is the plain test; more are the sum over all ways to split', () => {
  const stratum = fc
    .record({ N: fc.integer({ min: 1, max: 12 }), k: fc.nat(12), l: fc.nat(12) })
    .map(({ N, k, l }) => ({ N, k: Math.min(k, N), l: Math.min(l, N) }))
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 14 }), (strata, x) => {
      const { tail } = stratifiedTails()
      const naive = (at: number, left: number): number => {
        if (at === strata.length) return left <= 0 ? 1 : 0
        const { N, k, l } = strata[at] as (typeof strata)[number]
        let sum = 0
        for (let i = 0; i <= Math.min(k, l); i++)
          sum += (hypergeometricTail(i, N, k, l) - hypergeometricTail(i + 1, N, k, l)) * naive(at + 1, left - i)
        return sum
      }
      expect(tail(strata, x)).toBeCloseTo(naive(0, x), 10)
      if (strata.length === 1) expect(tail(strata, x)).toBeCloseTo(hypergeometricTail(x, strata[0]!.N, strata[0]!.k, strata[0]!.l), 12)
    }),
    { numRuns: 300, seed: 6 },
  )
})
