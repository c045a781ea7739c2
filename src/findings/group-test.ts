/**
 * Could a group that good be found in data without it? A group was found by looking for dense places, so the shuffled data sets (worlds.ts) go through the same
 * pair counting and the same group search, and each gives its best group (group-score.ts):
 *   p = (1 + worlds whose best group scores as high or higher) / (1 + worlds).
 * p is corrected for all groups of the network (the best one answers for all of them); it is never below 1 / (worlds + 1). Worlds are 200 unless the rules say else;
 * fewer only where the data are so large that the budget of work ends first; below 19 nothing could pass at 5 % and the test is not made. Undefined without a window, or where edges are no counts of objects met on.
 * Own reposts and traces of accounts below a minimum of activity are counted in the data and in the worlds alike. Westfall & Young 1993 (best of all).
 */
import type { Graph } from '../groups/index.js'
import type { Dossier, Group } from '../model/index.js'
import { quantileOfSorted, type Rng } from '../statistics/index.js'
import { graphOf, type Null, pairCounter, type Scored, scorer } from './group-score.js'
import type { TraceIndex } from './trace-index.js'
import { type Cells, makeCells, shuffledWorlds, tradedWorlds } from './worlds.js'

/** The search that made the groups: node → community, negative = in none. */
export interface GroupSearch {
  readonly minSize: number
  find(graph: Graph, rng: Rng): Int32Array
}

export interface GroupTest {
  readonly kind: Null
  readonly worlds: number
  readonly best: Float64Array
  readonly groups: readonly (Scored & { readonly pValue: number })[]
  readonly why?: string
}

const LEAST_WORLDS = 19
const MOST_MEETINGS = 3_000_000
/** Work of one edge in the search, in traces gone through (an edge costs about 1.5 µs, a trace 25 ns). */
const EDGE_COST = 60

export function testWholeGroups(
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
  between: () => void,
): GroupTest[] {
  const kinds: readonly Null[] = ['shuffle', 'curveball']
  const not = (why: string) => kinds.map((kind): GroupTest => ({ kind, worlds: 0, best: new Float64Array(0), groups: [], why }))
  if (!Number.isFinite(options.windowMs)) return not('the network has no window')
  const cells = makeCells(index, options.windowMs, Math.min(MOST_MEETINGS, options.budget / LEAST_WORLDS))
  if (!cells) return not('too many pairs of posts to shuffle')
  const count = pairCounter(cells)
  return kinds.map((kind) => {
    const cost = cells.count * (kind === 'shuffle' ? 1 : 4) + 3 * cells.first.length + EDGE_COST * options.edges
    const worlds = Math.min(options.worlds, Math.floor(options.budget / Math.max(1, cost)))
    if (worlds < LEAST_WORLDS)
      return not(`${worlds} shuffled data sets fit into the time: too few`).find((one) => one.kind === kind) as GroupTest
    const score = scorer(cells, options.sessionSeconds, kind)
    const observed = score(setsOf(cells, groups), groups.length, count(cells.account))
    const next = (kind === 'shuffle' ? shuffledWorlds : tradedWorlds)(cells, rng.stream(kind))
    const best = new Float64Array(worlds)
    for (let world = 0; world < worlds; world++) {
      if (world % 16 === 0) between()
      const table = count(next())
      const { graph, accounts } = graphOf(table, cells.accounts, options.minWeight)
      if (graph.source.length === 0) continue
      const found = search.find(graph, rng.stream(`${kind} search ${world}`))
      const { setOf, sets } = largeEnough(cells, found, accounts, search.minSize)
      for (const one of score(setOf, sets, table)) best[world] = Math.max(best[world] as number, one.score)
    }
    best.sort()
    return {
      kind,
      worlds,
      best,
      groups: observed.map((one) => ({ ...one, pValue: (1 + best.filter((value) => value >= one.score).length) / (1 + worlds) })),
    }
  })
}

function setsOf(cells: Cells, groups: readonly Group[]): Int32Array {
  const setOf = new Int32Array(cells.accounts).fill(-1)
  for (const [set, group] of groups.entries()) for (const member of group.members) if (member < cells.accounts) setOf[member] = set
  return setOf
}

function largeEnough(cells: Cells, found: Int32Array, accounts: Int32Array, minSize: number): { setOf: Int32Array; sets: number } {
  const size = new Map<number, number>()
  for (const label of found) if (label >= 0) size.set(label, (size.get(label) ?? 0) + 1)
  const setNumber = new Map<number, number>()
  for (const [label, members] of [...size].sort((a, b) => a[0] - b[0])) if (members >= minSize) setNumber.set(label, setNumber.size)
  const setOf = new Int32Array(cells.accounts).fill(-1)
  for (let node = 0; node < found.length; node++) setOf[accounts[node] as number] = setNumber.get(found[node] as number) ?? -1
  return { setOf, sets: setNumber.size }
}

const NAMES: Readonly<Record<Null, string>> = {
  shuffle: 'group as a whole: in step beyond shuffled times',
  curveball: 'group as a whole: meeting beyond activity and popularity',
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
        nullModel: test.kind,
        correction: 'best of all groups',
        alpha: null,
        tests: test.groups.length,
        passed: null,
        of: test.groups.length,
      },
      measured: {
        value: own.score,
        unit: `surprise: ${own.meetings} meetings in sittings of their own, ${own.expected.toFixed(1)} expected; beside it the best group of each shuffled data set`,
        baseline: {
          low: quantileOfSorted(test.best, 0.025),
          median: quantileOfSorted(test.best, 0.5),
          high: quantileOfSorted(test.best, 0.975),
          draws: test.worlds,
        },
        pValue: own.pValue,
        why: `${test.worlds} data sets ${test.kind === 'shuffle' ? 'with accounts shuffled within each object' : 'with objects traded between accounts (curveball)'}, each counted and searched like this one; corrected for all groups of the network; p cannot be below 1/${test.worlds + 1}`,
      },
    }
  })
}
