/**
 * Leiden: communities of high modularity, each connected inside (which Louvain does not promise). Maximises
 *   Q = Σ_c [ W_c / W − γ (S_c / 2W)² ]   on edge weights (see modularity.ts),
 * by local moves, refinement and aggregation, level by level until a level moves nothing (leiden-moves.ts). Several seeded runs, the best is kept; none begins
 * again from the partition of another, which would gain some thousandths of Q and take as long again.
 * Modularity cannot see communities much smaller than √(2W) (resolution limit). Without edges every account is alone.
 * Traag, Waltman & van Eck 2019.
 */
import { bestRun } from './best-run.js'
import { leidenMoves } from './leiden-moves.js'
import { type CommonParams, type GroupMethod, MIN_SIZE, RESOLUTION, RUNS } from './method.js'
import { strengthOf, toNeighbours } from './neighbours.js'

export interface LeidenParams extends CommonParams {
  readonly resolution: number
  readonly runs: number
}

export const leiden: GroupMethod<LeidenParams> = {
  id: 'leiden',
  title: 'Leiden communities',
  what: 'Accounts that share more edge weight with each other than their totals would give by chance; every community is connected.',
  params: { resolution: RESOLUTION, runs: RUNS, minSize: MIN_SIZE },
  references: [{ text: 'Traag, Waltman & van Eck 2019, From Louvain to Leiden', doi: '10.1038/s41598-019-41695-z' }],
  find: (graph, params, rng) => {
    const network = { nodes: graph.nodes, layers: 1, ...toNeighbours(graph), strength: strengthOf(graph) }
    return bestRun(graph, params.runs, params.resolution, rng, (draws) => leidenMoves(network, params.resolution, draws))
  },
}
