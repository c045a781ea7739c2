import type { Params, Reference } from '../../model/index.js'
import { nearestRank } from '../../statistics/index.js'
import type { EdgeColumns } from '../shared-data.js'

/** Edges as columns; nodes are numbered from 0 in the order in which they first appear. No self-loops. */
export interface BackboneEdges {
  readonly nodes: number
  readonly source: Int32Array
  readonly target: Int32Array
  readonly weight: Float64Array
  readonly isDirected: boolean
}

/** Which edges stay, and what must be said about it. */
export interface Kept {
  readonly isKept: Uint8Array
  readonly notes: readonly string[]
}

/** A way to keep some edges of a network. */
export interface BackboneMethod<P extends object = Record<string, unknown>> {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly params: Params<P>
  readonly references: readonly Reference[]
  keep(edges: BackboneEdges, params: P): Kept
}

export interface Ends {
  /** Per node: sum of weights and number of edges that leave it (undirected: that touch it), and that reach it. */
  readonly out: Float64Array
  readonly into: Float64Array
  readonly outDegree: Int32Array
  readonly intoDegree: Int32Array
}

/** For undirected edges both sides are the same arrays. */
export function endsOf({ nodes, source, target, weight, isDirected }: BackboneEdges): Ends {
  const out = new Float64Array(nodes)
  const outDegree = new Int32Array(nodes)
  const into = isDirected ? new Float64Array(nodes) : out
  const intoDegree = isDirected ? new Int32Array(nodes) : outDegree
  for (let e = 0; e < source.length; e++) {
    const [i, j, w] = [source[e] as number, target[e] as number, weight[e] as number]
    out[i]! += w
    outDegree[i]!++
    into[j]! += w
    intoDegree[j]!++
  }
  return { out, into, outDegree, intoDegree }
}

/** Nearest rank. Values need not be sorted. */
export function atPercentile(values: Float64Array, percentile: number): number {
  const sorted = values.toSorted()
  return sorted[nearestRank(percentile, sorted.length) - 1] ?? 0
}

/** By squaring, so that it is the same on every machine. */
export function power(base: number, exponent: number): number {
  let result = 1
  for (let [b, e] = [base, exponent]; e > 0; e = Math.floor(e / 2), b *= b) if (e % 2 === 1) result *= b
  return result
}

export function keepEach(count: number, test: (edge: number) => boolean, notes: readonly string[] = []): Kept {
  const isKept = new Uint8Array(count)
  for (let e = 0; e < count; e++) if (test(e)) isKept[e] = 1
  return { isKept, notes }
}

/** The undirected edges that stay, for tests that make a network again and again without a store. */
export function keepEdges(edges: EdgeColumns, keep: (edges: BackboneEdges) => Kept): EdgeColumns {
  const numbers = new Map<number, number>()
  const numbered = (keys: Int32Array) =>
    keys.map((key) => {
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      return number
    })
  const source = numbered(edges.a)
  const target = numbered(edges.b)
  const { isKept } = keep({ nodes: numbers.size, source, target, weight: edges.weight, isDirected: false })
  const stays = (_: number, e: number) => isKept[e] === 1
  return { a: edges.a.filter(stays), b: edges.b.filter(stays), weight: edges.weight.filter(stays) }
}
