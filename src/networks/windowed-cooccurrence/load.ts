import type { TraceId } from '../../model/index.js'
import { areAccountsInOrder, type Job, objectTable, readTraces, type Traces, traceTable } from '../../store/index.js'

/** SQL of the post keys that act on a post of the same account, or null when this trace has no such thing. */
export function selfSql(trace: TraceId): string | null {
  const column = trace === 'repost' ? 'repost_of' : trace === 'reply-target' ? 'reply_to' : null
  if (!column) return null
  // By the objects, of which there are fewer than posts.
  return `select p.post_key from posts as p join accounts as a using (account_key)
    where p.${column}_account is not null and p.platform = a.platform and p.${column}_account in (a.account_id, a.handle)
    union
    select t.post_key from ${traceTable(trace)} as t join
      (select object_key, o.account_key from ${objectTable(trace)} join posts as o on o.platform || ':' || o.post_id = object_id) as original using (object_key, account_key)`
}

interface Options {
  readonly isSelfExcluded: boolean
  readonly minParticipation: number
}

export interface Loaded {
  readonly traces: Traces
  /** Account number → account key; null: the same. */
  readonly keyOf: Int32Array | null
}

export async function countTraces(job: Job, trace: TraceId): Promise<number> {
  return (await job.db.row<{ n: number }>(`select count(*) as n from ${traceTable(trace)}`)).n
}

export async function loadTraces(job: Job, trace: TraceId, options: Options): Promise<Loaded> {
  const leftOut = await findLeftOut(job, traceTable(trace), options.isSelfExcluded ? selfSql(trace) : null, options.minParticipation)
  const all = await readTraces(job, trace)
  const isInOrder = all.areAccountsInOrder ?? (await areAccountsInOrder(job.db))
  const order = isInOrder ? null : await orderAccounts(job, all.accounts)
  const traces = leftOut ? without(leftOut, all) : all
  if (order) for (let i = 0; i < traces.count; i++) traces.account[i] = order.numberOf[traces.account[i] as number] as number
  return { traces, keyOf: order?.keyOf ?? null }
}

/** In units of `time`; Infinity: all of the time. */
export function windowOf(windowSeconds: number | null, { unitMs }: Pick<Traces, 'unitMs'>): number {
  return windowSeconds === null ? Number.POSITIVE_INFINITY : Math.floor((windowSeconds * 1000) / unitMs + 1e-6)
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

/** Closes the gaps in place. */
function without({ posts, accounts }: LeftOut, traces: Traces): Traces {
  const { account, post, time, objectStart, objectKey } = traces
  let kept = 0
  let objects = 0
  for (let o = 0; o < objectKey.length; o++) {
    const from = kept
    for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) {
      if (posts[post[i] as number] === 1 || accounts[account[i] as number] === 1) continue
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

/** Numbers accounts by the bytewise order of their ids (ties: platform). */
async function orderAccounts(job: Job, accounts: number): Promise<Order> {
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
