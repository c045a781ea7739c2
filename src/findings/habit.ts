/**
 * Form 2b, habit: some accounts are always early. The chance that i and j meet on object a, given how late each usually is.
 *
 * Latency = time from the object's start to the account's first trace on it. The start is the original post where the data hold it, else the object's first
 * trace when that is not by a member: an account cannot be in the habit of following itself, so an object begun by members says nothing on habit and keeps q of form 2.
 * Each account has a distribution over latency classes, from its *other* objects, shrunk toward everybody's with the weight of 5 objects:
 * L_i(u) = (count_i(u) + 5 P(u)) / (n_i + 5). Account i takes a place of class u in the object's cascade with weight h_i(u) = L_i(u) / P(u):
 * q_a(i, j) = sum over places k != l within W of h_i(k) h_j(l), over the same sum without the window. With h = 1 this is form 2.
 * One place per account: its first trace. Not exact where an account acts often on one object.
 */
import type { TraceIndex } from './trace-index.js'

/** Upper bounds in ms. */
const CLASSES = [0, 10e3, 30e3, 60e3, 120e3, 300e3, 900e3, 3600e3, 14_400e3, 86_400e3, Number.POSITIVE_INFINITY]
const COUNT = CLASSES.length
const SHRINK = 5

export interface Habits {
  /** Chance of form 2b; null where the object has no start outside the group. */
  chance(a: number, b: number, object: number): number | null
  /** Whether the first traces of both lie within the window. */
  isMet(a: number, b: number, object: number): boolean
  /** Share of the members' traces that have such a start. */
  readonly anchored: number
}

function classOf(latencyMs: number): number {
  let c = 0
  while (latencyMs > (CLASSES[c] as number)) c++
  return c
}

/** Everybody's latencies since the start of each object; the trace that is the start is left out. */
export function populationLatency(index: TraceIndex, startMs: Float64Array): Float64Array {
  const counts = new Float64Array(COUNT).fill(1)
  for (let i = 0; i < index.traces; i++) {
    const object = index.object[i] as number
    const origin = startMs[object] as number
    const isStart = Number.isNaN(origin) && i === index.objectStart[object]
    if (!isStart) counts[latencyClass(index, startMs, object, i)]!++
  }
  let all = 0
  for (const count of counts) all += count
  return counts.map((count) => count / all)
}

function latencyClass(index: TraceIndex, startMs: Float64Array, object: number, position: number): number {
  const origin = startMs[object] as number
  const start = Number.isNaN(origin) ? (index.atMs[index.objectStart[object] as number] as number) : origin
  return classOf(Math.max(0, (index.atMs[position] as number) - start))
}

/** `startMs` = time of the original post per object, NaN where the data do not hold it. */
export function habitsOf(
  index: TraceIndex,
  startMs: Float64Array,
  population: Float64Array,
  members: ReadonlySet<number>,
  windowMs: number,
): Habits {
  const profile = new Map<number, { counts: Float64Array; all: number; first: Map<number, number> }>()
  const isAnchored = (object: number) =>
    !Number.isNaN(startMs[object] as number) || !members.has(index.account[index.objectStart[object] as number] as number)
  let withStart = 0
  let total = 0
  for (const account of members) {
    const counts = new Float64Array(COUNT)
    const first = new Map<number, number>()
    let all = 0
    for (let i = index.accountStart[account] as number; i < (index.accountStart[account + 1] as number); i++) {
      const position = index.byAccount[i] as number
      const object = index.object[position] as number
      if (first.has(object)) continue
      first.set(object, position)
      total++
      if (!isAnchored(object)) continue
      withStart++
      counts[latencyClass(index, startMs, object, position)]!++
      all++
    }
    profile.set(account, { counts, all, first })
  }
  const matrices = new Map<number, { near: Float64Array; any: Float64Array } | null>()
  const matrixOf = (object: number) => {
    if (!matrices.has(object)) matrices.set(object, isAnchored(object) ? matrix(index, startMs, object, windowMs) : null)
    return matrices.get(object) as { near: Float64Array; any: Float64Array } | null
  }
  const weights = (account: number, object: number): Float64Array => {
    const { counts, all, first } = profile.get(account) as { counts: Float64Array; all: number; first: Map<number, number> }
    const own = latencyClass(index, startMs, object, first.get(object) as number)
    return counts.map(
      (count, u) => (count - (u === own ? 1 : 0) + SHRINK * (population[u] as number)) / (all - 1 + SHRINK) / (population[u] as number),
    )
  }
  return {
    anchored: total === 0 ? 0 : withStart / total,
    isMet: (a, b, object) => {
      const left = index.atMs[profile.get(a)?.first.get(object) as number] as number
      const right = index.atMs[profile.get(b)?.first.get(object) as number] as number
      return Math.abs(left - right) <= windowMs
    },
    chance: (a, b, object) => {
      const found = matrixOf(object)
      if (!found) return null
      const left = weights(a, object)
      const right = weights(b, object)
      let near = 0
      let any = 0
      for (let u = 0; u < COUNT; u++)
        for (let v = 0; v < COUNT; v++) {
          const both = (left[u] as number) * (right[v] as number)
          near += both * (found.near[u * COUNT + v] as number)
          any += both * (found.any[u * COUNT + v] as number)
        }
      return any === 0 ? 1 : Math.min(1, near / any)
    },
  }
}

/** Ordered pairs of places (first traces of different accounts) by class: within the window, and all. */
function matrix(index: TraceIndex, startMs: Float64Array, object: number, windowMs: number): { near: Float64Array; any: Float64Array } {
  const seen = new Set<number>()
  const at: number[] = []
  const place: number[] = []
  for (let i = index.objectStart[object] as number; i < (index.objectStart[object + 1] as number); i++) {
    if (seen.has(index.account[i] as number)) continue
    seen.add(index.account[i] as number)
    at.push(index.atMs[i] as number)
    place.push(latencyClass(index, startMs, object, i))
  }
  const near = new Float64Array(COUNT * COUNT)
  const any = new Float64Array(COUNT * COUNT)
  const size = new Float64Array(COUNT)
  for (const u of place) size[u]!++
  for (let u = 0; u < COUNT; u++)
    for (let v = 0; v < COUNT; v++) any[u * COUNT + v] = (size[u] as number) * (size[v] as number) - (u === v ? (size[u] as number) : 0)
  // Places come in time order, so the classes inside a window are counted by moving two ends.
  const inside = new Float64Array(COUNT)
  for (let i = 0, low = 0; i < at.length; i++) {
    while ((at[i] as number) - (at[low] as number) > windowMs) inside[place[low++] as number]!--
    const u = place[i] as number
    for (let v = 0; v < COUNT; v++) {
      near[u * COUNT + v]! += inside[v] as number
      near[v * COUNT + u]! += inside[v] as number
    }
    inside[u]!++
  }
  return { near, any }
}
