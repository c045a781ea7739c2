import { BIGINT, DOUBLE, DuckDBDataChunk, INTEGER } from '@duckdb/node-api'
import type { Job } from '../../store/index.js'
import type { EdgeBlock } from './edges.js'

const TYPES = [
  ...[INTEGER, INTEGER, INTEGER, DOUBLE, INTEGER, BIGINT, INTEGER, INTEGER, BIGINT, DOUBLE, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT],
] as const
const ROWS = 2048

interface Filled {
  items: Int32Array | Float64Array | BigInt64Array
  flush(): void
}

/** Appends blocks of edges to the store, column by column, in the order they come. `keyOf` turns account numbers back into keys. */
export async function edgeWriter(job: Job, networkKey: number, keyOf: Int32Array | null) {
  const appender = await job.db.connection.createAppender('edges')
  let chunk: DuckDBDataChunk | null = null
  let edges = 0
  let sinceFlush = 0
  const put = (block: EdgeBlock, from: number, size: number) => {
    if (!chunk || chunk.rowCount !== size) chunk = DuckDBDataChunk.create(TYPES, size)
    const key = chunk.getColumnVector(0) as unknown as Filled
    ;(key.items as Int32Array).fill(networkKey)
    key.flush()
    for (const [i, column] of block.columns.entries()) {
      const vector = chunk.getColumnVector(i + 1) as unknown as Filled
      const { items } = vector
      if (items instanceof BigInt64Array) {
        const words = new Int32Array(items.buffer, items.byteOffset, size * 2)
        words.set(column.subarray(from * 2, (from + size) * 2))
      } else if (keyOf && i < 2) for (let r = 0; r < size; r++) items[r] = keyOf[column[from + r] as number] as number
      else items.set(column.subarray(from, from + size))
      vector.flush()
    }
    appender.appendDataChunk(chunk)
  }
  return {
    write: (block: EdgeBlock) => {
      for (let from = 0; from < block.count; from += ROWS) put(block, from, Math.min(ROWS, block.count - from))
      edges += block.count
      sinceFlush += block.count
      if (sinceFlush > 1_000_000) {
        appender.flushSync()
        sinceFlush = 0
      }
    },
    close: () => {
      appender.closeSync()
      return edges
    },
  }
}
