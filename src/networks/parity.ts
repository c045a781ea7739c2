/** What the two parity methods share: rows with their content id, pairs of rows within a window, and writing what SQL made. */
import { quoteText, type TraceId, tracesOf } from '../model/index.js'
import { type Job, objectTable, traceTable } from '../store/index.js'
import type { BuiltNetwork } from './method.js'

/** Whether the object is the very post of the row: files name it by its bare id, the traces of posts with the platform before it; other objects are no posts. */
function ownSql(trace: TraceId): string {
  const traces = tracesOf(trace)
  const forms = traces.flatMap((each) => {
    const before = quoteText(traces.length > 1 ? `${each} ` : '')
    if (each === 'given') return [`${before} || p.post_id`]
    return each === 'repost' || each === 'reply-target' ? [`${before} || p.platform || ':' || p.post_id`] : []
  })
  return forms.length === 0 ? 'false' : `o.object_id in (${forms.join(', ')})`
}

/** object_key, account_key, post_key, happened_ms, content (platform and content id), is_own (the object is this very content). */
export function contentRows(trace: TraceId): string {
  return `select t.object_key, t.account_key, t.post_key, t.happened_ms, p.platform || ' ' || p.post_id as content, ${ownSql(trace)} as is_own
    from ${traceTable(trace)} as t join posts as p using (post_key) join ${objectTable(trace)} as o using (object_key)`
}

const SIDE = 'account_key, post_key, happened_ms, content, is_own'
const both = SIDE.split(', ')
  .flatMap((name) => [`x.${name} as x_${name}`, `y.${name} as y_${name}`])
  .join(', ')

/**
 * Unordered pairs of rows of the table `rows` on one object with |time difference| ≤ window, each once, of any accounts. An equality join on buckets as long as
 * the window, as in windowed-cooccurrence/sql.ts; within one bucket x is the row with the lower post key.
 */
export function closeRows(rows: string, windowSeconds: number): string {
  const window = Math.round(windowSeconds * 1000)
  const bucket = Math.max(1, window)
  return `with cut as (select *, happened_ms // ${bucket} as bucket from ${rows})
    select object_key, ${both} from cut as x join cut as y using (object_key, bucket)
      where x.post_key < y.post_key and abs(x.happened_ms - y.happened_ms) <= ${window}
    union all
    select object_key, ${both} from cut as x join (select object_key, ${SIDE}, bucket - 1 as bucket from cut) as y using (object_key, bucket)
      where y.happened_ms - x.happened_ms <= ${window}`
}

/**
 * `a` and `b` name the sides of a pair of rows as the edge has them. Where a pair of rows stands twice, once from either side (self-loops), the condition `once`
 * is true of one of the two; what is counted or summed is taken from that one.
 */
export function measures(once = 'true'): string {
  return `count(distinct object_key)::integer as objects, count(*) filter (${once}) as pairs,
  count(distinct a_post)::integer as posts_a, count(distinct b_post)::integer as posts_b, (sum(abs(a_ms - b_ms)) filter (${once}))::bigint as gap_sum_ms,
  quantile_cont(abs(a_ms - b_ms), 0.5) as gap_median_ms, min(abs(a_ms - b_ms)) as gap_least_ms, min(least(a_ms, b_ms)) as first_ms,
  max(greatest(a_ms, b_ms)) as last_ms, count(*) filter (a_ms < b_ms and ${once}) as first_a, count(*) filter (b_ms < a_ms and ${once}) as first_b`
}

export const EDGE_COLUMNS =
  'account_a, account_b, weight, objects, pairs, posts_a, posts_b, gap_sum_ms, gap_median_ms, gap_least_ms, first_ms, last_ms, first_a, first_b'

export async function writeEdges(job: Job, networkKey: number, trace: TraceId, edges: string): Promise<BuiltNetwork> {
  await job.db.run(`insert into edges select ${networkKey}, ${EDGE_COLUMNS} from (${edges}) order by account_a, account_b`)
  const made = `from edges where network_key = ${networkKey}`
  const counts = await job.db.row<{ edges: number; accounts: number; rows: number; all: number; objects: number }>(
    `select (select count(*) ${made}) as edges, (select count(*) from (select account_a ${made} union select account_b ${made})) as accounts,
      count(*) as "rows", count(distinct account_key) as "all", count(distinct object_key) as objects from ${traceTable(trace)}`,
  )
  const { edges: made_, accounts, rows: tracesRead, all: accountsRead, objects: objectsRead } = counts
  return { accounts, edges: made_, tracesRead, accountsRead, objectsRead, notes: [] }
}
