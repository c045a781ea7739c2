/**
 * Communities over several linked networks of the same accounts (layers). Nodes are accounts in a layer; a node is tied to the same account in every other layer with a
 * weight ω, and Leiden (leiden-moves.ts) maximises
 *   Q = [ Σ_c ( W_c − Σ_l γ K_cl² / 4 W_l ) ] / (W + couplings)
 * W_c: weight inside community c, couplings with it; K_cl: strength of its nodes in layer l; W_l: weight of layer l; W of all layers.
 * Convention: the weights of a layer are divided by their mean, so that layers that count and layers that measure 0 to 1 weigh by their edges, and ω is in mean edges.
 * ω = 0 searches each layer alone; a large ω gives every account one community in all. Chance is charged within layers only, so with any ω above 0 one common account chains
 * two communities of different layers: `linkedParts` takes such chains apart again.
 * Mucha et al. 2010; for coordination γ = 1 and ω = 0.1, Mannocci et al. 2026.
 */
import type { Rng } from '../statistics/index.js'
import type { NetworkGraph } from './graph.js'
import { leidenMoves } from './leiden-moves.js'
import { type Graph, numberCommunities } from './method.js'
import { strengthOf, toNeighbours } from './neighbours.js'

export interface MultiplexOptions {
  readonly resolution: number
  readonly coupling: number
  readonly runs: number
}
export interface Multiplex {
  /** Per node: account key, layer, community (numbered by nodes, most first). */
  readonly account: Int32Array
  readonly layer: Int32Array
  readonly community: Int32Array
  readonly quality: number
}

type Layer = Pick<NetworkGraph, 'graph' | 'accounts'>

/** Weights over their mean. */
export function evenWeights({ weight }: Graph): Float64Array {
  const mean = weight.reduce((sum, w) => sum + w, 0) / Math.max(1, weight.length)
  return weight.map((w) => (mean > 0 ? w / mean : w))
}

export function findMultiplex(layers: readonly Layer[], { resolution, coupling, runs }: MultiplexOptions, rng: Rng): Multiplex {
  const nodes = layers.reduce((sum, { graph }) => sum + graph.nodes, 0)
  const account = new Int32Array(nodes)
  const layerOf = new Int32Array(nodes)
  const edges: [source: number, target: number, weight: number][] = []
  const strength = new Float64Array(nodes * layers.length)
  const nodesOf = new Map<number, number[]>()
  let first = 0
  for (const [l, { graph, accounts }] of layers.entries()) {
    const weight = evenWeights(graph)
    for (const [e, w] of weight.entries()) edges.push([first + (graph.source[e] as number), first + (graph.target[e] as number), w])
    for (const [node, sum] of strengthOf({ ...graph, weight }).entries()) strength[(first + node) * layers.length + l] = sum
    for (const [node, key] of accounts.entries()) {
      account[first + node] = key
      layerOf[first + node] = l
      const before = nodesOf.get(key) ?? []
      if (coupling > 0) for (const other of before) edges.push([other, first + node, coupling])
      nodesOf.set(key, [...before, first + node])
    }
    first += graph.nodes
  }
  edges.sort((x, y) => x[0] - y[0] || x[1] - y[1])
  const graph: Graph = {
    nodes,
    source: Int32Array.from(edges, (edge) => edge[0]),
    target: Int32Array.from(edges, (edge) => edge[1]),
    weight: Float64Array.from(edges, (edge) => edge[2]),
  }
  const network = { nodes, layers: layers.length, ...toNeighbours(graph), strength }
  let best: Int32Array = new Int32Array(nodes).fill(-1)
  let highest = Number.NEGATIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const labels = numberCommunities(leidenMoves(network, resolution, rng.stream(`run ${run}`)))
    const q = multiplexQuality(graph, strength, layers.length, labels, resolution)
    if (q <= highest + 1e-12) continue
    highest = q
    best = labels
  }
  return { account, layer: layerOf, community: best, quality: nodes === 0 ? 0 : highest }
}

/**
 * Groups: a community has a part in each layer, the accounts that it has there; parts stay together where at least half of the smaller one are the same accounts, directly or
 * by way of other parts. Layer → its accounts, ascending. An account may be in several groups.
 */
export function linkedParts({ account, layer, community }: Multiplex): Map<number, number[]>[] {
  const parts = new Map<string, { readonly community: number; readonly layer: number; readonly accounts: number[] }>()
  for (const [node, c] of community.entries()) {
    const key = `${c} ${layer[node]}`
    const own = parts.get(key) ?? { community: c, layer: layer[node] as number, accounts: [] }
    parts.set(key, own)
    own.accounts.push(account[node] as number)
  }
  const left = [...parts.values()].sort((x, y) => x.community - y.community || x.layer - y.layer)
  const groups: Map<number, number[]>[] = []
  while (left.length > 0) {
    const group = [left.shift() as (typeof left)[0]]
    for (const one of group) {
      const its = new Set(one.accounts)
      for (let i = 0; i < left.length && left[i]?.community === one.community; ) {
        const other = left[i] as (typeof left)[0]
        const both = other.accounts.filter((each) => its.has(each)).length
        if (2 * both >= Math.min(one.accounts.length, other.accounts.length)) group.push(...left.splice(i, 1))
        else i++
      }
    }
    groups.push(new Map(group.map((part) => [part.layer, part.accounts.sort((a, b) => a - b)])))
  }
  return groups
}

export function multiplexQuality(
  graph: Graph,
  strength: Float64Array,
  layers: number,
  labels: ArrayLike<number>,
  resolution: number,
): number {
  const ofLayer = new Float64Array(layers)
  const byCommunity = new Map<number, Float64Array>()
  for (let node = 0; node < graph.nodes; node++) {
    const label = labels[node] as number
    const sums = byCommunity.get(label) ?? new Float64Array(layers)
    byCommunity.set(label, sums)
    for (let l = 0; l < layers; l++) {
      sums[l]! += strength[node * layers + l] as number
      ofLayer[l]! += strength[node * layers + l] as number
    }
  }
  let inside = 0
  let total = 0
  for (let e = 0; e < graph.weight.length; e++) {
    total += graph.weight[e] as number
    if (labels[graph.source[e] as number] === labels[graph.target[e] as number]) inside += graph.weight[e] as number
  }
  let chance = 0
  for (const [, sums] of [...byCommunity].sort(([a], [b]) => a - b))
    for (let l = 0; l < layers; l++)
      if ((ofLayer[l] as number) > 0) chance += (resolution * (sums[l] as number) ** 2) / (2 * (ofLayer[l] as number))
  return total === 0 ? 0 : (inside - chance) / total
}
