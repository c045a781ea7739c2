import { expect, test } from 'vitest'
import { cauchyCombination } from './cauchy.js'
import { createRng } from './random.js'

test('by hand: two p of 0.25 are tan(π/4) = 1 each: p = 1/2 - arctan(1)/π = 0.25; one p is itself', () => {
  expect(cauchyCombination([0.25, 0.25])).toBeCloseTo(0.25, 14)
  // 1/tan(0.001 π) = 318.3, 1/tan(0.5 π) = 0: mean 159.2, p = arctan(1/159.2)/π = 0.002.
  expect(cauchyCombination([0.001, 0.5])).toBeCloseTo(0.002, 6)
  expect(cauchyCombination([1e-15])).toBeCloseTo(1e-15, 25)
  expect(cauchyCombination([0, 1])).toBe(0)
  expect(cauchyCombination([])).toBe(1)
  expect(() => cauchyCombination([1.1])).toThrow(RangeError)
  expect(() => cauchyCombination([Number.NaN])).toThrow(RangeError)
})

test('p = 1 counts as 0.99: a test that saw nothing does not undo one that did', () => {
  expect(cauchyCombination([1])).toBeCloseTo(0.99, 12)
  // (318.31 - 31.82) / 2 = 143.2: p = 0.0022.
  expect(cauchyCombination([0.001, 1])).toBeCloseTo(0.00222, 5)
})

/** Φ(-z) by Abramowitz & Stegun 26.2.17, good to 1e-7. */
function upper(z: number): number {
  if (z < 0) return 1 - upper(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}

test('dependent tests: twelve normal tests with correlation 0, 0.5, 0.9, also rounded to steps, hold at 0.1 % and nearly at 5 %', () => {
  const rng = createRng(11)
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next())
  const draws = 20_000
  for (const correlation of [0, 0.5, 0.9])
    for (const isDiscrete of [false, true]) {
      const passed = [0.05, 0.01, 0.001].map(() => 0)
      for (let draw = 0; draw < draws; draw++) {
        const common = normal()
        const p = Array.from({ length: 12 }, () => {
          const value = upper(Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * normal())
          return isDiscrete ? Math.min(1, 4 ** Math.ceil(Math.log(value) / Math.log(4))) : value
        })
        const combined = cauchyCombination(p)
        for (const [i, level] of [0.05, 0.01, 0.001].entries()) if (combined <= level) passed[i] = (passed[i] as number) + 1
      }
      // 100,000 draws gave at most 1.35, 1.33 and 1.3 times the level (correlation 0.3 to 0.7), with or without truncation; beyond that four standard errors.
      for (const [i, level] of [0.05, 0.01, 0.001].entries())
        expect((passed[i] as number) / draws, `${correlation} ${level}`).toBeLessThan(1.35 * level + 4 * Math.sqrt(level / draws))
    }
})
