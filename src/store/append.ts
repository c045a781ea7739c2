import type { Database } from './database.js'
import { engine } from './engine.js'
import type { Job } from './job.js'

const TYPES = { integer: 'INTEGER', bigint: 'BIGINT', double: 'DOUBLE' } as const
const ROWS = 2048
const FLUSH_EVERY = 1_000_000

/** A column of `bigint` is two 32-bit words per value, low first, as DuckDB stores them. */
export type Column = Int32Array | Float64Array

/**
 * Appends rows to a table column by column, without making a value of JavaScript for each. Inside the running transaction. Rows are gathered
 * to whole chunks, for handing over a chunk costs about as much as its rows.
 */
export async function columnAppender(
  { db }: Pick<Job, 'db'>,
  table: string,
  types: readonly (keyof typeof TYPES)[],
  catalog: 'case' | 'temp' = 'case',
) {
  const appender = await db.connection.createAppender(table, 'main', catalog === 'temp' ? 'temp' : undefined)
  const chunkOf = (rows: number) =>
    engine().DuckDBDataChunk.create(
      types.map((type) => engine()[TYPES[type]]),
      rows,
    )
  const full = chunkOf(ROWS)
  const words = types.map((type) => (type === 'bigint' ? 2 : 1))
  const gathered = types.map((type, i) => (type === 'double' ? new Float64Array(ROWS) : new Int32Array(ROWS * (words[i] as number))))
  let waiting = 0
  let sinceFlush = 0
  const send = () => {
    const chunk = waiting === ROWS ? full : chunkOf(waiting)
    for (const [i, column] of gathered.entries()) {
      const vector = chunk.getColumnVector(i) as unknown as { items: Column | BigInt64Array; flush(): void }
      const { items } = vector
      if (items instanceof BigInt64Array) new Int32Array(items.buffer, items.byteOffset, waiting * 2).set(column.subarray(0, waiting * 2))
      else items.set(column.subarray(0, waiting))
      vector.flush()
    }
    appender.appendDataChunk(chunk)
    sinceFlush += waiting
    waiting = 0
    if (sinceFlush > FLUSH_EVERY) {
      appender.flushSync()
      sinceFlush = 0
    }
  }
  return {
    append: (columns: readonly Column[], count: number) => {
      for (let from = 0; from < count; ) {
        const size = Math.min(ROWS - waiting, count - from)
        for (const [i, column] of columns.entries()) {
          const w = words[i] as number
          gathered[i]?.set(column.subarray(from * w, (from + size) * w), waiting * w)
        }
        waiting += size
        from += size
        if (waiting === ROWS) send()
      }
    },
    close: () => {
      if (waiting > 0) send()
      appender.closeSync()
    },
  }
}

/** Rows of texts, in place of those with the same key: one statement for all, since each costs as much as hundreds of rows. No key twice. */
export async function replaceTexts(db: Database, table: string, rows: readonly (readonly string[])[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = first.map((_, i) => `unnest($${i + 1}::varchar[])`).join(', ')
  const values = first.map((_, i) => engine().listValue(rows.map((row) => row[i] as string)))
  await db.run(`insert or replace into ${table} select ${columns}`, values)
}
