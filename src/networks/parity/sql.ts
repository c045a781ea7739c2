/** The pairs of rows behind the edges of the two parity methods. */
import { quoteText, type TraceId, tracesOf } from '../../model/index.js'
import { objectTable, traceTable } from '../../store/index.js'

/** The object that is the very post `p`: files name it by its bare id, the traces of posts with the platform before it; other objects are no posts. */
export function ownIds(trace: TraceId): string[] {
  const traces = tracesOf(trace)
  return traces.flatMap((each) => {
    const before = quoteText(traces.length > 1 ? `${each} ` : '')
    if (each === 'given') return [`${before} || p.post_id`]
    return each === 'repost' || each === 'reply-target' ? [`${before} || p.platform || ':' || p.post_id`] : []
  })
}

/** object_key, account_key, post_key, happened_ms, content (platform and content id), is_own (the object is this very content). */
export function contentRows(trace: TraceId): string {
  const own = ownIds(trace)
  const ownSql = own.length === 0 ? 'false' : `o.object_id in (${own.join(', ')})`
  return `select t.object_key, t.account_key, t.post_key, t.happened_ms, p.platform || ' ' || p.post_id as content, ${ownSql} as is_own
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
