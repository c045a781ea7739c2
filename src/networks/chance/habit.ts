/**
 * Form 2b, habit: some accounts are always early. The chance that i and j meet on object a, given how late each usually is.
 *
 * Latency T = time from the object's start to the account's first trace on it. The start is the original post where the data hold it, else the object's first
 * trace. An account cannot be in the habit of following itself: an object begun by a member of the group looked at says nothing on habit and keeps q of form 2; of two accounts
 * by themselves the one that began it has latency 0, q = P(T_j <= W), and such objects are not in its L.
 *   q_a(i, j) = P(|T_i - T_j| <= W), T_i and T_j drawn independently, each from the account's latencies on its *other* objects (of the same
 * source where the data name it and the account has at least 5: who follows one page closely may be slow elsewhere), mixed with everybody's with the weight of one object, so that these
 * decide only where next to nothing is known of an account (more weight would take an early riser's habit for anybody's and make p too small):
 *   L_i = (n_i · own + everybody's) / (n_i + 1).
 * Accounts that act at a call, now two minutes and now an hour after the start but always together, are more together than this gives; accounts that are each quick by themselves are not.
 * The object's own cascade does not enter: a group that makes up most of it cannot explain itself. One trace per account and object: the first.
 * Where it is tested, q is never below form 2: a habit may explain a meeting, not make it stranger than the object itself does.
 */
import { type Cascades, type Trials, trialsOf } from './cascades.js'
import { countNear, createNear, near } from './near.js'
import type { PairRule } from './synchrony.js'

const SHRINK = 1
const MOST_POPULATION = 50_000

export interface Habits {
  /** Chance of form 2b on one of a pair's trials; null where the object has no start outside the group. */
  chance(trials: Trials, i: number): number | null
  /** Share of the members' first traces that have such a start. */
  readonly anchored: number
}

/** Everybody's latencies, sorted; of very many an even part. The trace that is the start is left out. */
export interface Population {
  readonly latencies: Float64Array
  /** P(|T - T'| <= W) for two of everybody. */
  readonly meet: number
}

export function populationOf(cascades: Cascades, startMs: Float64Array, windowMs: number): Population {
  const sorted = sortedLatencies(cascades, startMs)
  const many = sorted.length
  const step = Math.max(1, many / MOST_POPULATION)
  const latencies = Float64Array.from({ length: Math.floor(many / step) }, (_, i) => sorted[Math.floor(i * step)] as number)
  return { latencies, meet: meanNear(latencies, latencies, windowMs) }
}

function sortedLatencies(cascades: Cascades, startMs: Float64Array): Float64Array {
  const all = new Float64Array(cascades.traces)
  let many = 0
  for (let i = 0; i < cascades.traces; i++) {
    const object = cascades.object[i] as number
    const isStart = Number.isNaN(startMs[object] as number) && i === cascades.objectStart[object]
    if (!isStart) all[many++] = latency(cascades, startMs, object, i)
  }
  return all.subarray(0, many).sort()
}

function latency(cascades: Cascades, startMs: Float64Array, object: number, position: number): number {
  const origin = startMs[object] as number
  return Math.max(
    0,
    (cascades.atMs[position] as number) -
      (Number.isNaN(origin) ? (cascades.atMs[cascades.objectStart[object] as number] as number) : origin),
  )
}

function meanNear(left: Float64Array, right: Float64Array, windowMs: number): number {
  return left.length === 0 || right.length === 0 ? 0 : countNear(left, right, windowMs) / (left.length * right.length)
}

interface Latencies {
  readonly own: Float64Array
  /** Their numbers (near.ts), where pairs are gone through. */
  readonly numbers: Int32Array
  /** Sum over own latencies of the share of everybody's within the window. */
  readonly withAll: number
}
interface Profile {
  readonly all: Latencies
  readonly bySource: ReadonlyMap<string, Latencies>
}
const LEAST_OF_SOURCE = 5
const NONE = new Int32Array()

/** `startMs` = time of the original post per object, NaN where the data do not hold it. Without members, any account of a pair is one. */
export function habitsOf(
  cascades: Cascades,
  startMs: Float64Array,
  population: Population,
  members: ReadonlySet<number> | null,
  windowMs: number,
  sourceOf: readonly (string | null)[] | null = null,
): Habits {
  const { account, accountStart, byAccount, object } = cascades
  /** Account that began an object of which the data hold no original, else -1. */
  const beginner = new Int32Array(cascades.objects).fill(-1)
  for (let o = 0; o < cascades.objects; o++)
    if (Number.isNaN(startMs[o] as number)) beginner[o] = account[cascades.objectStart[o] as number] ?? -1
  const isBegunBy = (o: number, a: number) => (members ? members.has(beginner[o] as number) : beginner[o] === a)
  const shareNear = (at: number) =>
    population.latencies.length === 0 ? 0 : near(population.latencies, at, windowMs) / population.latencies.length
  const atStart = shareNear(0)
  // Of traces in a profile: latency, share of everybody's within the window of it, and its number (near.ts).
  const lateness = new Float64Array(cascades.traces)
  const withAll = new Float64Array(cascades.traces)
  const numbers = new Int32Array(cascades.traces)
  // All pairs, row by row: the latencies of the account whose row it is are held against those of many.
  const row = members || sourceOf ? null : createNear(sortedLatencies(cascades, startMs), windowMs)
  const summed = (positions: readonly number[]): Latencies => ({
    own: Float64Array.from(positions, (i) => lateness[i] as number).sort(),
    numbers: row ? Int32Array.from(positions, (i) => numbers[i] as number).sort() : NONE,
    withAll: positions.reduce((sum, i) => sum + (withAll[i] as number), 0),
  })
  const profiles: (Profile | undefined)[] = []
  const profileOf = (a: number): Profile => {
    const known = profiles[a]
    if (known) return known
    const own: number[] = []
    const ofSource = new Map<string, number[]>()
    for (const [o, position] of firstTraces(a)) {
      if (isBegunBy(o, a)) continue
      const at = latency(cascades, startMs, o, position)
      lateness[position] = at
      withAll[position] = shareNear(at)
      if (row) numbers[position] = row.numberOf(at)
      own.push(position)
      const source = sourceOf?.[o]
      if (!source) continue
      const list = ofSource.get(source)
      if (list) list.push(position)
      else ofSource.set(source, [position])
    }
    const bySource = new Map(
      [...ofSource].filter(([, list]) => list.length > LEAST_OF_SOURCE).map(([source, list]) => [source, summed(list)]),
    )
    const profile = { all: summed(own), bySource }
    profiles[a] = profile
    return profile
  }
  function* firstTraces(a: number): Generator<[number, number]> {
    let last = -1
    for (let i = accountStart[a] ?? 0; i < (accountStart[a + 1] ?? 0); i++) {
      const position = byAccount[i] as number
      if (object[position] !== last) yield [object[position] as number, position]
      last = object[position] as number
    }
  }
  let withStart = 0
  let total = 0
  for (const a of members ?? [])
    for (const [o] of firstTraces(a)) {
      total++
      if (!isBegunBy(o, a)) withStart++
    }
  const latenciesOf = ({ bySource, all }: Profile, source: string) => (source && bySource.get(source)) || all
  const afterStart = ({ own }: Latencies, at: number) =>
    (near(own, 0, windowMs) - (at <= windowMs ? 1 : 0) + SHRINK * atStart) / (own.length - 1 + SHRINK)
  // Of the pair looked at last: pairs of its latencies within the window, by source.
  let [a, b] = [-1, -1]
  let [one, two]: (Profile | null)[] = [null, null]
  const together = new Map<string, number>()
  let ofBoth = 0
  const pairsWithin = (source: string, left: Latencies, right: Latencies): number => {
    if (row) return ofBoth
    const known = together.get(source)
    if (known !== undefined) return known
    const pairs = countNear(left.own, right.own, windowMs)
    together.set(source, pairs)
    return pairs
  }
  return {
    anchored: total === 0 ? 0 : withStart / total,
    chance: (trials, i) => {
      const o = trials.object[i] as number
      const [first, second] = [trials.first[i] as number, trials.second[i] as number]
      if (account[first] !== a || account[second] !== b) {
        if (account[first] !== a) {
          a = account[first] as number
          one = profileOf(a)
          row?.turnTo(one.all.own, one.all.numbers)
        }
        b = account[second] as number
        two = profileOf(b)
        if (row) ofBoth = row.pairs(two.all.own, two.all.numbers)
        else together.clear()
      }
      if (members && isBegunBy(o, a)) return null
      const source = sourceOf?.[o] ?? ''
      const left = latenciesOf(one as Profile, source)
      const right = latenciesOf(two as Profile, source)
      if (isBegunBy(o, a)) return afterStart(right, lateness[second] as number)
      if (isBegunBy(o, b)) return afterStart(left, lateness[first] as number)
      const [atLeft, atRight] = [lateness[first] as number, lateness[second] as number]
      // This object's own latencies are taken out of both lists.
      const n = left.own.length - 1
      const m = right.own.length - 1
      const isNear = Math.abs(atLeft - atRight) <= windowMs ? 1 : 0
      const nearLeft = row ? row.around(numbers[second] as number, atRight) : near(left.own, atRight, windowMs)
      const both = pairsWithin(source, left, right) - near(right.own, atLeft, windowMs) - nearLeft + isNear
      const mixed =
        both +
        SHRINK * (left.withAll - (withAll[first] as number) + right.withAll - (withAll[second] as number)) +
        SHRINK * SHRINK * population.meet
      return Math.min(1, Math.max(0, mixed / ((n + SHRINK) * (m + SHRINK))))
    },
  }
}

/** Meetings of first traces count where habit is measured, those of any traces elsewhere. */
export function habitRule(cascades: Cascades, chance: Float64Array, habits: Habits, windowMs: number): PairRule {
  return {
    chances: (trials, from, to, into) => {
      for (let i = from; i < to; i++) into[i - from] = Math.max(chance[trials.object[i] as number] as number, habits.chance(trials, i) ?? 0)
      return to - from
    },
    met: (trials, from, to) => {
      let met = 0
      for (let i = from; i < to; i++)
        if ((trials.gapMs[i] as number) <= windowMs && (firstsMet(cascades, trials, i, windowMs) || habits.chance(trials, i) === null))
          met++
      return met
    },
  }
}

function firstsMet({ atMs }: Cascades, trials: Trials, i: number, windowMs: number): boolean {
  return Math.abs((atMs[trials.first[i] as number] as number) - (atMs[trials.second[i] as number] as number)) <= windowMs
}

/**
 * Meetings seen and meetings expected from habit, over *all* pairs of the given members (not only those with an edge: they were chosen for having met) and the objects
 * with a start outside the group. `objects` counts these pairs of accounts on one object.
 */
export function habitMeetings(
  cascades: Cascades,
  habits: Habits,
  members: readonly number[],
  windowMs: number,
): { readonly seen: number; readonly expected: number; readonly objects: number } {
  let seen = 0
  let expected = 0
  let objects = 0
  members.forEach((a, i) => {
    for (const b of members.slice(i + 1)) {
      const trials = trialsOf(cascades, a, b)
      for (let k = 0; k < trials.many; k++) {
        const chance = habits.chance(trials, k)
        if (chance === null) continue
        objects++
        expected += chance
        if (firstsMet(cascades, trials, k, windowMs)) seen++
      }
    }
  })
  return { seen, expected, objects }
}
