/**
 * Tests of whole groups on data without coordination. The network is made, searched and tested as `lockstep dossier` does; p is corrected for all groups of a network, so the share of data sets
 * with any p of at most 5 % is the rate of false findings.
 */

import { graphOf, heavyPairs, pairCounter } from '../../src/findings/group-score.js'
import { bestOfWorlds, testWholeGroups } from '../../src/findings/group-test.js'
import { searchBy } from '../../src/findings/search.js'
import { testSharedGroups } from '../../src/findings/shared-test.js'
import { makeTraceIndex } from '../../src/findings/trace-index.js'
import { makeCells } from '../../src/findings/worlds.js'
import { type Group, readParams } from '../../src/model/index.js'
import { type Cascades, type EdgeColumns, largestOf } from '../../src/networks/index.js'
import { SIMILARITY_PARAMS, similarityLayer } from '../../src/networks/similarity/index.js'
import { createRng } from '../../src/statistics/index.js'

export type GroupNull = 'shuffle' | 'curveball' | 'sharing'
export interface GroupsTested {
  readonly groups: number
  /** Least p of the groups of each null; null where no group was found. */
  readonly least: Readonly<Partial<Record<GroupNull, number | null>>>
}

const WORLDS = 99
const BUDGET = 1e11
const LEIDEN = { groupMethod: 'leiden', groupParams: { minSize: 3, resolution: 1, runs: 5 }, backbones: [] }
const HALF_HOUR = 1800

/** A network of pairs that met on two objects or more within the window. */
export async function timedGroups(cascades: Cascades, windowSeconds: number, seed: number): Promise<GroupsTested> {
  const index = makeTraceIndex({ ...cascades, post: new Int32Array(cascades.traces) })
  const windowMs = windowSeconds * 1000
  const cells = makeCells(index, windowMs, 3_000_000)
  if (!cells) throw new Error('too many meetings for this window')
  const edges = heavyPairs(pairCounter(cells)(cells.account), 2)
  const rng = createRng(`groups/${seed}`)
  const search = await searchBy(LEIDEN)
  const groups = groupsOf(edges, cells.accounts, search, rng)
  if (groups.length === 0) return { groups: 0, least: { shuffle: null, curveball: null } }
  const options = { windowMs, minWeight: 2, sessionSeconds: HALF_HOUR, worlds: WORLDS, budget: BUDGET, edges: edges.weight.length }
  const tests = await testWholeGroups(index, groups, options, search, rng, async (task, by, from) =>
    bestOfWorlds(task, by, from, () => undefined),
  )
  return { groups: groups.length, least: Object.fromEntries(tests.map((test) => [test.kind, leastOf(test.groups)])) }
}

/** A network of TF-IDF cosine of 0.2 or more (0.5, the default, leaves next to nothing in data without coordination), accounts with ten traces or more. */
export async function sharedGroups(cascades: Cascades, seed: number): Promise<GroupsTested> {
  const { traces, accounts, objects } = cascades
  const given = readParams(SIMILARITY_PARAMS, { minSimilarity: 0.2 }, 'similarity')
  const cells = {
    count: traces,
    account: cascades.account.slice(),
    object: cascades.object.slice(),
    times: new Int32Array(traces).fill(1),
    post: new Int32Array(traces),
    firstMs: cascades.atMs.slice(),
    objects,
    keyOf: Int32Array.from({ length: accounts }, (_, account) => account),
  }
  const layer = similarityLayer('given', cells, given)
  const edges = layer.edgesOf(layer.account)
  const rng = createRng(`groups/${seed}`)
  const search = { ...(await searchBy(LEIDEN)), shared: { layers: [layer], unite: largestOf } }
  const groups = groupsOf(edges, accounts, search, rng)
  if (groups.length === 0) return { groups: 0, least: { sharing: null } }
  const tests = testSharedGroups(groups, { worlds: WORLDS, budget: BUDGET, edges: edges.weight.length }, search, rng, () => undefined)
  return { groups: groups.length, least: { sharing: leastOf((await tests)[0]?.groups ?? []) } }
}

function groupsOf(
  edges: EdgeColumns,
  all: number,
  search: Awaited<ReturnType<typeof searchBy>>,
  rng: ReturnType<typeof createRng>,
): Group[] {
  const { graph, accounts } = graphOf(edges, all)
  const members = new Map<number, number[]>()
  for (const [node, label] of search.find(graph, rng.stream('search')).entries())
    if (label >= 0) members.set(label, [...(members.get(label) ?? []), accounts[node] as number])
  return [...members.values()].filter((own) => own.length >= search.minSize).map((own) => ({ members: own }) as unknown as Group)
}

function leastOf(groups: readonly { readonly pValue: number }[]): number | null {
  return groups.length === 0 ? null : groups.reduce((least, { pValue }) => Math.min(least, pValue), 1)
}
