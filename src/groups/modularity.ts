import type { Graph } from './method.js'

/**
 * Newman–Girvan modularity of a partition of a weighted undirected graph:
 *   Q = Σ_c [ W_c / W − γ (S_c / 2W)² ]
 * W weight of all edges, W_c of edges inside community c, S_c sum of the weighted degrees of its nodes. 0 for a graph without edges.
 * Newman & Girvan 2004, doi 10.1103/PhysRevE.69.026113.
 */
export function modularity(graph: Graph, labels: ArrayLike<number>, resolution = 1): number {
  const inside = new Map<number, number>()
  const strength = new Map<number, number>()
  let total = 0
  for (let i = 0; i < graph.source.length; i++) {
    const a = labels[graph.source[i] as number] as number
    const b = labels[graph.target[i] as number] as number
    const weight = graph.weight[i] as number
    total += weight
    strength.set(a, (strength.get(a) ?? 0) + weight)
    strength.set(b, (strength.get(b) ?? 0) + weight)
    if (a === b) inside.set(a, (inside.get(a) ?? 0) + weight)
  }
  if (total === 0) return 0
  let q = 0
  for (const [community, sum] of [...strength].sort(([a], [b]) => a - b))
    q += (inside.get(community) ?? 0) / total - resolution * (sum / (2 * total)) ** 2
  return q
}
