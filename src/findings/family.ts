/**
 * How many pairs could have been tested: all pairs that share at least `minShared` objects (null 2 is conditional on what they share, so this choice does not
 * spoil it), and of those the ones whose least attainable p could pass (Tarone 1990; Gilbert 2005). Pairs never seen have p = 1.
 * Row by row: for each account, the log chances of all later accounts on its objects are summed in one array. Cost = pairs of accounts over objects.
 */
import { testable } from '../statistics/index.js'
import type { ObjectChances } from './synchrony.js'
import type { TraceIndex } from './trace-index.js'

export interface Family {
  /** Pairs with enough shared objects. */
  readonly pairs: number
  /** Of those, pairs that could have passed: the number of tests that is corrected for. */
  readonly tests: number
  /** A pair whose least attainable p is larger is not among the tests and cannot pass. */
  readonly leastP: number
  /** False when the pairs were too many to count one by one: both numbers are then upper bounds, and the tests lose power but not honesty. */
  readonly isExact: boolean
}

const BUDGET = 40_000_000
/** Classes of -ln(least p), width 0.01, the last one open. Rounded so that a test is never left out. */
const WIDTH = 0.01
const CLASSES = 10_000

export function countFamily(index: TraceIndex, objects: ObjectChances, minShared: number, alpha: number): Family {
  let cost = 0
  let active = 0
  for (let o = 0; o < index.objects; o++) cost += ((objects.accounts[o] as number) * ((objects.accounts[o] as number) - 1)) / 2
  for (let a = 0; a < index.accounts; a++)
    if ((index.accountStart[a + 1] as number) - (index.accountStart[a] as number) >= minShared) active++
  const bound = Math.min((active * (active - 1)) / 2, Math.floor(cost / Math.max(1, minShared)))
  if (cost > BUDGET) return { pairs: bound, tests: bound, leastP: 1, isExact: false }

  const logChance = Float64Array.from(objects.chance, (q) => (q > 0 ? -Math.log(q) : 0))
  const sum = new Float64Array(index.accounts)
  const shared = new Int32Array(index.accounts)
  const seenOn = new Int32Array(index.accounts).fill(-1)
  const touched = new Int32Array(index.accounts)
  const histogram = new Float64Array(CLASSES + 1)
  let pairs = 0
  for (let a = 0; a < index.accounts; a++) {
    let many = 0
    let last = -1
    for (let i = index.accountStart[a] as number; i < (index.accountStart[a + 1] as number); i++) {
      const object = index.object[index.byAccount[i] as number] as number
      if (object === last) continue
      last = object
      for (let k = index.objectStart[object] as number; k < (index.objectStart[object + 1] as number); k++) {
        const b = index.account[k] as number
        if (b <= a || seenOn[b] === object) continue
        seenOn[b] = object
        if (shared[b] === 0) touched[many++] = b
        shared[b]!++
        sum[b]! += logChance[object] as number
      }
    }
    for (let k = 0; k < many; k++) {
      const b = touched[k] as number
      if ((shared[b] as number) >= minShared) {
        pairs++
        histogram[Math.min(CLASSES, Math.floor((sum[b] as number) / WIDTH))]!++
      }
      shared[b] = 0
      sum[b] = 0
      seenOn[b] = -1
    }
  }
  for (let c = CLASSES - 1; c >= 0; c--) histogram[c]! += histogram[c + 1] as number
  const upTo = (limit: number) => histogram[Math.min(CLASSES, Math.max(0, Math.floor(-Math.log(limit) / WIDTH)))] as number
  return { pairs, ...testable(upTo, alpha, pairs), isExact: true }
}
