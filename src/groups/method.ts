import type { Param, Params, Reference } from '../model/index.js'
import type { Rng } from '../statistics/index.js'

/** A graph on dense node numbers, edges sorted by (source, target), source < target, each pair once, weights positive. */
export interface Graph {
  readonly nodes: number
  readonly source: Int32Array
  readonly target: Int32Array
  readonly weight: Float64Array
}

/** What every method asks. */
export interface CommonParams {
  readonly minSize: number
}

/** A way to find communities: node → community number, communities numbered by (size descending, lowest node). -1 = in none. */
export interface GroupMethod<P extends CommonParams = CommonParams> {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly params: Params<P>
  readonly references: readonly Reference[]
  find(graph: Graph, params: P, rng: Rng): Int32Array
}

export const MIN_SIZE: Param<number> = {
  kind: 'integer',
  default: 3,
  unit: 'accounts',
  min: 2,
  meaning: 'Smallest community that becomes a group.',
  larger: 'A larger value leaves small communities without a dossier.',
}
export const RESOLUTION: Param<number> = {
  kind: 'number',
  default: 1,
  min: 0,
  max: 1000,
  meaning: 'Resolution γ of modularity: how much more weight than by chance a community must hold.',
  larger: 'A larger value gives more and smaller communities.',
}
export const RUNS: Param<number> = {
  kind: 'integer',
  default: 5,
  unit: 'runs',
  min: 1,
  max: 1000,
  meaning: 'Seeded runs, of which the one with the highest modularity is kept (ties: the earliest).',
  larger: 'A larger value comes closer to the best partition and takes longer.',
}

/** Any labels (negative = in none) → communities numbered by size (descending), then lowest node. */
export function numberCommunities(labels: ArrayLike<number>): Int32Array {
  const found = new Map<number, { size: number; lowest: number }>()
  for (let node = 0; node < labels.length; node++) {
    const label = labels[node] as number
    if (label < 0) continue
    const community = found.get(label)
    if (community) community.size++
    else found.set(label, { size: 1, lowest: node })
  }
  const order = [...found].sort(([, a], [, b]) => b.size - a.size || a.lowest - b.lowest)
  const numbers = new Map(order.map(([label], i) => [label, i]))
  return Int32Array.from({ length: labels.length }, (_, node) => numbers.get(labels[node] as number) ?? -1)
}
