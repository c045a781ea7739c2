/**
 * groups (5): edges → communities → groups with measures. One file per method, each describing itself; communities of at least the asked
 * size become groups. Directed networks are made undirected first: the weights of both directions are added.
 */
import { components } from './components.js'
import { kCore } from './k-core.js'
import { leiden } from './leiden.js'
import { louvain } from './louvain.js'
import type { GroupMethod } from './method.js'

// biome-ignore lint/suspicious/noExplicitAny: each member's parameters are its own
export const GROUP_METHODS: readonly GroupMethod<any>[] = [leiden, louvain, components, kCore]

export { loadNetworkGraph, type NetworkGraph } from './graph.js'
export { livesOf } from './lives.js'
export { type CommonParams, type Graph, type GroupMethod, MIN_SIZE, numberCommunities, RESOLUTION, RUNS } from './method.js'
export { modularity } from './modularity.js'
export { evenWeights, findMultiplex, linkedParts, type Multiplex, type MultiplexOptions } from './multiplex.js'
export { listGroups, removeGroups, writeGroups } from './write.js'
export { leiden }
