/**
 * How surprising the meetings of a set of accounts are, and the sets that a search finds in one world.
 *   score = M ln(M / E) − (M − E) where M > E, else 0   (log likelihood ratio of the Poisson scan statistic, Kulldorff 1997)
 * M: meetings of its pairs, each pair's meetings within a sitting counted once. E: what the null gives the same accounts:
 *   shuffle:   sum over objects of q · n (n − 1) / 2, n of them on the object, q = share of the object's pairs of cells that meet;
 *   curveball: sum over months of meetings · ((Σ k)² − Σ k²) / T², k = objects of an account, T = sum of k over all accounts.
 *   sharing at any time: the same with M and meetings counting pairs of accounts on one object, summed over layers.
 * E is a scale only: p comes from worlds. With E = 0 the score is 0.
 */
import type { Graph } from '../groups/index.js'
import type { EdgeColumns } from '../networks/index.js'
import { scanScore } from '../statistics/index.js'
import type { Cells } from './worlds.js'

export type Null = 'shuffle' | 'curveball'
export interface Scored {
  readonly meetings: number
  readonly expected: number
  readonly score: number
}

export interface PairTable {
  /** Pairs: their two accounts, the number of meetings, and per meeting its pair. */
  readonly low: Int32Array
  readonly high: Int32Array
  readonly weight: Int32Array
  readonly pairs: number
  readonly pairOf: Int32Array
}

/** The pair counting of one world: meetings of cells → pairs of accounts, by open addressing. `times`: how often each object counts. Arrays are used again. */
export function pairCounter(cells: Cells): (labels: Int32Array, times?: Int32Array) => PairTable {
  const size = cells.first.length
  let bits = 4
  while (2 ** bits < 2 * size + 1) bits++
  const mask = 2 ** bits - 1
  const slots = new Int32Array(2 ** bits)
  const low = new Int32Array(size)
  const high = new Int32Array(size)
  const weight = new Int32Array(size)
  const pairOf = new Int32Array(size)
  return (labels, times) => {
    slots.fill(-1)
    let pairs = 0
    for (let m = 0; m < size; m++) {
      const x = labels[cells.first[m] as number] as number
      const y = labels[cells.second[m] as number] as number
      const a = Math.min(x, y)
      const b = Math.max(x, y)
      let at = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) & mask
      at = (at ^ (at >>> 7)) & mask
      while (slots[at] !== -1 && (low[slots[at] as number] !== a || high[slots[at] as number] !== b)) at = (at + 1) & mask
      let pair = slots[at] as number
      if (pair === -1) {
        pair = pairs++
        slots[at] = pair
        low[pair] = a
        high[pair] = b
        weight[pair] = 0
      }
      weight[pair]! += times ? (times[cells.object[cells.first[m] as number] as number] as number) : 1
      pairOf[m] = pair
    }
    return { low, high, weight, pairs, pairOf }
  }
}

/** Pairs of at least the minimum weight. */
export function heavyPairs(table: PairTable, minWeight: number): EdgeColumns {
  let edges = 0
  for (let pair = 0; pair < table.pairs; pair++) if ((table.weight[pair] as number) >= minWeight) edges++
  const [a, b, weight] = [new Int32Array(edges), new Int32Array(edges), new Float64Array(edges)]
  for (let pair = 0, at = 0; pair < table.pairs; pair++) {
    if ((table.weight[pair] as number) < minWeight) continue
    a[at] = table.low[pair] as number
    b[at] = table.high[pair] as number
    weight[at++] = table.weight[pair] as number
  }
  return { a, b, weight }
}

/** Edges between account keys below `accounts` as a graph; node → account. */
export function graphOf(edges: EdgeColumns, accounts: number): { readonly graph: Graph; readonly accounts: Int32Array } {
  const count = edges.weight.length
  const low = new Int32Array(count)
  const high = new Int32Array(count)
  const node = new Int32Array(accounts)
  for (let e = 0; e < count; e++) {
    low[e] = Math.min(edges.a[e] as number, edges.b[e] as number)
    high[e] = Math.max(edges.a[e] as number, edges.b[e] as number)
    node[low[e] as number] = 1
    node[high[e] as number] = 1
  }
  const known: number[] = []
  for (let account = 0; account < accounts; account++) if (node[account] === 1) node[account] = known.push(account) - 1
  // By high, then by low: two counting sorts, the second keeps the order of the first.
  let order = new Int32Array(count)
  for (let e = 0; e < count; e++) order[e] = e
  for (const end of [high, low]) {
    const next = new Int32Array(known.length + 1)
    for (const account of end) next[(node[account] as number) + 1]!++
    for (let n = 0; n < known.length; n++) next[n + 1]! += next[n] as number
    const sorted = new Int32Array(count)
    for (const e of order) sorted[next[node[end[e] as number] as number]!++] = e
    order = sorted
  }
  const graph = { nodes: known.length, source: new Int32Array(count), target: new Int32Array(count), weight: new Float64Array(count) }
  for (const [at, e] of order.entries()) {
    graph.source[at] = node[low[e] as number] as number
    graph.target[at] = node[high[e] as number] as number
    graph.weight[at] = edges.weight[e] as number
  }
  return { graph, accounts: Int32Array.from(known) }
}

/** Scores of disjoint sets of accounts: `setOf` gives each account its set or -1. */
export function scorer(cells: Cells, sessionSeconds: number, kind: Null): (setOf: Int32Array, sets: number, table: PairTable) => Scored[] {
  const expectedOf = kind === 'shuffle' ? expectedByObjects(cells) : expectedByActivity(cells, monthsOf(cells, cells.first))
  const lastAt = new Int32Array(cells.first.length)
  return (setOf, sets, table) => {
    // Meetings come in the order of time: one more than a sitting after the pair's last one counts.
    const meetings = new Int32Array(sets)
    lastAt.fill(-1, 0, table.pairs)
    for (let m = 0; m < table.pairOf.length; m++) {
      const pair = table.pairOf[m] as number
      const set = setOf[table.low[pair] as number] as number
      if (set < 0 || set !== setOf[table.high[pair] as number]) continue
      const at = cells.atSeconds[m] as number
      if (lastAt[pair] === -1 || at - (lastAt[pair] as number) > sessionSeconds) meetings[set]!++
      lastAt[pair] = at
    }
    const expected = expectedOf(setOf, sets)
    return Array.from({ length: sets }, (_, set) => ({
      meetings: meetings[set] as number,
      expected: expected[set] as number,
      score: scanScore(meetings[set] as number, expected[set] as number),
    }))
  }
}

function expectedByObjects(cells: Cells): (setOf: Int32Array, sets: number) => Float64Array {
  const met = new Float64Array(cells.objectStart.length)
  for (const cell of cells.first) met[cells.object[cell] as number]!++
  return (setOf, sets) => {
    const expected = new Float64Array(sets)
    const on = new Int32Array(sets)
    for (let o = 0; o + 1 < cells.objectStart.length; o++) {
      if (met[o] === 0) continue
      const from = cells.objectStart[o] as number
      const to = cells.objectStart[o + 1] as number
      const q = (met[o] as number) / (((to - from) * (to - from - 1)) / 2)
      for (let cell = from; cell < to; cell++) {
        // Each account of a set adds its pairs with those counted before: n (n − 1) / 2 in all.
        const set = setOf[cells.account[cell] as number] as number
        if (set < 0) continue
        expected[set] = (expected[set] as number) + q * (on[set] as number)
        on[set]!++
      }
      for (let cell = from; cell < to; cell++) {
        const set = setOf[cells.account[cell] as number] as number
        if (set >= 0) on[set] = 0
      }
    }
    return expected
  }
}

/** Month → meetings, of which each stands in the month of one of its cells. */
function monthsOf(cells: Pick<Cells, 'stratum'>, meetings: Int32Array): Map<number, number> {
  const months = new Map<number, number>()
  for (const cell of meetings) months.set(cells.stratum[cell] as number, (months.get(cells.stratum[cell] as number) ?? 0) + 1)
  return months
}

type Traded = Pick<Cells, 'count' | 'account' | 'object' | 'stratum'>

function expectedByActivity(cells: Traded, meetings: ReadonlyMap<number, number>): (setOf: Int32Array, sets: number) => Float64Array {
  const months = new Map<number, { cells: number; readonly activity: Map<number, number> }>()
  for (let cell = 0; cell < cells.count; cell++) {
    const month = cells.stratum[cell] as number
    const known = months.get(month) ?? { cells: 0, activity: new Map<number, number>() }
    months.set(month, known)
    known.cells++
    const account = cells.account[cell] as number
    known.activity.set(account, (known.activity.get(account) ?? 0) + 1)
  }
  const ordered = [...months]
    .sort(([a], [b]) => a - b)
    .map(([month, { cells: all, activity }]) => ({
      share: (meetings.get(month) ?? 0) / all ** 2,
      accounts: Int32Array.from(activity.keys()),
      activity: Int32Array.from(activity.values()),
    }))
  return (setOf, sets) => {
    const expected = new Float64Array(sets)
    for (const { share, accounts, activity } of ordered) {
      const sum = new Float64Array(sets)
      const squares = new Float64Array(sets)
      for (let i = 0; i < accounts.length; i++) {
        const set = setOf[accounts[i] as number] as number
        if (set < 0) continue
        const k = activity[i] as number
        sum[set]! += k
        squares[set]! += k * k
      }
      for (let set = 0; set < sets; set++) expected[set]! += share * ((sum[set] as number) ** 2 - (squares[set] as number))
    }
    return expected
  }
}

/** The same for sharing at any time, M: pairs of the set on one object. Cells stand in the order of their objects. */
export function sharingScorer(layers: readonly Traded[]): (setOf: Int32Array, sets: number, labels: readonly Int32Array[]) => Scored[] {
  const expectedOf = layers.map((cells) => {
    const pairs = new Map<number, number>()
    for (let from = 0, to = 0; from < cells.count; from = to) {
      while (to < cells.count && cells.object[to] === cells.object[from]) to++
      const month = cells.stratum[from] as number
      pairs.set(month, (pairs.get(month) ?? 0) + ((to - from) * (to - from - 1)) / 2)
    }
    return expectedByActivity(cells, pairs)
  })
  return (setOf, sets, labels) => {
    const shared = new Float64Array(sets)
    const expected = new Float64Array(sets)
    const on = new Int32Array(sets)
    for (const [layer, cells] of layers.entries()) {
      const owner = labels[layer] as Int32Array
      for (let from = 0, to = 0; from < cells.count; from = to) {
        for (; to < cells.count && cells.object[to] === cells.object[from]; to++) {
          const set = setOf[owner[to] as number] as number
          if (set < 0) continue
          shared[set]! += on[set] as number
          on[set]!++
        }
        for (let cell = from; cell < to; cell++)
          if ((setOf[owner[cell] as number] as number) >= 0) on[setOf[owner[cell] as number] as number] = 0
      }
      for (const [set, each] of (expectedOf[layer] as (setOf: Int32Array, sets: number) => Float64Array)(setOf, sets).entries())
        expected[set]! += each
    }
    return Array.from({ length: sets }, (_, set) => ({
      meetings: shared[set] as number,
      expected: expected[set] as number,
      score: scanScore(shared[set] as number, expected[set] as number),
    }))
  }
}
