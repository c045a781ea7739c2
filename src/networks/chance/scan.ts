/**
 * A scan over windows: what each window W shows beside shuffled labels, in place of one chosen W.
 * Per data set and W, over the pairs that share at least `minShared` objects: how many met once, twice, three times or more, and how many pass
 * Benjamini–Hochberg among the testable pairs (form 2, synchrony.ts).
 *   repeated at W = sum over pairs of max(K - 1, 0): meetings of a pair beyond its first. (The number of pairs that met twice can fall where few meet very often.)
 *   excess at W   = repeated meetings of the data - mean over the shuffles;   p_W = (1 + shuffles with as many or more) / (shuffles + 1)
 *   strength at W = (repeated - m) / sqrt(m + 1), m = mean over the shuffles and the data
 *   p of the scan = (1 + shuffles whose strongest window is as strong as that of the data) / (shuffles + 1): having looked at many windows is paid for, exactly
 *                   (Westfall & Young 1993). The p_W, never below 1 / (shuffles + 1), are too coarse to be combined.
 *   p of a pair   = Cauchy combination of its p over the windows, which are dependent
 *   rate of a pair = V / R: R = pairs of the data with as small a combined p, V = their mean number over the shuffles and the data (see strata.ts); least over larger p
 * The excess lives, when the p of the scan is at most alpha, where the data lie above every shuffle and the strength is at least two thirds of its largest:
 * where it stands out most from the noise, not where the number is largest. Shuffles move whole cells (cells.ts), so that the trials of every pair and their chances stay as they are: they are
 * found once, one pass over the gaps gives all windows of a data set, and tails are counted once for each pair and number of meetings.
 * Undefined: p_W where no pair met twice in any data set (null); without a pair that shares enough everything is 0 and p is 1.
 */
import type { Scan, ScanCount, ScanPair } from '../../model/index.js'
import { benjaminiHochberg, cauchyCombination, poissonBinomialTail, type Rng, shuffle } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { type Cells, cellsOf, gapBetween } from './cells.js'
import { countLeastP, familyOf, leastPCounts } from './family.js'
import { forEachPair } from './pairs.js'
import { objectChances } from './spread.js'

export interface ScanSettings {
  /** Ascending. */
  readonly windowsMs: readonly number[]
  readonly minShared: number
  readonly alpha: number
  readonly shuffles: number
}

/** Of one data set, per window. */
interface World {
  /** Pairs that met once, twice, three times or more; repeated meetings. */
  readonly counts: readonly Float64Array[]
  /** p of at most alpha, and the least that those pairs could have had. */
  readonly p: readonly number[][]
  readonly least: readonly number[][]
  /** Combined p of at most alpha. */
  readonly combined: number[]
}

export interface FullScan extends Scan {
  /** All pairs with a combined p of at most alpha, strangest first. */
  readonly low: readonly ScanPair[]
}

export function scanWindows(cascades: Cascades, settings: ScanSettings, rng: Rng, between?: (world: number) => void): FullScan {
  const { windowsMs, alpha, shuffles } = settings
  between?.(0)
  const cells = cellsOf(cascades)
  const { pairs, family, look } = looker(cascades, cells, settings)
  const times = Int32Array.from({ length: cells.count }, (_, cell) => cell)
  const low: Omit<ScanPair, 'rate'>[] = []
  const data = look(times, low)
  const others: World[] = []
  for (let i = 1; i <= shuffles; i++) {
    between?.(i)
    for (let o = 0; o < cascades.objects; o++) shuffle(times.subarray(cells.objectStart[o], cells.objectStart[o + 1]), rng)
    others.push(look(times, null))
  }
  const rows = windowsMs.map((windowMs, w) => {
    const [met, twice, thrice, repeated] = data.counts.map((count, k) =>
      beside(
        count[w] as number,
        others.map((world) => world.counts[k]?.[w] as number),
      ),
    ) as [ScanCount, ScanCount, ScanCount, ScanCount]
    const { tests, limit } = familyOf(family[w] as Float64Array, alpha, pairs)
    const passing = (world: World) => {
      const p = (world.p[w] as number[]).filter((_, i) => (world.least[w]?.[i] as number) <= limit)
      return benjaminiHochberg(p, Math.max(tests, p.length)).filter((q) => q <= alpha).length
    }
    const asMany = others.filter((world) => (world.counts[3]?.[w] as number) >= repeated.data).length
    const row = {
      windowMs,
      met,
      twice,
      thrice,
      repeated,
      tests,
      passing: beside(passing(data), others.map(passing)),
      excess: repeated.data - repeated.mean,
    }
    return { ...row, p: repeated.data === 0 && repeated.high === 0 ? null : (1 + asMany) / (shuffles + 1) }
  })
  const mean = rows.map(({ repeated }) => (repeated.data + repeated.mean * shuffles) / (shuffles + 1))
  const strengths = (world: World) => mean.map((each, w) => ((world.counts[3]?.[w] as number) - each) / Math.sqrt(each + 1))
  const mine = strengths(data)
  const strongest = Math.max(0, ...mine)
  const asStrong = others.filter((world) => Math.max(0, ...strengths(world)) >= strongest).length
  const p = (1 + asStrong) / (shuffles + 1)
  const rates = rated(low, others)
  return {
    pairs,
    shuffles,
    rows: rows.map((row, w) => ({
      ...row,
      isWhereExcessLives: p <= alpha && row.repeated.data > row.repeated.high && (mine[w] as number) >= (2 / 3) * strongest,
    })),
    p,
    passing: rates.filter(({ rate }) => rate <= alpha),
    low: rates,
  }
}

function beside(data: number, others: readonly number[]): ScanCount {
  const sum = others.reduce((total, each) => total + each, 0)
  return { data, low: Math.min(...others), mean: sum / others.length, high: Math.max(...others) }
}

function rated(low: readonly Omit<ScanPair, 'rate'>[], others: readonly World[]): ScanPair[] {
  const sorted = [...low].sort((x, y) => x.combined - y.combined || x.a - y.a || x.b - y.b)
  const shuffled = Float64Array.from(others.flatMap((world) => world.combined)).sort()
  const rates = new Float64Array(sorted.length)
  for (let i = 0, below = 0; i < sorted.length; ) {
    const p = (sorted[i] as ScanPair).combined
    let end = i
    while (end < sorted.length && sorted[end]?.combined === p) end++
    while (below < shuffled.length && (shuffled[below] as number) <= p) below++
    rates.fill((below + end) / ((others.length + 1) * end), i, end)
    i = end
  }
  for (let i = rates.length - 2; i >= 0; i--) rates[i] = Math.min(rates[i] as number, rates[i + 1] as number)
  return sorted.map((pair, i) => ({ ...pair, rate: rates[i] as number }))
}

/** Trials that are kept from data set to data set; more are found anew in each. */
const MOST_TRIALS = 40_000_000
/** Pairs times windows of which numbers are kept, and tails of more than two meetings. */
const MOST_KEPT = 8_000_000
const MOST_TAILS = 3_000_000

type VisitPair = (
  pair: number,
  a: number,
  b: number,
  left: Int32Array,
  right: Int32Array,
  object: Int32Array,
  from: number,
  to: number,
) => void

/** All pairs that share enough, with the cells of the two on each shared object: the same in every data set. */
function pairsOfCells(cascades: Cascades, cells: Cells, minShared: number): { pairs: number; eachPair: (visit: VisitPair) => void } {
  const stream = (visit: VisitPair) => {
    let pair = 0
    let left = new Int32Array(64)
    let right = new Int32Array(64)
    forEachPair(cascades, minShared, (a, b, trials, from, to) => {
      if (to - from > left.length) [left, right] = [new Int32Array(2 * (to - from)), new Int32Array(2 * (to - from))]
      for (let i = from; i < to; i++) {
        left[i - from] = cells.ofTrace[trials.first[i] as number] as number
        right[i - from] = cells.ofTrace[trials.second[i] as number] as number
      }
      visit(pair++, a, b, left, right, trials.object.subarray(from, to), 0, to - from)
    })
  }
  let [left, right, object] = [0, 0, 0].map(() => new Int32Array(4096)) as [Int32Array, Int32Array, Int32Array]
  let [first, second, start] = [0, 0, 0].map(() => new Int32Array(1024)) as [Int32Array, Int32Array, Int32Array]
  let trials = 0
  let pairs = 0
  stream((pair, a, b, ofA, ofB, objects, _from, many) => {
    pairs++
    trials += many
    if (trials > MOST_TRIALS) return
    if (trials > left.length)
      [left, right, object] = [left, right, object].map((list) => longer(list, 2 * trials)) as [Int32Array, Int32Array, Int32Array]
    if (pairs >= start.length)
      [first, second, start] = [first, second, start].map((list) => longer(list, 2 * pairs)) as [Int32Array, Int32Array, Int32Array]
    first[pair] = a
    second[pair] = b
    start[pair + 1] = trials
    left.set(ofA.subarray(0, many), trials - many)
    right.set(ofB.subarray(0, many), trials - many)
    object.set(objects, trials - many)
  })
  if (trials > MOST_TRIALS) return { pairs, eachPair: stream }
  const eachPair = (visit: VisitPair) => {
    for (let pair = 0; pair < pairs; pair++)
      visit(pair, first[pair] as number, second[pair] as number, left, right, object, start[pair] as number, start[pair + 1] as number)
  }
  return { pairs, eachPair }
}

function longer(list: Int32Array, size: number): Int32Array {
  const more = new Int32Array(size)
  more.set(list)
  return more
}

/** `times`: the cell whose times each cell has in this data set. `low` takes the pairs with a combined p of at most alpha. */
type Look = (times: Int32Array, low: Omit<ScanPair, 'rate'>[] | null) => World

/** What a shuffle leaves as it is, found once: the pairs with their trials, the chances, the family of tests, the tails of each pair. */
function looker(cascades: Cascades, cells: Cells, { windowsMs, minShared, alpha }: ScanSettings) {
  const many = windowsMs.length
  /** q of object o at window w: own[o * many + w]. */
  const own = new Float64Array(cascades.objects * many)
  windowsMs.forEach((windowMs, w) => {
    objectChances(cascades, windowMs).chance.forEach((q, o) => {
      own[o * many + w] = q
    })
  })
  const { pairs, eachPair } = pairsOfCells(cascades, cells, minShared)
  const family = windowsMs.map(leastPCounts)
  let room = new Float64Array(64)
  const [expected, least] = [new Float64Array(many), new Float64Array(many)]
  const sum = (object: Int32Array, from: number, to: number) => {
    expected.fill(0)
    least.fill(1)
    for (let i = from; i < to; i++)
      for (let w = 0, at = (object[i] as number) * many; w < many; w++, at++) {
        const q = own[at] as number
        expected[w]! += q
        if (q > 0) least[w]! *= q
      }
  }
  const isKept = pairs * many <= MOST_KEPT
  // By pair and window: mean, least p, and p of one and of two meetings (NaN: not yet counted).
  const [means, leastP, pOnce, pTwice] = [0, 1, 2, 3].map(() => new Float64Array(isKept ? pairs * many : many).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const sumInto = (kept: number, object: Int32Array, from: number, to: number) => {
    sum(object, from, to)
    means.set(expected, kept)
    leastP.set(least, kept)
    pOnce.fill(Number.NaN, kept, kept + many)
    pTwice.fill(Number.NaN, kept, kept + many)
  }
  eachPair((pair, _a, _b, _left, _right, object, from, to) => {
    if (to - from > room.length) room = new Float64Array(2 * (to - from))
    sumInto(isKept ? pair * many : 0, object, from, to)
    for (let w = 0; w < many; w++) countLeastP(family[w] as Float64Array, -Math.log(least[w] as number))
  })
  // 1 - exp(-mean) > alpha.
  const onceIsHigh = -Math.log1p(-alpha)
  const cotOf = (p: number) => 1 / Math.tan(Math.PI * Math.min(p, 0.99))
  const leastSum = many * cotOf(alpha) - 1e-6
  const mostOf = (list: Float64Array) => list.reduce((total, each) => total + cotOf(Number.isNaN(each) ? alpha : each), 0)
  const isOneTime = cells.count === cascades.traces
  const atMs = cells.atMs
  const moreThanTwo = new Map<number, number>()
  const met = new Int32Array(many)
  const ps = new Float64Array(many)
  const windows = Float64Array.from(windowsMs)
  /** Gaps of one pair by the least window that they fall into; those beyond all windows last. */
  const gaps = new Int32Array(many + 1)
  const tailOf = (w: number, k: number, object: Int32Array, from: number, to: number) => {
    for (let i = from; i < to; i++) room[i - from] = own[(object[i] as number) * many + w] as number
    return poissonBinomialTail(room.subarray(0, to - from), k)
  }
  const tailAt = (at: number, w: number, object: Int32Array, from: number, to: number): number => {
    const k = met[w] as number
    if (k <= 2) {
      const tails = k === 1 ? pOnce : pTwice
      if (Number.isNaN(tails[at])) tails[at] = tailOf(w, k, object, from, to)
      return tails[at] as number
    }
    if (!isKept || k >= 1024) return tailOf(w, k, object, from, to)
    let tail = moreThanTwo.get(at * 1024 + k)
    if (tail === undefined) {
      tail = tailOf(w, k, object, from, to)
      if (moreThanTwo.size < MOST_TAILS) moreThanTwo.set(at * 1024 + k, tail)
    }
    return tail
  }
  const look: Look = (times, low) => {
    const [once, twice, thrice, repeated] = [0, 1, 2, 3].map(() => new Float64Array(many)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const [p, leasts] = [0, 1].map(() => windowsMs.map(() => [] as number[])) as [number[][], number[][]]
    const combined: number[] = []
    eachPair((pair, a, b, left, right, object, from, to) => {
      gaps.fill(0)
      for (let i = from; i < to; i++) {
        const [x, y] = [times[left[i] as number] as number, times[right[i] as number] as number]
        // With one time per cell, cells and times have the same numbers.
        const gap = isOneTime ? Math.abs((atMs[x] as number) - (atMs[y] as number)) : gapBetween(cells, x, y)
        let w = many
        while (w > 0 && gap <= (windows[w - 1] as number)) w--
        gaps[w]!++
      }
      if (gaps[many] === to - from) return
      const kept = isKept ? pair * many : 0
      if (!isKept) sumInto(0, object, from, to)
      let isLow = false
      for (let w = 0, k = 0; w < many; w++) {
        k += gaps[w] as number
        met[w] = k
        ps[w] = k === 0 ? 1 : Number.NaN
        if (k === 0) continue
        once[w]!++
        if (k > 1) {
          twice[w]!++
          repeated[w]! += k - 1
          if (k > 2) thrice[w]!++
        }
        const mean = means[kept + w] as number
        // The median of a sum of trials is at least the whole part of its mean, so p is 1/2 or more (Jogdeo & Samuels 1968).
        if (k <= Math.floor(mean)) continue
        // P(X >= 1) is at least 1 - exp(-mean).
        if (k === 1 && mean > onceIsHigh) continue
        ps[w] = tailAt(kept + w, w, object, from, to)
        if ((ps[w] as number) > alpha) continue
        isLow = true
        p[w]?.push(ps[w] as number)
        leasts[w]?.push(leastP[kept + w] as number)
      }
      // The combined p is never below the least of its parts, and is at most alpha only where the sum of the cotangents is large enough: what is not counted yet has a p above alpha.
      if (!isLow || mostOf(ps) < leastSum) return
      for (let w = 0; w < many; w++) if (Number.isNaN(ps[w])) ps[w] = tailAt(kept + w, w, object, from, to)
      const all = cauchyCombination(ps)
      if (all > alpha) return
      combined.push(all)
      low?.push({ a, b, shared: to - from, met: [...met], p: [...ps], combined: all })
    })
    return { counts: [once, twice, thrice, repeated], p, least: leasts, combined }
  }
  return { pairs, family, look }
}
