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
  const numbers = new Map<number, number>()
  const dense = new Int32Array(labels.length).fill(-1)
  const size: number[] = []
  for (let node = 0; node < labels.length; node++) {
    const label = labels[node] as number
    if (label < 0) continue
    let number = numbers.get(label)
    if (number === undefined) {
      number = size.length
      numbers.set(label, number)
      size.push(0)
    }
    dense[node] = number
    size[number]!++
  }
  // Numbers so far are in the order of the lowest node, and the sort is stable.
  const order = Array.from(size.keys()).sort((a, b) => (size[b] as number) - (size[a] as number))
  const place = new Int32Array(size.length)
  for (const [i, number] of order.entries()) place[number] = i
  return dense.map((number) => (number < 0 ? -1 : (place[number] as number)))
}
