/**
 * Could a group that good be found in data without it? A group was found by looking for dense places, so the shuffled data sets (worlds.ts) go through the same
 * pair counting and the same group search, and each gives its best group (group-score.ts):
 *   p = (1 + worlds whose best group scores as high or higher) / (1 + worlds).
 * p is corrected for all groups of the network (the best one answers for all of them); it is never below 1 / (worlds + 1). Worlds are 200 unless the rules say else;
 * fewer only where the data are so large that the budget of work ends first; below 19 nothing could pass at 5 % and the test is not made. Undefined without a window, or where edges are no counts of objects met on.
 * What takes no part in the network (own reposts, accounts that act too seldom, hubs left out) takes none here. Westfall & Young 1993 (best of all).
 */
import type { Graph } from '../groups/index.js'
import type { Dossier, Group } from '../model/index.js'
import type { EdgeColumns, SharedData } from '../networks/index.js'
import { quantileOfSorted, type Rng } from '../statistics/index.js'
import { graphOf, heavyPairs, type Null, pairCounter, type Scored, scorer } from './group-score.js'
import type { TraceIndex } from './trace-index.js'
import { type Cells, makeCells, shuffledWorlds, tradedWorlds } from './worlds.js'

/** How the groups were found, as data that another thread can be given: searchBy(plan) makes the search (search.ts). */
export interface SearchPlan {
  readonly groupMethod: string
  readonly groupParams: { readonly minSize: number }
  readonly backbones: readonly { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[]
}

/** The search that made the groups: node → community, negative = in none. */
export interface GroupSearch {
  readonly minSize: number
  find(graph: Graph, rng: Rng): Int32Array
  /** Backbones that the network went through after it was made. */
  keep?(edges: EdgeColumns): EdgeColumns
  /** Where edges say that objects are shared at any time: the data that they are made of. */
  readonly shared?: SharedData
  /** When absent, no other thread can search. */
  readonly plan?: SearchPlan
}

/** Worlds of one kind to be searched. */
export interface WorldTask {
  readonly kind: Null
  readonly cells: Cells
  readonly worlds: number
  readonly minWeight: number
  readonly sessionSeconds: number
  /** All worlds together, in traces gone through. */
  readonly work: number
}

/** The best scores, ascending. `rng` is a stream from its beginning, so that its key says all. */
export type SearchWorlds = (task: WorldTask, search: GroupSearch, rng: Rng) => Promise<Float64Array>

export interface GroupTest {
  readonly kind: Null | 'sharing'
  readonly worlds: number
  readonly best: Float64Array
  readonly groups: readonly (Scored & { readonly pValue: number })[]
  readonly why?: string
}

export const LEAST_WORLDS = 19
export const MOST_MEETINGS = 3_000_000
/** Work of one edge in the search, in traces gone through (an edge costs about 1.5 µs, a trace 25 ns). */
export const EDGE_COST = 60

export function untested(kinds: readonly GroupTest['kind'][], why: string): GroupTest[] {
  return kinds.map((kind) => ({ kind, worlds: 0, best: new Float64Array(0), groups: [], why }))
}

export async function testWholeGroups(
  index: TraceIndex,
  groups: readonly Group[],
  options: {
    readonly windowMs: number
    readonly minWeight: number
    readonly sessionSeconds: number
    readonly worlds: number
    readonly budget: number
    readonly edges: number
  },
  search: GroupSearch,
  rng: Rng,
  searchWorlds: SearchWorlds,
): Promise<GroupTest[]> {
  const kinds: readonly Null[] = ['shuffle', 'curveball']
  const { minWeight, sessionSeconds } = options
  const not = (why: string) => untested(kinds, `not tested: ${why}`)
  if (!Number.isFinite(options.windowMs)) return not('the network has no window')
  const cells = makeCells(index, options.windowMs, Math.min(MOST_MEETINGS, options.budget / LEAST_WORLDS))
  if (!cells) return not('too many pairs of posts to shuffle')
  const table = pairCounter(cells)(cells.account)
  const tests = kinds.map(async (kind): Promise<GroupTest> => {
    const cost = cells.count * (kind === 'shuffle' ? 1 : 4) + 3 * cells.first.length + EDGE_COST * options.edges
    const worlds = Math.min(options.worlds, Math.floor(options.budget / Math.max(1, cost)))
    if (worlds < LEAST_WORLDS)
      return not(`${worlds} shuffled data sets fit into the time: too few`).find((one) => one.kind === kind) as GroupTest
    const observed = scorer(cells, sessionSeconds, kind)(setsOf(cells.accounts, groups), groups.length, table)
    const best = await searchWorlds({ kind, cells, worlds, minWeight, sessionSeconds, work: worlds * cost }, search, rng)
    const reached = (value: number) => best.filter((each) => each >= value).length
    return { kind, worlds, best, groups: observed.map((one) => ({ ...one, pValue: (1 + reached(one.score)) / (1 + worlds) })) }
  })
  return await Promise.all(tests)
}

/** The best score of every world, ascending. */
export function bestOfWorlds(task: WorldTask, search: GroupSearch, rng: Rng, between: () => void): Float64Array {
  const { kind, cells, worlds } = task
  const count = pairCounter(cells)
  const score = scorer(cells, task.sessionSeconds, kind)
  const next = (kind === 'shuffle' ? shuffledWorlds : tradedWorlds)(cells, rng.stream(kind))
  const best = new Float64Array(worlds)
  for (let world = 0; world < worlds; world++) {
    if (world % 16 === 0) between()
    const table = count(next())
    const heavy = heavyPairs(table, task.minWeight)
    const { graph, accounts } = graphOf(search.keep?.(heavy) ?? heavy, cells.accounts)
    if (graph.source.length === 0) continue
    const found = search.find(graph, rng.stream(`${kind} search ${world}`))
    const { setOf, sets } = largeEnough(cells.accounts, found, accounts, search.minSize)
    for (const one of score(setOf, sets, table)) best[world] = Math.max(best[world] as number, one.score)
  }
  return best.sort()
}

/** In this thread, at once. */
export function searchHere(between: () => void): SearchWorlds {
  return async (task, search, rng) => bestOfWorlds(task, search, rng, between)
}

export function setsOf(size: number, groups: readonly Group[]): Int32Array {
  const setOf = new Int32Array(size).fill(-1)
  for (const [set, group] of groups.entries()) for (const member of group.members) if (member < size) setOf[member] = set
  return setOf
}

export function largeEnough(all: number, found: Int32Array, accounts: Int32Array, minSize: number): { setOf: Int32Array; sets: number } {
  const size = new Map<number, number>()
  for (const label of found) if (label >= 0) size.set(label, (size.get(label) ?? 0) + 1)
  const setNumber = new Map<number, number>()
  for (const [label, members] of [...size].sort((a, b) => a[0] - b[0])) if (members >= minSize) setNumber.set(label, setNumber.size)
  const setOf = new Int32Array(all).fill(-1)
  for (let node = 0; node < found.length; node++) setOf[accounts[node] as number] = setNumber.get(found[node] as number) ?? -1
  return { setOf, sets: setNumber.size }
}

const NAMES: Readonly<Record<GroupTest['kind'], string>> = {
  shuffle: 'group as a whole: in step beyond shuffled times',
  curveball: 'group as a whole: meeting beyond activity and popularity',
  sharing: 'group as a whole: alike beyond activity and popularity',
}
/** What was dealt out anew. */
const DEALT: Readonly<Record<GroupTest['kind'], string>> = {
  shuffle: 'with accounts shuffled within each object',
  curveball: 'with objects traded between accounts (curveball)',
  sharing: 'with objects traded between accounts within months (curveball)',
}

/** The tests of one group as rows of its baseline. */
export function groupTestRows(tests: readonly GroupTest[], group: number): Dossier['baseline'] {
  return tests.map((test) => {
    const name = NAMES[test.kind]
    const own = test.groups[group]
    if (!own) return { name, measured: { value: 0, unit: 'not measured', baseline: null, pValue: null, why: test.why ?? 'not measured' } }
    return {
      name,
      tested: {
        nullModel: test.kind === 'sharing' ? 'curveball' : test.kind,
        correction: 'best of all groups',
        alpha: null,
        tests: test.groups.length,
        passed: null,
        of: test.groups.length,
      },
      measured: {
        value: own.score,
        unit: `surprise: ${own.meetings} ${test.kind === 'sharing' ? 'pairs of members on one object' : 'meetings in sittings of their own'}, ${own.expected.toFixed(1)} expected; beside it the best group of each shuffled data set`,
        baseline: {
          low: quantileOfSorted(test.best, 0.025),
          median: quantileOfSorted(test.best, 0.5),
          high: quantileOfSorted(test.best, 0.975),
          draws: test.worlds,
        },
        pValue: own.pValue,
        why: `${test.worlds} data sets ${DEALT[test.kind]}, each counted and searched like this one; corrected for all groups of the network; p cannot be below 1/${test.worlds + 1}`,
      },
    }
  })
}
