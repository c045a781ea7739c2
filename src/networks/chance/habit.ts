/**
 * Form 2b, habit: some accounts are always early. The chance that i and j meet on object a, given how late each usually is.
 *
 * Latency T = time from the object's start to the account's first trace on it. The start is the original post where the data hold it, else the object's first
 * trace when that is not by a member: an account cannot be in the habit of following itself, so an object begun by members says nothing on habit and keeps q of form 2.
 *   q_a(i, j) = P(|T_i - T_j| <= W), T_i and T_j drawn independently, each from the account's latencies on its *other* objects (of the same
 * source where the data name it and the account has at least 5: who follows one page closely may be slow elsewhere), mixed with everybody's with the weight of one object, so that these
 * decide only where next to nothing is known of an account (more weight would take an early riser's habit for anybody's and make p too small):
 *   L_i = (n_i · own + everybody's) / (n_i + 1).
 * Accounts that act at a call, now two minutes and now an hour after the start but always together, are more together than this gives; accounts that are each quick by themselves are not.
 * The object's own cascade does not enter: a group that makes up most of it cannot explain itself. One trace per account and object: the first.
 */
import { type Cascades, trialsOf } from './cascades.js'

const SHRINK = 1
const MOST_POPULATION = 50_000

export interface Habits {
  /** Chance of form 2b; null where the object has no start outside the group. */
  chance(a: number, b: number, object: number): number | null
  /** Whether the first traces of both lie within the window. */
  isMet(a: number, b: number, object: number): boolean
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
  const all = new Float64Array(cascades.traces)
  let many = 0
  for (let i = 0; i < cascades.traces; i++) {
    const object = cascades.object[i] as number
    const isStart = Number.isNaN(startMs[object] as number) && i === cascades.objectStart[object]
    if (!isStart) all[many++] = latency(cascades, startMs, object, i)
  }
  const sorted = all.subarray(0, many).sort()
  const step = Math.max(1, many / MOST_POPULATION)
  const latencies = Float64Array.from({ length: Math.floor(many / step) }, (_, i) => sorted[Math.floor(i * step)] as number)
  return { latencies, meet: meanNear(latencies, latencies, windowMs) }
}

function latency(cascades: Cascades, startMs: Float64Array, object: number, position: number): number {
  const origin = startMs[object] as number
  return Math.max(
    0,
    (cascades.atMs[position] as number) -
      (Number.isNaN(origin) ? (cascades.atMs[cascades.objectStart[object] as number] as number) : origin),
  )
}

/** Of sorted `values`, how many lie within the window of `at`. */
function near(values: Float64Array, at: number, windowMs: number): number {
  return below(values, at + windowMs, true) - below(values, at - windowMs, false)
}

function below(values: Float64Array, limit: number, isInclusive: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const mid = (low + high) >>> 1
    const value = values[mid] as number
    if (value < limit || (isInclusive && value === limit)) low = mid + 1
    else high = mid
  }
  return low
}

function countNear(left: Float64Array, right: Float64Array, windowMs: number): number {
  let pairs = 0
  for (const at of left) pairs += near(right, at, windowMs)
  return pairs
}

function meanNear(left: Float64Array, right: Float64Array, windowMs: number): number {
  return left.length === 0 || right.length === 0 ? 0 : countNear(left, right, windowMs) / (left.length * right.length)
}

interface Latencies {
  readonly own: Float64Array
  /** Sum over own latencies of the share of everybody's within the window. */
  readonly withAll: number
}
interface Profile {
  readonly all: Latencies
  readonly bySource: ReadonlyMap<string, Latencies>
  /** Position of the first trace on each object. */
  readonly first: ReadonlyMap<number, number>
}
const LEAST_OF_SOURCE = 5

/** `startMs` = time of the original post per object, NaN where the data do not hold it. */
export function habitsOf(
  cascades: Cascades,
  startMs: Float64Array,
  population: Population,
  members: ReadonlySet<number>,
  windowMs: number,
  sourceOf: readonly (string | null)[] | null = null,
): Habits {
  const isAnchored = (object: number) =>
    !Number.isNaN(startMs[object] as number) || !members.has(cascades.account[cascades.objectStart[object] as number] as number)
  const withAll = (at: number) =>
    population.latencies.length === 0 ? 0 : near(population.latencies, at, windowMs) / population.latencies.length
  const profiles = new Map<number, Profile>()
  let withStart = 0
  let total = 0
  for (const account of members) {
    const first = new Map<number, number>()
    const own: number[] = []
    const ofSource = new Map<string, number[]>()
    const end = account < cascades.accounts ? (cascades.accountStart[account + 1] as number) : 0
    for (let i = account < cascades.accounts ? (cascades.accountStart[account] as number) : 0; i < end; i++) {
      const position = cascades.byAccount[i] as number
      const object = cascades.object[position] as number
      if (first.has(object)) continue
      first.set(object, position)
      total++
      if (!isAnchored(object)) continue
      const late = latency(cascades, startMs, object, position)
      own.push(late)
      const source = sourceOf?.[object]
      if (!source) continue
      const list = ofSource.get(source)
      if (list) list.push(late)
      else ofSource.set(source, [late])
    }
    withStart += own.length
    const summed = (list: readonly number[]): Latencies => ({
      own: Float64Array.from(list).sort(),
      withAll: list.reduce((sum, at) => sum + withAll(at), 0),
    })
    const bySource = new Map(
      [...ofSource].filter(([, list]) => list.length > LEAST_OF_SOURCE).map(([source, list]) => [source, summed(list)]),
    )
    profiles.set(account, { all: summed(own), bySource, first })
  }
  const together = new Map<string, number>()
  const countOf = (a: number, b: number, left: Latencies, right: Latencies, source: string): number => {
    const key = `${a} ${b} ${source}`
    let count = together.get(key)
    if (count === undefined) {
      count = countNear(left.own, right.own, windowMs)
      together.set(key, count)
    }
    return count
  }
  return {
    anchored: total === 0 ? 0 : withStart / total,
    isMet: (a, b, object) => {
      const left = cascades.atMs[profiles.get(a)?.first.get(object) as number] as number
      const right = cascades.atMs[profiles.get(b)?.first.get(object) as number] as number
      return Math.abs(left - right) <= windowMs
    },
    chance: (a, b, object) => {
      if (!isAnchored(object)) return null
      const one = profiles.get(a) as Profile
      const two = profiles.get(b) as Profile
      const source = sourceOf?.[object] ?? ''
      const left = one.bySource.get(source) ?? one.all
      const right = two.bySource.get(source) ?? two.all
      const atLeft = latency(cascades, startMs, object, one.first.get(object) as number)
      const atRight = latency(cascades, startMs, object, two.first.get(object) as number)
      // This object's own latencies are taken out of both lists.
      const n = left.own.length - 1
      const m = right.own.length - 1
      const isNear = Math.abs(atLeft - atRight) <= windowMs ? 1 : 0
      const both = countOf(a, b, left, right, source) - near(right.own, atLeft, windowMs) - near(left.own, atRight, windowMs) + isNear
      const mixed = both + SHRINK * (left.withAll - withAll(atLeft) + right.withAll - withAll(atRight)) + SHRINK * SHRINK * population.meet
      return Math.min(1, Math.max(0, mixed / ((n + SHRINK) * (m + SHRINK))))
    },
  }
}

/**
 * Meetings seen and meetings expected from habit, over *all* pairs of the given members (not only those with an edge: they were chosen for having met) and the objects
 * with a start outside the group. `objects` counts these pairs of accounts on one object.
 */
export function habitMeetings(
  cascades: Cascades,
  habits: Habits,
  members: readonly number[],
): { readonly seen: number; readonly expected: number; readonly objects: number } {
  let seen = 0
  let expected = 0
  let objects = 0
  members.forEach((a, i) => {
    for (const b of members.slice(i + 1)) {
      const trials = trialsOf(cascades, a, b)
      for (let k = 0; k < trials.many; k++) {
        const object = trials.object[k] as number
        const chance = habits.chance(a, b, object)
        if (chance === null) continue
        objects++
        expected += chance
        if (habits.isMet(a, b, object)) seen++
      }
    }
  })
  return { seen, expected, objects }
}
