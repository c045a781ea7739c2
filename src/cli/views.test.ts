import { expect, test } from 'vitest'
import { baselineLines } from './views.js'

const number = (value: number) => String(Number(value.toPrecision(4)))

test('what has a p without draws is shown with value, p and note; what has none says why', () => {
  const measured = { value: 2, unit: 'of 3 tests', baseline: null, pValue: 0.0123, why: 'combined' }
  expect(baselineLines([{ name: 'over all traces', measured }], number)).toEqual([
    '  over all traces: 2 of 3 tests; p 0.0123 (combined)',
    '',
  ])
  const none = { value: 0, unit: 'not measured', baseline: null, pValue: null, why: 'no trace' }
  expect(baselineLines([{ name: 'over all traces', measured: none }], number)).toEqual(['  over all traces: not measured, no trace', ''])
})
