/**
 * Chance of synchrony over all pairs that share at least `minShared` objects: K = objects on which the two were within W, p = Poisson-binomial P(X >= K).
 *   together    trial = object, q of its own cascade (form 2)
 *   sittings    trial = run of shared objects that began within a sitting of each other, q = 1 - prod(1 - q_a); meetings within a sitting count once (form 2c)
 *   population  trial = object, q of like objects (form 2d)
 * Pairs that never met have p = 1 and are counted, not held. The least attainable p of every pair is all its trials met (Tarone 1990).
 */
import { poissonBinomialTail, testable } from '../../statistics/index.js'
import { type Cascades, forEachPair, type Trials } from './cascades.js'
import { likeSpread, ownSpread, pairsMet } from './spread.js'

export type SynchronyNull = 'together' | 'sittings' | 'population'

export interface SynchronySettings {
  readonly form: SynchronyNull
  readonly windowMs: number
  readonly sittingMs: number
  readonly minShared: number
  readonly alpha: number
  /** For comparison only, form `together`: the pair taken out of its own q, floored at half a pair. Its p-values are too small. */
  readonly isPairLeftOut?: boolean
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

type Chances = (trials: Trials, from: number, to: number, into: Float64Array) => number

/** Chances of one pair's trials by the form; returns how many trials. */
function chancesOf(cascades: Cascades, { form, windowMs, sittingMs, isPairLeftOut }: SynchronySettings, own: Float64Array): Chances {
  if (form === 'population') {
    const like = likeSpread(cascades, own)
    return (trials, from, to, into) => {
      like(trials, from, to, into)
      return to - from
    }
  }
  if (form === 'together' && isPairLeftOut)
    return (trials, from, to, into) => {
      for (let i = from; i < to; i++) {
        const o = trials.object[i] as number
        const n = cascades.size[o] as number
        const all = (n * (n - 1)) / 2
        const met = (own[o] as number) * all - ((trials.gapMs[i] as number) <= windowMs ? 1 : 0)
        into[i - from] = all <= 1 ? 1 : Math.min(1, Math.max(0.5, met) / (all - 1))
      }
      return to - from
    }
  if (form === 'together')
    return (trials, from, to, into) => {
      for (let i = from; i < to; i++) into[i - from] = own[trials.object[i] as number] as number
      return to - from
    }
  const began = (o: number) => cascades.atMs[cascades.start[o] as number] as number
  return (trials, from, to, into) => {
    let blocks = 0
    let none = 1
    for (let i = from; i < to; i++) {
      const o = trials.object[i] as number
      none *= 1 - (own[o] as number)
      if (i + 1 < to && began(trials.object[i + 1] as number) - began(o) <= sittingMs) continue
      into[blocks++] = 1 - none
      none = 1
    }
    return blocks
  }
}

/** Meetings by the form. */
function meetings(cascades: Cascades, { form, windowMs, sittingMs }: SynchronySettings, trials: Trials, from: number, to: number): number {
  let met = 0
  for (let i = from; i < to; i++) if ((trials.gapMs[i] as number) <= windowMs) met++
  if (form !== 'sittings' || met < 2) return met
  const began = (o: number) => cascades.atMs[cascades.start[o] as number] as number
  let blocks = 0
  let isMet = false
  const times: number[] = []
  for (let i = from; i < to; i++) {
    const o = trials.object[i] as number
    if ((trials.gapMs[i] as number) <= windowMs) {
      isMet = true
      times.push(trials.atMs[i] as number)
    }
    if (i + 1 < to && began(trials.object[i + 1] as number) - began(o) <= sittingMs) continue
    if (isMet) blocks++
    isMet = false
  }
  times.sort((x, y) => x - y)
  const sittings = times.filter((at, i) => i === 0 || at - (times[i - 1] as number) > sittingMs).length
  return Math.min(blocks, sittings)
}

/** Classes of -ln(least p), width 0.01; rounded down, so that a test is never left out. */
const WIDTH = 0.01
const CLASSES = 20_000

export function testSynchrony(cascades: Cascades, settings: SynchronySettings, between?: (done: number) => void): PairTests {
  const own = ownSpread(cascades, pairsMet(cascades, settings.windowMs))
  const chances = chancesOf(cascades, settings, own)
  let room = 1
  for (const degree of cascades.degree) room = Math.max(room, degree)
  const scratch = new Float64Array(room)
  const histogram = new Float64Array(CLASSES + 1)
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
      const many = chances(trials, from, to, scratch)
      let least = 1
      for (let i = 0; i < many; i++) least *= scratch[i] as number
      pairs++
      smallestP = Math.min(smallestP, least)
      const place = Math.min(CLASSES, Math.floor(-Math.log(least) / WIDTH))
      histogram[place] = (histogram[place] as number) + 1
      const met = meetings(cascades, settings, trials, from, to)
      if (met === 0) return
      rows.a.push(a)
      rows.b.push(b)
      rows.shared.push(to - from)
      rows.met.push(met)
      rows.p.push(poissonBinomialTail(scratch.subarray(0, many), met))
      rows.leastP.push(least)
    },
    between,
  )
  const { tests, leastP } = family(histogram, settings.alpha, pairs)
  return { ...sorted(rows), pairs, tests, limit: leastP, smallestP }
}

function family(histogram: Float64Array, alpha: number, pairs: number): { tests: number; leastP: number } {
  for (let c = CLASSES - 1; c >= 0; c--) histogram[c] = (histogram[c] as number) + (histogram[c + 1] as number)
  return testable((limit) => histogram[Math.min(CLASSES, Math.max(0, Math.floor(-Math.log(limit) / WIDTH)))] as number, alpha, pairs)
}

type Rows = { readonly [K in 'a' | 'b' | 'shared' | 'met' | 'p' | 'leastP']: readonly number[] }

export function sorted({ a, b, shared, met, p, leastP }: Rows) {
  const order = Uint32Array.from(a, (_, i) => i).sort((i, j) => (a[i] as number) - (a[j] as number) || (b[i] as number) - (b[j] as number))
  const whole = (list: readonly number[]) => Int32Array.from(order, (i) => list[i] as number)
  const real = (list: readonly number[]) => Float64Array.from(order, (i) => list[i] as number)
  return { a: whole(a), b: whole(b), shared: whole(shared), met: whole(met), p: real(p), leastP: real(leastP) }
}

/** The fewest meetings with which some pair's p would have been at most `limit`; null when no pair could. One tail per pair that could. */
export function fewestMeetings(cascades: Cascades, settings: SynchronySettings, limit: number): number | null {
  const chances = chancesOf(cascades, settings, ownSpread(cascades, pairsMet(cascades, settings.windowMs)))
  let room = 1
  for (const degree of cascades.degree) room = Math.max(room, degree)
  const scratch = new Float64Array(room)
  let best = Number.POSITIVE_INFINITY
  forEachPair(cascades, settings.minShared, (_a, _b, trials, from, to) => {
    const many = chances(trials, from, to, scratch)
    let least = 1
    for (let i = 0; i < many; i++) least *= scratch[i] as number
    if (least > limit) return
    const list = scratch.subarray(0, many)
    for (let k = Math.min(best - 1, many); k >= 1 && poissonBinomialTail(list, k) <= limit; k--) best = k
  })
  return best === Number.POSITIVE_INFINITY ? null : best
}
