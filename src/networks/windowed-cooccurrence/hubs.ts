/**
 * Hub objects are never enumerated: a pair that other objects brought near the minimum is looked up in them. Exact for unit weights as long as
 * fewer hubs than the minimum weight are put aside (a pair of weight k shares at least k − m objects that are not among m hubs).
 */
import type { KernelInput } from './kernel.js'

/** Plain arrays, so that threads can have them: account → its traces on hubs, by object and time. */
export interface HubArrays {
  readonly start: Int32Array
  readonly trace: Int32Array
  /** Hub number of each such trace, ascending within an account. */
  readonly hub: Int32Array
  /** Hub → what it adds to a weight. */
  readonly share: Float64Array
}
export interface Hubs extends HubArrays {
  /** Most that the hubs of these entries can add. */
  mostAdded(from: number, to: number): number
  added(input: KernelInput, from: number, to: number, other: number): number
  /** Pairs with `other` on hubs, appended to `list`; the number of shared hubs. */
  pairs(input: KernelInput, from: number, to: number, other: number, list: number[]): number
}

/** Sums of shares are rounded to these parts: three hubs of a third each are one. */
const PARTS = 1e9

export function withLookup(arrays: HubArrays): Hubs {
  const { start, trace, hub, share } = arrays
  /** Goes through hubs that both have; `meet` gets the two ranges of traces and says whether they met within the window. */
  const join = (
    from: number,
    to: number,
    other: number,
    meet: (a: number, aEnd: number, b: number, bEnd: number) => boolean,
  ): [number, number] => {
    let added = 0
    let shared = 0
    let b = start[other] as number
    const bTo = start[other + 1] as number
    for (let a = from; a < to && b < bTo; ) {
      const [x, y] = [hub[a] as number, hub[b] as number]
      if (x < y) a++
      else if (y < x) b++
      else {
        let aEnd = a
        let bEnd = b
        while (aEnd < to && hub[aEnd] === x) aEnd++
        while (bEnd < bTo && hub[bEnd] === x) bEnd++
        if (meet(a, aEnd, b, bEnd)) {
          added += share[x] as number
          shared++
        }
        a = aEnd
        b = bEnd
      }
    }
    return [added, shared]
  }
  return {
    ...arrays,
    mostAdded: (from, to) => {
      let most = 0
      for (let i = from; i < to; i++) if (i === from || hub[i] !== hub[i - 1]) most += share[hub[i] as number] as number
      return most + 1 / PARTS
    },
    added: ({ time, window }, from, to, other) => {
      const [added] = join(from, to, other, (a, aEnd, b, bEnd) => {
        for (; a < aEnd && b < bEnd; ) {
          const gap = (time[trace[a] as number] as number) - (time[trace[b] as number] as number)
          if (Math.abs(gap) <= window) return true
          if (gap < 0) a++
          else b++
        }
        return false
      })
      return Math.round(added * PARTS) / PARTS
    },
    pairs: ({ time, window }, from, to, other, list) => {
      const [, shared] = join(from, to, other, (a, aEnd, b, bEnd) => {
        let met = false
        for (let i = a; i < aEnd; i++)
          for (let j = b; j < bEnd; j++)
            if (Math.abs((time[trace[i] as number] as number) - (time[trace[j] as number] as number)) <= window) {
              list.push(trace[i] as number, trace[j] as number)
              met = true
            }
        return met
      })
      return shared
    },
  }
}
