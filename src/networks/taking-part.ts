/** Which traces take part in a network: what its parameters leave out is left out of every test on it, too, so that each number opens the posts behind it. */
import type { TraceId } from '../model/index.js'
import { type Job, objectTable, readTraces, type Traces, traceTable } from '../store/index.js'

/** Under the names that the methods' parameters have. */
export interface TakingPart {
  /** Reposts of, and replies to, an own post are left out. */
  readonly isSelfRepostExcluded?: boolean
  /** Then accounts with fewer traces. */
  readonly minParticipation?: number
  /** Then objects of fewer accounts, and, where `hubMode` is leave-out, of more than the cap. */
  readonly minObjectAccounts?: number
  readonly hubCap?: number | null
  readonly hubMode?: string
}

/** SQL of the post keys that act on a post of the same account, or null when this trace has no such thing. Handles are compared without regard to case and @. */
export function selfSql(trace: TraceId): string | null {
  const column = trace === 'repost' ? 'repost_of' : trace === 'reply-target' ? 'reply_to' : null
  if (!column) return null
  // By the objects, of which there are fewer than posts.
  return `select p.post_key from posts as p join accounts as a using (account_key)
    where p.${column}_account is not null and p.platform = a.platform
      and (p.${column}_account = a.account_id or lower(ltrim(p.${column}_account, '@')) = lower(ltrim(a.handle, '@')))
    union
    select t.post_key from ${traceTable(trace)} as t join
      (select object_key, o.account_key from ${objectTable(trace)} join posts as o on o.platform || ':' || o.post_id = object_id) as original using (object_key, account_key)`
}

/** 1 where a key that the query gives is. */
export async function markKeys(job: Job, sql: string): Promise<Uint8Array> {
  const [keys = []] = (await job.db.columns(`select * from (${sql}) as t(k) order by k`)) as number[][]
  const marks = new Uint8Array((keys.at(-1) ?? -1) + 1)
  for (const key of keys) marks[key] = 1
  return marks
}

/** The traces that take part. Marked by keys, not joined in the query that is read: on several threads its chunks would come in any order. */
export async function readTakingPart(job: Job, trace: TraceId, which: TakingPart): Promise<Traces> {
  const { minParticipation = 1, minObjectAccounts = 1 } = which
  const hubCap = which.hubMode === 'leave-out' ? (which.hubCap ?? null) : null
  const self = which.isSelfRepostExcluded ? selfSql(trace) : null
  const marked = self === null ? null : await markKeys(job, self)
  const all = await readTraces(job, trace)
  let traces = all
  if (marked && marked.length > 0) traces = keepTraces(traces, (i) => marked[traces.post[i] as number] !== 1)
  if (minParticipation > 1) {
    const own = new Int32Array(traces.accounts)
    for (let i = 0; i < traces.count; i++) own[traces.account[i] as number]!++
    traces = keepTraces(traces, (i) => (own[traces.account[i] as number] as number) >= minParticipation)
  }
  if (minObjectAccounts > 1 || hubCap !== null) {
    const accountsOf = countAccountsOf(traces)
    traces = keepTraces(
      traces,
      (_, o) => (accountsOf[o] as number) >= minObjectAccounts && (accountsOf[o] as number) <= (hubCap ?? Infinity),
    )
  }
  return traces
}

/** Closes the gaps in place. */
function keepTraces(traces: Traces, isKept: (trace: number, object: number) => boolean): Traces {
  const { account, post, time, objectStart, objectKey } = traces
  let kept = 0
  let objects = 0
  for (let o = 0; o < objectKey.length; o++) {
    const from = kept
    for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) {
      if (!isKept(i, o)) continue
      account[kept] = account[i] as number
      post[kept] = post[i] as number
      time[kept++] = time[i] as number
    }
    if (kept === from) continue
    objectStart[objects] = from
    objectKey[objects++] = objectKey[o] as number
  }
  objectStart[objects] = kept
  return { ...traces, count: kept, objectStart: objectStart.subarray(0, objects + 1), objectKey: objectKey.subarray(0, objects) }
}

/** Distinct accounts per object. */
export function countAccountsOf({ objectStart, account, accounts }: Pick<Traces, 'objectStart' | 'account' | 'accounts'>): Int32Array {
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
