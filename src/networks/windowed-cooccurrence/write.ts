import { columnAppender, type Job } from '../../store/index.js'
import type { EdgeBlock } from './edges.js'

const TYPES = [
  ...(['integer', 'integer', 'integer', 'double', 'integer', 'bigint', 'integer', 'integer'] as const),
  ...(['bigint', 'double', 'bigint', 'bigint', 'bigint', 'bigint', 'bigint'] as const),
]

/** Writes blocks of edges to the store in the order they come. `keyOf` turns account numbers back into keys. */
export async function edgeWriter(job: Job, networkKey: number, keyOf: Int32Array | null) {
  const appender = await columnAppender(job, 'edges', TYPES)
  let edges = 0
  return {
    write: ({ columns, count }: EdgeBlock) => {
      if (count === 0) return
      if (keyOf) for (const side of [0, 1]) (columns[side] as Int32Array).set((columns[side] as Int32Array).map((a) => keyOf[a] as number))
      appender.append([new Int32Array(count).fill(networkKey), ...columns], count)
      edges += count
    },
    close: () => {
      appender.close()
      return edges
    },
  }
}
