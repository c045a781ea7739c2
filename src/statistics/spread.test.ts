import { expect, test } from 'vitest'
import { gini } from './gini.js'
import { kolmogorovTail, uniformity } from './kolmogorov-smirnov.js'
import { median, nearestRank, quantileOfSorted, sortedNumbers } from './quantiles.js'
import { wilsonInterval } from './wilson.js'

test('quantiles between ranks: 1 2 3 4 at 0.25 is 1 + 0.75', () => {
  expect(quantileOfSorted([1, 2, 3, 4], 0.25)).toBe(1.75)
  expect(quantileOfSorted([1, 2, 3, 4], 1)).toBe(4)
  expect(median([10, 9, 1])).toBe(9)
  expect(quantileOfSorted([], 0.5)).toBeNaN()
  expect([...sortedNumbers([10, 9, 100])]).toEqual([9, 10, 100])
})

test('Gini: equal 0; one of four has all 3/4; 1, 3: (2·1-3)·1 + (2·2-3)·3 = 2, over 2·4 = 0.25', () => {
  expect(gini([5, 5, 5])).toBe(0)
  expect(gini([0, 0, 0, 7])).toBe(0.75)
  expect(gini([3, 1])).toBe(0.25)
  expect(gini([0, 0])).toBe(0)
  expect(gini([])).toBeNaN()
})

test('Wilson: 5 of 10 at 95 % is 0.2366 … 0.7634; the ends stay inside 0 … 1', () => {
  const middle = wilsonInterval(5, 10)
  expect(middle.low).toBeCloseTo(0.236593, 6)
  expect(middle.high).toBeCloseTo(0.763407, 6)
  expect(wilsonInterval(0, 10).low).toBe(0)
  expect(wilsonInterval(0, 10).high).toBeCloseTo(0.277533, 5)
  expect(wilsonInterval(3, 3).high).toBe(1)
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
})

test('uniformity: 0.5 alone is 0.5 from the line; Q(1.3581) = 5 %', () => {
  expect(uniformity([0.5]).distance).toBe(0.5)
  expect(kolmogorovTail(1.3581015)).toBeCloseTo(0.05, 5)
  const even = Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200)
  expect(uniformity(even).pValue).toBeGreaterThan(0.999)
  expect(uniformity(even.map((x) => x * x)).pValue).toBeLessThan(1e-6)
  expect(uniformity(even.map((x) => Math.sqrt(x))).pAbove).toBeGreaterThan(0.9)
  expect(uniformity([]).pValue).toBe(1)
})

test('nearest rank: every whole percentile of a hundred is its own number, none is rank 1', () => {
  for (let p = 1; p <= 100; p++) expect(nearestRank(p, 100)).toBe(p)
  expect([nearestRank(0, 100), nearestRank(7, 1000), nearestRank(99.5, 1000), nearestRank(50, 5), nearestRank(50, 0)]).toEqual([
    1, 70, 995, 3, 1,
  ])
})
