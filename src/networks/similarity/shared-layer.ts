import { nearestRank } from '../../statistics/index.js'
import type { SharedLayer } from '../shared-data.js'
import { type Cells, keepActive } from './cells.js'
import { joiner } from './join.js'
import type { SimilarityParams } from './params.js'
import { makeVectors } from './vectors.js'

/**
 * The cells that similarity compares, and its edges when they belong to others. A cell goes with how often it was acted on; the minimum activity
 * is asked of the data as they are, not of each shuffled set.
 */
export function similarityLayer(name: string, cells: Cells, params: SimilarityParams): SharedLayer {
  keepActive(cells, params.minParticipation, params.minObjectAccounts)
  const { count, keyOf } = cells
  const numberOf = new Map<number, number>()
  for (const [number, key] of keyOf.entries()) numberOf.set(key, number)
  return {
    name,
    objects: cells.objects,
    object: cells.object.slice(0, count),
    account: Int32Array.from(cells.account.subarray(0, count), (number) => keyOf[number] as number),
    firstMs: cells.firstMs.slice(0, count),
    edgesOf: (account, times) => {
      const numbers = Int32Array.from(account, (key) => numberOf.get(key) as number)
      const owned = { ...cells, account: numbers }
      const found = pairsOf(times ? repeated(owned, times) : owned, params)
      return { a: found.a.map((n) => keyOf[n] as number), b: found.b.map((n) => keyOf[n] as number), weight: found.weight }
    },
  }
}

/** All pairs that pass, of a percentile those at or above it (nearest rank). */
function pairsOf(cells: Cells, params: SimilarityParams) {
  const vectors = makeVectors(cells, params)
  const [a, b, weight]: [number[], number[], number[]] = [[], [], []]
  const join = joiner(vectors, params, (x, y, w) => {
    a.push(vectors.number[x] as number)
    b.push(vectors.number[y] as number)
    weight.push(w)
  })
  for (let x = 0; x < vectors.accounts; x++) join(x)
  let least = 0
  if (params.weightPercentile !== null && weight.length > 0) {
    const sorted = Float64Array.from(weight).sort()
    least = sorted[nearestRank(params.weightPercentile, sorted.length) - 1] as number
  }
  const kept = Array.from(weight.keys()).filter((i) => (weight[i] as number) >= least)
  return {
    a: Int32Array.from(kept, (i) => a[i] as number),
    b: Int32Array.from(kept, (i) => b[i] as number),
    weight: Float64Array.from(kept, (i) => weight[i] as number),
  }
}

/** Objects that count several times: their cells are acted on as often more; those of 0 are left out. */
function repeated(cells: Cells, times: Int32Array): Cells {
  const kept = Array.from({ length: cells.count }, (_, cell) => cell).filter((cell) => (times[cells.object[cell] as number] as number) > 0)
  const pick = (from: Int32Array) => Int32Array.from(kept, (cell) => from[cell] as number)
  return {
    ...cells,
    count: kept.length,
    account: pick(cells.account),
    object: pick(cells.object),
    times: Int32Array.from(kept, (cell) => (cells.times[cell] as number) * (times[cells.object[cell] as number] as number)),
    post: pick(cells.post),
    firstMs: Float64Array.from(kept, (cell) => cells.firstMs[cell] as number),
  }
}
