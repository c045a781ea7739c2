/**
 * q_a(W), the chance that two accounts of object a fall within W of each other.
 * Form 2: M / (n(n-1)/2), M = pairs of its accounts that met, the pair itself counted in. That is the permutation rule, and exact: leaving the pair out
 * lowers q just where it met (n = 3, one meeting: chance 1/3, left out 0), so p comes out too small.
 * With n = 2 it gives q = 1 for a pair that met: such an object says nothing, as it should. Objects with fewer than two accounts: q = 1.
 * Form 2d: (1 + sum of q) / (1 + number) over like objects, those with as many accounts to the power of two, the pair's own left out; with fewer than
 * `leastLike` the neighbouring classes join, then q = 1 and the object says nothing.
 */
import type { Cascades, Trials } from './cascades.js'

export interface ObjectChances {
  /** Pairs of accounts that met, per object, and q. */
  readonly met: Float64Array
  readonly chance: Float64Array
  /** Objects on which accounts acted too often to tell pairs apart: their q is an upper bound. */
  readonly approximate: number
}

/** Pairs of traces within the window on one object that are gone through one by one. */
export const PAIR_BUDGET = 200_000_000

export function objectChances(cascades: Cascades, windowMs: number): ObjectChances {
  const { objects, objectStart, size } = cascades
  const met = new Float64Array(objects)
  const chance = new Float64Array(objects).fill(1)
  const distinct = distinctMeetings(cascades, windowMs)
  let approximate = 0
  for (let o = 0; o < objects; o++) {
    const n = size[o] as number
    if (n < 2) continue
    const all = (n * (n - 1)) / 2
    const close = closeTraces(cascades, o, windowMs)
    if (n === (objectStart[o + 1] as number) - (objectStart[o] as number)) met[o] = close
    else if (close <= PAIR_BUDGET) met[o] = distinct(o)
    else {
      approximate++
      met[o] = Math.min(all, close)
    }
    chance[o] = (met[o] as number) / all
  }
  return { met, chance, approximate }
}

/** Pairs of traces within the window, same account or not. */
export function closeTraces({ objectStart, atMs }: Cascades, o: number, windowMs: number): number {
  let close = 0
  const from = objectStart[o] as number
  for (let i = from, low = from; i < (objectStart[o + 1] as number); i++) {
    while ((atMs[i] as number) - (atMs[low] as number) > windowMs) low++
    close += i - low
  }
  return close
}

/**
 * Pairs of accounts with traces within the window on one object: per account, those of its neighbours that come after it in number. `visit` gets the positions of their
 * first traces on it.
 */
export function distinctMeetings({ objectStart, account, atMs, accounts }: Cascades, windowMs: number) {
  const seen = new Int32Array(accounts).fill(-1)
  return (o: number, visit?: (first: number, second: number) => void): number => {
    const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
    const traces = new Map<number, number[]>()
    for (let i = from; i < to; i++) {
      const own = traces.get(account[i] as number)
      if (own) own.push(i)
      else traces.set(account[i] as number, [i])
    }
    let pairs = 0
    for (const [a, own] of traces) {
      let next = from
      for (const i of own) {
        let k = Math.max(next, i)
        while (k > next && (atMs[i] as number) - (atMs[k - 1] as number) <= windowMs) k--
        for (; k < to && (atMs[k] as number) - (atMs[i] as number) <= windowMs; k++) {
          const b = account[k] as number
          if (b <= a || seen[b] === a) continue
          seen[b] = a
          pairs++
          visit?.(own[0] as number, (traces.get(b) as number[])[0] as number)
        }
        next = Math.max(next, k)
      }
    }
    for (let i = from; i < to; i++) seen[account[i] as number] = -1
    return pairs
  }
}

const CLASSES = 34

/** Writes the chances of the trials into `into`. */
export function likeSpread(
  cascades: Cascades,
  own: Float64Array,
  leastLike: number,
): (trials: Trials, from: number, to: number, into: Float64Array) => void {
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
      if (like >= leastLike) return Math.min(1, Math.max(0, (1 + q) / (1 + like)))
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
