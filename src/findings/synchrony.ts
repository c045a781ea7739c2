/**
 * The chance that two accounts meet (act on one object within the window W), under four null models, per pair.
 *
 * For object a with n accounts, of whose n(n-1)/2 pairs M met: q_a = M / (n(n-1)/2).
 * 2  (object):     K_ij ~ Poisson-binomial(q_a : a shared by i, j). Exact when within each object account labels are exchangeable. The pair is *not* left out
 *                  of its own q_a: leaving it out lowers q exactly where it met, so such p-values are too small (n = 3, one meeting: true chance 1/3, left out 0).
 *                  Counting the pair in equals leaving it out and adding one meeting and one pair, the usual rule of permutation tests. With n = 2 it
 *                  gives q = 1 for a pair that met: such an object says nothing, as it should.
 * 2c (sittings):   objects whose first traces lie within a sitting of each other are one trial: q = 1 - prod(1 - q_a), met when met on any; and meetings of the
 *                  pair within a sitting of each other count once.
 * 2d (population): q_a = (1 + sum of q over like objects) / (1 + number of like objects); like = same trace, same size class (powers of two), the pair's own
 *                  objects left out. Fewer than 20 like objects: the neighbouring classes are added, then the object says nothing (q = 1).
 * 2b (habit) is in habit.ts.
 * Undefined without a window (q = 1 everywhere).
 */
import { poissonBinomialTail } from '../statistics/index.js'
import type { TraceIndex } from './trace-index.js'

export interface ObjectChances {
  /** Distinct accounts, and pairs of them that met, per object. */
  readonly accounts: Int32Array
  readonly met: Float64Array
  /** q_a; NaN where fewer than two accounts. */
  readonly chance: Float64Array
  /** Objects on which the pairs were too many to be told apart: their q is the share of pairs of traces. */
  readonly approximate: number
}

const PAIR_BUDGET = 20_000_000

export function objectChances(index: TraceIndex, windowMs: number): ObjectChances {
  const accounts = new Int32Array(index.objects)
  const met = new Float64Array(index.objects)
  const chance = new Float64Array(index.objects).fill(Number.NaN)
  const stamp = new Int32Array(index.accounts).fill(-1)
  let approximate = 0
  for (let o = 0; o < index.objects; o++) {
    const from = index.objectStart[o] as number
    const to = index.objectStart[o + 1] as number
    let distinct = 0
    for (let i = from; i < to; i++) {
      const account = index.account[i] as number
      if (stamp[account] !== o) distinct++
      stamp[account] = o
    }
    accounts[o] = distinct
    if (distinct < 2) continue
    const close = closePairs(index, from, to, windowMs)
    const all = (distinct * (distinct - 1)) / 2
    if (distinct === to - from) met[o] = close
    else if (close <= PAIR_BUDGET) met[o] = distinctClosePairs(index, from, to, windowMs)
    else {
      approximate++
      // More traces than accounts only add meetings, so the expected number of an account pair's close traces, at most 1, bounds q from above.
      met[o] = Math.min(all, close)
    }
    chance[o] = (met[o] as number) / all
  }
  return { accounts, met, chance, approximate }
}

/** Pairs of traces within the window, same account or not. */
function closePairs(index: TraceIndex, from: number, to: number, windowMs: number): number {
  let pairs = 0
  for (let i = from, low = from; i < to; i++) {
    while ((index.atMs[i] as number) - (index.atMs[low] as number) > windowMs) low++
    pairs += i - low
  }
  return pairs
}

function distinctClosePairs(index: TraceIndex, from: number, to: number, windowMs: number): number {
  const seen = new Set<number>()
  for (let i = from, low = from; i < to; i++) {
    while ((index.atMs[i] as number) - (index.atMs[low] as number) > windowMs) low++
    const a = index.account[i] as number
    for (let j = low; j < i; j++) {
      const b = index.account[j] as number
      if (a !== b) seen.add(a < b ? a * index.accounts + b : b * index.accounts + a)
    }
  }
  return seen.size
}

/** One object that both acted on. */
export interface SharedTrial {
  readonly object: number
  readonly isMet: boolean
  /** When they were closest on it: the earlier of the two traces. */
  readonly closestAtMs: number
}

export function sharedTrials(index: TraceIndex, a: number, b: number, windowMs: number): SharedTrial[] {
  const trials: SharedTrial[] = []
  let i = index.accountStart[a] as number
  let j = index.accountStart[b] as number
  const iEnd = index.accountStart[a + 1] as number
  const jEnd = index.accountStart[b + 1] as number
  const objectAt = (k: number) => index.object[index.byAccount[k] as number] as number
  const timeAt = (k: number) => index.atMs[index.byAccount[k] as number] as number
  while (i < iEnd && j < jEnd) {
    const left = objectAt(i)
    const right = objectAt(j)
    if (left < right) i++
    else if (right < left) j++
    else {
      let least = Number.POSITIVE_INFINITY
      let closestAtMs = 0
      while (i < iEnd && j < jEnd && objectAt(i) === left && objectAt(j) === left) {
        const gap = timeAt(i) - timeAt(j)
        if (Math.abs(gap) < least) {
          least = Math.abs(gap)
          closestAtMs = Math.min(timeAt(i), timeAt(j))
        }
        if (gap < 0) i++
        else j++
      }
      while (i < iEnd && objectAt(i) === left) i++
      while (j < jEnd && objectAt(j) === left) j++
      trials.push({ object: left, isMet: least <= windowMs, closestAtMs })
    }
  }
  return trials
}

export function objectTail(trials: readonly SharedTrial[], chance: (object: number) => number): number {
  let met = 0
  const chances: number[] = []
  for (const trial of trials) {
    chances.push(chance(trial.object))
    if (trial.isMet) met++
  }
  return met === 0 ? 1 : poissonBinomialTail(chances, met)
}

/**
 * Form 2c. Trials are grouped by when each object began. Meetings are counted once per sitting of the pair, too: one post with three tags meets another on three
 * objects, and that is one meeting. The count can only fall below that of the groups of trials, so p is on the safe side.
 */
export function sittingTail(
  index: TraceIndex,
  trials: readonly SharedTrial[],
  chance: (object: number) => number,
  sittingMs: number,
): number {
  const began = (trial: SharedTrial) => index.atMs[index.objectStart[trial.object] as number] as number
  const ordered = [...trials].sort((a, b) => began(a) - began(b) || a.object - b.object)
  const chances: number[] = []
  let met = 0
  let isMet = false
  let none = 1
  ordered.forEach((trial, i) => {
    none *= 1 - chance(trial.object)
    isMet ||= trial.isMet
    const next = ordered[i + 1]
    if (next && began(next) - began(trial) <= sittingMs) return
    chances.push(1 - none)
    if (isMet) met++
    isMet = false
    none = 1
  })
  return met === 0 ? 1 : poissonBinomialTail(chances, Math.min(met, sittingsOf(trials, sittingMs)))
}

/** Sittings in which the pair met: meetings at most `sittingMs` after the one before are of one sitting. */
function sittingsOf(trials: readonly SharedTrial[], sittingMs: number): number {
  const times = trials
    .filter((trial) => trial.isMet)
    .map((trial) => trial.closestAtMs)
    .sort((a, b) => a - b)
  return times.filter((at, i) => i === 0 || at - (times[i - 1] as number) > sittingMs).length
}

const LEAST_LIKE_OBJECTS = 20

/** Form 2d: chances from like objects, the pair's own left out. */
export function likeObjectChances(objects: ObjectChances): (trials: readonly SharedTrial[]) => (object: number) => number {
  const sum = new Float64Array(34)
  const count = new Float64Array(34)
  const classOf = (o: number) => Math.floor(Math.log2(objects.accounts[o] as number)) + 1
  for (let o = 0; o < objects.accounts.length; o++) {
    if ((objects.accounts[o] as number) < 2) continue
    sum[classOf(o)]! += objects.chance[o] as number
    count[classOf(o)]! += 1
  }
  return (trials) => {
    const ownSum = new Float64Array(34)
    const ownCount = new Float64Array(34)
    for (const { object } of trials) {
      ownSum[classOf(object)]! += objects.chance[object] as number
      ownCount[classOf(object)]! += 1
    }
    const known = new Map<number, number>()
    const pooled = (size: number): number => {
      for (const reach of [0, 1]) {
        let total = 0
        let like = 0
        for (let c = size - reach; c <= size + reach; c++) {
          total += (sum[c] as number) - (ownSum[c] as number)
          like += (count[c] as number) - (ownCount[c] as number)
        }
        if (like >= LEAST_LIKE_OBJECTS) return Math.min(1, Math.max(0, (1 + total) / (1 + like)))
      }
      return 1
    }
    return (object) => {
      const size = classOf(object)
      if (!known.has(size)) known.set(size, pooled(size))
      return known.get(size) as number
    }
  }
}
