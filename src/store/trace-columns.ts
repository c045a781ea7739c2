/**
 * The traces of one kind as columns. They are read from their table, or, many times quicker, from a file beside the store that holds the same
 * columns as they lie in memory: the engine hands its rows over 2,048 at a time, which costs far more than decoding them. What the file holds, and
 * its checksum, stands in the comment of the table, which comes and goes with it; a file that is missing or differs is not used.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { failIfCancelled, quoteText } from '../model/index.js'
import { sharedFloats, sharedInts } from '../statistics/index.js'
import type { Database } from './database.js'
import type { Job } from './job.js'
import { traceTable } from './schema.js'

/** Traces ordered by object, time, account, post. Buffers are shared so that threads read them in place. */
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
  /** Are the account keys in the order of ids (`areAccountsInOrder`)? Said only where it was looked at when the columns were kept. */
  readonly areAccountsInOrder?: boolean
}

type Numbers = Pick<Traces, 'count' | 'accounts' | 'unitMs' | 'baseMs' | 'areAccountsInOrder'>
/** What the comment says of the file. */
interface Kept extends Numbers {
  readonly objects: number
  readonly crc: number
}
type Columns = Pick<Traces, 'time' | 'account' | 'post' | 'objectStart' | 'objectKey'>

/** Fewer traces are read from the table in no time. */
const WORTH_KEEPING = 100_000
/** Four row groups of the engine: each thread of it has some, and a piece is 8 to 16 MB. */
const PIECE = 491_520
const BYTES = 1 << 24
const NOTE_EVERY = 1_000_000

const folderOf = (db: Database): string => `${db.file}.columns`
const fileOf = (db: Database, trace: string): string => join(folderOf(db), traceTable(trace))

export async function readTraces(job: Job, trace: string): Promise<Traces> {
  const { comment } = await job.db.row<{ comment: string | null }>(
    `select comment from duckdb_tables() where table_name = ${quoteText(traceTable(trace))} and database_name in (current_database(), 'temp')`,
  )
  return (comment === null ? null : readKept(fileOf(job.db, trace), JSON.parse(comment) as Kept)) ?? (await readTable(job, trace))
}

function columnsFor({ count, unitMs }: Numbers, objects: number): Columns {
  return {
    time: unitMs === 1000 ? sharedInts(count) : sharedFloats(count),
    account: sharedInts(count),
    post: sharedInts(count),
    objectStart: sharedInts(objects + 1),
    objectKey: sharedInts(objects),
  }
}

/** The bytes of the columns in the order of the file, in pieces. */
function* bytesOf({ time, account, post, objectStart, objectKey }: Columns): Generator<Uint8Array> {
  for (const { buffer, byteLength } of [time, account, post, objectStart, objectKey])
    for (let from = 0; from < byteLength; from += BYTES) yield new Uint8Array(buffer, from, Math.min(BYTES, byteLength - from))
}

/** Null when the file is not there, cannot be read, or is another than the one that was kept. */
function readKept(path: string, { objects, crc, ...numbers }: Kept): Traces | null {
  const columns = columnsFor(numbers, objects)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    let found = 0
    let size = 0
    for (const bytes of bytesOf(columns)) {
      if (readSync(file, bytes) !== bytes.length) return null
      found = crc32(bytes, found)
      size += bytes.length
    }
    return found === crc && fstatSync(file).size === size ? { ...numbers, ...columns } : null
  } catch {
    return null
  } finally {
    closeSync(file)
  }
}

/** Called when the table was made. A file that cannot be written is none: the table has everything. */
export async function keepTraces(job: Job, trace: string): Promise<void> {
  const { db } = job
  const { n, isKeeping } = await db.row<{ n: number; isKeeping: boolean }>(
    `select count(*) as n, not bool_or(readonly) and bool_or(path is not null) as "isKeeping"
     from ${traceTable(trace)}, duckdb_databases() where database_name = current_database()`,
  )
  if (n < WORTH_KEEPING || !isKeeping) return
  const { count, accounts, unitMs, baseMs, ...columns } = await readTable(job, trace)
  const path = fileOf(db, trace)
  const fresh = `${path}.new`
  let crc = 0
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(fresh, 'w')
    try {
      for (const bytes of bytesOf(columns)) {
        writeSync(file, bytes)
        crc = crc32(bytes, crc)
      }
    } finally {
      closeSync(file)
    }
    renameSync(fresh, path)
  } catch {
    rmSync(fresh, { force: true })
    return
  }
  const kept: Kept = {
    count,
    accounts,
    unitMs,
    baseMs,
    areAccountsInOrder: await areAccountsInOrder(db),
    objects: columns.objectKey.length,
    crc,
  }
  await db.run(`comment on table ${traceTable(trace)} is ${quoteText(JSON.stringify(kept))}`)
}

/** Is the order of account keys that of their ids, bytewise, then of platforms, as after a single import? Ids never change, so what was true of some accounts stays true of them. */
export async function areAccountsInOrder(db: Database): Promise<boolean> {
  const { ordered } = await db.row<{ ordered: boolean | null }>(
    `select bool_and(k > before_k and (id > before_id or (id = before_id and p >= before_p))) as ordered
     from (select account_key as k, account_id as id, platform as p, lag(account_key) over () as before_k, lag(account_id) over () as before_id,
       lag(platform) over () as before_p from accounts) where before_k is not null`,
  )
  return ordered ?? true
}

/** Called when tables of traces were dropped: their files hold what is no longer to be used, or to be forgotten. */
export function dropKeptTraces(db: Database): void {
  rmSync(folderOf(db), { recursive: true, force: true })
}

async function readTable(job: Job, trace: string): Promise<Traces> {
  const table = traceTable(trace)
  const { count, least, most, account, object, isWholeSeconds, firstRow } = await job.db.row<{
    count: number
    least: number | null
    most: number | null
    account: number | null
    object: number | null
    isWholeSeconds: boolean | null
    firstRow: string | null
  }>(
    `select count(*) as count, min(happened_ms) as least, max(happened_ms) as most, max(account_key) as account,
       max(object_key) as object, bool_and(happened_ms % 1000 = 0) as "isWholeSeconds",
       min(rowid)::varchar as "firstRow" from ${table}`,
  )
  const baseMs = Math.floor((least ?? 0) / 1000) * 1000
  const unitMs = isWholeSeconds !== false && (most ?? 0) - baseMs < 1000 * (2 ** 31 - 1) ? 1000 : 1
  const numbers: Numbers = { count, accounts: (account ?? -1) + 1, unitMs, baseMs }
  const columns = columnsFor(numbers, (object ?? -1) + 1)
  const timeSql = unitMs === 1000 ? `((happened_ms - ${baseMs}) // 1000)::integer` : `(happened_ms - ${baseMs})::double`
  let objects = 0
  let key = -1
  let before = 0
  let nextNote = NOTE_EVERY
  await readPieces(job, table, ['account_key', 'post_key', timeSql, 'object_key'], { count, firstRow }, (rows, at) => {
    const [accounts, posts, times, keys] = rows as [Int32Array, Int32Array, Int32Array, Int32Array]
    columns.account.set(accounts, at)
    columns.post.set(posts, at)
    columns.time.set(times, at)
    for (let i = 0; i < keys.length; i++) {
      const time = times[i] as number
      const isNew = keys[i] !== key
      if ((keys[i] as number) < key || (!isNew && time < before)) throw new Error('traces are not in the order of their objects and times')
      before = time
      if (!isNew) continue
      key = keys[i] as number
      columns.objectKey[objects] = key
      columns.objectStart[objects++] = at + i
    }
    if (at < nextNote) return
    job.note('reading traces', at, count)
    nextNote = at + NOTE_EVERY
  })
  columns.objectStart[objects] = count
  return {
    ...numbers,
    ...columns,
    objectStart: columns.objectStart.subarray(0, objects + 1),
    objectKey: columns.objectKey.subarray(0, objects),
  }
}

/**
 * All rows of a table that nothing was ever deleted from, in the order in which they lie. Its rows are numbered in a row, from 0 or, until the
 * step that made it is written, from some large number. The engine makes the next piece while `take` goes through the last.
 */
async function readPieces(
  { db, signal }: Pick<Job, 'db' | 'signal'>,
  table: string,
  expressions: readonly string[],
  { count, firstRow }: { count: number; firstRow: string | null },
  take: (columns: readonly Int32Array[], at: number) => void,
): Promise<void> {
  const first = BigInt(firstRow ?? 0)
  const piece = (from: number) => {
    if (from >= count) return null
    const [low, high] = [first + BigInt(from), first + BigInt(from + PIECE)]
    return db.connection.run(`select ${expressions.join(', ')} from ${table} where rowid >= ${low} and rowid < ${high}`)
  }
  let at = 0
  let next = piece(0)
  try {
    for (let from = PIECE; next; from += PIECE) {
      const result = await next
      failIfCancelled(signal)
      next = piece(from)
      for (let i = 0; i < result.chunkCount; i++) {
        const chunk = result.getChunk(i)
        take(
          expressions.map((_, column) => (chunk.getColumnVector(column) as unknown as { items: Int32Array }).items),
          at,
        )
        at += chunk.rowCount
      }
    }
  } finally {
    // the connection runs one query at a time
    await next?.catch(() => undefined)
  }
  if (at !== count) throw new Error(`${table} has ${count} rows but ${at} were read`)
}
