/**
 * How many pairs could have been tested: all pairs that share at least `minShared` objects (null 2 is conditional on what they share, so this choice does not
 * spoil it), and of those the ones whose least attainable p could pass (Tarone 1990; Gilbert 2005). Pairs never seen have p = 1.
 * The least attainable p is that of meeting on every shared object with q > 0: where nobody met, nobody could have.
 */
import { testable } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'

export interface Family {
  /** Pairs with enough shared objects. */
  readonly pairs: number
  /** Of those, pairs that could have passed: the number of tests that is corrected for. */
  readonly tests: number
  /** A pair whose least attainable p is larger is not among the tests and cannot pass. */
  readonly limit: number
}

/** Classes of -ln(least p), width 0.01, the last one open. Rounded down, so that a test is never left out; some that could only just not pass are counted in, which makes q larger by less than 1 %. */
const WIDTH = 0.01
const CLASSES = 20_000

export function leastPCounts(): Float64Array {
  return new Float64Array(CLASSES + 1)
}

export function countLeastP(counts: Float64Array, minusLog: number): void {
  const place = Math.min(CLASSES, Math.floor(minusLog / WIDTH))
  counts[place] = (counts[place] as number) + 1
}

export function familyOf(counts: Float64Array, alpha: number, pairs: number): Family {
  const upTo = counts.slice()
  for (let c = CLASSES - 1; c >= 0; c--) upTo[c] = (upTo[c] as number) + (upTo[c + 1] as number)
  const { tests, leastP } = testable(
    (limit) => upTo[Math.min(CLASSES, Math.max(0, Math.floor(-Math.log(limit) / WIDTH)))] as number,
    alpha,
    pairs,
  )
  return { pairs, tests, limit: leastP }
}

export interface CountedFamily extends Family {
  /** False when the pairs were too many to count one by one: both numbers are then upper bounds, and the tests lose power but not honesty. */
  readonly isExact: boolean
}

const BUDGET = 40_000_000

/**
 * The family of form 2 without testing a pair: for each account, the log chances of all later accounts on its objects are summed in one array.
 */
export function countFamily(cascades: Cascades, chance: Float64Array, minShared: number, alpha: number): CountedFamily {
  const { accounts, objectStart, account, object, accountStart, byAccount, size, degree } = cascades
  let cost = 0
  let active = 0
  for (const n of size) cost += (n * (n - 1)) / 2
  for (const objects of degree) if (objects >= minShared) active++
  const bound = Math.min((active * (active - 1)) / 2, Math.floor(cost / Math.max(1, minShared)))
  if (cost > BUDGET) return { pairs: bound, tests: bound, limit: 1, isExact: false }

  const logChance = chance.map((q) => (q > 0 ? -Math.log(q) : 0))
  const sum = new Float64Array(accounts)
  const shared = new Int32Array(accounts)
  const seenOn = new Int32Array(accounts).fill(-1)
  const touched = new Int32Array(accounts)
  const counts = leastPCounts()
  let pairs = 0
  for (let a = 0; a < accounts; a++) {
    let many = 0
    let last = -1
    for (let i = accountStart[a] as number; i < (accountStart[a + 1] as number); i++) {
      const o = object[byAccount[i] as number] as number
      if (o === last) continue
      last = o
      for (let k = objectStart[o] as number; k < (objectStart[o + 1] as number); k++) {
        const b = account[k] as number
        if (b <= a || seenOn[b] === o) continue
        seenOn[b] = o
        if (shared[b] === 0) touched[many++] = b
        shared[b] = (shared[b] as number) + 1
        sum[b] = (sum[b] as number) + (logChance[o] as number)
      }
    }
    for (let k = 0; k < many; k++) {
      const b = touched[k] as number
      if ((shared[b] as number) >= minShared) {
        pairs++
        countLeastP(counts, sum[b] as number)
      }
      shared[b] = 0
      sum[b] = 0
      seenOn[b] = -1
    }
  }
  return { ...familyOf(counts, alpha, pairs), isExact: true }
}
