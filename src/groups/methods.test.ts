import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, shuffle } from '../statistics/random.js'
import { GROUP_METHODS, type Graph, modularity, numberCommunities } from './index.js'

type Pair = readonly [a: number, b: number, weight?: number]

function graphOf(nodes: number, pairs: readonly Pair[]): Graph {
  const sorted = pairs.map(([a, b, w = 1]) => [Math.min(a, b), Math.max(a, b), w] as const).sort((x, y) => x[0] - y[0] || x[1] - y[1])
  return {
    nodes,
    source: Int32Array.from(sorted, (each) => each[0]),
    target: Int32Array.from(sorted, (each) => each[1]),
    weight: Float64Array.from(sorted, (each) => each[2]),
  }
}

function run(id: string, graph: Graph, params: object = {}, seed = 7): number[] {
  const method = GROUP_METHODS.find((each) => each.id === id)!
  const defaults = Object.fromEntries(Object.entries(method.params).map(([name, param]) => [name, (param as { default: unknown }).default]))
  return [...method.find(graph, { ...defaults, ...params }, createRng(seed))]
}

/** Two cliques of four, 0–3 and 4–7, joined by the bridge 3–4. */
const CLIQUES = graphOf(8, [
  [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3],
  [4, 5], [4, 6], [4, 7], [5, 6], [5, 7], [6, 7],
  [3, 4],
]) // biome-ignore format: a graph

/** Zachary 1977, A network of friendships in a karate club: nodes 1 to 34, 78 edges. */
const KARATE = graphOf(
  34,
  `1-2 1-3 1-4 1-5 1-6 1-7 1-8 1-9 1-11 1-12 1-13 1-14 1-18 1-20 1-22 1-32 2-3 2-4 2-8 2-14 2-18 2-20 2-22 2-31 3-4 3-8 3-9 3-10 3-14 3-28 3-29 3-33
   4-8 4-13 4-14 5-7 5-11 6-7 6-11 6-17 7-17 9-31 9-33 9-34 10-34 14-34 15-33 15-34 16-33 16-34 19-33 19-34 20-34 21-33 21-34 23-33 23-34
   24-26 24-28 24-30 24-33 24-34 25-26 25-28 25-32 26-32 27-30 27-34 28-34 29-32 29-34 30-33 30-34 31-33 31-34 32-33 32-34 33-34`
    .trim()
    .split(/\s+/)
    .map((text) => text.split('-').map((node) => Number(node) - 1) as unknown as Pair),
)

test('modularity by hand', () => {
  // W = 13 edges; each clique holds 6 and its degrees sum to 13: Q = 2 (6/13 − (13/26)²) = 12/13 − 1/2
  expect(modularity(CLIQUES, [0, 0, 0, 0, 1, 1, 1, 1])).toBeCloseTo(12 / 13 - 1 / 2, 12)
  // everything in one: 1 − 1
  expect(modularity(CLIQUES, new Array(8).fill(0))).toBeCloseTo(0, 12)
  // γ = 2: 12/13 − 2 · 2 · 1/4
  expect(modularity(CLIQUES, [0, 0, 0, 0, 1, 1, 1, 1], 2)).toBeCloseTo(12 / 13 - 1, 12)
  // a triangle 0-1-2 of weights 1, 2, 3 in one community and 3 with an edge of 4 to 2 alone: W = 10, W_0 = 6, S_0 = 16, S_1 = 4
  const weighted = graphOf(4, [[0, 1, 1], [0, 2, 2], [1, 2, 3], [2, 3, 4]]) // biome-ignore format: a graph
  expect(modularity(weighted, [0, 0, 0, 1])).toBeCloseTo(6 / 10 - (16 / 20) ** 2 - (4 / 20) ** 2, 12)
  expect(modularity(graphOf(3, []), [0, 1, 2])).toBe(0)
})

test('two cliques and a bridge', () => {
  const two = [0, 0, 0, 0, 1, 1, 1, 1]
  expect(run('leiden', CLIQUES)).toEqual(two)
  expect(run('louvain', CLIQUES)).toEqual(two)
  expect(run('components', CLIQUES)).toEqual(new Array(8).fill(0))
  expect(run('k-core', CLIQUES)).toEqual(new Array(8).fill(0))
  expect(run('k-core', CLIQUES, { k: 4 })).toEqual(new Array(8).fill(-1))
})

test('weights decide: a heavy bridge holds, light ones do not', () => {
  // a path 0-1-2-3 with weights 1, 10, 1: the heavy middle stays together
  const path = graphOf(4, [[0, 1, 10], [1, 2, 1], [2, 3, 10]]) // biome-ignore format: a graph
  expect(run('leiden', path)).toEqual([0, 0, 1, 1])
  expect(run('louvain', path)).toEqual([0, 0, 1, 1])
})

test('karate club: both reach the best known modularity 0.4198', () => {
  expect(KARATE.source.length).toBe(78)
  for (const id of ['leiden', 'louvain']) {
    const labels = run(id, KARATE, { runs: 20 })
    expect(modularity(KARATE, labels)).toBeCloseTo(0.4198, 4)
    expect(new Set(labels).size).toBe(4)
  }
})

test('numbers: by size, then lowest node; negative stays out', () => {
  expect([...numberCommunities([9, 5, 5, -1, 7, 9, 7, 7])]).toEqual([1, 2, 2, -1, 0, 1, 0, 0])
  expect([...numberCommunities([])]).toEqual([])
})

test('no edges, no nodes', () => {
  for (const { id } of GROUP_METHODS) {
    expect(run(id, graphOf(0, []))).toEqual([])
    expect(run(id, graphOf(3, []))).toEqual(id === 'k-core' ? [-1, -1, -1] : [0, 1, 2])
  }
})

const graphs = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.array(fc.tuple(fc.nat(13), fc.nat(13), fc.integer({ min: 1, max: 5 })), { maxLength: 40 }))
  .map(([nodes, raw]) => {
    const pairs = new Map<string, Pair>()
    for (const [a, b, w] of raw) if (a !== b && a < nodes && b < nodes) pairs.set(`${Math.min(a, b)}-${Math.max(a, b)}`, [a, b, w])
    return { nodes, pairs: [...pairs.values()] }
  })

/** Breadth first, from every node not yet reached. */
function naiveComponents(nodes: number, pairs: readonly Pair[], isIn: (node: number) => boolean = () => true): number[] {
  const labels = new Array<number>(nodes).fill(-1)
  for (let start = 0; start < nodes; start++) {
    if (labels[start] !== -1 || !isIn(start)) continue
    const queue = [start]
    labels[start] = start
    for (let node = queue.shift(); node !== undefined; node = queue.shift())
      for (const [a, b] of pairs)
        for (const [from, to] of [[a, b], [b, a]] as const) // biome-ignore format: short
          if (from === node && isIn(to) && labels[to] === -1) {
            labels[to] = start
            queue.push(to)
          }
  }
  return [...numberCommunities(labels)]
}

function naiveCore(nodes: number, pairs: readonly Pair[], k: number): number[] {
  const kept = new Set(Array.from({ length: nodes }, (_, i) => i))
  for (let changed = true; changed; ) {
    changed = false
    for (const node of kept) {
      const degree = pairs.filter(([a, b]) => kept.has(a) && kept.has(b) && (a === node || b === node)).length
      if (degree < k) changed = kept.delete(node)
    }
  }
  return naiveComponents(nodes, pairs, (node) => kept.has(node))
}

test('components and k-core against naive ones; Leiden communities are connected; every method is the same twice', () => {
  fc.assert(
    fc.property(graphs, fc.integer({ min: 1, max: 4 }), fc.nat(1000), ({ nodes, pairs }, k, seed) => {
      const graph = graphOf(nodes, pairs)
      expect(run('components', graph)).toEqual(naiveComponents(nodes, pairs))
      expect(run('k-core', graph, { k })).toEqual(naiveCore(nodes, pairs, k))
      for (const id of ['leiden', 'louvain']) {
        const labels = run(id, graph, {}, seed)
        expect(run(id, graphOf(nodes, shuffle([...pairs], createRng(seed))), {}, seed)).toEqual(labels)
        expect(modularity(graph, labels)).toBeGreaterThanOrEqual(-1e-12)
        if (id === 'leiden') {
          const inside = pairs.filter(([a, b]) => labels[a] === labels[b])
          expect(naiveComponents(nodes, inside)).toEqual(labels)
        }
      }
    }),
    { numRuns: 150, seed: 7 },
  )
})

test('Leiden against every partition of small graphs: 20 runs find the best modularity', () => {
  fc.assert(
    fc.property(
      graphs.filter(({ nodes }) => nodes <= 7),
      fc.constantFrom(0.5, 1, 2),
      ({ nodes, pairs }, resolution) => {
        const graph = graphOf(nodes, pairs)
        let best = Number.NEGATIVE_INFINITY
        const labels = new Array<number>(nodes).fill(0)
        const every = (node: number, used: number) => {
          if (node === nodes) best = Math.max(best, modularity(graph, labels, resolution))
          else
            for (let label = 0; label <= used; label++) {
              labels[node] = label
              every(node + 1, Math.max(used, label + 1))
            }
        }
        every(0, 0)
        expect(modularity(graph, run('leiden', graph, { runs: 20, resolution }), resolution)).toBeCloseTo(best, 10)
      },
    ),
    { numRuns: 60, seed: 7 },
  )
})
