/**
 * One run of Leiden on a graph of one or several layers, maximising
 *   Σ_c [ W_c − Σ_l γ K_cl² / 4 W_l ],   divided by the weight of all edges it is modularity
 * W_c: weight of edges inside community c; K_cl: strength of its nodes in layer l; W_l: weight of layer l's edges. With one layer this is Newman–Girvan modularity;
 * with several, nodes are accounts in a layer, and edges that couple a node with itself in other layers count in W_c and are no strength (Mucha et al. 2010).
 * Nodes move in seeded order from a queue, to the best community next to them or to one of their own; communities are refined by greedy merging of well-connected
 * parts, as the authors' own program does (no exponential, so every machine gives the same bytes); refined parts become the nodes of the next level.
 * At the end a community in parts is split, which only raises modularity: every community is connected. Traag, Waltman & van Eck 2019.
 */
import { type Rng, shuffle } from '../statistics/index.js'
import type { Neighbours } from './neighbours.js'

export interface LayeredGraph extends Neighbours {
  readonly nodes: number
  readonly layers: number
  /** strength[node · layers + layer]: weight of the node's edges in that layer. */
  readonly strength: Float64Array
}

interface Scale {
  /** Per layer γ / 2 W_l. */
  readonly factor: Float64Array
  /** Gains below this are rounding. */
  readonly least: number
}

/** Node → community, numbers dense but in no order. */
export function leidenMoves(graph: LayeredGraph, resolution: number, rng: Rng): Int32Array {
  const scale = scaleOf(graph, resolution)
  const place = upTo(graph.nodes)
  let level = graph
  let community = place.slice()
  for (;;) {
    moveNodes(level, scale, community, rng)
    const whole = renumber(community)
    if (whole === level.nodes) break
    const refined = refine(level, scale, community, whole, rng)
    const parts = renumber(refined)
    // Where refining merges nothing, whole communities become the next nodes.
    const isFiner = parts < level.nodes
    const by = isFiner ? refined : community
    const parent = new Int32Array(isFiner ? parts : whole)
    for (let node = 0; node < level.nodes; node++) parent[by[node] as number] = community[node] as number
    level = aggregate(level, by, parent.length)
    for (let node = 0; node < graph.nodes; node++) place[node] = by[place[node] as number] as number
    community = parent
  }
  return connectedParts(
    graph,
    place.map((node) => community[node] as number),
  )
}

function upTo(count: number): Int32Array {
  const list = new Int32Array(count)
  for (let i = 0; i < count; i++) list[i] = i
  return list
}

function scaleOf({ layers, strength, weights }: LayeredGraph, resolution: number): Scale {
  const factor = new Float64Array(layers)
  for (let i = 0; i < strength.length; i++) factor[i % layers]! += strength[i] as number
  for (let layer = 0; layer < layers; layer++) factor[layer] = (factor[layer] as number) > 0 ? resolution / (factor[layer] as number) : 0
  let sum = 0
  for (const weight of weights) sum += weight
  return { factor, least: weights.length === 0 ? 0 : (1e-10 * sum) / weights.length }
}

/** Σ_l γ / 2 W_l · a_l · b_l: what chance gives between two sets. */
function expected(factor: Float64Array, a: Float64Array, i: number, b: Float64Array, j: number): number {
  const layers = factor.length
  if (layers === 1) return (factor[0] as number) * (a[i] as number) * (b[j] as number)
  let sum = 0
  for (let layer = 0; layer < layers; layer++)
    sum += (factor[layer] as number) * (a[i * layers + layer] as number) * (b[j * layers + layer] as number)
  return sum
}

function add(to: Float64Array, i: number, from: Float64Array, j: number, layers: number, sign: number): void {
  for (let layer = 0; layer < layers; layer++) to[i * layers + layer]! += sign * (from[j * layers + layer] as number)
}

function moveNodes(level: LayeredGraph, { factor, least }: Scale, community: Int32Array, rng: Rng): void {
  const { nodes, layers, offsets, targets, weights, strength } = level
  const total = new Float64Array(nodes * layers)
  const size = new Int32Array(nodes)
  for (let node = 0; node < nodes; node++) {
    add(total, community[node] as number, strength, node, layers, 1)
    size[community[node] as number]!++
  }
  const free: number[] = []
  for (let c = 0; c < nodes; c++) if (size[c] === 0) free.push(c)
  const queue = shuffle(upTo(nodes), rng)
  const isQueued = new Uint8Array(nodes).fill(1)
  const link = new Float64Array(nodes)
  const near = new Int32Array(nodes)
  let head = 0
  for (let waiting = nodes; waiting > 0; ) {
    const node = queue[head] as number
    head = head + 1 === nodes ? 0 : head + 1
    waiting--
    isQueued[node] = 0
    const own = community[node] as number
    const from = offsets[node] as number
    const to = offsets[node + 1] as number
    let count = 0
    for (let i = from; i < to; i++) {
      const c = community[targets[i] as number] as number
      if (link[c] === 0) near[count++] = c
      link[c]! += weights[i] as number
    }
    add(total, own, strength, node, layers, -1)
    let best = own
    let gain = (link[own] as number) - expected(factor, strength, node, total, own)
    for (let k = 0; k < count; k++) {
      const c = near[k] as number
      const other = (link[c] as number) - expected(factor, strength, node, total, c)
      if (other > gain + least) {
        best = c
        gain = other
      }
      link[c] = 0
    }
    if (gain < -least && (size[own] as number) > 1) best = free.pop() as number
    add(total, best, strength, node, layers, 1)
    if (best === own) continue
    community[node] = best
    size[best]!++
    if (--size[own]! === 0) free.push(own)
    for (let i = from; i < to; i++) {
      const other = targets[i] as number
      if (isQueued[other] === 1 || community[other] === best) continue
      isQueued[other] = 1
      queue[(head + waiting++) % nodes] = other
    }
  }
}

/** Nodes by community: list[start[c]] … list[start[c + 1] - 1]. */
function membersOf(community: Int32Array, communities: number): { readonly start: Int32Array; readonly list: Int32Array } {
  const start = new Int32Array(communities + 1)
  for (const c of community) start[c + 1]!++
  for (let c = 0; c < communities; c++) start[c + 1]! += start[c] as number
  const next = start.slice()
  const list = new Int32Array(community.length)
  for (let node = 0; node < community.length; node++) list[next[community[node] as number]!++] = node
  return { start, list }
}

/** Parts of the communities: single nodes merge into the well-connected part of their community that gains most. */
function refine(level: LayeredGraph, { factor, least }: Scale, community: Int32Array, communities: number, rng: Rng): Int32Array {
  const { nodes, layers, offsets, targets, weights, strength } = level
  const part = upTo(nodes)
  const total = strength.slice()
  const size = new Int32Array(nodes).fill(1)
  const whole = new Float64Array(communities * layers)
  const cut = new Float64Array(nodes)
  for (let node = 0; node < nodes; node++) {
    add(whole, community[node] as number, strength, node, layers, 1)
    for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i++)
      if (community[targets[i] as number] === community[node]) cut[node]! += weights[i] as number
  }
  const isWellConnected = (p: number, c: number) =>
    (cut[p] as number) + least >= expected(factor, total, p, whole, c) - expected(factor, total, p, total, p)
  const link = new Float64Array(nodes)
  const near = new Int32Array(nodes)
  const { start, list } = membersOf(community, communities)
  for (let c = 0; c < communities; c++) {
    const members = list.subarray(start[c] as number, start[c + 1] as number)
    if (members.length < 2) continue
    for (const node of shuffle(members, rng)) {
      if (part[node] !== node || size[node] !== 1 || !isWellConnected(node, c)) continue
      let count = 0
      for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i++) {
        const other = targets[i] as number
        if (community[other] !== c) continue
        const p = part[other] as number
        if (link[p] === 0) near[count++] = p
        link[p]! += weights[i] as number
      }
      let best = node
      let gain = least
      let joined = 0
      for (let k = 0; k < count; k++) {
        const p = near[k] as number
        const own = (link[p] as number) - expected(factor, strength, node, total, p)
        if (own > gain && isWellConnected(p, c)) {
          best = p
          gain = own
          joined = link[p] as number
        }
        link[p] = 0
      }
      if (best === node) continue
      part[node] = best
      size[best]!++
      size[node]!--
      add(total, best, strength, node, layers, 1)
      cut[best]! += (cut[node] as number) - 2 * joined
    }
  }
  return part
}

/** Makes labels dense, in order of their lowest node; how many there are. */
function renumber(labels: Int32Array): number {
  const numbers = new Int32Array(labels.length).fill(-1)
  let count = 0
  for (let node = 0; node < labels.length; node++) {
    const label = labels[node] as number
    if (numbers[label] === -1) numbers[label] = count++
    labels[node] = numbers[label] as number
  }
  return count
}

function aggregate(level: LayeredGraph, part: Int32Array, parts: number): LayeredGraph {
  const { layers, strength } = level
  const { start, list } = membersOf(part, parts)
  const offsets = new Uint32Array(parts + 1)
  const targets = new Uint32Array(level.targets.length)
  const weights = new Float64Array(level.targets.length)
  const total = new Float64Array(parts * layers)
  const link = new Float64Array(parts)
  let count = 0
  for (let p = 0; p < parts; p++) {
    const first = count
    for (let k = start[p] as number; k < (start[p + 1] as number); k++) {
      const node = list[k] as number
      add(total, p, strength, node, layers, 1)
      for (let i = level.offsets[node] as number; i < (level.offsets[node + 1] as number); i++) {
        const other = part[level.targets[i] as number] as number
        if (other === p) continue
        if (link[other] === 0) targets[count++] = other
        link[other]! += level.weights[i] as number
      }
    }
    for (let i = first; i < count; i++) {
      weights[i] = link[targets[i] as number] as number
      link[targets[i] as number] = 0
    }
    offsets[p + 1] = count
  }
  return { nodes: parts, layers, offsets, targets: targets.slice(0, count), weights: weights.slice(0, count), strength: total }
}

function connectedParts({ nodes, offsets, targets }: LayeredGraph, community: Int32Array): Int32Array {
  const part = new Int32Array(nodes).fill(-1)
  const stack = new Int32Array(nodes)
  let parts = 0
  for (let first = 0; first < nodes; first++) {
    if (part[first] !== -1) continue
    let height = 0
    stack[height++] = first
    part[first] = parts
    while (height > 0) {
      const node = stack[--height] as number
      for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i++) {
        const other = targets[i] as number
        if (part[other] !== -1 || community[other] !== community[node]) continue
        part[other] = parts
        stack[height++] = other
      }
    }
    parts++
  }
  return part
}
