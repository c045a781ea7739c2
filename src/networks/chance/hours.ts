/**
 * Hours: some accounts act at the same hours of the week (form 2b, rhythm). The object keeps its own times; whose time it is is drawn with the weights of the
 * account instead of evenly (even weights are form 2). For accounts i, j on object o with times t_1 … t_n in hours of the week h (UTC):
 *   q_o(i, j) = sum over k ≠ l within W of w_i(h_k) w_j(h_l) / sum over k ≠ l of w_i(h_k) w_j(h_l)
 *   w_i(h) = (seen + prior) / (expected + prior) over i's *other* objects: its times in hour h, and as many as even chances at those objects' times would give;
 *   prior = share of the hour among all times, with the weight of seven objects for the hours of the week, which are drawn to the account's hours of the day, and of
 * one object for these: it decides only where next to nothing is known of an account.
 * One time per account and object: its first. Where accounts act too often on an object to tell their pairs apart, q is that of form 2.
 * Turned down: the same weights for the time since the start: a group that fills its cascade would explain itself (habit.ts).
 */
import type { Cascades, Trials } from './cascades.js'
import { closeTraces, distinctMeetings, PAIR_BUDGET } from './spread.js'

const SHRINK_DAY = 1
const SHRINK_WEEK = 7
const DAY = 24
const WEEK = 168
const HOUR_MS = 3_600_000

/** Runs of neighbouring times of one class, per object, and between which of them accounts met. */
interface Segments {
  /** Object o has segments start[o] … start[o + 1] - 1. */
  readonly start: Int32Array
  readonly hour: Uint8Array
  readonly many: Float64Array
  /** Meetings of two segments of one object, numbered within it; the pair (s, s) counts its meetings twice, as ordered pairs. */
  readonly metStart: Int32Array
  readonly metA: Int32Array
  readonly metB: Int32Array
  readonly met: Float64Array
  /** Segment of the first trace of each account on each object, by position of the trace; -1 for later traces. */
  readonly ofTrace: Int32Array
  /** 0 where the meetings were too many to be gone through. */
  readonly isKnown: Uint8Array
}

function segmentsOf(cascades: Cascades, windowMs: number): Segments {
  const { objects, objectStart, atMs, account } = cascades
  const distinct = distinctMeetings(cascades, windowMs)
  const isKnown = new Uint8Array(objects)
  const start = new Int32Array(objects + 1)
  const metStart = new Int32Array(objects + 1)
  const ofTrace = new Int32Array(cascades.traces).fill(-1)
  const hour: number[] = []
  const many: number[] = []
  const metA: number[] = []
  const metB: number[] = []
  const met: number[] = []
  const seen = new Int32Array(cascades.accounts).fill(-1)
  for (let o = 0; o < objects; o++) {
    const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
    const first = hour.length
    let last = -1
    for (let i = from; i < to; i++) {
      const a = account[i] as number
      if (seen[a] === o) continue
      seen[a] = o
      const h = ((Math.floor((atMs[i] as number) / HOUR_MS) % WEEK) + WEEK) % WEEK
      if (last < 0 || hour[last] !== h) {
        hour.push(h)
        many.push(0)
        last = hour.length - 1
      }
      many[last] = (many[last] as number) + 1
      ofTrace[i] = last
    }
    start[o + 1] = hour.length
    const here = hour.length - first
    const isMeasured = closeTraces(cascades, o, windowMs) <= PAIR_BUDGET
    const matrix = new Map<number, number>()
    const add = (s: number, t: number, pairs: number) => {
      const key = Math.min(s, t) * here + Math.max(s, t)
      matrix.set(key, (matrix.get(key) ?? 0) + (s === t ? 2 * pairs : pairs))
    }
    if (to - from === cascades.size[o])
      for (let i = from, low = from; i < to; i++) {
        while ((atMs[i] as number) - (atMs[low] as number) > windowMs) low++
        for (let k = low; k < i; ) {
          const t = ofTrace[k] as number
          let end = k + 1
          while (end < i && ofTrace[end] === t) end++
          add((ofTrace[i] as number) - first, t - first, end - k)
          k = end
        }
      }
    else if (isMeasured) distinct(o, (i, j) => add((ofTrace[i] as number) - first, (ofTrace[j] as number) - first, 1))
    for (const [key, pairs] of matrix) {
      metA.push(Math.floor(key / here))
      metB.push(key % here)
      met.push(pairs)
    }
    isKnown[o] = isMeasured ? 1 : 0
    metStart[o + 1] = metA.length
  }
  return {
    start,
    hour: Uint8Array.from(hour),
    many: Float64Array.from(many),
    metStart,
    metA: Int32Array.from(metA),
    metB: Int32Array.from(metB),
    met: Float64Array.from(met),
    ofTrace,
    isKnown,
  }
}

/** What accounts did and what even chances would have given, by class. Accounts with one object have no others: all their weights are 1. */
interface Sums {
  readonly row: Int32Array
  readonly classes: number
  readonly seen: Float64Array
  readonly expected: Float64Array
  readonly prior: Float64Array
  /** Share of the object's times in the class, by segment. */
  readonly share: Float64Array
  readonly classOf: (segment: number) => number
}

function sumsOf(cascades: Cascades, segments: Segments, classes: number, classOf: (segment: number) => number): Sums {
  const { accounts, objects, objectStart, account, size, degree } = cascades
  const row = new Int32Array(accounts).fill(-1)
  let rows = 0
  for (let a = 0; a < accounts; a++) if ((degree[a] as number) > 1) row[a] = rows++
  const seen = new Float64Array(rows * classes)
  const expected = new Float64Array(rows * classes)
  const prior = new Float64Array(classes)
  const share = new Float64Array(segments.many.length)
  const inClass = new Float64Array(classes)
  let all = 0
  for (let o = 0; o < objects; o++) {
    const [from, to] = [segments.start[o] as number, segments.start[o + 1] as number]
    inClass.fill(0)
    for (let s = from; s < to; s++) {
      const c = classOf(s)
      inClass[c] = (inClass[c] as number) + (segments.many[s] as number)
      prior[c] = (prior[c] as number) + (segments.many[s] as number)
      all += segments.many[s] as number
    }
    for (let s = from; s < to; s++) share[s] = (inClass[classOf(s)] as number) / (size[o] as number)
    for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) {
      const own = segments.ofTrace[i] as number
      const r = row[account[i] as number] as number
      if (own < 0 || r < 0) continue
      const at = r * classes
      seen[at + classOf(own)] = (seen[at + classOf(own)] as number) + 1
      for (let s = from; s < to; s++)
        expected[at + classOf(s)] = (expected[at + classOf(s)] as number) + (segments.many[s] as number) / (size[o] as number)
    }
  }
  for (let c = 0; c < classes; c++) prior[c] = (prior[c] as number) / Math.max(1, all)
  return { row, classes, seen, expected, prior, share, classOf }
}

/** (seen + shrink · prior · to) / (expected + shrink · prior) of account a in the class of the segment, without the object of its time in segment `own`. */
function weight(sums: Sums, a: number, s: number, own: number, shrink: number, to: number): number {
  const r = sums.row[a] as number
  if (r < 0) return to
  const c = sums.classOf(s)
  const at = r * sums.classes + c
  const prior = shrink * (sums.prior[c] as number)
  const seen = (sums.seen[at] as number) - (sums.classOf(own) === c ? 1 : 0)
  return (seen + prior * to) / (Math.max(0, (sums.expected[at] as number) - (sums.share[s] as number)) + prior)
}

/** Writes the chances of the trials of a pair into `into`. */
export function hoursSpread(
  cascades: Cascades,
  chance: Float64Array,
  windowMs: number,
): (trials: Trials, from: number, to: number, into: Float64Array) => void {
  const segments = segmentsOf(cascades, windowMs)
  const { hour } = segments
  const days = sumsOf(cascades, segments, DAY, (s) => (hour[s] as number) % DAY)
  const weeks = sumsOf(cascades, segments, WEEK, (s) => hour[s] as number)
  const weightsOf = (o: number, position: number, into: Float64Array, at: number): number => {
    const a = cascades.account[position] as number
    const own = segments.ofTrace[position] as number
    const start = segments.start[o] as number
    let sum = 0
    for (let s = start; s < (segments.start[o + 1] as number); s++) {
      const w = weight(weeks, a, s, own, SHRINK_WEEK, weight(days, a, s, own, SHRINK_DAY, 1))
      into[at + s - start] = w
      sum += w * (segments.many[s] as number)
    }
    return sum
  }
  // Weights and meeting chances of the account whose row it is, per object of its, until the row changes.
  const stamp = new Int32Array(cascades.objects).fill(-1)
  const place = new Int32Array(cascades.objects)
  const total = new Float64Array(cascades.objects)
  let row = -1
  let turn = 0
  let used = 0
  let own = new Float64Array(1024)
  let near = new Float64Array(1024)
  let most = 0
  for (let o = 0; o < cascades.objects; o++) most = Math.max(most, (segments.start[o + 1] as number) - (segments.start[o] as number))
  const theirs = new Float64Array(most)
  const prepare = (o: number, position: number): number => {
    const here = (segments.start[o + 1] as number) - (segments.start[o] as number)
    if (used + here > own.length) {
      own = grown(own, used + here)
      near = grown(near, used + here)
    }
    const at = used
    used += here
    stamp[o] = turn
    place[o] = at
    total[o] = weightsOf(o, position, own, at)
    near.fill(0, at, at + here)
    for (let k = segments.metStart[o] as number; k < (segments.metStart[o + 1] as number); k++) {
      const [s, t, pairs] = [at + (segments.metA[k] as number), at + (segments.metB[k] as number), segments.met[k] as number]
      near[t] = (near[t] as number) + pairs * (own[s] as number)
      if (s !== t) near[s] = (near[s] as number) + pairs * (own[t] as number)
    }
    return at
  }
  return (trials, from, to, into) => {
    const a = from < to ? (cascades.account[trials.first[from] as number] as number) : -1
    if (a !== row) {
      row = a
      used = 0
      turn++
    }
    for (let i = from; i < to; i++) {
      const o = trials.object[i] as number
      if (segments.isKnown[o] === 0 || (cascades.size[o] as number) < 2) {
        into[i - from] = chance[o] as number
        continue
      }
      const at = stamp[o] === turn ? (place[o] as number) : prepare(o, trials.first[i] as number)
      const all = weightsOf(o, trials.second[i] as number, theirs, 0)
      const start = segments.start[o] as number
      let met = 0
      let same = 0
      for (let k = 0; k < (segments.start[o + 1] as number) - start; k++) {
        met += (near[at + k] as number) * (theirs[k] as number)
        same += (own[at + k] as number) * (theirs[k] as number) * (segments.many[start + k] as number)
      }
      into[i - from] = Math.min(1, met / ((total[o] as number) * all - same))
    }
  }
}

function grown(list: Float64Array, least: number) {
  const larger = new Float64Array(least * 2)
  larger.set(list)
  return larger
}
