import type { Params, Reference } from '../model/index.js'
import type { Rng } from '../statistics/random.js'

/** A graph on dense node numbers, edges sorted by (source, target), source < target. */
export interface Graph {
  readonly nodes: number
  readonly source: Int32Array
  readonly target: Int32Array
  readonly weight: Float64Array
}

/** A way to find communities: node → community number, communities numbered by (size descending, lowest node). -1 = in none. */
export interface GroupMethod<P extends object = Record<string, unknown>> {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly params: Params<P>
  readonly references: readonly Reference[]
  find(graph: Graph, params: P, rng: Rng): Int32Array
}
