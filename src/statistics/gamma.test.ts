import { expect, test } from 'vitest'
import { chiSquareTail, evennessTail, gammaTail, logGamma } from './gamma.js'
import { createRng } from './random.js'

test('known values: Γ(5) = 24, Q(1, x) = exp(-x), chi-square tables', () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  for (const x of [0.1, 1, 3, 20]) expect(gammaTail(1, x)).toBeCloseTo(Math.exp(-x), 13)
  expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12)
  expect(chiSquareTail(77.93052380523042, 59)).toBeCloseTo(0.05, 10)
  expect(gammaTail(2, 0)).toBe(1)
  expect(() => gammaTail(0, 1)).toThrow(RangeError)
})

test('evenness: by hand, and p at most 0.05 about one time in twenty with 40 items in 60 cells', () => {
  // n = 4 in 2 cells, 4 and 0: X² = 16 · 2 / 4 - 4 = 4; mean 1, variance 2 · 1 · 3 / 4 = 1.5; shape 2/3, scale 1.5.
  expect(evennessTail([4, 0])).toBeCloseTo(gammaTail(2 / 3, 4 / 1.5), 12)
  expect(evennessTail([1, 0])).toBe(1)
  const rng = createRng(1)
  let small = 0
  for (let run = 0; run < 4000; run++) {
    const counts = new Int32Array(60)
    for (let i = 0; i < 40; i++) {
      const cell = rng.below(60)
      counts[cell] = (counts[cell] as number) + 1
    }
    if (evennessTail(counts) <= 0.05) small++
  }
  expect(small / 4000).toBeGreaterThan(0.035)
  expect(small / 4000).toBeLessThan(0.065)
})
