/**
 * k-core: the largest set of accounts in which each has at least k neighbours inside the set; its connected parts are the communities.
 * Weights are not used. Accounts outside the core are in none. Seidman 1983; whoever has too few is peeled away, O(edges).
 */
import { coreOf } from '../networks/index.js'
import { components } from './components.js'
import { type CommonParams, type GroupMethod, MIN_SIZE, numberCommunities } from './method.js'

export interface KCoreParams extends CommonParams {
  readonly k: number
}

export const kCore: GroupMethod<KCoreParams> = {
  id: 'k-core',
  title: 'k-core',
  what: 'Parts of the network in which every account has at least k neighbours that have so too. Strict: loose members fall away.',
  params: {
    k: {
      kind: 'integer',
      default: 3,
      unit: 'neighbours',
      min: 1,
      meaning: 'Neighbours that each account must have inside the core.',
      larger: 'A larger value keeps only denser cores.',
    },
    minSize: MIN_SIZE,
  },
  references: [{ text: 'Seidman 1983, Network structure and minimum degree', doi: '10.1016/0378-8733(83)90028-X' }],
  find: (graph, params) => {
    const isIn = coreOf(graph, params.k)
    const inside: number[] = []
    for (let i = 0; i < graph.source.length; i++) if (isIn[graph.source[i] as number] && isIn[graph.target[i] as number]) inside.push(i)
    const pick = (from: Int32Array) => Int32Array.from(inside, (i) => from[i] as number)
    const core = { nodes: graph.nodes, source: pick(graph.source), target: pick(graph.target), weight: new Float64Array(inside.length) }
    const labels = components.find(core, params, undefined as never)
    return numberCommunities(labels.map((label, node) => (isIn[node] ? label : -1)))
  },
}
