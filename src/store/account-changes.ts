/**
 * What later rows of accounts say otherwise: another handle, another number of posts. Rows come in the order of imports and, within a file, of `seen_at`, then of the file. What `accounts` holds is the first of them.
 * A handle is the same whatever its case and with or without @.
 */
import type { Database } from './database.js'

/** The accounts must be there. Reads the view `arriving`. */
export async function writeChanges(db: Database, has: ReadonlySet<string>, platform: string, fileKey: number): Promise<void> {
  if (!has.has('handle') && !has.has('posts_count')) return
  const value = (field: string, type: string) => (has.has(field) ? `r.v_${field}` : `null::${type}`)
  const same = (handle: string) => `lower(ltrim(${handle}, '@'))`
  await db.run(`create or replace temp table said as
    with rows as (select a.account_key, ${value('handle', 'varchar')} as handle, ${value('posts_count', 'bigint')} as posts_count, ${value('seen_at', 'bigint')} as seen_ms,
        r.ord, r.physical_line as line, a.handle as first_handle, a.posts_count as first_posts, a.file_key = ${fileKey} as is_new
      from arriving as r join accounts as a on a.platform = ${platform} and a.account_id = r.v_account_id),
    odd as (select distinct account_key from rows where ${same('handle')} <> ${same('first_handle')} or posts_count <> first_posts
      union select account_key from account_changes)
    select r.* from rows as r semi join odd as o on o.account_key = r.account_key`)
  await db.run(`insert into account_changes
    with known as (
      select distinct account_key, first_handle as handle, first_posts as posts_count, null::bigint as seen_ms, -1 as ord, null::bigint as line, -2 as place from said where not is_new
      union all select c.account_key, c.handle, c.posts_count, null, c.rowid, null, -1 from account_changes as c semi join said as s on s.account_key = c.account_key
      union all select account_key, handle, posts_count, seen_ms, ord, line, 0 from said),
    beside as (select *, last_value(handle ignore nulls) over before as handle_before, last_value(posts_count ignore nulls) over before as posts_before from known
      window before as (partition by account_key order by place, seen_ms nulls first, ord rows between unbounded preceding and 1 preceding)),
    marked as (select *, coalesce(${same('handle')} <> ${same('handle_before')}, false) as is_renamed, coalesce(posts_count <> posts_before, false) as is_counted from beside where place = 0)
    select account_key, if(is_renamed, handle, null), if(is_counted, posts_before, null), if(is_counted, posts_count, null), seen_ms, ${fileKey}, line
    from marked where is_renamed or is_counted order by account_key, seen_ms nulls first, ord`)
  await db.run('drop table temp.said')
}
