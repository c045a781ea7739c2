/** Numbers, times and durations as the report writes them, without the machine's locale or zone. */
import { count } from '../../model/index.js'

export { count, plural } from '../../model/index.js'

export function percent(part: number, whole: number): string {
  if (whole === 0) return 'none'
  const value = (100 * part) / whole
  return `${value > 0 && value < 1 ? '< 1' : value > 99 && value < 100 ? '> 99' : Math.round(value)} %`
}

/** `2026-03-02 09:14:02 UTC`; a year outside 0000–9999 keeps its sign. */
export function utc(ms: number, to: 'second' | 'minute' | 'day' = 'second'): string {
  const text = new Date(ms).toISOString()
  const split = text.indexOf('T')
  const day = text.slice(0, split)
  if (to === 'day') return day
  return `${day} ${text.slice(split + 1, split + (to === 'second' ? 9 : 6))} UTC`
}

/** `14 s`, `3.5 min`, `2 h`. */
export function span(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const
  for (const [unit, size] of units)
    if (ms >= size && (unit === 's' || ms % size === 0 || ms >= 2 * size)) return `${count(Math.round((10 * ms) / size) / 10)} ${unit}`
  return ms === 0 ? '0 s' : `${count(ms)} ms`
}

export const STANDING = {
  'stands-out': { mark: '▲', words: 'stands out' },
  explained: { mark: '◆', words: 'explained' },
  'not-beyond-chance': { mark: '○', words: 'not beyond chance' },
  'not-tested': { mark: '–', words: 'not tested' },
} as const
export const ANSWER = {
  fits: { mark: '●', words: 'this would explain it' },
  'does-not-fit': { mark: '×', words: 'does not explain it' },
  'not-in-data': { mark: '?', words: 'not in the data: a person must answer' },
} as const
