/**
 * Louvain: communities of high modularity by local moves and aggregation, on edge weights:
 *   Q = Σ_c [ W_c / W − γ (S_c / 2W)² ]   (see modularity.ts).
 * A community may fall apart inside; Leiden repairs that. Several seeded runs, the best is kept. Without edges every account is alone.
 * Blondel et al. 2008. The moves are graphology's; seed, order of nodes and edges, and numbering are ours.
 */
import { createRequire } from 'node:module'
import type { AbstractGraph } from 'graphology-types'
import { bestRun } from './best-run.js'
import { type CommonParams, type GroupMethod, MIN_SIZE, RESOLUTION, RUNS } from './method.js'

export interface LouvainParams extends CommonParams {
  readonly resolution: number
  readonly runs: number
}

const load = createRequire(import.meta.url)

export const louvain: GroupMethod<LouvainParams> = {
  id: 'louvain',
  title: 'Louvain communities',
  what: 'Accounts that share more edge weight with each other than their totals would give by chance. The method of most earlier tools.',
  params: { resolution: RESOLUTION, runs: RUNS, minSize: MIN_SIZE },
  references: [{ text: 'Blondel et al. 2008, Fast unfolding of communities in large networks', doi: '10.1088/1742-5468/2008/10/P10008' }],
  find: (graph, params, rng) => {
    const { UndirectedGraph } = load('graphology') as { UndirectedGraph: new (options: object) => AbstractGraph }
    const run = load('graphology-communities-louvain') as typeof import('graphology-communities-louvain').default
    const network = new UndirectedGraph({ allowSelfLoops: false })
    for (let node = 0; node < graph.nodes; node++) network.addNode(node)
    for (let i = 0; i < graph.source.length; i++) network.addUndirectedEdge(graph.source[i], graph.target[i], { weight: graph.weight[i] })
    return bestRun(graph, params.runs, params.resolution, rng, (draws) => {
      const found = run(network, { getEdgeWeight: 'weight', resolution: params.resolution, rng: () => draws.next() })
      return Int32Array.from({ length: graph.nodes }, (_, node) => found[node] as number)
    })
  },
}
