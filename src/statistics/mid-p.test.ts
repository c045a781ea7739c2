import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uniformity } from './kolmogorov-smirnov.js'
import { midP, randomisedP } from './mid-p.js'
import { poissonBinomialTail } from './poisson-binomial.js'
import { createRng } from './random.js'

test('by hand: two trials of 1/2 and 1/5, one success: P(X >= 1) = 0.6, P(X > 1) = 0.1', () => {
  expect(midP(0.6, 0.1)).toBeCloseTo(0.35, 15)
  expect(randomisedP(0.6, 0.1, 0)).toBeCloseTo(0.1, 15)
  expect(randomisedP(0.6, 0.1, 0.5)).toBeCloseTo(0.35, 15)
})

test('over all outcomes mid-p has mean 1/2, and randomised p is below any t with chance t', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (q, t) => {
        let mean = 0
        let below = 0
        for (let k = 0; k <= q.length; k++) {
          const [tail, above] = [poissonBinomialTail(q, k), poissonBinomialTail(q, k + 1)]
          const mass = tail - above
          mean += mass * midP(tail, above)
          below += Math.min(mass, Math.max(0, t - above)) // of this outcome's draws, uniform between above and tail
        }
        expect(mean).toBeCloseTo(0.5, 10)
        expect(below).toBeCloseTo(t, 10)
      },
    ),
    { numRuns: 200, seed: 4 },
  )
})

test('a test with one trial of 1/100: mid-p is far from even, randomised p is even', () => {
  const rng = createRng(2)
  const drawn = Array.from({ length: 4000 }, () => (rng.next() < 0.01 ? 1 : 0))
  const tails = drawn.map((k): [number, number] => [poissonBinomialTail([0.01], k), poissonBinomialTail([0.01], k + 1)])
  expect(uniformity(tails.map(([tail, above]) => midP(tail, above))).distance).toBeGreaterThan(0.45)
  expect(uniformity(tails.map(([tail, above]) => randomisedP(tail, above, rng.next()))).pValue).toBeGreaterThan(0.01)
})
