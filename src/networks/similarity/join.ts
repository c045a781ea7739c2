/**
 * All pairs at or above the minimum, exactly: each account is looked up in an index of the accounts before it, and only a pair whose sum so
 * far plus the most that the rest can add reaches the minimum is summed to the end. Sums go from the rarest object to the most popular, so a
 * weight is the same whichever account was looked up.
 */
import type { Measure } from './params.js'
import { slackened, type Vectors } from './vectors.js'

export interface JoinOptions {
  readonly measure: Measure
  readonly minSimilarity: number
  readonly minShared: number
}

/** Positions of two accounts and the weight, rounded to 1e-9. */
export type Found = (x: number, y: number, weight: number) => void

export function round9(value: number): number {
  return Math.round(value * 1e9) / 1e9
}

function firstNotBefore(feature: Int32Array, low: number, high: number, f: number): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((feature[middle] as number) < f) from = middle + 1
    else to = middle
  }
  return from
}

/** Entries that are looked up, against entries in the index, at most: an upper bound of the comparisons of `joiner`. */
export function countComparisons(vectors: Vectors, measure: Measure): number {
  const { accounts, start, from, feature, features } = vectors
  const listed = new Float64Array(features)
  let sum = 0
  for (let x = 0; x < accounts; x++) {
    const queried = measure === 'overlap' ? (start[x] as number) : (from[x] as number)
    for (let e = queried; e < (start[x + 1] as number); e++) sum += listed[feature[e] as number] as number
    for (let e = from[x] as number; e < (start[x + 1] as number); e++) listed[feature[e] as number]!++
  }
  return sum
}

/** Returns a function that must be called for 0, 1, 2 … up to the last position. */
export function joiner(vectors: Vectors, { measure, minSimilarity, minShared }: JoinOptions, found: Found): (x: number) => void {
  const { accounts, features, start, feature, weight, below, mass, from, isProduct } = vectors
  const head = new Int32Array(features + 1)
  for (let x = 0; x < accounts; x++) for (let e = from[x] as number; e < (start[x + 1] as number); e++) head[(feature[e] as number) + 1]!++
  for (let f = 0; f < features; f++) head[f + 1]! += head[f] as number
  const tail = head.slice()
  const listed = new Int32Array(head[features] as number)
  const listedWeight = new Float64Array(listed.length)
  const sum = new Float64Array(accounts)
  const touched = new Int32Array(accounts)
  const isJaccard = measure === 'jaccard'

  const least = slackened(minSimilarity)
  const need = (x: number, y: number) =>
    isProduct
      ? least
      : isJaccard
        ? (least / (1 + least)) * ((mass[x] as number) + (mass[y] as number))
        : measure === 'overlap'
          ? least * (mass[y] as number)
          : minShared
  const weightOf = (total: number, x: number, y: number) =>
    round9(
      isProduct
        ? Math.min(1, total)
        : isJaccard
          ? total / ((mass[x] as number) + (mass[y] as number) - total)
          : measure === 'overlap'
            ? total / (mass[y] as number)
            : total,
    )
  const countShared = (x: number, y: number) => {
    let shared = 0
    let [i, j] = [start[x] as number, start[y] as number]
    const [endX, endY] = [start[x + 1] as number, start[y + 1] as number]
    while (i < endX && j < endY) {
      const d = (feature[i] as number) - (feature[j] as number)
      if (d === 0) shared++
      if (d <= 0) i++
      if (d >= 0) j++
    }
    return shared
  }
  const leastWeight = measure === 'shared' ? minShared : round9(minSimilarity)

  /** The rest of a sum, below entry i of x and entry j of y. */
  const finish = (x: number, y: number, i: number, j: number, soFar: number) => {
    let total = soFar
    const [firstX, firstY] = [start[x] as number, start[y] as number]
    for (let p = i - 1, q = j - 1; p >= firstX && q >= firstY; ) {
      const d = (feature[p] as number) - (feature[q] as number)
      if (d === 0) {
        const [v, w] = [weight[p] as number, weight[q] as number]
        total += isProduct ? v * w : Math.min(v, w)
      }
      if (d >= 0) p--
      if (d <= 0) q--
    }
    return total
  }

  return (x) => {
    const end = start[x + 1] as number
    const begin = measure === 'overlap' ? (start[x] as number) : (from[x] as number)
    const leastMass = isJaccard ? least * (mass[x] as number) : Number.NEGATIVE_INFINITY
    let candidates = 0
    for (let e = end - 1; e >= begin; e--) {
      const f = feature[e] as number
      const v = weight[e] as number
      const last = tail[f] as number
      let i = head[f] as number
      while (i < last && (mass[listed[i] as number] as number) < leastMass) i++
      head[f] = i
      for (; i < last; i++) {
        const y = listed[i] as number
        const s = sum[y] as number
        if (s === 0) touched[candidates++] = y
        const w = listedWeight[i] as number
        sum[y] = s + (isProduct ? v * w : Math.min(v, w))
      }
    }
    const fx = begin < end ? (feature[begin] as number) : features
    for (let c = 0; c < candidates; c++) {
      const y = touched[c] as number
      const soFar = sum[y] as number
      sum[y] = 0
      const fy = feature[from[y] as number] as number
      let i = begin
      let j = from[y] as number
      if (fy >= fx) i = firstNotBefore(feature, begin, end, fy)
      else j = firstNotBefore(feature, j, start[y + 1] as number, fx)
      const restX = i < end ? (below[i] as number) : (mass[x] as number)
      const restY = j < (start[y + 1] as number) ? (below[j] as number) : (mass[y] as number)
      const most = soFar + (isProduct ? restX * restY : Math.min(restX, restY))
      if (most < need(x, y)) continue
      const w = weightOf(finish(x, y, i, j, soFar), x, y)
      if (w < leastWeight || w === 0) continue
      if (minShared > 1 && measure !== 'shared' && countShared(x, y) < minShared) continue
      found(x, y, w)
    }
    for (let e = from[x] as number; e < end; e++) {
      const f = feature[e] as number
      const at = tail[f]!++
      listed[at] = x
      listedWeight[at] = weight[e] as number
    }
  }
}
