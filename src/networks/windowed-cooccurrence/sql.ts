/**
 * The readable second implementation, which the kernel is checked against, and the pairs behind edges. Times are cut into buckets as long as
 * the window; two traces within the window lie in the same bucket or in neighbours, so an equality join finds each pair once.
 */
import type { TraceId } from '../../model/index.js'
import { traceTable } from '../../store/index.js'
import { selfSql } from '../taking-part.js'
import type { WindowedParams } from './params.js'

export const BYTEWISE = 'select account_key, row_number() over (order by account_id, platform, account_key) as place from accounts'

/** Traces that take part, as a CTE body. */
export function rowsSql(trace: TraceId, params: WindowedParams): string {
  const self = params.isSelfRepostExcluded ? selfSql(trace) : null
  const all = `select object_key, account_key, post_key, happened_ms from ${traceTable(trace)}${self ? ` where post_key not in (${self})` : ''}`
  const active =
    params.minParticipation > 1
      ? `select * from (${all}) qualify count(*) over (partition by account_key) >= ${params.minParticipation}`
      : all
  if (params.hubCap === null || params.hubMode !== 'leave-out') return active
  return `select * from (${active}) where object_key not in
    (select object_key from (${active}) group by object_key having count(distinct account_key) > ${params.hubCap})`
}

/** Pairs of traces of distinct accounts on one object within the window; account_a before account_b by id. */
export function bucketedPairs(rows: string, windowSeconds: number | null): string {
  const columns = `object_key, x.account_key as x_account, y.account_key as y_account, x.post_key as x_post, y.post_key as y_post,
      x.happened_ms as x_ms, y.happened_ms as y_ms`
  const ordered = `select object_key,
      case when p.place < q.place then x_account else y_account end as account_a,
      case when p.place < q.place then y_account else x_account end as account_b,
      case when p.place < q.place then x_post else y_post end as post_a,
      case when p.place < q.place then y_post else x_post end as post_b,
      case when p.place < q.place then x_ms else y_ms end as a_ms,
      case when p.place < q.place then y_ms else x_ms end as b_ms
    from found join places as p on p.account_key = x_account join places as q on q.account_key = y_account`
  if (windowSeconds === null)
    return `with rows as (${rows}), places as (${BYTEWISE}),
      found as (select ${columns} from rows as x join rows as y using (object_key) where x.account_key < y.account_key)
    ${ordered}`
  const window = Math.round(windowSeconds * 1000)
  const bucket = Math.max(1, window)
  return `with rows as (select *, happened_ms // ${bucket} as bucket from (${rows})), places as (${BYTEWISE}),
    found as (
      select ${columns} from rows as x join rows as y using (object_key, bucket)
        where x.account_key < y.account_key and abs(x.happened_ms - y.happened_ms) <= ${window}
      union all
      select ${columns} from rows as x join (select object_key, account_key, post_key, happened_ms, bucket - 1 as bucket from rows) as y
        using (object_key, bucket) where x.account_key <> y.account_key and y.happened_ms - x.happened_ms <= ${window})
    ${ordered}`
}

/** Edges as in the store, without network_key. Hub mode `weigh` is not expressed here. */
export function edgesSql(trace: TraceId, params: WindowedParams): string {
  return `select account_a, account_b, count(distinct object_key)::double as weight, count(distinct object_key)::integer as objects, count(*) as pairs,
      count(distinct post_a)::integer as posts_a, count(distinct post_b)::integer as posts_b, sum(abs(a_ms - b_ms))::bigint as gap_sum_ms,
      quantile_cont(abs(a_ms - b_ms), 0.5) as gap_median_ms, min(abs(a_ms - b_ms)) as gap_least_ms, min(least(a_ms, b_ms)) as first_ms,
      max(greatest(a_ms, b_ms)) as last_ms, count(*) filter (a_ms < b_ms) as first_a, count(*) filter (b_ms < a_ms) as first_b
    from (${bucketedPairs(rowsSql(trace, params), params.windowSeconds)})
    group by account_a, account_b having count(distinct object_key) >= ${params.minWeight}`
}

/** See NetworkMethod.pairsSql. */
export function orderedPairs(pairs: string): string {
  return `select object_key, account_a, account_b,
      case when a_ms < b_ms or (a_ms = b_ms and post_a < post_b) then post_a else post_b end as post_first,
      case when a_ms < b_ms or (a_ms = b_ms and post_a < post_b) then post_b else post_a end as post_second,
      least(a_ms, b_ms) as first_ms, abs(a_ms - b_ms) as gap_ms
    from (${pairs})`
}

export function amongSql(rows: string, among: string): string {
  return `select * from (${rows}) where account_key in (${among})`
}
