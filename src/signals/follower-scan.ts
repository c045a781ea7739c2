/**
 * Blocks in a list of followers: runs of arrival in which far more were created within one narrow span than among those who arrived just before and after.
 *   could     neighbours that came before the band was made cannot be of it and are no neighbours for it: else whoever comes after a wave of sign-ups would be a block against those before
 *   windows   w = least, 2 least, 4 least … to half of the list, every w / 2 ranks, with 4 w neighbours on each side; and all but the first or last x, against those x
 *   bands     creation by the day, by 7 days and by 30 days (the longer ones cut in two ways); newcomers are one band of their own
 *   p         of c in the band of w in the window, K of N with the neighbours: hypergeometric upper tail, which is the law of c when creation dates are shuffled over
 *             the ranks; times all windows × bands that hold somebody (union bound: the price of the search, so p is never too small)
 * A block must hold `leastShare` of its window and `leastRatio` times what its neighbours have: in long lists slow drifts would be significant without meaning anything.
 * Newcomers: created less than `newcomerDays` before they followed. Where no time of following is given, the running third-largest creation date bounds it from below
 * (Meeder 2011 takes the largest; two damaged dates do no harm here). People who join and follow at once draw a rising diagonal band; so newcomers are a block only
 * when they came within 30 days of creation and their creation does not rise with rank (Spearman below 0.3, over enough different times).
 * n log n in time, a few numbers for each follower in memory. Meeder et al., WWW 2011; Zouzou & Varol, EPJ Data Science 2024.
 */
import { hypergeometricTail } from '../statistics/index.js'

const DAY = 86_400_000
const SLACK_MS = DAY
const AROUND = 4
const WIDTHS = [1, 7, 7, 30, 30] as const
const SHIFTS = [0, 0, 3, 0, 15] as const
const MOST_CLIMB = 0.3
const LEAST_TIMES = 10
const MOST_SPREAD_MS = 30 * DAY

/** In order of arrival; NaN where not known. */
export interface Arrivals {
  readonly createdMs: Float64Array
  /** Null: the list gives no times of following. */
  readonly followedMs: Float64Array | null
}
export interface ScanParams {
  readonly leastBlock: number
  readonly leastShare: number
  readonly leastRatio: number
  readonly newcomerDays: number
}
export interface Block {
  /** Ranks from 0, the last one included: first and last of the band in the run. */
  readonly from: number
  readonly to: number
  /** Ranks of those in the band. */
  readonly ranks: Int32Array
  readonly fromMs: number
  readonly toMs: number
  readonly isNewcomers: boolean
  /** In the band, of all with a creation date in the window where the block was found; expected from its neighbours. */
  readonly count: number
  readonly of: number
  readonly expected: number
  /** Times the number of tests, at most 1. */
  readonly p: number
}
export interface Scanned {
  /** Best first, none overlapping another. */
  readonly blocks: readonly Block[]
  /** With a creation date that can be. */
  readonly known: number
  readonly newcomers: number
  /** Created more than a day after they followed: one of the two is wrong, left out. */
  readonly impossible: number
  readonly tests: number
}

interface Band {
  readonly ranks: Int32Array
  readonly createdMs: Float64Array
  readonly isNew: Uint8Array
  /** Days since the earliest creation; `days` for newcomers. */
  readonly day: Int32Array
  readonly days: number
  /** Day by which it came at the earliest, in the same count; not falling. */
  readonly came: Int32Array
  /** Bin of a day, by family; -1 for newcomers. */
  readonly bins: readonly Int32Array[]
}

interface Found {
  readonly low: number
  readonly high: number
  readonly family: number
  readonly bin: number
  readonly count: number
  readonly expected: number
  readonly p: number
}

/** Three largest so far; the smallest of them bounds the time of following from below. */
function prepare({ createdMs, followedMs }: Arrivals, newcomerDays: number): Band & { newcomers: number; impossible: number } {
  const n = createdMs.length
  let known = 0
  let impossible = 0
  const isKept = (i: number) => {
    const made = createdMs[i] as number
    if (Number.isNaN(made)) return false
    return !(followedMs && made > (followedMs[i] as number) + SLACK_MS)
  }
  for (let i = 0; i < n; i++)
    if (isKept(i)) known++
    else if (!Number.isNaN(createdMs[i] as number)) impossible++
  const ranks = new Int32Array(known)
  const made = new Float64Array(known)
  const isNew = new Uint8Array(known)
  const day = new Int32Array(known)
  const came = new Int32Array(known)
  const top = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let newcomers = 0
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0, k = 0; i < n; i++) {
    if (!isKept(i)) continue
    const at = createdMs[i] as number
    if (at > (top[2] as number)) {
      top[2] = at
      top.sort((a, b) => b - a)
    }
    const followed = followedMs ? (followedMs[i] as number) : Number.NaN
    const bound = Number.isNaN(followed) ? (top[2] as number) : followed
    ranks[k] = i
    made[k] = at
    if (bound - at < newcomerDays * DAY) {
      isNew[k] = 1
      newcomers++
    }
    came[k] = Math.max(Math.floor(bound / DAY), k === 0 ? Number.NEGATIVE_INFINITY : (came[k - 1] as number))
    const d = Math.floor(at / DAY)
    day[k] = d
    first = Math.min(first, d)
    last = Math.max(last, d)
    k++
  }
  const days = known === 0 ? 0 : last - first + 1
  for (let k = 0; k < known; k++) {
    day[k] = isNew[k] ? days : (day[k] as number) - first
    came[k] = (came[k] as number) - first
  }
  const bins = WIDTHS.map((width, f) =>
    Int32Array.from({ length: days + 1 }, (_, d) => (d === days ? -1 : Math.floor((d + (SHIFTS[f] as number)) / width))),
  )
  return { ranks, createdMs: made, isNew, day, days, came, bins, newcomers, impossible }
}

/** Followers by day of creation in a window that slides over the list; the newcomers come last. */
function slidingCounts({ day, days }: Band) {
  const counts = new Int32Array(days + 1)
  const add = (from: number, to: number, by: number) => {
    for (let k = from; k < to; k++) {
      const d = day[k] as number
      counts[d] = (counts[d] as number) + by
    }
  }
  let [low, high] = [0, 0]
  return {
    counts,
    moveTo(from: number, to: number) {
      if (to > high) add(high, to, 1)
      if (from < low) add(from, low, 1)
      if (to < high) add(to, high, -1)
      if (from > low) add(low, from, -1)
      ;[low, high] = [from, to]
    },
  }
}

/** Bins of any family that hold somebody, and the newcomers. */
function filledBins({ bins, days }: Band, counts: Int32Array): number {
  let filled = counts[days] ? 1 : 0
  for (const of of bins)
    for (let d = 0, last = -1; d < days; d++)
      if (counts[d] && of[d] !== last) {
        filled++
        last = of[d] as number
      }
  return filled
}

/** Each window with the ranks that it is held against; the order keeps the counts sliding. */
function* windowsOf(n: number, least: number): Generator<readonly [low: number, high: number, from: number, to: number]> {
  for (let w = least; w * 2 <= n; w *= 2) {
    const step = Math.max(1, w >> 1)
    for (let low = 0; low + w <= n; low += step)
      yield [low, low + w, Math.max(0, low - AROUND * w), Math.min(n, low + w + AROUND * w)] as const
  }
  for (let x = least; x * 2 < n; x *= 2) yield [0, n - x, 0, n] as const
  for (let x = least; x * 2 < n; x *= 2) yield [x, n, 0, n] as const
}

export function scanFollowers(arrivals: Arrivals, params: ScanParams, level: number, check: () => void = () => undefined): Scanned {
  const band = prepare(arrivals, params.newcomerDays)
  const n = band.ranks.length
  const { newcomers, impossible } = band
  const all = slidingCounts(band)
  all.moveTo(0, n)
  const filled = filledBins(band, all.counts)
  let windows = 0
  for (const _ of windowsOf(n, params.leastBlock)) windows++
  const tests = windows * filled
  const found: Found[] = []
  const inside = slidingCounts(band)
  const around = slidingCounts(band)
  const scratch = new Int32Array(band.days + 31)
  let at = 0
  for (const [low, high, from, to] of windowsOf(n, params.leastBlock)) {
    if ((at++ & 1023) === 0) check()
    inside.moveTo(low, high)
    around.moveTo(from, to)
    const best = bestOf(band, inside.counts, around.counts, [low, high, from, to], params, scratch)
    if (best !== null && best.p * tests <= level) found.push({ ...best, p: Math.max(Number.MIN_VALUE, best.p * tests) })
  }
  return { blocks: apart(band, found, params), known: n, newcomers, impossible, tests }
}

function bestOf(
  band: Band,
  inside: Int32Array,
  around: Int32Array,
  [low, high, from, to]: readonly [number, number, number, number],
  { leastShare, leastRatio }: ScanParams,
  scratch: Int32Array,
): Found | null {
  const { bins, days } = band
  const w = high - low
  const rest = to - from - w
  const least = Math.max(2, Math.ceil(leastShare * w))
  let best: Found | null = null
  const look = (family: number, bin: number, count: number, around: number, first: number, end: number) => {
    let [others, marked] = [rest, around]
    for (let k = from; k < low && (band.came[k] as number) < end - 1; k++) {
      others--
      const d = band.day[k] as number
      if (d >= first && d < end) marked--
    }
    const expected = others === 0 ? count : (w * (marked - count)) / others
    if (count < leastRatio * expected) return
    const p = hypergeometricTail(count, w + others, marked, w)
    const isBetter = best === null || p < best.p || (p === best.p && count > best.count)
    if (isBetter && (family < WIDTHS.length || isNoClimb(band, low, high))) best = { low, high, family, bin, count, expected, p }
  }
  if ((inside[days] as number) >= least) look(WIDTHS.length, 0, inside[days] as number, around[days] as number, 0, 0)
  for (const [f, of] of bins.entries())
    for (const bin of w < days ? binsOfFew(band, of, low, high, least, scratch) : binsOfMany(of, days, inside, least)) {
      const first = Math.max(0, bin * (WIDTHS[f] as number) - (SHIFTS[f] as number))
      const end = Math.min(days, (bin + 1) * (WIDTHS[f] as number) - (SHIFTS[f] as number))
      look(f, bin, sum(inside, first, end), sum(around, first, end), first, end)
    }
  return best
}

function sum(counts: Int32Array, from: number, to: number): number {
  let all = 0
  for (let d = from; d < to; d++) all += counts[d] as number
  return all
}

/** Bins that at least `least` of a window are in, follower by follower or, where these are more, day by day. */
function binsOfFew({ day }: Band, of: Int32Array, low: number, high: number, least: number, scratch: Int32Array): number[] {
  const found: number[] = []
  for (let k = low; k < high; k++) {
    const bin = of[day[k] as number] as number
    if (bin < 0) continue
    const count = (scratch[bin] as number) + 1
    scratch[bin] = count
    if (count === least) found.push(bin)
  }
  for (let k = low; k < high; k++) {
    const bin = of[day[k] as number] as number
    if (bin >= 0) scratch[bin] = 0
  }
  return found.sort((a, b) => a - b)
}

function binsOfMany(of: Int32Array, days: number, inside: Int32Array, least: number): number[] {
  const found: number[] = []
  for (let d = 0, count = 0; d < days; d++) {
    count += inside[d] as number
    if (of[d] === of[d + 1]) continue
    if (count >= least) found.push(of[d] as number)
    count = 0
  }
  return found
}

/** Newcomers of one span whose creation does not rise with rank. */
function isNoClimb({ createdMs, isNew }: Band, low: number, high: number): boolean {
  const own: number[] = []
  for (let k = low; k < high; k++) if (isNew[k]) own.push(createdMs[k] as number)
  const order = own.map((_, i) => i).sort((a, b) => (own[a] as number) - (own[b] as number) || a - b)
  const n = own.length
  const value = (share: number) => own[order[Math.floor(share * (n - 1))] as number] as number
  if (value(0.9) - value(0.1) > MOST_SPREAD_MS) return false
  const rank = new Float64Array(n)
  let times = 0
  for (let i = 0, j = 0; i < n; i = j, times++) {
    while (j < n && own[order[j] as number] === own[order[i] as number]) j++
    for (let k = i; k < j; k++) rank[order[k] as number] = (i + j - 1) / 2
  }
  if (times < LEAST_TIMES) return false
  const middle = (n - 1) / 2
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [i - middle, (rank[i] as number) - middle]
    xy += x * y
    xx += x * x
    yy += y * y
  }
  return xy < MOST_CLIMB * Math.sqrt(xx * yy)
}

/** The best ones that do not overlap, each grown or cut as far as its share holds, from its first to its last. */
function apart(band: Band, found: readonly Found[], { leastBlock, leastShare }: ScanParams): Block[] {
  const sorted = [...found].sort((a, b) => a.p - b.p || b.count - a.count || a.low - b.low)
  const isTaken = new Uint8Array(band.ranks.length)
  const blocks: Block[] = []
  const piece = Math.max(1, leastBlock >> 1)
  for (const one of sorted) {
    const isIn = (k: number) =>
      one.family === WIDTHS.length
        ? band.isNew[k] === 1
        : band.isNew[k] === 0 && (band.bins[one.family] as Int32Array)[band.day[k] as number] === one.bin
    if (isTaken.subarray(one.low, one.high).includes(1)) continue
    const holds = (from: number, to: number) => {
      let c = 0
      for (let k = from; k < to; k++)
        if (isTaken[k]) return false
        else if (isIn(k)) c++
      return c >= leastShare * (to - from)
    }
    let { low, high } = one
    while (low > 0 && holds(Math.max(0, low - piece), low)) low = Math.max(0, low - piece)
    while (high < isTaken.length && holds(high, Math.min(isTaken.length, high + piece))) high = Math.min(isTaken.length, high + piece)
    while (high - low > piece && !holds(low, low + piece)) low += piece
    while (high - low > piece && !holds(high - piece, high)) high -= piece
    isTaken.fill(1, low, high)
    const own: number[] = []
    let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let k = low; k < high; k++)
      if (isIn(k)) {
        own.push(band.ranks[k] as number)
        fromMs = Math.min(fromMs, band.createdMs[k] as number)
        toMs = Math.max(toMs, band.createdMs[k] as number)
      }
    const { count, expected, p } = one
    const ranks = Int32Array.from(own)
    const isNewcomers = one.family === WIDTHS.length
    blocks.push({
      from: own[0] as number,
      to: own.at(-1) as number,
      ranks,
      fromMs,
      toMs,
      isNewcomers,
      count,
      of: one.high - one.low,
      expected,
      p,
    })
  }
  return blocks
}
