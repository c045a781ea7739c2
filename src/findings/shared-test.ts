/**
 * Could a group that alike be found in data without it? For networks whose edges say that objects are shared, at any time: in each layer accounts trade the objects that
 * one has and the other has not, with the numbers of both kept, within months of the objects' first trace (curveball, worlds.ts); the same network is made of the
 * traded data, its groups are searched in the same way, and the best one answers for all:
 *   p = (1 + worlds whose best group scores as high or higher) / (1 + worlds), never below 1 / (worlds + 1).
 * It tells groups that are alike from what activity and popularity give. A common interest is no chance, and makes accounts alike too: it is not acting together.
 * Not made where the network cannot be made again as it is, or the data are too large.
 */
import type { Group } from '../model/index.js'
import type { SharedData, SharedLayer } from '../networks/index.js'
import type { Rng } from '../statistics/index.js'
import { graphOf, sharingScorer } from './group-score.js'
import { EDGE_COST, type GroupSearch, type GroupTest, LEAST_WORLDS, largeEnough, setsOf, untested } from './group-test.js'
import { MONTH, tradedWorlds } from './worlds.js'

export function testSharedGroups(
  groups: readonly Group[],
  options: { readonly worlds: number; readonly budget: number; readonly edges: number },
  search: GroupSearch & { readonly shared: SharedData },
  rng: Rng,
  between: () => void,
): GroupTest[] {
  const not = (why: string) => untested(['sharing'], why)
  const { layers, unite } = search.shared
  const edgesOf = (owners: readonly Int32Array[]) => {
    const made = unite(layers.map((layer, i) => layer.edgesOf(owners[i] as Int32Array)))
    return search.keep?.(made) ?? made
  }
  const cost = layers.reduce((sum, layer) => sum + 4 * layer.account.length + comparisonsOf(layer), EDGE_COST * options.edges)
  const worlds = Math.min(options.worlds, Math.floor(options.budget / Math.max(1, cost)))
  if (worlds < LEAST_WORLDS) return not(`not tested: ${worlds} shuffled data sets fit into the time, too few`)
  const owners = layers.map((layer) => layer.account)
  if (edgesOf(owners).weight.length !== options.edges) return not('not tested: the data have changed since the network was made')
  const accounts = layers.reduce((most, layer) => layer.account.reduce((key, each) => Math.max(key, each + 1), most), 0)
  const cells = layers.map((layer) => ({ ...layer, count: layer.account.length, stratum: monthsOf(layer) }))
  const score = sharingScorer(cells)
  const observed = score(setsOf(accounts, groups), groups.length, owners)
  const next = cells.map((layer) => tradedWorlds(layer, rng.stream(layer.name)))
  const best = new Float64Array(worlds)
  for (let world = 0; world < worlds; world++) {
    between()
    const labels = next.map((draw) => draw())
    const { graph, accounts: accountOf } = graphOf(edgesOf(labels), accounts)
    if (graph.source.length === 0) continue
    const found = search.find(graph, rng.stream(`search ${world}`))
    const { setOf, sets } = largeEnough(accounts, found, accountOf, search.minSize)
    for (const one of score(setOf, sets, labels)) best[world] = Math.max(best[world] as number, one.score)
  }
  best.sort()
  const reached = (value: number) => best.filter((each) => each >= value).length
  return [{ kind: 'sharing', worlds, best, groups: observed.map((one) => ({ ...one, pValue: (1 + reached(one.score)) / (1 + worlds) })) }]
}

/** Pairs of cells on one object: what an all-pairs join looks at, at most. */
function comparisonsOf({ object, objects }: SharedLayer): number {
  const on = new Float64Array(objects)
  for (const o of object) on[o]!++
  return on.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
}

/** Per cell, the month of its object's first trace. */
function monthsOf({ object, objects, firstMs }: SharedLayer): Int32Array {
  const first = new Float64Array(objects).fill(Number.POSITIVE_INFINITY)
  for (const [cell, o] of object.entries()) first[o] = Math.min(first[o] as number, firstMs[cell] as number)
  return object.map((o) => Math.floor((first[o] as number) / MONTH))
}
