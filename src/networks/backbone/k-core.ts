/** Edges inside the largest set of accounts in which each has at least k neighbours in the set. Weights and directions are not used. Seidman (1983). */
import { type BackboneEdges, type BackboneMethod, keepEach } from './edges.js'

export interface KCoreParams {
  readonly k: number
}

/** 1 for nodes of the k-core. Whoever has too few neighbours is peeled away, O(edges). */
export function coreOf({ nodes, source, target }: Pick<BackboneEdges, 'nodes' | 'source' | 'target'>, k: number): Uint8Array {
  const lists: number[][] = Array.from({ length: nodes }, () => [])
  for (let e = 0; e < source.length; e++) {
    lists[source[e] as number]?.push(target[e] as number)
    lists[target[e] as number]?.push(source[e] as number)
  }
  const neighbours = lists.map((list) => [...new Set(list)])
  const degree = Int32Array.from(neighbours, (list) => list.length)
  const isIn = new Uint8Array(nodes).fill(1)
  const waiting: number[] = []
  const drop = (node: number) => {
    isIn[node] = 0
    waiting.push(node)
  }
  for (let node = 0; node < nodes; node++) if ((degree[node] as number) < k) drop(node)
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
    for (const other of neighbours[node] as number[]) if (isIn[other] === 1 && --degree[other]! < k) drop(other)
  return isIn
}

export const kCore: BackboneMethod<KCoreParams> = {
  id: 'k-core',
  title: 'k-core',
  what: 'Keeps edges among accounts that each have at least k neighbours inside what is kept.',
  params: {
    k: {
      kind: 'integer',
      default: 2,
      unit: 'neighbours',
      min: 1,
      max: 1_000_000_000,
      meaning: 'Neighbours that each account must have inside the core.',
      larger: 'A larger value keeps only denser cores.',
    },
  },
  references: [{ text: 'Seidman (1983), Network structure and minimum degree, Social Networks 5(3)', doi: '10.1016/0378-8733(83)90028-X' }],
  keep: (edges, { k }) => {
    const isIn = coreOf(edges, k)
    return keepEach(edges.source.length, (e) => isIn[edges.source[e] as number] === 1 && isIn[edges.target[e] as number] === 1)
  },
}
