import { sharedInts, type Traces } from './columns.js'
import type { HubArrays } from './hubs.js'
import type { Survey } from './survey.js'

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

/** What parts of the entries are made from, by whichever thread is free. */
export interface Filling {
  readonly account: Int32Array
  readonly objectStart: Int32Array
  readonly hubOf: Int32Array
  readonly ends: Int32Array
  readonly partStart: Int32Array
  /** Part → account → where its next entry goes. */
  readonly next: readonly Int32Array[]
  readonly entries: Int32Array
}
export interface Entries {
  readonly entryStart: Int32Array
  readonly hubs: HubArrays
  /** Fills `entries` once all parts are done. */
  readonly filling: Filling
}

/**
 * Makes room for the traces by account (counting sort), each with the window around it. Traces that are alone in their window are left out, and
 * those of hubs go to the hubs.
 */
export function prepareEntries(traces: Traces, survey: Survey, plan: HubPlan): Entries {
  const { objectStart, account, accounts } = traces
  const { hubOf } = plan
  const { ends, partStart, counts } = survey
  const hubStart = sharedInts(accounts + 1)
  const eachHubTrace = (take: (trace: number, hub: number, part: number) => void) => {
    for (let part = 0; part < counts.length; part++)
      for (let o = partStart[part] as number; o < (partStart[part + 1] as number); o++)
        if (hubOf[o] !== -1)
          for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) take(i, hubOf[o] as number, part)
  }
  eachHubTrace((i, hub, part) => {
    if (ends[i] !== 0) (counts[part] as Int32Array)[account[i] as number]!--
    if (hub >= 0) hubStart[account[i] as number]!++
  })
  const entryStart = sharedInts(accounts + 1)
  let total = 0
  for (let a = 0; a < accounts; a++) {
    entryStart[a] = total
    for (const part of counts) {
      const n = part[a] as number
      part[a] = total
      total += n
    }
  }
  entryStart[accounts] = total
  const hubTotal = toOffsets(hubStart)
  const trace = sharedInts(hubTotal)
  const hubNumber = sharedInts(hubTotal)
  eachHubTrace((i, hub) => {
    if (hub < 0) return
    const at = hubStart[account[i] as number]!++
    trace[at] = i
    hubNumber[at] = hub
  })
  fromOffsets(hubStart)
  const filling = { account, objectStart, hubOf, ends, partStart, next: counts, entries: sharedInts(total * 4) }
  return { entryStart, hubs: { start: hubStart, trace, hub: hubNumber, millionths: plan.millionths }, filling }
}

export function fillPart({ account, objectStart, hubOf, ends, partStart, next: nextOf, entries }: Filling, part: number): void {
  const next = nextOf[part] as Int32Array
  for (let o = partStart[part] as number; o < (partStart[part + 1] as number); o++) {
    if (hubOf[o] !== -1) continue
    const from = objectStart[o] as number
    const to = objectStart[o + 1] as number
    for (let i = from, start = from; i < to; i++) {
      const end = ends[i] as number
      if (end === 0) continue
      while ((ends[start] as number) <= i) start++
      const at = next[account[i] as number]!++ * 4
      entries[at] = start
      entries[at + 1] = end
      entries[at + 2] = i
      entries[at + 3] = o
    }
  }
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
