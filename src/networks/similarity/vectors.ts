/**
 * Accounts as sparse vectors over objects, laid out for the join: positions by mass (then account number), entries from the most popular
 * object to the rarest. `from` is where an account's entries must be looked at: no pair that meets only before it can pass, since what lies
 * before cannot reach the minimum against any other account (Bayardo, Ma & Srikant 2007; norms after Anastasiu & Karypis 2014).
 */
import type { Cells } from './cells.js'
import type { Measure } from './params.js'

export interface Vectors {
  readonly accounts: number
  readonly features: number
  /** Position → account number. */
  readonly number: Int32Array
  /** Position → first entry; one more at the end. */
  readonly start: Int32Array
  readonly feature: Int32Array
  /** TF-IDF or counts over the vector's length for cosines, counts for the others. */
  readonly weight: Float64Array
  /** Length (cosines) or sum of the entries before this one. */
  readonly below: Float64Array
  readonly cell: Int32Array
  /** Length (1) or sum of all entries. */
  readonly mass: Float64Array
  readonly from: Int32Array
  readonly isProduct: boolean
}

/** Bounds are taken with a minimum this much lower: more than rounding to 1e-9 and the error of sums can add. */
const SLACK = 1e-8
export function slackened(minSimilarity: number): number {
  return Math.max(0, minSimilarity - SLACK)
}

export interface VectorOptions {
  readonly measure: Measure
  readonly minSimilarity: number
  readonly minShared: number
  readonly isCounted: boolean
}

export function makeVectors(cells: Cells, { measure, minSimilarity, minShared, isCounted }: VectorOptions): Vectors {
  const isProduct = measure === 'tfidf-cosine' || measure === 'cosine'
  const least = slackened(minSimilarity)
  const isOnce = !isCounted || measure === 'shared'
  const { count, account, object, times } = cells
  const value = (cell: number) => (isOnce ? 1 : (times[cell] as number))

  const popularity = new Int32Array(cells.objects)
  const sizes = new Int32Array(cells.keyOf.length)
  const masses = new Float64Array(cells.keyOf.length)
  for (let i = 0; i < count; i++) {
    popularity[object[i] as number]!++
    sizes[account[i] as number]!++
    masses[account[i] as number]! += value(i)
  }
  const rank = ranks(popularity)
  const number = Int32Array.from(sizes.keys())
    .filter((a) => (sizes[a] as number) > 0)
    .sort((a, b) => (masses[a] as number) - (masses[b] as number) || a - b)
  const accounts = number.length
  const position = new Int32Array(sizes.length)
  const start = new Int32Array(accounts + 1)
  for (let x = 0; x < accounts; x++) {
    position[number[x] as number] = x
    start[x + 1] = (start[x] as number) + (sizes[number[x] as number] as number)
  }

  const cell = new Int32Array(count)
  const feature = new Int32Array(count)
  const weight = new Float64Array(count)
  const fill = start.slice()
  for (const i of byRank(cells, popularity, rank)) {
    const at = fill[position[account[i] as number] as number]!++
    cell[at] = i
    feature[at] = rank[object[i] as number] as number
    const o = popularity[object[i] as number] as number
    weight[at] = measure === 'tfidf-cosine' ? value(i) * (Math.log((1 + accounts) / (1 + o)) + 1) : value(i)
  }

  const mass = new Float64Array(accounts)
  for (let x = 0; x < accounts; x++) {
    const [from, to] = [start[x] as number, start[x + 1] as number]
    let sum = 0
    for (let e = from; e < to; e++) sum += isProduct ? (weight[e] as number) ** 2 : (weight[e] as number)
    if (isProduct) for (let e = from; e < to; e++) weight[e]! /= Math.sqrt(sum)
    mass[x] = isProduct ? 1 : sum
  }
  const most = new Float64Array(cells.objects)
  if (isProduct)
    for (let e = 0; e < count; e++) {
      const f = feature[e] as number
      if ((weight[e] as number) > (most[f] as number)) most[f] = weight[e] as number
    }

  const below = new Float64Array(count)
  const from = new Int32Array(accounts)
  for (let x = 0; x < accounts; x++) {
    const [first, end] = [start[x] as number, start[x + 1] as number]
    const need = measure === 'shared' ? minShared : isProduct ? least : least * (mass[x] as number)
    let sum = 0
    let product = 0
    let isOpen = false
    from[x] = end
    for (let e = first; e < end; e++) {
      const w = weight[e] as number
      below[e] = isProduct ? Math.sqrt(sum) : sum
      sum += isProduct ? w * w : w
      product += w * (most[feature[e] as number] as number)
      const reach = isProduct ? Math.min(Math.sqrt(sum), product) : sum
      if (!isOpen && reach >= need && e - first >= minShared - 1) {
        isOpen = true
        from[x] = e
      }
    }
  }
  return { accounts, features: cells.objects, number, start, feature, weight, below, cell, mass, from, isProduct }
}

/** Object → place among the most popular first (ties: first seen). */
function ranks(popularity: Int32Array): Int32Array {
  const order = Int32Array.from(popularity.keys()).sort((a, b) => (popularity[b] as number) - (popularity[a] as number) || a - b)
  const rank = new Int32Array(order.length)
  for (let i = 0; i < order.length; i++) rank[order[i] as number] = i
  return rank
}

function byRank({ count, object }: Cells, popularity: Int32Array, rank: Int32Array): Int32Array {
  const at = new Int32Array(rank.length + 1)
  for (let o = 0; o < rank.length; o++) at[(rank[o] as number) + 1] = popularity[o] as number
  for (let r = 0; r < rank.length; r++) at[r + 1]! += at[r] as number
  const order = new Int32Array(count)
  for (let i = 0; i < count; i++) order[at[rank[object[i] as number] as number]!++] = i
  return order
}
