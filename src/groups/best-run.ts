import type { Rng } from '../statistics/index.js'
import { type Graph, numberCommunities } from './method.js'
import { modularity } from './modularity.js'

/** The run with the highest modularity; of equal ones the earliest. Equal means to 1e-12, so that rounding decides nothing. */
export function bestRun(graph: Graph, runs: number, resolution: number, rng: Rng, find: (rng: Rng) => ArrayLike<number>): Int32Array {
  if (graph.source.length === 0) return Int32Array.from({ length: graph.nodes }, (_, node) => node)
  let best = new Int32Array(0)
  let highest = Number.NEGATIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const labels = numberCommunities(find(rng.stream(`run ${run}`)))
    const q = modularity(graph, labels, resolution)
    if (q > highest + 1e-12) {
      highest = q
      best = labels as Int32Array<ArrayBuffer>
    }
  }
  return best
}
