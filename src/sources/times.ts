/**
 * How a column of times is written, told from its values. What cannot be told is asked, never guessed:
 * 03/04/2026 is the 3rd of April or the 4th of March, and only a value such as 25/04/2026 settles it.
 */
import { ZONES } from '../model/index.js'

export type TimeStyle =
  | { readonly style: 'iso' | 'unix-s' | 'unix-ms' | 'unix-us' | 'twitter' }
  | { readonly style: 'pattern'; readonly pattern: string }
  /** Day and month stand as numbers of at most two digits; the whole column must be looked at. */
  | { readonly style: 'slashed'; readonly rest: string; readonly separator: string }

const NAMES = Object.keys(ZONES).join('|')
const ISO = new RegExp(
  `^\\s*\\d{4}-\\d{1,2}-\\d{1,2}(?:[T ]\\d{1,2}(?::?\\d{2}(?::?\\d{2}(?:[.,]\\d+)?)?)?\\s*(?:${NAMES}|[+-]\\d{2}(?::?\\d{2})?)?)?\\s*$`,
  'i',
)
/** A zone by letters or an offset at the end; an empty value needs none. */
export const NAMES_ZONE = new RegExp(`^\\s*$|(?:${NAMES}|[:T]\\d{2,6}(?:[.,]\\d+)?\\s*[+-]\\d{2}(?::?\\d{2})?)\\s*$`, 'i')
/** 20260302, 202603020914, 20260302091400. */
const COMPACT = /^\s*(?:19[7-9]|2[01]\d)\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])((?:[01]\d|2[0-3])[0-5]\d([0-5]\d)?)?\s*$/
const TWITTER = /^\s*[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} [+-]\d{4} \d{4}\s*$/
const SLASHED = /^\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ ,T]+\d{1,2}:\d{2}(:\d{2})?( [AP]M)?)?\s*$/i

/** Null: neither a name nor a pattern. */
export function namedStyle(text: string): TimeStyle | null {
  const name = text.trim().toLowerCase()
  if (name === 'iso' || name === 'unix-s' || name === 'unix-ms' || name === 'unix-us' || name === 'twitter') return { style: name }
  return text.includes('%') ? { style: 'pattern', pattern: text } : null
}

/** Null: no style that we know, so it must be given. Most values decide; the rest are rejected row by row. */
export function guessTimeStyle(values: readonly string[]): { time: TimeStyle; share: number } | null {
  const given = values.filter((value) => value.trim() !== '')
  if (given.length === 0) return null
  const share = (test: (value: string) => boolean) => given.filter(test).length / given.length
  const best = [
    { time: { style: 'iso' } as TimeStyle, share: share((value) => ISO.test(value)) },
    { time: { style: 'twitter' } as TimeStyle, share: share((value) => TWITTER.test(value)) },
    { time: compactStyle(given), share: share((value) => COMPACT.test(value)) },
    { time: unixStyle(given), share: share((value) => /^\s*-?\d{1,16}(?:\.\d+)?\s*$/.test(value)) },
    { time: slashedStyle(given), share: share((value) => SLASHED.test(value)) },
  ].reduce((a, b) => (b.share > a.share ? b : a))
  return best.time !== null && best.share >= 0.5 ? { time: best.time, share: best.share } : null
}

/** By size of the middle value: seconds until the year 5138, milliseconds until the same, microseconds beyond. Null: no seconds since 1970, but days or places in an order. */
function unixStyle(values: readonly string[]): TimeStyle | null {
  const sizes = values
    .map(Number)
    .filter(Number.isFinite)
    .map(Math.abs)
    .sort((a, b) => a - b)
  const middle = sizes[sizes.length >> 1] ?? 0
  if (middle < 1e8) return null
  return { style: middle < 1e11 ? 'unix-s' : middle < 1e14 ? 'unix-ms' : 'unix-us' }
}

function compactStyle(values: readonly string[]): TimeStyle {
  const match = values.map((value) => COMPACT.exec(value)).find((found) => found !== null)
  return { style: 'pattern', pattern: `%Y%m%d${match?.[1] ? '%H%M' : ''}${match?.[2] ? '%S' : ''}` }
}

function slashedStyle(values: readonly string[]): TimeStyle {
  const match = values.map((value) => SLASHED.exec(value)).find((found) => found !== null)
  const value = match?.[0] ?? ''
  const separator = match?.[2] ?? '/'
  const hours = match?.[6] ? '%I' : '%H'
  const clock = /\d:\d/.test(value)
    ? `${/T\d/.test(value) ? 'T' : value.includes(', ') ? ', ' : ' '}${hours}:%M${match?.[5] ? ':%S' : ''}${match?.[6] ? ' %p' : ''}`
    : ''
  return { style: 'slashed', separator, rest: `${separator}%Y${clock}` }
}

export function dayFirst(time: Extract<TimeStyle, { style: 'slashed' }>): TimeStyle {
  return { style: 'pattern', pattern: `%d${time.separator}%m${time.rest}` }
}
export function monthFirst(time: Extract<TimeStyle, { style: 'slashed' }>): TimeStyle {
  return { style: 'pattern', pattern: `%m${time.separator}%d${time.rest}` }
}
export function showStyle(time: TimeStyle): string {
  return time.style === 'pattern' ? time.pattern : time.style
}
