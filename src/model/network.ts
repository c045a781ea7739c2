import type { TraceId } from './trace.js'

/** What one network is; its edges live in the store's `edges` table under `networkKey`. */
export interface NetworkInfo {
  readonly networkKey: number
  /** Chosen by a person or made from trace and window: `repost-60s`. Unique in the case. */
  readonly networkId: string
  readonly method: string
  readonly trace: TraceId
  readonly params: Readonly<Record<string, unknown>>
  readonly isDirected: boolean
  readonly weightMeans: string
  readonly accounts: number
  readonly edges: number
  /** Traces read, accounts and objects in them: what "of how many" refers to. */
  readonly tracesRead: number
  readonly accountsRead: number
  readonly objectsRead: number
  /** Objects left out or weighed down, capped or approximated: named in every result it touched. */
  readonly notes: readonly string[]
  readonly seed: number
}

/** One edge. For undirected networks account_a's id comes before account_b's (bytewise), never a self-loop. Times in ms since 1970 UTC. */
export interface Edge {
  readonly a: number
  readonly b: number
  readonly weight: number
  /** Distinct shared objects. */
  readonly objects: number
  /** Co-occurring pairs of posts. */
  readonly pairs: number
  /** Distinct posts of a, of b, in those pairs. */
  readonly postsA: number
  readonly postsB: number
  readonly gapSumMs: number
  readonly gapMedianMs: number
  readonly gapLeastMs: number
  readonly firstAtMs: number
  readonly lastAtMs: number
  /** Pairs in which a, b came first; the rest are ties. */
  readonly firstA: number
  readonly firstB: number
}
