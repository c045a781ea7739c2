/** The traces of one kind in typed arrays: by object and time, and by account. Built once per network. */
import { checkCancelled, type Job, traceTable } from '../store/index.js'

export interface TraceIndex {
  readonly traces: number
  /** One more than the largest account key. */
  readonly accounts: number
  readonly objects: number
  /** By (object, time, account, post); the place in these arrays is a trace's position. */
  readonly object: Int32Array
  readonly account: Int32Array
  readonly atMs: Float64Array
  readonly post: Int32Array
  /** Positions objectStart[o] … objectStart[o + 1] - 1 are object o's. */
  readonly objectStart: Int32Array
  /** Positions of account a in ascending order: byAccount[accountStart[a]] … */
  readonly accountStart: Int32Array
  readonly byAccount: Int32Array
  /** The same, only traces on objects with two accounts or more: on the others nobody can be met. */
  readonly sharedStart: Int32Array
  readonly bySharedAccount: Int32Array
}

export async function readTraceIndex(job: Job, trace: string): Promise<TraceIndex> {
  const table = traceTable(trace)
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from ${table}`)
  const columns = { object: new Int32Array(n), account: new Int32Array(n), post: new Int32Array(n), atMs: new Float64Array(n) }
  const result = await job.db.connection.stream(
    `select object_key, account_key, post_key, happened_ms::double as at_ms from ${table} order by object_key, happened_ms, account_key, post_key`,
  )
  let at = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    const size = chunk.rowCount
    const targets = [columns.object, columns.account, columns.post, columns.atMs]
    for (const [i, target] of targets.entries()) {
      const items = (chunk.getColumnVector(i) as unknown as { items: Int32Array }).items
      target.set(items.length === size ? items : items.subarray(0, size), at)
    }
    at += size
    checkCancelled(job)
  }
  return makeTraceIndex(columns)
}

/** Columns must be ordered by object, time, account, post. */
export function makeTraceIndex(columns: Pick<TraceIndex, 'object' | 'account' | 'post' | 'atMs'>): TraceIndex {
  const { object, account } = columns
  const traces = object.length
  const objects = traces === 0 ? 0 : (object[traces - 1] as number) + 1
  let accounts = 0
  for (let i = 0; i < traces; i++) accounts = Math.max(accounts, (account[i] as number) + 1)
  const objectStart = starts(object, objects)
  const accountStart = starts(account, accounts)
  const next = accountStart.slice()
  const byAccount = new Int32Array(traces)
  for (let i = 0; i < traces; i++) byAccount[next[account[i] as number]!++] = i
  const isShared = new Uint8Array(objects)
  for (let i = 1; i < traces; i++) if (object[i] === object[i - 1] && account[i] !== account[i - 1]) isShared[object[i] as number] = 1
  const sharedStart = new Int32Array(accounts + 1)
  const bySharedAccount = new Int32Array(traces)
  let many = 0
  for (let a = 0; a < accounts; a++) {
    for (let i = accountStart[a] as number; i < (accountStart[a + 1] as number); i++) {
      const position = byAccount[i] as number
      if (isShared[object[position] as number] === 1) bySharedAccount[many++] = position
    }
    sharedStart[a + 1] = many
  }
  return {
    ...columns,
    traces,
    accounts,
    objects,
    objectStart,
    accountStart,
    byAccount,
    sharedStart,
    bySharedAccount: bySharedAccount.slice(0, many),
  }
}

function starts(keys: Int32Array, size: number): Int32Array {
  const start = new Int32Array(size + 1)
  for (let i = 0; i < keys.length; i++) start[(keys[i] as number) + 1]!++
  for (let k = 0; k < size; k++) start[k + 1] = (start[k + 1] as number) + (start[k] as number)
  return start
}

/** Traces of one account. */
export function activityOf(index: TraceIndex, account: number): number {
  return account < index.accounts ? (index.accountStart[account + 1] as number) - (index.accountStart[account] as number) : 0
}
