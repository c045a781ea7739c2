/** The traces of one kind in typed arrays: by object and time, and by account, with the posts behind them. Built once per network. */
import type { NetworkInfo } from '../model/index.js'
import { type Cascades, type Columns, cascadesOf, readTraceColumns, takingPart } from '../networks/index.js'
import type { Job } from '../store/index.js'

/** Objects and accounts are numbered by their keys; the place in the arrays by trace is a trace's position. */
export interface TraceIndex extends Cascades {
  readonly post: Int32Array
  /** Like accountStart and byAccount, only traces on objects with two accounts or more: on the others nobody can be met. */
  readonly sharedStart: Int32Array
  readonly bySharedAccount: Int32Array
}

/** The traces that take part in a network. */
export async function readTraceIndex(job: Job, network: Pick<NetworkInfo, 'trace' | 'method' | 'params'>): Promise<TraceIndex> {
  return makeTraceIndex(await readTraceColumns(job, network.trace, takingPart(network)))
}

/** Columns must be ordered by object, time, account, post. */
export function makeTraceIndex(columns: Columns & { readonly post: Int32Array }): TraceIndex {
  const cascades = cascadesOf(columns)
  const sharedStart = new Int32Array(cascades.accounts + 1)
  const bySharedAccount = new Int32Array(cascades.traces)
  let many = 0
  for (let a = 0; a < cascades.accounts; a++) {
    for (let i = cascades.accountStart[a] as number; i < (cascades.accountStart[a + 1] as number); i++) {
      const position = cascades.byAccount[i] as number
      if ((cascades.size[cascades.object[position] as number] as number) > 1) bySharedAccount[many++] = position
    }
    sharedStart[a + 1] = many
  }
  return { ...cascades, post: columns.post, sharedStart, bySharedAccount: bySharedAccount.slice(0, many) }
}

/** Traces of one account. */
export function activityOf(index: TraceIndex, account: number): number {
  return account < index.accounts ? (index.accountStart[account + 1] as number) - (index.accountStart[account] as number) : 0
}
