import { columnAppender, type Job } from '../../store/index.js'
import type { EdgeBlock } from './edges.js'

const TYPES = [
  ...(['integer', 'integer', 'integer', 'double', 'integer', 'bigint', 'integer', 'integer'] as const),
  ...(['bigint', 'double', 'bigint', 'bigint', 'bigint', 'bigint', 'bigint'] as const),
]

export interface Written {
  readonly edges: number
  /** Accounts that have an edge. */
  readonly accounts: number
}

/** Writes blocks of edges to the store in the order they come. `keyOf` turns account numbers, fewer than `accounts`, back into keys. */
export async function edgeWriter(job: Job, networkKey: number, keyOf: Int32Array | null, accounts: number) {
  const appender = await columnAppender(job, 'edges', TYPES)
  const hasEdge = new Uint8Array(accounts)
  let edges = 0
  return {
    write: ({ columns, count }: EdgeBlock) => {
      if (count === 0) return
      for (const side of [columns[0], columns[1]] as Int32Array[])
        for (let i = 0; i < count; i++) {
          const account = side[i] as number
          hasEdge[account] = 1
          if (keyOf) side[i] = keyOf[account] as number
        }
      appender.append([new Int32Array(count).fill(networkKey), ...columns], count)
      edges += count
    },
    close: (): Written => {
      appender.close()
      return { edges, accounts: hasEdge.reduce((sum: number, each) => sum + each, 0) }
    },
  }
}
