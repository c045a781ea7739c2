/**
 * Who turned to whom: one row per post and account that it reposts, answers, quotes or mentions. An account named by the data is found by platform and id, else by
 * platform and handle (without @, lower case, as it is now); who is not in the case counts as an account outside (to_key null). Nobody turns to themselves.
 */
import type { Job } from '../store/index.js'

export type InteractionCounts = Readonly<Record<'repost' | 'reply' | 'mention', number>>

export const INTERACTIONS = 'temp.signal_interactions'

/** Makes the temp table (from_key, to_key, kind, post_key, at_ms), kinds repost, reply, mention, in a total order. Returns rows per kind. */
export async function makeInteractions(job: Job): Promise<InteractionCounts> {
  const { db } = job
  await db.run(`create or replace temp table signal_names as
    select platform, name, account_key from (
      select platform, account_id as name, account_key, 0 as rank from accounts
      union all select platform, lower(ltrim(handle, '@')), account_key, 1 from accounts where handle is not null)
    where name is not null and name <> ''
    qualify row_number() over (partition by platform, name order by rank, account_key) = 1`)
  await db.run(`create or replace temp table signal_interactions as
    with named as (
      select account_key as from_key, platform, repost_of_account as name, 'repost' as kind, post_key, posted_ms as at_ms
        from posts where repost_of is not null and repost_of_account is not null
      union all select account_key, platform, reply_to_account, 'reply', post_key, posted_ms
        from posts where repost_of is null and reply_to_account is not null
      union all select account_key, platform, unnest(mentions), 'mention', post_key, posted_ms
        from posts where repost_of is null and mentions is not null),
    written as (select distinct from_key, platform, kind, post_key, at_ms, ltrim(name, '@') as name from named where trim(name) <> '')
    select w.from_key, coalesce(i.account_key, h.account_key) as to_key, w.kind, w.post_key, w.at_ms
    from written w
      left join signal_names i on i.platform = w.platform and i.name = w.name
      left join signal_names h on h.platform = w.platform and h.name = lower(w.name)
    where coalesce(i.account_key, h.account_key) is distinct from w.from_key
    order by w.from_key, w.at_ms, w.post_key, w.kind, to_key`)
  await db.run('drop table temp.signal_names')
  const rows = await db.rows<{ kind: string; n: number }>('select kind, count(*) as n from temp.signal_interactions group by 1 order by 1')
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.n ?? 0
  return { repost: of('repost'), reply: of('reply'), mention: of('mention') }
}
