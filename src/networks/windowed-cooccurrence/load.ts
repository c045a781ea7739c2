import type { TraceId } from '../../model/index.js'
import { checkCancelled, type Job, objectTable, traceTable } from '../../store/index.js'

/** Traces as columns, ordered by object, time, account, post. Buffers are shared so that threads read them in place. */
export interface Traces {
  readonly count: number
  /** Largest account key + 1. */
  readonly accounts: number
  readonly account: Int32Array
  readonly post: Int32Array
  /** Whole seconds after `baseMs` when every time is a whole second and fits, else exact ms after it. */
  readonly time: Int32Array | Float64Array
  readonly unitMs: 1 | 1000
  readonly baseMs: number
  /** Object number (dense, in order) → first trace; one more at the end. */
  readonly objectStart: Int32Array
  readonly objectKey: Int32Array
}

const NOTE_EVERY = 1_000_000

export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(Math.max(1, length) * 4))
export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(Math.max(1, length) * 8))

/** SQL of the post keys that act on a post of the same account, or null when this trace has no such thing. */
export function selfSql(trace: TraceId): string | null {
  const column = trace === 'repost' ? 'repost_of' : trace === 'reply-target' ? 'reply_to' : null
  if (!column) return null
  return `select p.post_key from posts as p join accounts as a using (account_key)
    where p.${column}_account is not null and p.platform = a.platform and p.${column}_account in (a.account_id, a.handle)
    union
    select p.post_key from posts as p join posts as o on o.platform = p.platform and o.post_id = p.${column}
    where p.${column} is not null and p.account_key = o.account_key`
}

/** Integer columns are copied as they lie in memory, which is several times faster than reading values. */
export async function loadTraces(
  job: Job,
  trace: TraceId,
  options: { isSelfExcluded: boolean; minParticipation: number },
): Promise<Traces> {
  const table = traceTable(trace)
  const self = options.isSelfExcluded ? selfSql(trace) : null
  // Answered from the statistics of the table, without reading it.
  const facts = await job.db.row<Facts>(
    `select count(*) as n, min(happened_ms) as least, max(happened_ms) as most, max(account_key) as account from ${table}`,
  )
  const without = self ? ` where post_key not in (${self})` : ''
  const isShort = ((facts.most ?? 0) - (facts.least ?? 0)) / 1000 < 2 ** 31 - 1
  const read = (unitMs: 1 | 1000) => readTraces(job, table, without, facts, options.minParticipation, unitMs)
  return (isShort ? await read(1000) : null) ?? ((await read(1)) as Traces)
}

interface Facts {
  readonly n: number
  readonly least: number | null
  readonly most: number | null
  readonly account: number | null
}

/** Null when some time is no whole second but seconds were asked for. */
async function readTraces(job: Job, table: string, without: string, facts: Facts, least: number, unitMs: 1 | 1000): Promise<Traces | null> {
  const { n } = facts
  const baseMs = Math.floor((facts.least ?? 0) / 1000) * 1000
  const account = sharedInts(n)
  const post = sharedInts(n)
  const object = new Int32Array(n)
  const time = unitMs === 1000 ? sharedInts(n) : sharedFloats(n)
  // Seconds are told from the rest by the engine, on its threads; −1: no whole second.
  const timeSql =
    unitMs === 1000
      ? `case when happened_ms % 1000 = 0 then ((happened_ms - ${baseMs}) // 1000)::integer else -1 end`
      : `(happened_ms - ${baseMs})::double`
  let at = 0
  let nextNote = NOTE_EVERY
  const result = await job.db.connection.stream(`select account_key, post_key, object_key, ${timeSql} from ${table}${without}`)
  // The next chunk is made on another core while this one is copied.
  let next = result.fetchChunk()
  for (let chunk = await next; chunk && chunk.rowCount > 0; chunk = await next) {
    next = result.fetchChunk()
    const items = (column: number) => (chunk.getColumnVector(column) as unknown as { items: Int32Array }).items
    for (const [i, column] of [account, post, object, time].entries()) column.set(items(i), at)
    if (unitMs === 1000 && items(3).includes(-1)) {
      await next
      return null
    }
    at += chunk.rowCount
    if (at >= nextNote) {
      await next
      checkCancelled(job)
      job.note('reading traces', at, n)
      nextNote = at + NOTE_EVERY
    }
  }
  const accounts = (facts.account ?? -1) + 1
  const kept = keepActive({ account, post, object, time, count: at, accounts, least })
  const last = kept > 0 ? (object[kept - 1] as number) : -1
  const starts = new Int32Array(last + 2)
  let objects = 0
  const keys = new Int32Array(last + 1)
  for (let i = 0; i < kept; i++)
    if (i === 0 || object[i] !== object[i - 1]) {
      if (i > 0 && (object[i] as number) < (object[i - 1] as number)) throw new Error(`${table} is not in the order of its objects`)
      keys[objects] = object[i] as number
      starts[objects++] = i
    }
  starts[objects] = kept
  const objectStart = sharedInts(objects + 1)
  objectStart.set(starts.subarray(0, objects + 1))
  return { count: kept, accounts, account, post, time, unitMs, baseMs, objectStart, objectKey: keys.subarray(0, objects) }
}

interface Columns {
  readonly account: Int32Array
  readonly post: Int32Array
  readonly object: Int32Array
  readonly time: Int32Array | Float64Array
}
interface Counted extends Columns {
  readonly count: number
  readonly accounts: number
  readonly least: number
}

function keepActive({ account, post, object, time, count, accounts, least }: Counted): number {
  if (least <= 1) return count
  const traces = new Int32Array(accounts)
  for (let i = 0; i < count; i++) traces[account[i] as number]!++
  let kept = 0
  for (let i = 0; i < count; i++) {
    if ((traces[account[i] as number] as number) < least) continue
    account[kept] = account[i] as number
    post[kept] = post[i] as number
    object[kept] = object[i] as number
    time[kept++] = time[i] as number
  }
  return kept
}

/** Ids of objects for notes, in the order given. */
export async function objectIds(job: Job, trace: TraceId, keys: readonly number[]): Promise<string[]> {
  if (keys.length === 0) return []
  const rows = await job.db.rows<{ k: number; id: string }>(
    `select object_key as k, object_id as id from ${objectTable(trace)} where object_key in (${keys.join(',')}) order by object_key`,
  )
  const byKey = new Map(rows.map((row) => [row.k, row.id]))
  return keys.map((key) => byKey.get(key) ?? String(key))
}

/**
 * Renumbers accounts by the bytewise order of their ids (ties: platform) and returns number → account key; null when keys are in that order
 * already, as they are after a single import.
 */
export async function orderAccounts(job: Job, traces: Traces): Promise<Int32Array | null> {
  const { ordered } = await job.db.row<{ ordered: boolean | null }>(
    `select bool_and(k > before_k and (id > before_id or (id = before_id and p >= before_p))) as ordered
     from (select account_key as k, account_id as id, platform as p, lag(account_key) over () as before_k, lag(account_id) over () as before_id,
       lag(platform) over () as before_p from accounts) where before_k is not null`,
  )
  if (ordered ?? true) return null
  const keyOf = new Int32Array(traces.accounts)
  const numberOf = new Int32Array(traces.accounts).fill(-1)
  let next = 0
  const rows = await job.db.connection.stream('select account_key from accounts order by account_id, platform, account_key')
  for (let chunk = await rows.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await rows.fetchChunk())
    for (const key of (chunk.getColumnVector(0) as unknown as { items: Int32Array }).items)
      if (key < traces.accounts && numberOf[key] === -1) {
        numberOf[key] = next
        keyOf[next++] = key
      }
  const { account } = traces
  for (let i = 0; i < traces.count; i++) {
    const key = account[i] as number
    if (numberOf[key] === -1) {
      numberOf[key] = next
      keyOf[next++] = key
    }
    account[i] = numberOf[key] as number
  }
  return keyOf
}
