import type { Job } from '../../store/index.js'

/**
 * For edges that were not made from the pairs of posts that stand behind them: measures of the pairs that `pairs` (as NetworkMethod.pairsSql)
 * gives, 0 where there are none. Returns the number of edges without a pair.
 */
export async function fillPairs({ db }: Job, networkKey: number, pairs: string): Promise<number> {
  const edge = `e.network_key = ${networkKey} and e.account_a = p.account_a and e.account_b = p.account_b`
  await db.run(`update edges set pairs = 0, posts_a = 0, posts_b = 0, gap_sum_ms = 0, gap_median_ms = 0, gap_least_ms = 0, first_a = 0, first_b = 0
    where network_key = ${networkKey}`)
  await db.run(`update edges as e set pairs = p.pairs, posts_a = p.posts_a, posts_b = p.posts_b, gap_sum_ms = p.gap_sum_ms, gap_median_ms = p.gap_median_ms,
      gap_least_ms = p.gap_least_ms, first_ms = p.first_ms, last_ms = p.last_ms, first_a = p.first_a, first_b = p.first_b
    from (
      select p.account_a, p.account_b, count(*) as pairs, count(distinct if(f.account_key = p.account_a, post_first, post_second))::integer as posts_a,
        count(distinct if(f.account_key = p.account_a, post_second, post_first))::integer as posts_b, sum(p.gap_ms)::bigint as gap_sum_ms,
        quantile_cont(p.gap_ms, 0.5) as gap_median_ms, min(p.gap_ms) as gap_least_ms, min(p.first_ms) as first_ms, max(p.first_ms + p.gap_ms) as last_ms,
        count(*) filter (p.gap_ms > 0 and f.account_key = p.account_a) as first_a, count(*) filter (p.gap_ms > 0 and f.account_key = p.account_b) as first_b
      from (${pairs}) as p join edges as e on ${edge} join posts as f on f.post_key = p.post_first group by p.account_a, p.account_b) as p
    where ${edge}`)
  const { n } = await db.row<{ n: number }>(`select count(*) as n from edges where network_key = ${networkKey} and pairs = 0`)
  return n
}

export function accountsOf(networkKey: number): string {
  return `select account_a as account_key from edges where network_key = ${networkKey} union select account_b from edges where network_key = ${networkKey}`
}
