import { expect, test } from 'vitest'
import { combineTraces } from './combine.js'

test('by hand: 0.001 in one of two traces, nothing in the other: (318.3 - 31.8) / 2 = 143.2, p = 0.00222; 10 + 5 tests', () => {
  const one = { pairs: 10, low: [{ a: 1, b: 2, combined: 0.001 }] }
  const two = {
    pairs: 5,
    low: [
      { a: 3, b: 4, combined: 1e-6 },
      { a: 1, b: 5, combined: 0.04 },
    ],
  }
  const { tests, pairs } = combineTraces([one, two])
  expect(tests).toBe(15)
  expect(pairs.map(({ a, b, parts }) => [a, b, parts])).toEqual([
    [3, 4, [null, 1e-6]],
    [1, 2, [0.001, null]],
    [1, 5, [null, 0.04]],
  ])
  expect(pairs[1]?.p).toBeCloseTo(0.00222, 5)
  expect(pairs[1]?.q).toBeCloseTo((0.00222 * 15) / 2, 3)
  expect(combineTraces([])).toEqual({ tests: 0, pairs: [] })
})
