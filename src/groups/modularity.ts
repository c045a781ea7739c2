import type { Graph } from './method.js'

/**
 * Newman–Girvan modularity of a partition of a weighted undirected graph:
 *   Q = Σ_c [ W_c / W − γ (S_c / 2W)² ]
 * W weight of all edges, W_c of edges inside community c, S_c sum of the weighted degrees of its nodes. 0 for a graph without edges.
 * Labels are small numbers from 0. Newman & Girvan 2004, doi 10.1103/PhysRevE.69.026113.
 */
export function modularity(graph: Graph, labels: ArrayLike<number>, resolution = 1): number {
  let communities = 0
  for (let node = 0; node < labels.length; node++) communities = Math.max(communities, (labels[node] as number) + 1)
  const inside = new Float64Array(communities)
  const strength = new Float64Array(communities)
  let total = 0
  for (let i = 0; i < graph.source.length; i++) {
    const a = labels[graph.source[i] as number] as number
    const b = labels[graph.target[i] as number] as number
    const weight = graph.weight[i] as number
    total += weight
    strength[a]! += weight
    strength[b]! += weight
    if (a === b) inside[a]! += weight
  }
  if (total === 0) return 0
  let q = 0
  for (let c = 0; c < communities; c++) q += (inside[c] as number) / total - resolution * ((strength[c] as number) / (2 * total)) ** 2
  return q
}
