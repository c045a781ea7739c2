/** The rows of a trace, which of them take part, and the pairs among them: what both parity methods begin with. */
import type { TraceId } from '../../model/index.js'
import { checkCancelled, type Job, type Traces } from '../../store/index.js'
import type { BuiltNetwork } from '../method.js'
import { stopOverBudget } from '../over-budget.js'
import { loadTraces, windowOf } from '../windowed-cooccurrence/load.js'
import { countSeen } from '../windowed-cooccurrence/prepare.js'

/** Of one thread, edges and all, on a busy server core: see docs/performance.md. */
const PAIRS_PER_SECOND = 1_000_000
const BYTES_PER_TRACE = 60
/** Pairs between two looks at a cancel. */
const SLICE = 200_000

/** `window` is in units of `time`; `keyOf` turns account numbers, which follow the bytewise order of ids, into keys. */
export interface Rows {
  readonly traces: Traces
  readonly window: number
  readonly keyOf: Int32Array | null
}

export async function readRows(job: Job, trace: TraceId, windowSeconds: number) {
  const { traces, keyOf } = await loadTraces(job, trace, {})
  const seen = new Uint8Array(traces.accounts)
  for (const account of traces.account) seen[account] = 1
  const read: Pick<BuiltNetwork, 'tracesRead' | 'accountsRead' | 'objectsRead'> = {
    tracesRead: traces.count,
    accountsRead: countSeen({ seen }),
    objectsRead: traces.objectKey.length,
  }
  return { rows: { traces, window: windowOf(windowSeconds, traces), keyOf } as Rows, read }
}

/** The traces that `keep` names, in their order. */
export function keepRows(rows: Rows, keep: (i: number) => boolean): Rows {
  const { traces } = rows
  const objectStart: number[] = [0]
  const objectKey: number[] = []
  const kept = Int32Array.from({ length: traces.count }, (_, i) => i).filter(keep)
  for (let o = 0, at = 0; o < traces.objectKey.length; o++) {
    const from = at
    while (at < kept.length && (kept[at] as number) < (traces.objectStart[o + 1] as number)) at++
    if (at === from) continue
    objectStart.push(at)
    objectKey.push(traces.objectKey[o] as number)
  }
  const picked = (column: Int32Array) => kept.map((i) => column[i] as number)
  const time = traces.time instanceof Int32Array ? picked(traces.time) : Float64Array.from(kept, (i) => traces.time[i] as number)
  return {
    ...rows,
    traces: {
      ...traces,
      count: kept.length,
      account: picked(traces.account),
      post: picked(traces.post),
      time,
      objectStart: Int32Array.from(objectStart),
      objectKey: Int32Array.from(objectKey),
    },
  }
}

/** Trace → the first of its object within the window, and one past the last. */
export function windowsOf({ traces: { objectStart, time, count }, window }: Rows) {
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  for (let o = 0; o + 1 < objectStart.length; o++) {
    const to = objectStart[o + 1] as number
    for (let i = objectStart[o] as number, from = i, end = i; i < to; i++) {
      while ((time[i] as number) - (time[from] as number) > window) from++
      while (end < to && (time[end] as number) - (time[i] as number) <= window) end++
      starts[i] = from
      ends[i] = end
    }
  }
  return { starts, ends }
}
export type Windows = ReturnType<typeof windowsOf>

/** Before anything is counted. @throws ProblemError `network/over-budget` */
export function checkBudget({ traces }: Rows, { starts }: Windows, budget: number): void {
  let pairs = 0
  for (let i = 0; i < starts.length; i++) pairs += i - (starts[i] as number)
  if (pairs > budget) stopOverBudget(pairs, budget, { seconds: pairs / PAIRS_PER_SECOND, bytes: traces.count * BYTES_PER_TRACE })
}

/** Counts work; every so often gives something to wait for, so that a cancel is heard. */
export function pacer(job: Job, phase: string, total: number): (work: number, done: number) => Promise<void> | undefined {
  let since = 0
  return (work, done) => {
    since += work
    if (since < SLICE) return
    since = 0
    job.note(phase, done, total)
    return new Promise<void>((go) => setImmediate(go)).then(() => checkCancelled(job))
  }
}
