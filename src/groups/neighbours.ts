import type { Graph } from './method.js'

/** Neighbours of node n: targets[offsets[n]] … targets[offsets[n + 1] - 1], ascending. */
export interface Neighbours {
  readonly offsets: Uint32Array
  readonly targets: Uint32Array
  readonly weights: Float64Array
}

/** Each edge in both directions. Ascending because the edges are sorted: lower neighbours come as targets first, then higher ones. */
export function toNeighbours(graph: Graph): Neighbours {
  const offsets = new Uint32Array(graph.nodes + 1)
  const count = (ends: Int32Array) => {
    for (const node of ends) offsets[node + 1] = (offsets[node + 1] as number) + 1
  }
  count(graph.source)
  count(graph.target)
  for (let node = 0; node < graph.nodes; node++) offsets[node + 1] = (offsets[node + 1] as number) + (offsets[node] as number)
  const next = offsets.slice()
  const targets = new Uint32Array(2 * graph.source.length)
  const weights = new Float64Array(targets.length)
  const fill = (from: Int32Array, to: Int32Array) => {
    for (let i = 0; i < from.length; i++) {
      const node = from[i] as number
      const at = next[node] as number
      next[node] = at + 1
      targets[at] = to[i] as number
      weights[at] = graph.weight[i] as number
    }
  }
  fill(graph.target, graph.source)
  fill(graph.source, graph.target)
  return { offsets, targets, weights }
}

/** Sum of the weights of each node's edges. */
export function strengthOf(graph: Graph): Float64Array {
  const strength = new Float64Array(graph.nodes)
  for (let i = 0; i < graph.source.length; i++) {
    strength[graph.source[i] as number]! += graph.weight[i] as number
    strength[graph.target[i] as number]! += graph.weight[i] as number
  }
  return strength
}
