import type { TraceId } from '../../model/index.js'
import { checkCancelled, type Job, traceTable } from '../../store/index.js'
import { markKeys, selfSql } from '../taking-part.js'

/** One cell: what one account did to one object. Accounts are numbered by the bytewise order of their ids, objects by first appearance. */
export interface Cells {
  count: number
  readonly account: Int32Array
  readonly object: Int32Array
  /** Traces in the cell. */
  readonly times: Int32Array
  /** The earliest of them (ties: lower post key). */
  readonly post: Int32Array
  readonly firstMs: Float64Array
  readonly objects: number
  /** Account number → account key. */
  readonly keyOf: Int32Array
}

const NOTE_EVERY = 1_000_000

async function readAccounts(job: Job): Promise<{ keyOf: Int32Array; numberOf: Int32Array }> {
  const { n, most } = await job.db.row<{ n: number; most: number | null }>('select count(*) as n, max(account_key) as most from accounts')
  const keyOf = new Int32Array(n)
  const numberOf = new Int32Array((most ?? -1) + 1).fill(-1)
  let next = 0
  const rows = await job.db.connection.stream('select account_key from accounts order by account_id, platform, account_key')
  for (let chunk = await rows.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await rows.fetchChunk())
    for (const key of (chunk.getColumnVector(0) as unknown as { items: Int32Array }).items)
      if (numberOf[key] === -1) {
        numberOf[key] = next
        keyOf[next++] = key
      }
  return { keyOf: keyOf.subarray(0, next), numberOf }
}

/** Self-reposts are left out while reading: a join in the query that is read would give its chunks in any order on several threads. */
export async function readTraceCells(job: Job, trace: TraceId, isSelfExcluded: boolean): Promise<Cells> {
  const self = isSelfExcluded ? selfSql(trace) : null
  const leftOut = self === null ? undefined : await markKeys(job, self)
  return readCells(job, `select object_key, account_key, post_key, happened_ms from ${traceTable(trace)}`, leftOut)
}

/**
 * `sql` gives object_key, account_key, post_key (integers), happened_ms (bigint) in the order object, time, account, post: it ends in that order or reads
 * one table that is in it. `leftOut` has 1 at each post that takes no part.
 */
export async function readCells(job: Job, sql: string, leftOut: Uint8Array = new Uint8Array()): Promise<Cells> {
  const { keyOf, numberOf } = await readAccounts(job)
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from (${sql})`)
  const account = new Int32Array(n)
  const object = new Int32Array(n)
  const times = new Int32Array(n)
  const post = new Int32Array(n)
  const firstMs = new Float64Array(n)
  const lastCell = new Int32Array(keyOf.length).fill(-1)
  let count = 0
  let objects = 0
  let lastKey = -1
  let done = 0
  let nextNote = NOTE_EVERY
  const result = await job.db.connection.stream(sql)
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const read = chunk
    const ints = (column: number) => (read.getColumnVector(column) as unknown as { items: Int32Array }).items
    const [o, a, p] = [ints(0), ints(1), ints(2)]
    const long = (chunk.getColumnVector(3) as unknown as { items: BigInt64Array }).items
    const words = new Int32Array(long.buffer, long.byteOffset, long.length * 2)
    for (let i = 0; i < o.length; i++) {
      if (leftOut[p[i] as number] === 1) continue
      const key = o[i] as number
      if (key !== lastKey) {
        if (key < lastKey) throw new Error('traces are not in the order of their objects')
        lastKey = key
        objects++
      }
      const who = numberOf[a[i] as number] as number
      const cell = lastCell[who] as number
      if (cell >= 0 && object[cell] === objects - 1) times[cell]!++
      else {
        lastCell[who] = count
        account[count] = who
        object[count] = objects - 1
        times[count] = 1
        post[count] = p[i] as number
        firstMs[count++] = (words[i * 2 + 1] as number) * 4294967296 + ((words[i * 2] as number) >>> 0)
      }
    }
    done += o.length
    if (done >= nextNote) {
      checkCancelled(job)
      job.note('reading traces', done, n)
      nextNote = done + NOTE_EVERY
    }
  }
  return { count, account, object, times, post, firstMs, objects, keyOf }
}

function keepWhere(cells: Cells, isKept: (cell: number) => boolean): void {
  let kept = 0
  for (let i = 0; i < cells.count; i++) {
    if (!isKept(i)) continue
    for (const column of [cells.account, cells.object, cells.times, cells.post, cells.firstMs]) column[kept] = column[i] as number
    kept++
  }
  cells.count = kept
}

/** First accounts with too few traces go, then objects with too few of the accounts left; once each, in this order. */
export function keepActive(cells: Cells, minParticipation: number, minObjectAccounts: number): void {
  if (minParticipation > 1) {
    const traces = new Int32Array(cells.keyOf.length)
    for (let i = 0; i < cells.count; i++) traces[cells.account[i] as number]! += cells.times[i] as number
    keepWhere(cells, (i) => (traces[cells.account[i] as number] as number) >= minParticipation)
  }
  if (minObjectAccounts > 1) {
    const accounts = new Int32Array(cells.objects)
    for (let i = 0; i < cells.count; i++) accounts[cells.object[i] as number]!++
    keepWhere(cells, (i) => (accounts[cells.object[i] as number] as number) >= minObjectAccounts)
  }
}

/** What is left to compare: traces, accounts, objects. */
export function countCells(cells: Cells): { tracesRead: number; accountsRead: number; objectsRead: number } {
  const hasAccount = new Uint8Array(cells.keyOf.length)
  const hasObject = new Uint8Array(cells.objects)
  let tracesRead = 0
  for (let i = 0; i < cells.count; i++) {
    hasAccount[cells.account[i] as number] = 1
    hasObject[cells.object[i] as number] = 1
    tracesRead += cells.times[i] as number
  }
  const sum = (flags: Uint8Array) => flags.reduce((a: number, b) => a + b, 0)
  return { tracesRead, accountsRead: sum(hasAccount), objectsRead: sum(hasObject) }
}
