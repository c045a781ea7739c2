import type { NetworkInfo, Params, Reference, TraceId } from '../model/index.js'
import type { Job } from '../store/index.js'
import type { SharedData } from './shared-data.js'
import type { TakingPart } from './taking-part.js'

/** A way to make weighted edges between accounts. `build` writes the rows of `edges` for `networkKey` and says what it made. */
export interface NetworkMethod<P extends object = Record<string, unknown>> {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly isDirected: boolean
  readonly params: Params<P>
  readonly weightMeans: string
  /** How ordinary behaviour makes such edges. */
  readonly ordinary: string
  readonly references: readonly Reference[]
  /** The trace, or several as one, in which the network's evidence stands; the trace that it is built from when absent. */
  standsOn?(trace: TraceId, params: P): TraceId
  /** Which traces take part, where the parameters do not say it under the names of `TakingPart`. */
  takesPart?(params: P): TakingPart
  /**
   * SQL of the pairs of posts behind the edges among the accounts that the SQL `among` selects (`account_key`):
   * object_key, account_a, account_b (as in the edge), post_first, post_second (earlier first; ties: lower post key), first_ms, gap_ms. No order.
   */
  pairsSql(trace: TraceId, params: P, among: string): string
  /** For methods whose edges say that objects are shared, at any time. */
  sharedData?(job: Job, trace: TraceId, params: P): Promise<SharedData>
  build(job: Job, networkKey: number, trace: TraceId, params: P): Promise<BuiltNetwork>
}

export type BuiltNetwork = Pick<NetworkInfo, 'accounts' | 'edges' | 'tracesRead' | 'accountsRead' | 'objectsRead' | 'notes'>
