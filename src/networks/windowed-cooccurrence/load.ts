import type { TraceId } from '../../model/index.js'
import { areAccountsInOrder, type Job, type Traces, traceTable } from '../../store/index.js'
import { readTakingPart, type TakingPart } from '../taking-part.js'

export interface Loaded {
  readonly traces: Traces
  /** Account number → account key; null: the same. */
  readonly keyOf: Int32Array | null
}

export async function countTraces(job: Job, trace: TraceId): Promise<number> {
  return (await job.db.row<{ n: number }>(`select count(*) as n from ${traceTable(trace)}`)).n
}

export async function loadTraces(job: Job, trace: TraceId, which: TakingPart): Promise<Loaded> {
  const traces = await readTakingPart(job, trace, which)
  const isInOrder = traces.areAccountsInOrder ?? (await areAccountsInOrder(job.db))
  const order = isInOrder ? null : await orderAccounts(job, traces.accounts)
  if (order) for (let i = 0; i < traces.count; i++) traces.account[i] = order.numberOf[traces.account[i] as number] as number
  return { traces, keyOf: order?.keyOf ?? null }
}

/** In units of `time`; Infinity: all of the time. */
export function windowOf(windowSeconds: number | null, { unitMs }: Pick<Traces, 'unitMs'>): number {
  return windowSeconds === null ? Number.POSITIVE_INFINITY : Math.floor((windowSeconds * 1000) / unitMs + 1e-6)
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
