/** Lists of followers. A follower stands in the list of an account once: the first row that says so is kept, in this file or an earlier one, later ones are merged into it. */
import type { Database } from './database.js'

/** Rows that say again what is known go to `left_out` as merged. */
export async function findKnownFollows(db: Database, platform: string): Promise<void> {
  const row = `hash(${platform}, v_account_id, v_follower_id)`
  const twice = `select ${row} from incoming where bad = 0 group by 1 having count(*) > 1`
  if ((await db.row<{ n: number }>(`select count(*) as n from (${twice}) as t`)).n > 0)
    await db.run(`insert into left_out select ord, 'merged' from (
      select i.rowid as ord, row_number() over (partition by ${platform}, v_account_id, v_follower_id order by i.rowid) as n from incoming as i
      where bad = 0 and ${row} in (${twice}) and not exists (select 1 from left_out as o where o.ord = i.rowid)) as r where n > 1`)
  if ((await db.row<{ n: number }>('select count(*) as n from follows')).n === 0) return
  await db.run(`insert into left_out select i.ord, 'merged' from (select rowid as ord, ${platform} as p, * from incoming where bad = 0) as i
    join accounts as a on a.platform = i.p and a.account_id = i.v_account_id
    join accounts as b on b.platform = i.p and b.account_id = i.v_follower_id
    join follows as f on f.account_key = a.account_key and f.follower_key = b.account_key
    where not exists (select 1 from left_out as o where o.ord = i.ord)`)
}

/** The accounts must be there. Reads the view `arriving`. */
export async function writeFollows(db: Database, has: ReadonlySet<string>, platform: string, fileKey: number): Promise<void> {
  const { n } = await db.row<{ n: number }>('select coalesce(max(follow_key), -1) + 1 as n from follows')
  const value = (field: string) => (has.has(field) ? `r.v_${field}` : 'null')
  await db.run(`insert into follows (follow_key, account_key, follower_key, position, followed_ms, file_key, line)
    select ${n} + row_number() over (order by r.ord) - 1, a.account_key, b.account_key, ${value('position')}, ${value('followed_at')}, ${fileKey}, r.physical_line
    from arriving as r join accounts as a on a.platform = ${platform} and a.account_id = r.v_account_id
    join accounts as b on b.platform = ${platform} and b.account_id = r.v_follower_id order by r.ord`)
}
