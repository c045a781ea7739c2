import { expect, test } from 'vitest'
import { guessTimeStyle, NAMES_ZONE, namedStyle, showStyle } from './times.js'

const guess = (...values: string[]) => {
  const found = guessTimeStyle(values)
  return found && showStyle(found.time)
}

test('numbers are dates or times since 1970 only where they can be', () => {
  expect(guess('20260302', '20260303')).toBe('%Y%m%d')
  expect(guess('202603020914')).toBe('%Y%m%d%H%M')
  expect(guess('20260302091400')).toBe('%Y%m%d%H%M%S')
  expect([guess('1772442840'), guess('1772442840000'), guess('1772442840000000')]).toEqual(['unix-s', 'unix-ms', 'unix-us'])
  expect(guess('1772442840', '1772442841', '20260302')).toBe('unix-s')
  for (const values of [
    ['46083.385', '46083.4'],
    ['0', '0', '1772442840'],
    ['1', '2', '3'],
    ['20261302', '20261303'],
  ])
    expect(guess(...values)).toBe(null)
})

test('dates with zones by letters are ISO, and name a zone', () => {
  for (const value of [
    '2026-03-02 09:14:00 EST',
    '2026-03-02 09:14:00 +0200',
    '2026-03-02T09+02',
    '2026-03-02t091400z',
    '2026-03-02 09:14:00 CEST',
  ]) {
    expect([value, guess(value)]).toEqual([value, 'iso'])
    expect([value, NAMES_ZONE.test(value)]).toEqual([value, true])
  }
  expect(guess('2026-03-02 09:14:00 IST')).toBe(null)
  for (const value of ['2026-03-02', '2026-03-02 09:14:00', '2026-03-02T09'])
    expect([value, NAMES_ZONE.test(value)]).toEqual([value, false])
})

test('names of styles in any case; anything else needs a %', () => {
  expect([namedStyle(' ISO '), namedStyle('Unix-S'), namedStyle('%Y')]).toEqual([
    { style: 'iso' },
    { style: 'unix-s' },
    { style: 'pattern', pattern: '%Y' },
  ])
  expect([namedStyle('unix'), namedStyle('YYYY-MM-DD')]).toEqual([null, null])
})
