import fc from 'fast-check'
import { expect, test } from 'vitest'
import { poissonBinomialAll, poissonBinomialMidTail, poissonBinomialTail } from './poisson-binomial.js'

/** Sum over all 2^n subsets of successes. */
function bruteForce(chances: readonly number[], k: number): { tail: number; equal: number } {
  let tail = 0
  let equal = 0
  for (let set = 0; set < 2 ** chances.length; set++) {
    let chance = 1
    let count = 0
    chances.forEach((p, i) => {
      const hit = (set >> i) & 1
      chance *= hit ? p : 1 - p
      count += hit
    })
    if (count >= k) tail += chance
    if (count === k) equal += chance
  }
  return { tail, equal }
}

test('two trials by hand: P(X >= 1) = 1 - 0.5·0.8 = 0.6, P(X >= 2) = 0.5·0.2 = 0.1', () => {
  expect(poissonBinomialTail([0.5, 0.2], 1)).toBeCloseTo(0.6, 15)
  expect(poissonBinomialTail([0.5, 0.2], 2)).toBeCloseTo(0.1, 15)
  expect(poissonBinomialTail([0.5, 0.2], 0)).toBe(1)
  expect(poissonBinomialTail([0.5, 0.2], 3)).toBe(0)
  expect(poissonBinomialMidTail([0.5, 0.2], 1)).toBeCloseTo(0.1 + 0.5 / 2, 15)
})

test('every subset agrees with the recursion, tails and mid-tails, sure and impossible trials included', () => {
  const chance = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))
  fc.assert(
    fc.property(fc.array(chance, { maxLength: 10 }), fc.integer({ min: -1, max: 12 }), (chances, k) => {
      const slow = bruteForce(chances, k)
      expect(poissonBinomialTail(chances, k)).toBeCloseTo(slow.tail, 12)
      expect(poissonBinomialMidTail(chances, k)).toBeCloseTo(slow.tail - slow.equal / 2, 12)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('far tails keep their relative precision: 60 trials of 1e-4, all succeed: 1e-240', () => {
  const tail = poissonBinomialTail(new Array(60).fill(1e-4), 60)
  expect(Math.abs(tail / 1e-240 - 1)).toBeLessThan(1e-12)
})

test('a binomial of 2,000 trials of 0.01 agrees with the sum of its masses', () => {
  const tail = poissonBinomialTail(new Float64Array(2000).fill(0.01), 40)
  let logMass = 2000 * Math.log(0.99)
  let below = 0
  for (let i = 0; i < 40; i++) {
    below += Math.exp(logMass)
    logMass += Math.log((2000 - i) / (i + 1)) + Math.log(0.01 / 0.99)
  }
  expect(Math.abs(tail - (1 - below))).toBeLessThan(1e-12)
})

test('no chance outside 0 … 1', () => {
  expect(() => poissonBinomialTail([1.2], 1)).toThrow(RangeError)
  expect(() => poissonBinomialTail([Number.NaN], 1)).toThrow(RangeError)
})

test('all counts: three fair and unfair coins by hand; they sum to one and to the tail', () => {
  const into = new Float64Array(4)
  poissonBinomialAll([0.5, 0.5, 0.2], 3, into)
  // 0.5·0.5·0.8, (2·0.25·0.8 + 0.25·0.2), (0.25·0.8 + 2·0.25·0.2), 0.25·0.2
  for (const [k, p] of [0.2, 0.45, 0.3, 0.05].entries()) expect(into[k]).toBeCloseTo(p, 12)
  expect((into[2] as number) + (into[3] as number)).toBeCloseTo(poissonBinomialTail([0.5, 0.5, 0.2], 2), 12)
  expect(() => poissonBinomialAll([1.5], 1, into)).toThrow(RangeError)
})
