import { expect, test } from 'vitest'
import { poissonTail } from './poisson.js'
import { poissonBinomialTail } from './poisson-binomial.js'

test('by hand: mean 1: P(X >= 1) = 1 - 1/e, P(X >= 2) = 1 - 2/e', () => {
  expect(poissonTail(0, 1)).toBe(1)
  expect(poissonTail(1, 1)).toBeCloseTo(1 - 1 / Math.E, 14)
  expect(poissonTail(2, 1)).toBeCloseTo(1 - 2 / Math.E, 14)
  expect(poissonTail(1, 0)).toBe(0)
  expect(() => poissonTail(1, Number.NaN)).toThrow(RangeError)
})

test('far tail: mean 1e-3, 3 or more: 1e-9/6 (1 - 3/4·1e-3 …)', () => {
  expect(poissonTail(3, 1e-3) / 1.665417e-10).toBeCloseTo(1, 5)
})

test('on the safe side of unequal trials with the same mean', () => {
  const chances = Array.from({ length: 40 }, (_, i) => (i % 5) / 12)
  const mean = chances.reduce((sum, p) => sum + p, 0)
  for (let k = Math.ceil(mean + 1); k < 20; k++) expect(poissonTail(k, mean)).toBeGreaterThanOrEqual(poissonBinomialTail(chances, k))
})
