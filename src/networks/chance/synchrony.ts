/**
 * Chance of synchrony over all pairs that share at least `minShared` objects: K = objects on which the two were within W, p = Poisson-binomial P(X >= K).
 *   together    trial = object, q of its own cascade (form 2)
 *   sittings    trial = run of shared objects that began within a sitting of each other, q = 1 - prod(1 - q_a); meetings within a sitting count once (form 2c)
 *   habit       trial = object, q with how soon after a start each of the two usually acts (form 2b, habit.ts)
 *   rhythm      the same, and at which hours of the week (hours.ts)
 *   population  trial = object, q of like objects (form 2d)
 * Meetings within a sitting are those of objects that began together and those of the pair at most a sitting after the one before: one post with three tags meets
 * another on three objects, and that is one meeting. K is the smaller of the two counts, so p is on the safe side.
 * Pairs that never met have p = 1 and are counted, not held. The least attainable p of a pair is that of meeting in all trials that could be met (Tarone 1990).
 */
import { poissonBinomialTail } from '../../statistics/index.js'
import type { Cascades, Trials } from './cascades.js'
import { countLeastP, familyOf, leastPCounts } from './family.js'
import { habitRule, habitsOf, populationOf } from './habit.js'
import { hoursSpread } from './hours.js'
import { forEachPair } from './pairs.js'
import { likeSpread, objectChances } from './spread.js'

export type SynchronyNull = 'together' | 'sittings' | 'habit' | 'rhythm' | 'population'

export interface RuleSettings {
  readonly form: SynchronyNull
  readonly windowMs: number
  readonly sittingMs: number
  /** Like objects below which a size class says nothing (form 2d). */
  readonly leastLike: number
  /** Time of the original post per object, NaN where not in the data (habit, rhythm). */
  readonly startMs?: Float64Array | null
  /** Sittings counted once in the other forms, too. */
  readonly isBySitting?: boolean
  /** For comparison only, form `together`: the pair taken out of its own q, floored at half a pair. Its p-values are too small. */
  readonly isPairLeftOut?: boolean
}

export interface SynchronySettings extends RuleSettings {
  readonly minShared: number
  readonly alpha: number
}

export interface PairTests {
  /** Pairs that met (or, for sharing, all that share enough), ascending by a, then b. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly shared: Int32Array
  readonly met: Int32Array
  readonly p: Float64Array
  readonly leastP: Float64Array
  /** Pairs that share enough; of those, how many could have passed and count as tests. */
  readonly pairs: number
  readonly tests: number
  /** A pair whose least attainable p is above is no test. */
  readonly limit: number
  /** The smallest p that any pair could have reached. */
  readonly smallestP: number
  /** Largest relative error of a degree that the null model expects, where it had to be solved. */
  readonly modelError?: number
}

/** How one form sees the trials of a pair. */
export interface PairRule {
  /** Writes the chance of each trial into `into`; returns how many trials there are. */
  chances(trials: Trials, from: number, to: number, into: Float64Array): number
  /** Trials met. */
  met(trials: Trials, from: number, to: number): number
}

/** `chance` is q of each object (spread.ts). */
export function pairRule(cascades: Cascades, chance: Float64Array, settings: RuleSettings): PairRule {
  const { form, windowMs, sittingMs } = settings
  if (form === 'habit' || form === 'rhythm') return habitual(cascades, chance, settings)
  const perObject = spreadOf(cascades, chance, settings)
  if (form !== 'sittings' && !settings.isBySitting)
    return {
      chances: (trials, from, to, into) => {
        perObject(trials, from, to, into)
        return to - from
      },
      met: (trials, from, to) => meetings(trials, from, to, windowMs),
    }
  const began = (trials: Trials, i: number) => cascades.atMs[cascades.objectStart[trials.object[i] as number] as number] as number
  const endsSitting = (trials: Trials, i: number, to: number) => i + 1 === to || began(trials, i + 1) - began(trials, i) > sittingMs
  return {
    chances: (trials, from, to, into) => {
      perObject(trials, from, to, into)
      let blocks = 0
      let none = 1
      for (let i = from; i < to; i++) {
        none *= 1 - (into[i - from] as number)
        if (!endsSitting(trials, i, to)) continue
        into[blocks++] = 1 - none
        none = 1
      }
      return blocks
    },
    met: (trials, from, to) => {
      let blocks = 0
      let isMet = false
      const times: number[] = []
      for (let i = from; i < to; i++) {
        if ((trials.gapMs[i] as number) <= windowMs) {
          isMet = true
          times.push(trials.atMs[i] as number)
        }
        if (!endsSitting(trials, i, to)) continue
        if (isMet) blocks++
        isMet = false
      }
      if (blocks < 2) return blocks
      times.sort((x, y) => x - y)
      const sittings = times.filter((at, i) => i === 0 || at - (times[i - 1] as number) > sittingMs).length
      return Math.min(blocks, sittings)
    },
  }
}

type Spread = (trials: Trials, from: number, to: number, into: Float64Array) => void

function spreadOf(cascades: Cascades, chance: Float64Array, { form, windowMs, leastLike, isPairLeftOut }: RuleSettings): Spread {
  if (form === 'population') return likeSpread(cascades, chance, leastLike)
  if (isPairLeftOut) return leftOut(cascades, chance, windowMs)
  return (trials, from, to, into) => {
    for (let i = from; i < to; i++) into[i - from] = chance[trials.object[i] as number] as number
  }
}

function meetings(trials: Trials, from: number, to: number, windowMs: number): number {
  let met = 0
  for (let i = from; i < to; i++) if ((trials.gapMs[i] as number) <= windowMs) met++
  return met
}

/** Of q of the object, of habit and (rhythm) of the hours the largest: each may explain a meeting. */
function habitual(cascades: Cascades, chance: Float64Array, { form, windowMs, startMs }: RuleSettings): PairRule {
  const starts = startMs ?? new Float64Array(cascades.objects).fill(Number.NaN)
  const habits = habitsOf(cascades, starts, populationOf(cascades, starts, windowMs), null, windowMs)
  const rule = habitRule(cascades, chance, habits, windowMs)
  const hours = form === 'rhythm' ? hoursSpread(cascades, chance, windowMs) : null
  let room = new Float64Array(64)
  return {
    met: rule.met,
    chances: (trials, from, to, into) => {
      const many = rule.chances(trials, from, to, into)
      if (!hours) return many
      if (many > room.length) room = new Float64Array(2 * many)
      hours(trials, from, to, room)
      for (let i = 0; i < many; i++) into[i] = Math.max(into[i] as number, room[i] as number)
      return many
    },
  }
}

function leftOut(cascades: Cascades, chance: Float64Array, windowMs: number) {
  return (trials: Trials, from: number, to: number, into: Float64Array) => {
    for (let i = from; i < to; i++) {
      const o = trials.object[i] as number
      const n = cascades.size[o] as number
      const all = (n * (n - 1)) / 2
      const met = (chance[o] as number) * all - ((trials.gapMs[i] as number) <= windowMs ? 1 : 0)
      into[i - from] = all <= 1 ? 1 : Math.min(1, Math.max(0.5, met) / (all - 1))
    }
  }
}

/** Chance of meeting in all trials that could be met. */
export function leastPOf(chances: Float64Array, many: number): number {
  let least = 1
  for (let i = 0; i < many; i++) if ((chances[i] as number) > 0) least *= chances[i] as number
  return least
}

/** What one thread found in the rows that it took. */
export interface RowTests {
  readonly rows: SortedRows
  readonly counts: Float64Array
  readonly pairs: number
  readonly smallestP: number
}

export function testSynchrony(cascades: Cascades, settings: SynchronySettings, between?: (done: number) => void): PairTests {
  return together([testRows(cascades, settings, between)], settings.alpha)
}

/** `take` as in forEachPair. */
export function testRows(cascades: Cascades, settings: SynchronySettings, between?: (done: number) => void, take?: () => number): RowTests {
  const rule = pairRule(cascades, objectChances(cascades, settings.windowMs).chance, settings)
  const scratch = scratchFor(cascades)
  const counts = leastPCounts()
  const rows = {
    a: [] as number[],
    b: [] as number[],
    shared: [] as number[],
    met: [] as number[],
    p: [] as number[],
    leastP: [] as number[],
  }
  let pairs = 0
  let smallestP = 1
  forEachPair(
    cascades,
    settings.minShared,
    (a, b, trials, from, to) => {
      const many = rule.chances(trials, from, to, scratch)
      const least = leastPOf(scratch, many)
      pairs++
      smallestP = Math.min(smallestP, least)
      countLeastP(counts, -Math.log(least))
      const met = rule.met(trials, from, to)
      if (met === 0) return
      rows.a.push(a)
      rows.b.push(b)
      rows.shared.push(to - from)
      rows.met.push(met)
      rows.p.push(poissonBinomialTail(scratch, met, many))
      rows.leastP.push(least)
    },
    between,
    take,
  )
  return { rows: sorted(rows), counts, pairs, smallestP }
}

/** Each part holds all pairs (a, b > a) of its accounts a, ascending. */
export function together(parts: readonly RowTests[], alpha: number): PairTests {
  const counts = leastPCounts()
  let pairs = 0
  let smallestP = 1
  for (const part of parts) {
    part.counts.forEach((many, i) => {
      counts[i] = (counts[i] as number) + many
    })
    pairs += part.pairs
    smallestP = Math.min(smallestP, part.smallestP)
  }
  return { ...merged(parts.map(({ rows }) => rows)), ...familyOf(counts, alpha, pairs), smallestP }
}

function merged(parts: readonly SortedRows[]): SortedRows {
  const [only] = parts
  if (only && parts.length === 1) return only
  const many = parts.reduce((sum, { a }) => sum + a.length, 0)
  const whole = () => new Int32Array(many)
  const all = { a: whole(), b: whole(), shared: whole(), met: whole(), p: new Float64Array(many), leastP: new Float64Array(many) }
  const next = parts.map(() => 0)
  const account = (part: number) => parts[part]?.a[next[part] as number] ?? Number.POSITIVE_INFINITY
  for (let at = 0; at < many; ) {
    let first = 0
    for (let part = 1; part < parts.length; part++) if (account(part) < account(first)) first = part
    const rows = parts[first] as SortedRows
    const from = next[first] as number
    let to = from
    while (to < rows.a.length && rows.a[to] === rows.a[from]) to++
    for (const column of COLUMNS) all[column].set(rows[column].subarray(from, to), at)
    next[first] = to
    at += to - from
  }
  return all
}

function scratchFor(cascades: Cascades): Float64Array {
  return new Float64Array(cascades.degree.reduce((most, degree) => Math.max(most, degree), 1))
}

const COLUMNS = ['a', 'b', 'shared', 'met', 'p', 'leastP'] as const
type Rows = { readonly [K in (typeof COLUMNS)[number]]: readonly number[] }
type SortedRows = Pick<PairTests, (typeof COLUMNS)[number]>

export function sorted({ a, b, shared, met, p, leastP }: Rows): SortedRows {
  // Rows come by a; within each by b.
  const order = new Uint32Array(a.length)
  for (let from = 0; from < a.length; ) {
    let to = from + 1
    while (to < a.length && a[to] === a[from]) to++
    const keys = new Float64Array(to - from)
    for (let i = from; i < to; i++) keys[i - from] = (b[i] as number) * 2 ** 21 + (i - from)
    keys.sort()
    for (let i = from; i < to; i++) order[i] = from + ((keys[i - from] as number) % 2 ** 21)
    from = to
  }
  const placed = <T extends Int32Array | Float64Array>(list: readonly number[], into: T): T => {
    for (let i = 0; i < order.length; i++) into[i] = list[order[i] as number] as number
    return into
  }
  const whole = (list: readonly number[]) => placed(list, new Int32Array(order.length))
  const real = (list: readonly number[]) => placed(list, new Float64Array(order.length))
  return { a: whole(a), b: whole(b), shared: whole(shared), met: whole(met), p: real(p), leastP: real(leastP) }
}

/** The fewest meetings with which some pair's p would have been at most `limit`; null when no pair could. One tail per pair that could. */
export function fewestMeetings(cascades: Cascades, settings: SynchronySettings, limit: number): number | null {
  const rule = pairRule(cascades, objectChances(cascades, settings.windowMs).chance, settings)
  const scratch = scratchFor(cascades)
  let best = Number.POSITIVE_INFINITY
  forEachPair(cascades, settings.minShared, (_a, _b, trials, from, to) => {
    const many = rule.chances(trials, from, to, scratch)
    if (leastPOf(scratch, many) > limit) return
    const list = scratch.subarray(0, many)
    let possible = 0
    for (const q of list) if (q > 0) possible++
    for (let k = Math.min(best - 1, possible); k >= 1 && poissonBinomialTail(list, k) <= limit; k--) best = k
  })
  return best === Number.POSITIVE_INFINITY ? null : best
}
