/**
 * Connected components: accounts are in one community when a chain of edges joins them, whatever the weights. Deterministic, no parameter
 * but the smallest size. One stray edge joins two groups: read beside another method. Union–find with path halving (Tarjan & van Leeuwen 1984).
 */
import { type CommonParams, type GroupMethod, MIN_SIZE, numberCommunities } from './method.js'

export const components: GroupMethod<CommonParams> = {
  id: 'components',
  title: 'Connected components',
  what: 'Accounts joined by any chain of edges. One stray edge joins two groups.',
  params: { minSize: MIN_SIZE },
  references: [{ text: 'Tarjan & van Leeuwen 1984, Worst-case analysis of set union algorithms', doi: '10.1145/62.2160' }],
  find: (graph) => {
    const parent = Int32Array.from({ length: graph.nodes }, (_, node) => node)
    const root = (start: number): number => {
      let node = start
      while (parent[node] !== node) {
        parent[node] = parent[parent[node] as number] as number
        node = parent[node] as number
      }
      return node
    }
    for (let i = 0; i < graph.source.length; i++) {
      const a = root(graph.source[i] as number)
      const b = root(graph.target[i] as number)
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b)
    }
    return numberCommunities(parent.map((_, node) => root(node)))
  },
}
