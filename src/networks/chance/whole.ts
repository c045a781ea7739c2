/**
 * Whole cascades against like objects (form 2d for objects): is an object's audience closer in time than the audiences of like objects are?
 *   gap     median gap in seconds over all pairs of its accounts, first traces; y = ln(1 + gap).
 *   p       lower tail of Student's t with n/4 degrees at (y - median) / ((median - 16 % quantile) · sqrt(1 + 1/n)), median and quantile over the y of the n like
 *           objects, the own left out: robust, so that a few objects in lockstep do not set the measure; of the lower half, so that a long upper tail does not either;
 *           n/4, since such a quantile knows the spread about as well as a quarter of the objects would (in simulation false objects stay below 5 % of those passing).
 *   share   pairs of its accounts within W of all its pairs, and its rank among like objects, (1 + like objects with as large a share) / (1 + n): for reading beside
 *           p. A rank is never below 1 / (n + 1) and so could not pass a correction over as many objects.
 * Like = as many accounts to the power of two; with fewer than `leastLike` the neighbouring classes join, then, or where like objects do not differ, no test is made.
 * BH over all tested objects. Objects of two accounts have one gap: it is tested as any other. Says that a cascade is unlike its class, not why: flashes of news and
 * feeds of newsrooms are. Benjamini & Hochberg 1995 for the correction; the empirical null after Efron, JASA 99 (2004); tail of t by Wallace, Ann. Math. Stat. 30 (1959).
 */
import { benjaminiHochberg, firstAtLeast, normalTail } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { objectChances } from './spread.js'

export interface CascadeTest {
  readonly object: number
  readonly accounts: number
  readonly share: number
  readonly shareRank: number
  readonly medianGapMs: number
  /** Median of the like objects' median gaps, and how many they are. */
  readonly likeGapMs: number
  readonly like: number
  readonly p: number
  readonly q: number
}

export interface CascadeTests {
  /** Ascending by p, then object. */
  readonly rows: readonly CascadeTest[]
  /** Objects with two accounts or more for which there are no like objects to compare with. */
  readonly untested: number
}

const CLASSES = 34
/** Of a normal, the share one standard deviation below the mean and lower. */
const ONE_DEVIATION = 0.15865525393145707

export function testCascades(
  cascades: Cascades,
  { windowMs, leastLike }: { readonly windowMs: number; readonly leastLike: number },
): CascadeTests {
  const { chance } = objectChances(cascades, windowMs)
  const gapMs = new Float64Array(cascades.objects)
  const classOf = Int32Array.from(cascades.size, (n) => Math.floor(Math.log2(Math.max(1, n))))
  const members: number[][] = Array.from({ length: CLASSES }, () => [])
  for (let o = 0; o < cascades.objects; o++) {
    if ((cascades.size[o] as number) < 2) continue
    gapMs[o] = medianGap(firstTimes(cascades, o))
    ;(members[classOf[o] as number] as number[]).push(o)
  }
  const sortedBy = (values: ArrayLike<number>, objects: readonly number[]) => Float64Array.from(objects, (o) => values[o] as number).sort()
  const logGap = gapMs.map((gap) => Math.log1p(gap / 1000))
  const rows: Omit<CascadeTest, 'q'>[] = []
  let untested = 0
  for (let c = 0; c < CLASSES; c++) {
    const own = members[c] as number[]
    if (own.length === 0) continue
    const isEnough = own.length > leastLike
    const like = isEnough ? own : [...(members[c - 1] ?? []), ...own, ...(members[c + 1] ?? [])]
    if (like.length <= leastLike) {
      untested += own.length
      continue
    }
    const shares = sortedBy(chance, like)
    const gaps = sortedBy(logGap, like)
    for (const o of own) {
      const n = like.length - 1
      const y = logGap[o] as number
      const middle = quantileWithout(gaps, y, 0.5)
      const spread = middle - quantileWithout(gaps, y, ONE_DEVIATION)
      if (!(spread > 0)) {
        untested++
        continue
      }
      rows.push({
        object: o,
        accounts: cascades.size[o] as number,
        share: chance[o] as number,
        shareRank: (like.length - firstAtLeast(shares, chance[o] as number)) / (n + 1),
        medianGapMs: gapMs[o] as number,
        likeGapMs: Math.expm1(middle) * 1000,
        like: n,
        p: tailOfT((middle - y) / (spread * Math.sqrt(1 + 1 / n)), n / 4),
      })
    }
  }
  const q = benjaminiHochberg(rows.map((row) => row.p))
  return { rows: rows.map((row, i) => ({ ...row, q: q[i] as number })).sort((x, y) => x.p - y.p || x.object - y.object), untested }
}

/** P(T > t), through the normal at (8f + 1) / (8f + 3) · sqrt(f ln(1 + t²/f)). */
function tailOfT(t: number, freedom: number): number {
  const z = ((8 * freedom + 1) / (8 * freedom + 3)) * Math.sqrt(freedom * Math.log1p((t * t) / freedom))
  return normalTail(t >= 0 ? z : -z)
}

function firstTimes({ objectStart, account, atMs }: Cascades, o: number): Float64Array {
  const seen = new Set<number>()
  const times: number[] = []
  for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) {
    if (seen.has(account[i] as number)) continue
    seen.add(account[i] as number)
    times.push(atMs[i] as number)
  }
  return Float64Array.from(times)
}

/** Lower median of the gaps of all pairs of sorted times: the least gap that half of the pairs reach, by bisection; whole milliseconds. */
function medianGap(times: Float64Array): number {
  const half = Math.ceil((times.length * (times.length - 1)) / 4)
  let low = 0
  let high = Math.ceil((times[times.length - 1] as number) - (times[0] as number))
  while (low < high) {
    const gap = Math.floor((low + high) / 2)
    let pairs = 0
    for (let i = 1, from = 0; i < times.length; i++) {
      while ((times[i] as number) - (times[from] as number) > gap) from++
      pairs += i - from
    }
    if (pairs >= half) high = gap
    else low = gap + 1
  }
  return low
}

/** Quantile of sorted values with one occurrence of `value` left out. */
function quantileWithout(sorted: Float64Array, value: number, share: number): number {
  const out = firstAtLeast(sorted, value)
  const at = (k: number) => sorted[k < out ? k : k + 1] as number
  const place = share * (sorted.length - 2)
  const low = Math.floor(place)
  return place === low ? at(low) : at(low) + (place - low) * (at(low + 1) - at(low))
}
