import type { TraceId } from '../../model/index.js'
import { traceTable } from '../../store/index.js'
import { selfSql } from '../taking-part.js'
import { amongSql, bucketedPairs, orderedPairs } from '../windowed-cooccurrence/sql.js'
import type { SimilarityParams } from './params.js'

export function tracesSql(trace: TraceId, isSelfExcluded: boolean): string {
  const self = isSelfExcluded ? selfSql(trace) : null
  return `select object_key, account_key, post_key, happened_ms from ${traceTable(trace)}${self ? ` where post_key not in (${self})` : ''}`
}

/** In the order in which cells are read. */
export function orderedTraces(rows: string): string {
  return `select object_key, account_key, post_key, happened_ms from (${rows}) order by object_key, happened_ms, account_key, post_key`
}

/** The same filters as keepActive, in the same order. */
export function activeSql(
  rows: string,
  { minParticipation, minObjectAccounts }: Pick<SimilarityParams, 'minParticipation' | 'minObjectAccounts'>,
) {
  const active =
    minParticipation > 1 ? `select * from (${rows}) qualify count(*) over (partition by account_key) >= ${minParticipation}` : rows
  if (minObjectAccounts <= 1) return active
  return `select * from (${active}) where object_key in
    (select object_key from (${active}) group by object_key having count(distinct account_key) >= ${minObjectAccounts})`
}

/** One pair per shared object: the earliest post of each account on it. */
export function earliestPairs(rows: string, among: string): string {
  return orderedPairs(
    bucketedPairs(
      `select object_key, account_key, post_key, happened_ms from (${amongSql(rows, among)})
        qualify row_number() over (partition by object_key, account_key order by happened_ms, post_key) = 1`,
      null,
    ),
  )
}
