import { BIGINT, DOUBLE, DuckDBDataChunk, INTEGER } from '@duckdb/node-api'
import type { Job } from './job.js'

const TYPES = { integer: INTEGER, bigint: BIGINT, double: DOUBLE } as const
const ROWS = 2048
const FLUSH_EVERY = 1_000_000

/** A column of `bigint` is two 32-bit words per value, low first, as DuckDB stores them. */
export type Column = Int32Array | Float64Array

/** Appends rows to a table column by column, without making a value of JavaScript for each. Inside the running transaction. */
export async function columnAppender(job: Job, table: string, types: readonly (keyof typeof TYPES)[]) {
  const appender = await job.db.connection.createAppender(table)
  let chunk: DuckDBDataChunk | null = null
  let sinceFlush = 0
  return {
    append: (columns: readonly Column[], count: number) => {
      for (let from = 0; from < count; from += ROWS) {
        const size = Math.min(ROWS, count - from)
        if (chunk === null || chunk.rowCount !== size)
          chunk = DuckDBDataChunk.create(
            types.map((type) => TYPES[type]),
            size,
          )
        for (const [i, column] of columns.entries()) {
          const vector = chunk.getColumnVector(i) as unknown as { items: Column | BigInt64Array; flush(): void }
          const { items } = vector
          if (items instanceof BigInt64Array)
            new Int32Array(items.buffer, items.byteOffset, size * 2).set(column.subarray(from * 2, (from + size) * 2))
          else items.set(column.subarray(from, from + size))
          vector.flush()
        }
        appender.appendDataChunk(chunk)
      }
      sinceFlush += count
      if (sinceFlush > FLUSH_EVERY) {
        appender.flushSync()
        sinceFlush = 0
      }
    },
    close: () => appender.closeSync(),
  }
}
