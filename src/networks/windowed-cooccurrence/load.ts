import type { TraceId } from '../../model/index.js'
import { checkCancelled, type Job, objectTable, traceTable } from '../../store/index.js'
import { sharedFloats, sharedInts, type Traces } from './columns.js'
import { type Survey, surveyor } from './survey.js'

const NOTE_EVERY = 1_000_000

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

interface Options {
  readonly isSelfExcluded: boolean
  readonly minParticipation: number
  readonly windowSeconds: number | null
}

export interface Loaded {
  readonly traces: Traces
  readonly survey: Survey
  /** In units of `time`; Infinity: all of the time. */
  readonly window: number
  /** Account number → account key; null: the same. */
  readonly keyOf: Int32Array | null
}

export interface Facts {
  readonly n: number
  readonly least: number | null
  readonly most: number | null
  readonly account: number | null
  readonly object: number | null
}

/** Answered from the statistics of the table, without reading it. */
export function traceFacts(job: Job, trace: TraceId): Promise<Facts> {
  return job.db.row<Facts>(
    `select count(*) as n, min(happened_ms) as least, max(happened_ms) as most, max(account_key) as account, max(object_key) as object
     from ${traceTable(trace)}`,
  )
}

export async function loadTraces(job: Job, trace: TraceId, facts: Facts, options: Options, parts: number): Promise<Loaded> {
  const table = traceTable(trace)
  const leftOut = await findLeftOut(job, table, options.isSelfExcluded ? selfSql(trace) : null, options.minParticipation)
  const order = await orderAccounts(job, (facts.account ?? -1) + 1)
  const isShort = ((facts.most ?? 0) - (facts.least ?? 0)) / 1000 < 2 ** 31 - 1
  const read = (unitMs: 1 | 1000) => readTraces(job, table, facts, order, { unitMs, parts, leftOut, windowSeconds: options.windowSeconds })
  return (isShort ? await read(1000) : null) ?? ((await read(1)) as Loaded)
}

/** Post and account keys that take no part. Not a join in the query that is read: on several threads its chunks would come in any order. */
interface LeftOut {
  readonly posts: Uint8Array
  readonly accounts: Uint8Array
}

/** 1 where a key that the query gives is. */
export async function markKeys(job: Job, sql: string): Promise<Uint8Array> {
  const [keys = []] = (await job.db.columns(`select * from (${sql}) as t(k) order by k`)) as number[][]
  const marks = new Uint8Array((keys.at(-1) ?? -1) + 1)
  for (const key of keys) marks[key] = 1
  return marks
}

async function findLeftOut(job: Job, table: string, self: string | null, least: number): Promise<LeftOut | null> {
  if (self === null && least <= 1) return null
  const mark = async (sql: string | null) => (sql === null ? new Uint8Array() : await markKeys(job, sql))
  const others = self ? `${table} where post_key not in (${self})` : table
  const seldom = `select account_key from ${others} group by account_key having count(*) < ${least}`
  const leftOut = { posts: await mark(self), accounts: await mark(least > 1 ? seldom : null) }
  return leftOut.posts.length + leftOut.accounts.length > 0 ? leftOut : null
}

/** False when a time is no whole second but seconds are kept. */
function copyTimes(from: Int32Array | Float64Array, time: Int32Array | Float64Array, at: number): boolean {
  time.set(from, at)
  if (time instanceof Float64Array) return true
  for (let i = 0; i < from.length; i++) if (from[i] !== time[at + i]) return false
  return true
}

interface Reading {
  readonly unitMs: 1 | 1000
  readonly parts: number
  readonly windowSeconds: number | null
  readonly leftOut: LeftOut | null
}

/** Columns are copied as they lie in memory; null when some time is no whole second but seconds were asked for. */
async function readTraces(job: Job, table: string, facts: Facts, order: Order | null, reading: Reading): Promise<Loaded | null> {
  const { n } = facts
  const { unitMs, parts, leftOut, windowSeconds } = reading
  const accounts = (facts.account ?? -1) + 1
  const baseMs = Math.floor((facts.least ?? 0) / 1000) * 1000
  const window = windowSeconds === null ? Number.POSITIVE_INFINITY : Math.floor((windowSeconds * 1000) / unitMs + 1e-6)
  const account = sharedInts(n)
  const post = sharedInts(n)
  const time = unitMs === 1000 ? sharedInts(n) : sharedFloats(n)
  const looker = surveyor({ account, time }, window, { rows: n, accounts, objects: (facts.object ?? -1) + 1, parts })
  let at = 0
  let nextNote = NOTE_EVERY
  const result = await job.db.connection.stream(
    `select account_key, post_key, object_key, (happened_ms - ${baseMs})::double / ${unitMs} from ${table}`,
  )
  // The next chunk is made on another core while this one is looked at.
  let next = result.fetchChunk()
  for (let chunk = await next; chunk && chunk.rowCount > 0; chunk = await next) {
    next = result.fetchChunk()
    const items = (column: number) => (chunk.getColumnVector(column) as unknown as { items: Int32Array }).items
    const columns = [items(0), items(1), items(2), items(3)] as const
    const [accountKeys, posts, objects, times] = leftOut ? without(leftOut, columns) : columns
    account.set(order ? accountKeys.map((key) => order.numberOf[key] as number) : accountKeys, at)
    post.set(posts, at)
    if (!copyTimes(times, time, at)) {
      await next
      return null
    }
    at += posts.length
    looker.take(at, objects)
    if (at >= nextNote) {
      await next
      checkCancelled(job)
      job.note('reading traces', at, n)
      nextNote = at + NOTE_EVERY
    }
  }
  const { survey, ...objects } = looker.finish()
  const traces = { count: at, accounts, account, post, time, unitMs, baseMs, ...objects }
  return { traces, survey, window, keyOf: order?.keyOf ?? null }
}

type Columns = readonly [Int32Array, Int32Array, Int32Array, Int32Array]

function without({ posts, accounts }: LeftOut, columns: Columns): Columns {
  const [account, post] = columns
  let kept = 0
  for (let i = 0; i < post.length; i++) {
    if (posts[post[i] as number] === 1 || accounts[account[i] as number] === 1) continue
    for (const column of columns) column[kept] = column[i] as number
    kept++
  }
  return columns.map((column) => column.subarray(0, kept)) as unknown as Columns
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

interface Order {
  readonly keyOf: Int32Array
  readonly numberOf: Int32Array
}

/**
 * Numbers accounts by the bytewise order of their ids (ties: platform); null when keys are in that order already, as they are after a single
 * import.
 */
async function orderAccounts(job: Job, accounts: number): Promise<Order | null> {
  const { ordered } = await job.db.row<{ ordered: boolean | null }>(
    `select bool_and(k > before_k and (id > before_id or (id = before_id and p >= before_p))) as ordered
     from (select account_key as k, account_id as id, platform as p, lag(account_key) over () as before_k, lag(account_id) over () as before_id,
       lag(platform) over () as before_p from accounts) where before_k is not null`,
  )
  if (ordered ?? true) return null
  const keyOf = new Int32Array(accounts)
  const numberOf = new Int32Array(accounts).fill(-1)
  let next = 0
  const take = (key: number) => {
    if (key >= accounts || numberOf[key] !== -1) return
    numberOf[key] = next
    keyOf[next++] = key
  }
  const rows = await job.db.connection.stream('select account_key from accounts order by account_id, platform, account_key')
  for (let chunk = await rows.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await rows.fetchChunk())
    for (const key of (chunk.getColumnVector(0) as unknown as { items: Int32Array }).items) take(key)
  // Keys that no account has come last.
  for (let key = 0; key < accounts; key++) take(key)
  return { keyOf, numberOf }
}
