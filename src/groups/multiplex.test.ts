import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../statistics/random.js'
import type { Graph } from './method.js'
import { modularity } from './modularity.js'
import { evenWeights, findMultiplex, linkedParts } from './multiplex.js'

type Pair = readonly [a: number, b: number, weight?: number]

/** Accounts named by the pairs; node order is account order. */
function layerOf(pairs: readonly Pair[]) {
  const accounts = [...new Set(pairs.flatMap((pair) => [pair[0], pair[1]]))].sort((a, b) => a - b)
  const sorted = pairs
    .map(([a, b, w = 1]) => [accounts.indexOf(Math.min(a, b)), accounts.indexOf(Math.max(a, b)), w] as const)
    .sort((x, y) => x[0] - y[0] || x[1] - y[1])
  const graph: Graph = {
    nodes: accounts.length,
    source: Int32Array.from(sorted, (each) => each[0]),
    target: Int32Array.from(sorted, (each) => each[1]),
    weight: Float64Array.from(sorted, (each) => each[2]),
  }
  return { graph, accounts: Int32Array.from(accounts) }
}
const clique = (...of: number[]): Pair[] => of.flatMap((a, i) => of.slice(i + 1).map((b): Pair => [a, b]))
const sets = (found: ReturnType<typeof findMultiplex>) =>
  [...new Set(found.community)]
    .sort((a, b) => a - b)
    .map((c) =>
      [...found.community.keys()]
        .filter((node) => found.community[node] === c)
        .map((node) => `${found.layer[node]}:${found.account[node]}`),
    )
const settings = { resolution: 1, coupling: 0.1, runs: 5 }

test('one triangle in two layers is one group by its couplings: Q = (3 + 3 + 0.3 − 3 − 3) / 6.3; without couplings two', () => {
  const layers = [layerOf(clique(0, 1, 2)), layerOf(clique(0, 1, 2))]
  const found = findMultiplex(layers, settings, createRng(1))
  expect(sets(found)).toEqual([['0:0', '0:1', '0:2', '1:0', '1:1', '1:2']])
  expect(found.quality).toBeCloseTo(0.3 / 6.3, 12)
  expect(sets(findMultiplex(layers, { ...settings, coupling: 0 }, createRng(1)))).toHaveLength(2)
})

test('a common account chains two groups of different layers, since chance is charged within layers; linked parts take them apart', () => {
  const layers = [layerOf([...clique(0, 1, 2, 3), ...clique(7, 8, 9)]), layerOf([...clique(0, 4, 5, 6), ...clique(7, 8, 9)])]
  const found = findMultiplex(layers, settings, createRng(1))
  expect(sets(found).map((set) => set.length)).toEqual([8, 6])
  expect(linkedParts(found).map((parts) => [...parts])).toEqual([
    [[0, [0, 1, 2, 3]]],
    [[1, [0, 4, 5, 6]]],
    [
      [0, [7, 8, 9]],
      [1, [7, 8, 9]],
    ],
  ])
})

test('weights over their mean: 1, 2, 3 become 1/2, 1, 3/2', () => {
  expect([...evenWeights(layerOf([[0, 1, 1], [1, 2, 2], [2, 3, 3]]).graph)]).toEqual([0.5, 1, 1.5]) // biome-ignore format: short
})

test('no layers, no edges', () => {
  expect(findMultiplex([], settings, createRng(1))).toMatchObject({ quality: 0 })
  expect(sets(findMultiplex([layerOf([]), layerOf([])], settings, createRng(1)))).toEqual([])
})

const pairLists = fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 14 }).map((raw) => {
  const pairs = new Map<string, Pair>()
  for (const [a, b, w] of raw) if (a !== b) pairs.set(`${Math.min(a, b)}-${Math.max(a, b)}`, [a, b, w])
  return [...pairs.values()]
})

test('one layer alone: quality is modularity; several without couplings: no community over two layers; the same twice', () => {
  fc.assert(
    fc.property(pairLists, pairLists, (one, two) => {
      const layer = layerOf(one)
      const alone = findMultiplex([layer], settings, createRng(3))
      if (one.length > 0) expect(alone.quality).toBeCloseTo(modularity(layer.graph, alone.community), 10)
      const apart = findMultiplex([layer, layerOf(two)], { ...settings, coupling: 0 }, createRng(3))
      expect(findMultiplex([layer, layerOf(two)], { ...settings, coupling: 0 }, createRng(3))).toEqual(apart)
      for (const set of sets(apart)) expect(new Set(set.map((each) => each[0])).size).toBe(1)
      // coupled: never worse than everybody in one
      expect(findMultiplex([layer, layerOf(two)], settings, createRng(3)).quality).toBeGreaterThanOrEqual(-1e-12)
    }),
    { numRuns: 60 },
  )
})
