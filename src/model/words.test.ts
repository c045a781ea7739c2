import { expect, test } from 'vitest'
import { count, plural } from './words.js'

test('numbers in words: thousands apart, two decimals, one of a thing is one', () => {
  expect([0, 1309, 1_234_567, 0.125, 1309.5].map((value) => count(value))).toEqual(['0', '1,309', '1,234,567', '0.13', '1,309.5'])
  expect([0, 1, 1309].map((value) => plural(value, 'pair'))).toEqual(['0 pairs', '1 pair', '1,309 pairs'])
  expect(plural(2, 'copy', 'copies')).toBe('2 copies')
})
