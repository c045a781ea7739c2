/** One account's days with posts, and the days of several together (cadence.ts). */
import type { PostTimes } from './post-times.js'

const HOUR = 3_600_000
const DAY = 86_400_000
const QUOTA_DAYS = 10

/** One account's posts by UTC day, ascending; counted once, however often it is drawn. */
export interface OwnDays {
  readonly days: Int32Array
  readonly counts: Int32Array
  readonly firstMs: Float64Array
  readonly lastMs: Float64Array
  readonly posts: number
  readonly workdays: number
  readonly hours: Float64Array
  /** Variance by mean of its daily counts; NaN with fewer than four posts or two days. */
  readonly spread: number
  /** Days from its first to its last. */
  readonly span: number
  /** Days with its commonest number of posts, less what Poisson gives; NaN with fewer than QUOTA_DAYS. */
  readonly quota: number
}

export function ownDays({ from, atMs }: PostTimes, account: number): OwnDays {
  const times = atMs.subarray(from[account] as number, from[account + 1] as number)
  const hours = new Float64Array(24)
  const [days, counts, firstMs, lastMs]: [number[], number[], number[], number[]] = [[], [], [], []]
  let workdays = 0
  for (const at of times) {
    const day = Math.floor(at / DAY)
    const hour = Math.floor((at - day * DAY) / HOUR)
    hours[hour] = (hours[hour] as number) + 1
    // 1970-01-01 was a Thursday: days 0 to 4 after Monday are workdays.
    if ((((day + 3) % 7) + 7) % 7 < 5) workdays++
    if (days.at(-1) !== day) {
      days.push(day)
      counts.push(0)
      firstMs.push(at)
      lastMs.push(at)
    }
    counts[counts.length - 1] = (counts.at(-1) as number) + 1
    lastMs[lastMs.length - 1] = at
  }
  const often = new Map<number, number>()
  for (const n of counts) often.set(n, (often.get(n) ?? 0) + 1)
  const own = {
    days: Int32Array.from(days),
    counts: Int32Array.from(counts),
    firstMs: Float64Array.from(firstMs),
    lastMs: Float64Array.from(lastMs),
  }
  return {
    ...own,
    posts: times.length,
    workdays,
    hours,
    spread: times.length < 4 ? Number.NaN : dispersion([own]),
    span: days.length === 0 ? 0 : (days.at(-1) as number) - (days[0] as number) + 1,
    quota: days.length < QUOTA_DAYS ? Number.NaN : Math.max(...often.values()) - days.length * usualShare(times.length / days.length),
  }
}

/** Largest probability of one number among the days with posts of a Poisson account that has `mean` posts on a day with posts: lambda / (1 - exp(-lambda)) = mean. */
export function usualShare(mean: number): number {
  if (mean <= 1) return 1
  let lambda = mean
  for (let i = 0; i < 60; i++) lambda = mean * (1 - Math.exp(-lambda))
  const mode = Math.max(1, Math.floor(lambda))
  let p = (lambda * Math.exp(-lambda)) / (1 - Math.exp(-lambda))
  let most = p
  for (let k = 2; k <= mode; k++) {
    p *= lambda / k
    most = Math.max(most, p)
  }
  return most
}

/** Variance by mean of the daily counts of accounts together, from their first to their last day, days without posts included. NaN for fewer than two days. */
export function dispersion(accounts: readonly Pick<OwnDays, 'days' | 'counts'>[]): number {
  const counts = joinDays(accounts)?.counts
  if (!counts || counts.length < 2) return Number.NaN
  const mean = counts.reduce((sum, c) => sum + c, 0) / counts.length
  return counts.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (counts.length - 1) / mean
}

/** Posts of accounts together per day. */
export interface Joined {
  readonly first: number
  readonly counts: Float64Array
}

/** Null without posts. */
export function joinDays(accounts: readonly Pick<OwnDays, 'days' | 'counts'>[]): Joined | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { days } of accounts) {
    if (days.length === 0) continue
    first = Math.min(first, days[0] as number)
    last = Math.max(last, days[days.length - 1] as number)
  }
  if (first > last) return null
  const joined = new Float64Array(last - first + 1)
  for (const { days, counts } of accounts) for (let i = 0; i < days.length; i++) joined[(days[i] as number) - first]! += counts[i] as number
  return { first, counts: joined }
}
