import { sharedBytes, sharedFloats, sharedInts } from '../../statistics/index.js'
import type { Traces } from '../../store/index.js'
import type { Filling } from './fill.js'
import type { HubArrays } from './hubs.js'
import type { Survey, Surveying } from './survey.js'

export function beginSurvey({ account, time, objectStart, accounts, count }: Traces, window: number, parts: number): Surveying {
  const objects = objectStart.length - 1
  const partStart = new Int32Array(parts + 1).fill(objects)
  partStart[0] = 0
  for (let o = 0, part = 1; o < objects && part < parts; o++)
    if ((objectStart[o] as number) >= (part * count) / parts) partStart[part++] = o
  const counts = Array.from({ length: parts }, () => sharedInts(accounts))
  return {
    account,
    time,
    objectStart,
    window,
    pairsOf: sharedFloats(objects),
    seen: sharedBytes(accounts),
    ends: sharedInts(count),
    partStart,
    counts,
  }
}

export const countSeen = ({ seen }: Pick<Survey, 'seen'>): number => seen.reduce((sum, each) => sum + each, 0)

export interface HubPlan {
  /** Object → hub number; −1: an ordinary object; −2: left out. */
  readonly hubOf: Int32Array
  /** What hub number h adds to a weight. */
  readonly share: Float64Array
  /** Objects over the cap, in order: named in the result. */
  readonly named: readonly number[]
  /** Pairs that remain to be gone through. */
  readonly pairs: number
}

/** Below this many pairs an object is enumerated: looking up would not pay. */
const WORTH_DEFERRING = 1_000_000

export function planHubs(
  seen: Pick<Survey, 'pairsOf'>,
  accountsOf: Int32Array | null,
  options: { minWeight: number; hubCap: number | null; hubMode: 'weigh' | 'leave-out'; deferFrom?: number },
): HubPlan {
  const objects = seen.pairsOf.length
  const hubOf = new Int32Array(objects).fill(-1)
  const share: number[] = []
  const named: number[] = []
  let pairs = seen.pairsOf.reduce((sum, each) => sum + each, 0)
  if (options.hubCap !== null && accountsOf !== null) {
    for (let o = 0; o < objects; o++) {
      const accounts = accountsOf[o] as number
      if (accounts <= options.hubCap) continue
      named.push(o)
      pairs -= seen.pairsOf[o] as number
      if (options.hubMode === 'leave-out') hubOf[o] = -2
      else {
        hubOf[o] = share.length
        share.push(options.hubCap / accounts)
      }
    }
    if (options.hubMode === 'weigh') return { hubOf, share: Float64Array.from(share), named, pairs }
  }
  const heavy: number[] = []
  for (let o = 0; o < objects; o++)
    if (hubOf[o] === -1 && (seen.pairsOf[o] as number) >= (options.deferFrom ?? WORTH_DEFERRING)) heavy.push(o)
  heavy.sort((a, b) => (seen.pairsOf[b] as number) - (seen.pairsOf[a] as number) || a - b)
  for (const o of heavy.slice(0, options.minWeight - 1).sort((a, b) => a - b)) {
    hubOf[o] = share.length
    share.push(1)
    pairs -= seen.pairsOf[o] as number
  }
  return { hubOf, share: Float64Array.from(share), named, pairs }
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
  const { ends, counts } = survey
  const next = sharedInts(accounts)
  for (const part of counts) for (let a = 0; a < accounts; a++) next[a]! += part[a] as number
  const hubStart = sharedInts(accounts + 1)
  const isAnyApart = plan.share.length + plan.named.length > 0
  const eachHubTrace = (take: (trace: number, hub: number) => void) => {
    for (let o = 0; isAnyApart && o < hubOf.length; o++)
      if (hubOf[o] !== -1) for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) take(i, hubOf[o] as number)
  }
  eachHubTrace((i, hub) => {
    if (ends[i] !== 0) next[account[i] as number]!--
    if (hub >= 0) hubStart[account[i] as number]!++
  })
  const total = toOffsets(next)
  const entryStart = sharedInts(accounts + 1)
  entryStart.set(next)
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
  const partStart = cutAccounts(entryStart, counts.length)
  const filling = { account, objectStart, hubOf, ends, partStart, next, entries: sharedInts(total * 4) }
  return { entryStart, hubs: { start: hubStart, trace, hub: hubNumber, share: plan.share }, filling }
}

/** Runs of accounts with about equally many entries: part → its first account; one more at the end. */
function cutAccounts(entryStart: Int32Array, parts: number): Int32Array {
  const accounts = entryStart.length - 1
  const partStart = new Int32Array(parts + 1).fill(accounts)
  partStart[0] = 0
  for (let a = 0, part = 1; a < accounts && part < parts; a++)
    if ((entryStart[a] as number) >= (part * (entryStart[accounts] as number)) / parts) partStart[part++] = a
  return partStart
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
