import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hypergeometricMass, hypergeometricTail, logChoose, logFactorial } from './hypergeometric.js'

test('by hand: N = 5, K = 2, n = 2: P(X >= 1) = 1 - C(3,2)/C(5,2) = 7/10, P(X >= 2) = 1/10', () => {
  expect(hypergeometricTail(1, 5, 2, 2)).toBeCloseTo(0.7, 14)
  expect(hypergeometricTail(2, 5, 2, 2)).toBeCloseTo(0.1, 14)
  expect(hypergeometricTail(0, 5, 2, 2)).toBe(1)
  expect(hypergeometricTail(3, 5, 2, 2)).toBe(0)
})

test('100,000 objects, 300 and 500 of them: P(X >= 10) = 3.43813319e-6', () => {
  expect(hypergeometricTail(10, 100_000, 300, 500) / 3.43813319e-6).toBeCloseTo(1, 8)
})

test('agrees with Pascal’s triangle on small cases', () => {
  const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.nat(40), fc.nat(40), fc.integer({ min: -1, max: 41 }), (N, a, b, x) => {
      const K = Math.min(a, N)
      const n = Math.min(b, N)
      let tail = 0
      for (let i = Math.max(0, x); i <= n; i++) tail += (choose(K, i) * choose(N - K, n - i)) / choose(N, n)
      expect(hypergeometricTail(x, N, K, n)).toBeCloseTo(tail, 10)
    }),
    { numRuns: 500, seed: 2 },
  )
})

test('factorials on both sides of the table', () => {
  let sum = 0
  for (let i = 2; i <= 300; i++) {
    sum += Math.log(i)
    expect(Math.abs(logFactorial(i) / sum - 1)).toBeLessThan(1e-13)
  }
  expect(Math.exp(logChoose(10, 3))).toBeCloseTo(120, 9)
  expect(hypergeometricMass(9, 5, 2, 2)).toBe(0)
  expect(() => hypergeometricTail(1, 5, 6, 2)).toThrow(RangeError)
})
