/** The span of the sample and when people are awake. Times are whole seconds, in ms since 1970 UTC. */
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const DAYS = 42
/** Monday 2 March 2026, 00:00 UTC. */
export const START = 1_772_409_600_000
export const END = START + DAYS * DAY
export const HOURS = DAYS * 24

/** Where readers live: hours east of UTC and share of the accounts. Saltmere lies in the first zone. */
export const ZONES: readonly { readonly offset: number; readonly share: number }[] = [
  { offset: 1, share: 0.62 },
  { offset: 2, share: 0.16 },
  { offset: -5, share: 0.1 },
  { offset: 8, share: 0.07 },
  { offset: 5.5, share: 0.05 },
]
const BY_HOUR = [8, 5, 3, 2, 2, 4, 9, 18, 28, 32, 33, 34, 38, 36, 32, 30, 31, 34, 40, 46, 50, 44, 30, 16]
/** Monday first. */
const BY_DAY = [1, 1.02, 1.02, 1, 0.97, 0.8, 0.85]

/** How lively a zone is at an instant; 50 or so at the evening peak of a weekday, 2 at night. */
export function livelinessIn(zone: number, atMs: number): number {
  const local = atMs - START + (ZONES[zone]?.offset as number) * HOUR + 7 * DAY
  return (BY_HOUR[Math.floor(local / HOUR) % 24] as number) * (BY_DAY[Math.floor(local / DAY) % 7] as number)
}

export function liveliness(atMs: number): number {
  let sum = 0
  for (let zone = 0; zone < ZONES.length; zone++) sum += (ZONES[zone]?.share as number) * livelinessIn(zone, atMs)
  return sum
}

/** Evenings on which everybody talks: two debates and the council's vote, 19 to 22 h UTC. Posts come six times as thick and answers within minutes. */
const EVENINGS: readonly number[] = [8, 20, 31]

export function isHot(atMs: number): boolean {
  const hour = Math.floor((atMs - START) / HOUR)
  return EVENINGS.includes(Math.floor(hour / 24)) && hour % 24 >= 19 && hour % 24 < 22
}

/** Largest value that `liveliness` takes. */
export const PEAK = Math.max(...Array.from({ length: 7 * 24 }, (_, hour) => liveliness(START + hour * HOUR)))

export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}

const dates = new Map<number, string>()
const two = (value: number) => (value < 10 ? `0${value}` : String(value))

/** `2026-03-02T09:14:02Z` */
export function isoTime(ms: number): string {
  const day = Math.floor(ms / DAY)
  let date = dates.get(day)
  if (date === undefined) {
    date = new Date(day * DAY).toISOString().slice(0, 10)
    dates.set(day, date)
  }
  const seconds = Math.floor((ms - day * DAY) / 1000)
  return `${date}T${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}Z`
}
