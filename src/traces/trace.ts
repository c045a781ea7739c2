import type { TraceId } from '../model/index.js'
import type { Database, Job } from '../store/index.js'

export interface Trace {
  readonly id: TraceId
  readonly title: string
  readonly objectMeans: string
  readonly normalisedHow: string
  /** What ordinary behaviour looks like: read beside every result on this trace. */
  readonly ordinary: string
  /** Fields of posts of which one must be in the data; the first is the usual one. */
  readonly needs: readonly string[]
  /** Asked when a field of `needs` is there: whether what else the trace rests on is in the case too. */
  readonly isInData?: (db: Database) => Promise<boolean>
  /**
   * SQL select over `posts` giving account_key, raw (varchar), post_key, happened_ms. Rows whose raw is null are no traces.
   * Without `normalise`, raw is the object id and a post has at most one.
   */
  readonly rows: string
  /** raw → object id, the same on every machine; null = no object. Called once per distinct raw. */
  readonly normalise?: (raw: string) => string | null
  /**
   * In place of `normalise`, where an object can only be told from all that is in the data: every distinct raw, once, in bytewise order →
   * the object id of each, null = no object. Depends on nothing but the raws and, by way of the job, on tables of the case.
   */
  readonly families?: (job: Job, raws: readonly string[]) => Promise<readonly (string | null)[]>
}

/** A repost counts in the repost trace only: what it repeats (links, tags, text, mentions) is the work of the account reposted. */
export const OWN_POSTS = 'posts where repost_of is null and repost_of_account is null and given_object is null'

/** Between the platform and the rest of a raw value; in no platform name. */
export const SEPARATOR = '\u001f'
export const SEPARATOR_SQL = 'chr(31)'
