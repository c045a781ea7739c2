import type { HubArrays } from './hubs.js'
import { sharedInts, type Traces } from './load.js'

/** What the traces cost before anything is counted: windows and pairs per object, in one pass. */
export interface Survey {
  /** Unordered pairs of traces within the window, same-account pairs included. */
  readonly pairs: number
  readonly pairsOf: Float64Array
}

export function survey({ objectStart, time }: Traces, window: number): Survey {
  const objects = objectStart.length - 1
  const pairsOf = new Float64Array(objects)
  let pairs = 0
  for (let o = 0; o < objects; o++) {
    const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
    let sum = 0
    for (let i = from, start = from; i < to; i++) {
      while ((time[i] as number) - (time[start] as number) > window) start++
      sum += i - start
    }
    pairsOf[o] = sum
    pairs += sum
  }
  return { pairs, pairsOf }
}

/** Distinct accounts per object: only asked for when objects are capped or a cost is explained. */
export function countAccountsOf({ objectStart, account, accounts }: Traces): Int32Array {
  const accountsOf = new Int32Array(objectStart.length - 1)
  const seen = new Int32Array(accounts).fill(-1)
  for (let o = 0; o < accountsOf.length; o++) {
    const to = objectStart[o + 1] as number
    for (let i = objectStart[o] as number; i < to; i++) {
      const a = account[i] as number
      if (seen[a] === o) continue
      seen[a] = o
      accountsOf[o]!++
    }
  }
  return accountsOf
}

export interface HubPlan {
  /** Object → hub number; −1: an ordinary object; −2: left out. */
  readonly hubOf: Int32Array
  /** What hub number h adds to a weight, in millionths. */
  readonly millionths: Int32Array
  /** Objects over the cap, in order: named in the result. */
  readonly named: readonly number[]
  /** Pairs that remain to be gone through. */
  readonly pairs: number
}

/** Below this many pairs an object is enumerated: looking up would not pay. */
const WORTH_DEFERRING = 1_000_000

export function planHubs(
  seen: Survey,
  accountsOf: Int32Array | null,
  options: { minWeight: number; hubCap: number | null; hubMode: 'weigh' | 'leave-out'; deferFrom?: number },
): HubPlan {
  const objects = seen.pairsOf.length
  const hubOf = new Int32Array(objects).fill(-1)
  const millionths: number[] = []
  const named: number[] = []
  let pairs = seen.pairs
  if (options.hubCap !== null && accountsOf !== null) {
    for (let o = 0; o < objects; o++) {
      const accounts = accountsOf[o] as number
      if (accounts <= options.hubCap) continue
      named.push(o)
      pairs -= seen.pairsOf[o] as number
      if (options.hubMode === 'leave-out') hubOf[o] = -2
      else {
        hubOf[o] = millionths.length
        millionths.push(Math.round((1e6 * options.hubCap) / accounts))
      }
    }
    if (options.hubMode === 'weigh') return { hubOf, millionths: Int32Array.from(millionths), named, pairs }
  }
  const heavy: number[] = []
  for (let o = 0; o < objects; o++)
    if (hubOf[o] === -1 && (seen.pairsOf[o] as number) >= (options.deferFrom ?? WORTH_DEFERRING)) heavy.push(o)
  heavy.sort((a, b) => (seen.pairsOf[b] as number) - (seen.pairsOf[a] as number) || a - b)
  for (const o of heavy.slice(0, options.minWeight - 1).sort((a, b) => a - b)) {
    hubOf[o] = millionths.length
    millionths.push(1_000_000)
    pairs -= seen.pairsOf[o] as number
  }
  return { hubOf, millionths: Int32Array.from(millionths), named, pairs }
}

export interface Entries {
  readonly entryStart: Int32Array
  readonly entries: Int32Array
  readonly hubs: HubArrays
}

/** Sorts traces by account (counting sort), each with the window around it. Traces that are alone in their window are left out. */
export function makeEntries(traces: Traces, window: number, plan: HubPlan): Entries {
  const { objectStart, time, account, accounts, count } = traces
  const { hubOf } = plan
  const objects = objectStart.length - 1
  const entryStart = sharedInts(accounts + 1)
  const hubStart = sharedInts(accounts + 1)
  const ends = new Int32Array(count)
  for (let o = 0; o < objects; o++) {
    const hub = hubOf[o] as number
    if (hub === -2) continue
    const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
    if (hub >= 0) {
      for (let i = from; i < to; i++) hubStart[account[i] as number]!++
      continue
    }
    for (let i = from, end = from, before = Number.NEGATIVE_INFINITY; i < to; i++) {
      const t = time[i] as number
      if (end < i + 1) end = i + 1
      while (end < to && (time[end] as number) - t <= window) end++
      if (end > i + 1 || t - before <= window) {
        ends[i] = end
        entryStart[account[i] as number]!++
      }
      before = t
    }
  }
  const total = toOffsets(entryStart)
  const hubTotal = toOffsets(hubStart)
  const entries = sharedInts(total * 4)
  const trace = sharedInts(hubTotal)
  const hubNumber = sharedInts(hubTotal)
  for (let o = 0; o < objects; o++) {
    const hub = hubOf[o] as number
    if (hub === -2) continue
    const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
    if (hub >= 0) {
      for (let i = from; i < to; i++) {
        const at = hubStart[account[i] as number]!++
        trace[at] = i
        hubNumber[at] = hub
      }
      continue
    }
    for (let i = from, start = from; i < to; i++) {
      const end = ends[i] as number
      if (end === 0) continue
      const t = time[i] as number
      while (t - (time[start] as number) > window) start++
      const at = entryStart[account[i] as number]!++ * 4
      entries[at] = start
      entries[at + 1] = end
      entries[at + 2] = i
      entries[at + 3] = o
    }
  }
  fromOffsets(entryStart)
  fromOffsets(hubStart)
  return { entryStart, entries, hubs: { start: hubStart, trace, hub: hubNumber, millionths: plan.millionths } }
}

function toOffsets(counts: Int32Array): number {
  let sum = 0
  for (let a = 0; a < counts.length; a++) {
    const n = counts[a] as number
    counts[a] = sum
    sum += n
  }
  return sum
}
/** After filling, each start stands at the end of its account: one step back. */
function fromOffsets(starts: Int32Array): void {
  for (let a = starts.length - 1; a > 0; a--) starts[a] = starts[a - 1] as number
  starts[0] = 0
}
