/**
 * Lists of followers in order of arrival, one after another, so that no more than the longest list is held.
 * Order of a list: the times of following if at least half of its rows have one (and as many as have a position), else the positions if at least half have one; rows without
 * it are left out of the order. Files whose positions overlap are different states of the list: those of the later file came after. A list with neither has no order, unless it
 * is said which way the file runs.
 */
import type { Job } from '../store/index.js'
import { EPOCHS } from './registration-cohorts.js'

export type FileOrder = 'unknown' | 'oldest-first' | 'newest-first'
export type ListOrder = 'time' | 'position' | 'file' | 'none'

export interface FollowerList {
  readonly account: number
  readonly order: ListOrder
  /** Rows without the time or position that the order rests on. */
  readonly unordered: number
  /** By rank; NaN where not known. */
  readonly followers: Int32Array
  readonly createdMs: Float64Array
  readonly followedMs: Float64Array | null
  /** Posts as counted; NaN where not known or below 0. */
  readonly posts: Float64Array
  readonly negative: number
  /** Neither profile text nor picture. */
  readonly isEmpty: Uint8Array
}

export interface FollowerFields {
  readonly lists: number
  readonly created: boolean
  readonly posts: boolean
  readonly profile: boolean
}

/** What the lists of the case say at all. */
export async function followerFields({ db }: Job): Promise<FollowerFields> {
  const { lists } = await db.row<{ lists: number }>('select count(distinct account_key) as lists from follows')
  if (lists === 0) return { lists, created: false, posts: false, profile: false }
  const known = await db.row<{ created: number; posts: number; profile: number }>(
    `select count(${CREATED}) as created, count(posts_count) as posts, count(coalesce(description, avatar)) as profile
     from accounts where account_key in (select follower_key from follows)`,
  )
  return { lists, created: known.created > 0, posts: known.posts > 0, profile: known.profile > 0 }
}

/** The field, else the time inside the id where ids are known to hold one. */
const CREATED = `coalesce(created_ms, case ${Object.entries(EPOCHS)
  .map(
    ([platform, epoch]) =>
      `when platform = '${platform}' and regexp_full_match(account_id, '\\d{15,19}') then (try_cast(account_id as bigint) >> 22) + ${epoch}`,
  )
  .join(' ')} end)`

function rowsSql(fileOrder: FileOrder): string {
  const line = fileOrder === 'newest-first' ? '-f.line' : 'f.line'
  return `with list as (
      select account_key, count(followed_ms) as timed, count(position) filter (position >= 0) as placed, count(*) as n,
        count(distinct file_key) > 1 and count(distinct position) < count(position) as is_crossed from follows group by 1),
    chosen as (
      select account_key, is_crossed, case when timed >= placed and 2 * timed >= n then 'time' when 2 * placed >= n then 'position'
        when '${fileOrder}' <> 'unknown' then 'file' else 'none' end as kind from list),
    maker as (select account_key, (${CREATED})::double as created, posts_count::double as posts, (description is null and avatar is null)::integer as is_empty from accounts),
    placed as (
      select f.*, c.kind, case c.kind when 'time' then followed_ms when 'position' then case when is_crossed then file_key else 0 end else file_key end as first,
        case c.kind when 'time' then coalesce(position, 0) when 'position' then case when position >= 0 then position end else ${line} end as second
      from follows as f join chosen as c using (account_key))
    select f.account_key::integer, f.follower_key::integer, case kind when 'time' then 0 when 'position' then 1 when 'file' then 2 else 3 end::integer,
      (first is null or second is null)::integer, coalesce(m.created, 'nan'::double), coalesce(f.followed_ms::double, 'nan'::double), coalesce(m.posts, 'nan'::double), m.is_empty
    from placed as f join maker as m on m.account_key = f.follower_key
    order by f.account_key, (first is null or second is null), first, second, f.file_key, ${line}`
}

const ORDERS: readonly ListOrder[] = ['time', 'position', 'file', 'none']

/** Each list in the order of the accounts that are followed. The arrays are used again for the next list. */
export async function eachList(job: Job, fileOrder: FileOrder, take: (list: FollowerList) => void): Promise<void> {
  const { db } = job
  const { longest } = await db.row<{ longest: number }>(
    'select max(n) as longest from (select count(*) as n from follows group by account_key) as l',
  )
  const followers = new Int32Array(longest)
  const [createdMs, followedMs, posts] = [new Float64Array(longest), new Float64Array(longest), new Float64Array(longest)]
  const isEmpty = new Uint8Array(longest)
  let [account, kind, n, unordered, timed, negative] = [-1, 0, 0, 0, 0, 0]
  const end = () => {
    if (account < 0) return
    const order = ORDERS[kind] as ListOrder
    take({
      account,
      order,
      unordered,
      negative,
      followers: followers.subarray(0, n),
      createdMs: createdMs.subarray(0, n),
      followedMs: timed > 0 && order === 'time' ? followedMs.subarray(0, n) : null,
      posts: posts.subarray(0, n),
      isEmpty: isEmpty.subarray(0, n),
    })
  }
  const result = await db.connection.stream(rowsSql(fileOrder))
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    db.check?.()
    const rows = chunk
    const items = (i: number) => (rows.getColumnVector(i) as unknown as { items: Int32Array | Float64Array }).items
    const [key, follower, order, isOut, created, followed, count, empty] = [0, 1, 2, 3, 4, 5, 6, 7].map(items) as Int32Array[]
    for (let i = 0; i < rows.rowCount; i++) {
      if (key?.[i] !== account) {
        end()
        ;[account, kind, n, unordered, timed, negative] = [key?.[i] as number, order?.[i] as number, 0, 0, 0, 0]
      }
      if (isOut?.[i] === 1) {
        unordered++
        continue
      }
      const at = followed?.[i] as number
      const posted = count?.[i] as number
      followers[n] = follower?.[i] as number
      createdMs[n] = created?.[i] as number
      followedMs[n] = at
      posts[n] = posted < 0 ? Number.NaN : posted
      isEmpty[n] = empty?.[i] as number
      if (posted < 0) negative++
      if (!Number.isNaN(at)) timed++
      n++
    }
  }
  end()
}
