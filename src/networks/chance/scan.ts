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
 * where it stands out most from the noise, not where the number is largest. One pass over all pairs gives all windows of a data set.
 * Undefined: p_W where no pair met twice in any data set (null); without a pair that shares enough everything is 0 and p is 1.
 */
import type { Scan, ScanCount, ScanPair } from '../../model/index.js'
import { benjaminiHochberg, cauchyCombination, poissonBinomialTail, type Rng } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { countLeastP, familyOf, leastPCounts } from './family.js'
import { forEachPair } from './pairs.js'
import { shuffleLabels } from './shuffle.js'
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
  readonly pairs: number
  /** Pairs that met once, twice, three times or more; repeated meetings. */
  readonly counts: readonly Float64Array[]
  /** p of at most alpha, and the least that those pairs could have had. */
  readonly p: readonly number[][]
  readonly least: readonly number[][]
  /** Pairs by class of their least p. Only of the data: shuffles leave it as it is. */
  readonly family: readonly Float64Array[] | null
  /** Combined p of at most alpha. */
  readonly combined: number[]
  /** The pairs of those. Only of the data. */
  readonly low: Omit<ScanPair, 'rate'>[]
}

export interface FullScan extends Scan {
  /** All pairs with a combined p of at most alpha, strangest first. */
  readonly low: readonly ScanPair[]
}

export function scanWindows(cascades: Cascades, settings: ScanSettings, rng: Rng, between?: (world: number) => void): FullScan {
  const { windowsMs, alpha, shuffles } = settings
  between?.(0)
  const data = lookThrough(cascades, settings, true)
  const others: World[] = []
  for (let i = 1; i <= shuffles; i++) {
    between?.(i)
    others.push(lookThrough(shuffleLabels(cascades, rng), settings, false))
  }
  const rows = windowsMs.map((windowMs, w) => {
    const [met, twice, thrice, repeated] = data.counts.map((count, k) =>
      beside(
        count[w] as number,
        others.map((world) => world.counts[k]?.[w] as number),
      ),
    ) as [ScanCount, ScanCount, ScanCount, ScanCount]
    const { tests, limit } = familyOf(data.family?.[w] as Float64Array, alpha, data.pairs)
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
  const low = rated(data.low, others)
  return {
    pairs: data.pairs,
    shuffles,
    rows: rows.map((row, w) => ({
      ...row,
      isWhereExcessLives: p <= alpha && row.repeated.data > row.repeated.high && (mine[w] as number) >= (2 / 3) * strongest,
    })),
    p,
    passing: low.filter(({ rate }) => rate <= alpha),
    low,
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

function lookThrough(cascades: Cascades, { windowsMs, minShared, alpha }: ScanSettings, isData: boolean): World {
  const many = windowsMs.length
  /** q of object o at window w: own[o * many + w]. */
  const own = new Float64Array(cascades.objects * many)
  windowsMs.forEach((windowMs, w) => {
    objectChances(cascades, windowMs).chance.forEach((q, o) => {
      own[o * many + w] = q
    })
  })
  const counts = [0, 1, 2, 3].map(() => new Float64Array(many))
  const [p, least] = [0, 1].map(() => windowsMs.map(() => [] as number[])) as [number[][], number[][]]
  const family = isData ? windowsMs.map(leastPCounts) : null
  const combined: number[] = []
  const low: Omit<ScanPair, 'rate'>[] = []
  const met = new Int32Array(many)
  const [ps, leasts, expected] = [new Float64Array(many), new Float64Array(many), new Float64Array(many)]
  let chances = new Float64Array(64)
  let pairs = 0
  const add = (i: number, w: number, by: number) => {
    const count = counts[i] as Float64Array
    count[w] = (count[w] as number) + by
  }
  forEachPair(cascades, minShared, (a, b, trials, from, to) => {
    pairs++
    if (to - from > chances.length) chances = new Float64Array(2 * (to - from))
    met.fill(0)
    expected.fill(0)
    leasts.fill(1)
    for (let i = from; i < to; i++) {
      const gap = trials.gapMs[i] as number
      const place = (trials.object[i] as number) * many
      for (let w = many - 1; w >= 0 && gap <= (windowsMs[w] as number); w--) met[w] = (met[w] as number) + 1
      for (let w = 0; w < many; w++) {
        const q = own[place + w] as number
        expected[w] = (expected[w] as number) + q
        if (q > 0) leasts[w] = (leasts[w] as number) * q
      }
    }
    if (family) for (let w = 0; w < many; w++) countLeastP(family[w] as Float64Array, -Math.log(leasts[w] as number))
    const tailAt = (w: number) => {
      for (let i = from; i < to; i++) chances[i - from] = own[(trials.object[i] as number) * many + w] as number
      return poissonBinomialTail(chances.subarray(0, to - from), met[w] as number)
    }
    let isLow = false
    for (let w = 0; w < many; w++) {
      const k = met[w] as number
      ps[w] = k === 0 ? 1 : Number.NaN
      if (k === 0) continue
      for (let i = 0; i < Math.min(3, k); i++) add(i, w, 1)
      add(3, w, k - 1)
      // The median of a sum of trials is at least the whole part of its mean, so p is 1/2 or more (Jogdeo & Samuels 1968).
      if (k <= Math.floor(expected[w] as number)) continue
      // P(X >= 1) is at least 1 - exp(-mean).
      if (k === 1 && -Math.expm1(-(expected[w] as number)) > alpha) continue
      ps[w] = tailAt(w)
      if ((ps[w] as number) > alpha) continue
      isLow = true
      p[w]?.push(ps[w] as number)
      least[w]?.push(leasts[w] as number)
    }
    // The combined p is never below the least of its parts.
    if (!isLow) return
    for (let w = 0; w < many; w++) if (Number.isNaN(ps[w])) ps[w] = tailAt(w)
    const all = cauchyCombination(ps)
    if (all > alpha) return
    combined.push(all)
    if (isData) low.push({ a, b, shared: to - from, met: [...met], p: [...ps], combined: all })
  })
  return { pairs, counts, p, least, family, combined, low }
}
