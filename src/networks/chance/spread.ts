/**
 * q_a(W), the chance that two accounts of object a fall within W of each other.
 * Form 2: M / (n(n-1)/2), M = pairs of its accounts that met, the pair itself counted in. That is the permutation rule, and exact: leaving the pair out
 * lowers q just where it met (n = 3, one meeting: chance 1/3, left out 0), so p comes out too small.
 * Form 2d: (1 + sum of q) / (1 + number) over like objects, those with as many accounts to the power of two, the pair's own left out; with fewer than 20 the
 * neighbouring classes join, then q = 1 and the object says nothing.
 */
import type { Cascades, Trials } from './cascades.js'

/** Pairs of accounts that met, per object. */
export function pairsMet(cascades: Cascades, windowMs: number): Float64Array {
  const { objects, start, account, atMs, size } = cascades
  const met = new Float64Array(objects)
  for (let o = 0; o < objects; o++) {
    const [from, to] = [start[o] as number, start[o + 1] as number]
    const isPlain = size[o] === to - from
    const seen = new Set<number>()
    let pairs = 0
    for (let i = from, low = from; i < to; i++) {
      while ((atMs[i] as number) - (atMs[low] as number) > windowMs) low++
      if (isPlain) pairs += i - low
      else
        for (let j = low; j < i; j++) {
          const [a, b] = [account[i] as number, account[j] as number]
          if (a !== b) seen.add(Math.min(a, b) * cascades.accounts + Math.max(a, b))
        }
    }
    met[o] = isPlain ? pairs : seen.size
  }
  return met
}

export function ownSpread(cascades: Cascades, met: Float64Array): Float64Array {
  return met.map((pairs, o) => {
    const n = cascades.size[o] as number
    return n < 2 ? 1 : pairs / ((n * (n - 1)) / 2)
  })
}

const LEAST_LIKE = 20
const CLASSES = 34

/** Writes the chances of the trials into `into`. */
export function likeSpread(cascades: Cascades, own: Float64Array): (trials: Trials, from: number, to: number, into: Float64Array) => void {
  const sum = new Float64Array(CLASSES)
  const count = new Float64Array(CLASSES)
  const kind = Int32Array.from(cascades.size, (n) => Math.floor(Math.log2(Math.max(1, n))) + 1)
  for (let o = 0; o < cascades.objects; o++) {
    if ((cascades.size[o] as number) < 2) continue
    const c = kind[o] as number
    sum[c] = (sum[c] as number) + (own[o] as number)
    count[c] = (count[c] as number) + 1
  }
  const mineSum = new Float64Array(CLASSES)
  const mineCount = new Float64Array(CLASSES)
  const pooled = (c: number): number => {
    for (let reach = 0; reach <= 1; reach++) {
      let q = 0
      let like = 0
      for (let d = c - reach; d <= c + reach; d++) {
        q += (sum[d] as number) - (mineSum[d] as number)
        like += (count[d] as number) - (mineCount[d] as number)
      }
      if (like >= LEAST_LIKE) return Math.min(1, Math.max(0, (1 + q) / (1 + like)))
    }
    return 1
  }
  return (trials, from, to, into) => {
    for (let i = from; i < to; i++) {
      const c = kind[trials.object[i] as number] as number
      mineSum[c] = (mineSum[c] as number) + (own[trials.object[i] as number] as number)
      mineCount[c] = (mineCount[c] as number) + 1
    }
    for (let i = from; i < to; i++) into[i - from] = pooled(kind[trials.object[i] as number] as number)
    for (let i = from; i < to; i++) {
      const c = kind[trials.object[i] as number] as number
      mineSum[c] = 0
      mineCount[c] = 0
    }
  }
}
