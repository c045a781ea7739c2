import { expect, test } from 'vitest'
import { adjust, benjaminiHochberg, harmonic, testable } from './corrections.js'

const list = (values: Float64Array) => [...values].map((value) => Number(value.toFixed(12)))

test('Benjamini–Hochberg by hand: 0.01·4/1, 0.02·4/2, 0.03·4/3, 0.5·4/4, then least from the right', () => {
  expect(list(benjaminiHochberg([0.02, 0.5, 0.01, 0.03]))).toEqual([0.04, 0.5, 0.04, 0.04])
})

test('tests not looked at count: two p of ten tests', () => {
  expect(list(benjaminiHochberg([0.001, 0.004], 10))).toEqual([0.01, 0.02])
  expect(list(adjust([0.001, 0.4], 'bonferroni', 10))).toEqual([0.01, 1])
  expect(() => benjaminiHochberg([0.1, 0.2], 1)).toThrow(RangeError)
  expect(list(benjaminiHochberg([]))).toEqual([])
})

test('Benjamini–Yekutieli pays the harmonic sum: 1 + 1/2 = 1.5 for two tests', () => {
  expect(list(adjust([0.01, 0.04], 'by'))).toEqual([0.03, 0.06])
  expect(list(adjust([0.3], 'none'))).toEqual([0.3])
  expect(harmonic(4)).toBeCloseTo(25 / 12, 14)
  expect(Math.abs(harmonic(1_000_001) - (harmonic(1_000_000) + 1 / 1_000_001))).toBeLessThan(1e-11)
})

test('testability by hand: least p 0.001, 0.02, 0.02, 0.5 at 0.05: k = 1 counts 3, k = 2 counts 3, k = 3 counts 1', () => {
  const least = [0.001, 0.02, 0.02, 0.5]
  const result = testable((limit) => least.filter((p) => p <= limit).length, 0.05, least.length)
  expect(result.tests).toBe(1)
  expect(result.leastP).toBeCloseTo(0.05 / 3, 14)
  expect(testable(() => 0, 0.05, 0).tests).toBe(0)
})
