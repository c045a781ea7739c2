import { expect, test } from 'vitest'
import { components } from '../groups/components.js'
import type { Group } from '../model/index.js'
import { largestOf, type SharedLayer } from '../networks/index.js'
import { createRng, scanScore } from '../statistics/index.js'
import { sharingScorer } from './group-score.js'
import { groupTestRows } from './group-test.js'
import { testSharedGroups } from './shared-test.js'

/** Edges: pairs that share at least `least` objects. Cells in the order of their objects. */
function layerOf(name: string, rows: readonly (readonly [object: number, account: number])[], least: number): SharedLayer {
  const sorted = rows.toSorted((x, y) => x[0] - y[0] || x[1] - y[1])
  const object = Int32Array.from(sorted, (row) => row[0])
  return {
    name,
    objects: Math.max(0, ...object) + 1,
    object,
    account: Int32Array.from(sorted, (row) => row[1]),
    firstMs: new Float64Array(sorted.length),
    edgesOf: (account) => {
      const shared = new Map<string, number>()
      for (let i = 0; i < object.length; i++)
        for (let j = 0; j < i; j++)
          if (object[i] === object[j]) {
            const key = [account[i] as number, account[j] as number].sort((x, y) => x - y).join(' ')
            shared.set(key, (shared.get(key) ?? 0) + 1)
          }
      const kept = [...shared].filter(([, n]) => n >= least)
      return {
        a: Int32Array.from(kept, ([key]) => Number(key.split(' ')[0])),
        b: Int32Array.from(kept, ([key]) => Number(key.split(' ')[1])),
        weight: Float64Array.from(kept, ([, n]) => n),
      }
    },
  }
}
const groupWith = (members: number[]) => [{ members } as unknown as Group]
const search = { minSize: 3, find: (graph: Parameters<typeof components.find>[0]) => components.find(graph, { minSize: 3 }, createRng(1)) }

test('score of a set by hand: object 0 has accounts 0, 1, 2, object 1 has 0 and 1', () => {
  const object = Int32Array.from([0, 0, 0, 1, 1])
  const account = Int32Array.from([0, 1, 2, 0, 1])
  const layer = { count: 5, object, account, stratum: new Int32Array(5) }
  const setOf = Int32Array.from([0, 0, -1])
  // the pair shares both objects: 2. 3 + 1 pairs in all, 5 cells, the set has 2 and 2: 4 · ((2 + 2)² − 8) / 25
  expect(sharingScorer([layer])(setOf, 1, [account])).toEqual([{ meetings: 2, expected: 1.28, score: scanScore(2, 1.28) }])
  // two such layers
  expect(sharingScorer([layer, layer])(setOf, 1, [account, account])[0]).toMatchObject({ meetings: 4, expected: 2.56 })
  expect(sharingScorer([layer])(setOf, 0, [account])).toEqual([])
})

/** 60 accounts (10 … 69) on 150 objects of 4 accounts each; accounts 0 … 5 on 12 objects of their own. */
function rows(seed: string): (readonly [number, number])[] {
  const rng = createRng(seed)
  const ordinary = Array.from({ length: 150 }, (_, object) => {
    const who = new Set<number>()
    while (who.size < 4) who.add(10 + rng.below(60))
    return [...who].map((account) => [object, account] as const)
  }).flat()
  return [...ordinary, ...Array.from({ length: 12 * 6 }, (_, i) => [150 + Math.floor(i / 6), i % 6] as const)]
}

test('accounts that share everything reach the floor 1/(worlds + 1); the large part that chance joins does not; same seed, same answer', () => {
  const layers = [layerOf('link', rows('a'), 2), layerOf('hashtag', rows('b').slice(0, 300), 2)]
  const shared = { layers, unite: largestOf }
  const edges = largestOf(layers.map((layer) => layer.edgesOf(layer.account))).a.length
  const run = (members: number[], change: object = {}) =>
    testSharedGroups(groupWith(members), { worlds: 39, budget: 1e9, edges, ...change }, { ...search, shared }, createRng(3), () => {})
  const found = run([0, 1, 2, 3, 4, 5])
  expect(found[0]?.groups[0]?.pValue).toBe(1 / 40)
  expect(run([0, 1, 2, 3, 4, 5])).toEqual(found)
  const ordinary = { layers: [layerOf('link', rows('a').slice(0, 600), 2)], unite: largestOf }
  const crowd = groupWith(Array.from({ length: 60 }, (_, i) => 10 + i))
  const alone = ordinary.layers.map((layer) => layer.edgesOf(layer.account))[0]?.a.length as number
  const [chance] = testSharedGroups(
    crowd,
    { worlds: 39, budget: 1e9, edges: alone },
    { ...search, shared: ordinary },
    createRng(3),
    () => {},
  )
  expect(chance?.groups[0]?.pValue).toBeGreaterThan(0.2)
  expect(groupTestRows(found, 0)[0]).toMatchObject({
    name: 'group as a whole: alike beyond activity and popularity',
    measured: { pValue: 1 / 40 },
  })
  for (const [change, words] of [
    [{ budget: 1000 }, /too few/],
    [{ edges: edges + 1 }, /changed since/],
  ] as const)
    expect(groupTestRows(run([10, 11, 12], change), 0)[0]?.measured).toMatchObject({ pValue: null, why: expect.stringMatching(words) })
})

test('no cells, one account: nothing found, no fault', () => {
  for (const some of [[], [[0, 1]] as const]) {
    const shared = { layers: [layerOf('link', some, 1)], unite: largestOf }
    const [test] = testSharedGroups(groupWith([1]), { worlds: 19, budget: 1e9, edges: 0 }, { ...search, shared }, createRng(1), () => {})
    expect(test?.groups[0]?.pValue).toBe(1)
  }
})
