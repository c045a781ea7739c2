import type { TraceId } from '../model/index.js'

export interface Trace {
  readonly id: TraceId
  readonly title: string
  readonly objectMeans: string
  readonly normalisedHow: string
  /** What ordinary behaviour looks like: read beside every result on this trace. */
  readonly ordinary: string
  /** Fields of posts that must be in the data. */
  readonly needs: readonly string[]
  /** SQL select over `posts` giving account_key, object_id (varchar, not null), post_key, happened_ms. */
  readonly rows: string
}
