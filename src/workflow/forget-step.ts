/**
 * Forgetting one account in one step. Gone: its posts, the hashes and thumbnails of files that only its posts name, its profile rows, its followers and its place among those of others, what others hold of it
 * (store/forgotten.ts), and everything that was computed (traces, networks, groups, dossiers). The ledger and the store keep hashes only. A name that others write as an ordinary word, without @ or #, stays: it may be a word.
 */
import { fail, quoteText } from '../model/index.js'
import {
  accountHashSql,
  type Case,
  clearNames,
  clearRejects,
  type Database,
  dropDerived,
  hashCommonRows,
  hashKeyedRows,
  judgedGroups,
  keepMarks,
  keyedResult,
  namesIn,
  POSTS_OF_CASE,
  PROFILES_OF_CASE,
  type World,
} from '../store/index.js'
import { readCatalogue } from '../traces/index.js'

export interface Forgotten {
  readonly accountHash: string
  readonly posts: number
  /** Rows of follower lists, of it or with it. */
  readonly follows: number
  /** Rows of others from which a mention, a repost's text or a reference was taken. */
  readonly rowsCleared: number
  /** SHA-256 of the originals that still hold the account. */
  readonly originals: readonly string[]
}

interface Sought {
  /** Null: it has no rows of its own, or they are gone already. */
  readonly key: number | null
  readonly platform: string
  readonly names: readonly string[]
}

/** `accounts` and `posts` name an account by key; a key without profile rows takes its id from nowhere, so both are looked through. */
async function findKey(db: Database, hash: string): Promise<Sought | null> {
  const found = await db.rows<{ account_key: number; platform: string; account_id: string; handle: string | null }>(
    `with own as (select account_key, platform, account_id, handle from accounts where ${accountHashSql('platform', 'account_id')} = $1)
     select * from own union select o.account_key, o.platform, o.account_id, c.handle from own o join account_changes c using (account_key) order by account_key, handle`,
    [hash],
  )
  const first = found[0]
  if (first === undefined) return null
  const handles = found.flatMap((row) => (row.handle === null ? [] : [row.handle]))
  return { key: first.account_key, platform: first.platform, names: [...new Set([first.account_id, ...handles])].sort() }
}

/** One that only others name, or that was forgotten before: what is left of it is known by the hashes of its names. */
async function findNamed(db: Database, hash: string): Promise<Sought | null> {
  const [tomb] = await db.rows<{ platform: string }>('select platform from tombstones where account_hash = $1', [hash])
  await db.run(
    "insert into forgotten_marks select $2, $1, 'name', $1 where not exists (select 1 from forgotten_marks where kind = 'name' and hash = $1)",
    [hash, tomb?.platform ?? ''],
  )
  const found: (readonly [string, string])[] = []
  for (const held of [POSTS_OF_CASE, PROFILES_OF_CASE])
    for (const [platform, names] of await namesIn(db, held, hash)) found.push(...names.map((name) => [platform, name] as const))
  const platform = tomb?.platform ?? found[0]?.[0]
  if (platform === undefined) return null
  await db.run("update forgotten_marks set platform = $2 where platform = '' and account_hash = $1", [hash, platform])
  return { key: null, platform, names: [...new Set(found.map(([, name]) => name))].sort() }
}

/** Files given with the case that only posts of this account name. */
async function mediaOnlyOf(db: Database, accountKey: number): Promise<number[]> {
  if ((await db.row<{ n: number }>('select count(*) as n from media_files')).n === 0) return []
  const { find } = await readCatalogue(db)
  const [own, others] = [new Set<number>(), new Set<number>()]
  for (const row of await db.rows<{ value: string; isOwn: boolean; isOthers: boolean }>(
    `select value, bool_or(account_key = ${accountKey}) as "isOwn", bool_or(account_key <> ${accountKey}) as "isOthers"
     from (select account_key, unnest(media) as value from posts) group by value`,
  )) {
    const media = find(row.value)
    if (media === null || media === 'ambiguous' || media.mediaKey === null) continue
    if (row.isOwn) own.add(media.mediaKey)
    if (row.isOthers) others.add(media.mediaKey)
  }
  return [...own].filter((key) => !others.has(key)).sort((a, b) => a - b)
}

async function deleteMedia(db: Database, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return
  for (const table of ['media_looks', 'media_sounds', 'media_hashes', 'media_names', 'media_files'])
    await db.run(`delete from ${table} where media_key in (${keys.join(', ')})`)
}

/** Its own posts, and those that others answer or repost as its own. */
function postIdsOf({ key, platform, names }: Sought): string {
  const isName = (column: string) =>
    `platform = ${quoteText(platform)} and lower(ltrim(${column}, '@')) in (${names.map((name) => quoteText(name.replace(/^@/, '').toLowerCase())).join(', ') || 'null'})`
  return `select post_id from posts where account_key = ${key} and given_object is null
    union select repost_of from posts where repost_of is not null and ${isName('repost_of_account')}
    union select reply_to from posts where reply_to is not null and ${isName('reply_to_account')}`
}

async function deleteOwn(db: Database, key: number | null): Promise<void> {
  if (key === null) return
  await db.run(`delete from post_fills where post_key in (select post_key from posts where account_key = ${key})`)
  for (const table of ['posts', 'accounts', 'account_changes']) await db.run(`delete from ${table} where account_key = ${key}`)
  await db.run(`delete from follows where ${key} in (account_key, follower_key)`)
}

/** What others hold of it. */
async function clearOthers(db: Database, { platform, names }: Sought): Promise<{ rows: number; files: readonly number[] }> {
  const posts = await clearNames(db, POSTS_OF_CASE, platform, names)
  const profiles = await clearNames(db, PROFILES_OF_CASE, platform, names)
  await clearRejects(db, platform, names)
  return { rows: posts.rows + profiles.rows, files: [...posts.files, ...profiles.files] }
}

async function originalsOf(db: Database, key: number | null, media: readonly number[], cleared: readonly number[]): Promise<string[]> {
  const rows = await db.rows<{ sha256: string }>(
    `select distinct f.sha256 from files as f where f.is_original_kept and f.file_key in
       (select file_key from media_files where media_key in (${media.join(', ') || 'null'}) union select file_key from posts where account_key = ${key} union select file_key from accounts where account_key = ${key} union select file_key from account_changes where account_key = ${key}
        union select file_key from post_fills where post_key in (select post_key from posts where account_key = ${key})
        union select file_key from follows where ${key} in (account_key, follower_key) union select unnest([${cleared.join(', ')}]::integer[])) order by f.sha256`,
  )
  return rows.map(({ sha256 }) => sha256)
}

/** @throws ProblemError `usage/unknown-account` */
export async function forgetByHash(world: World, kase: Case, hash: string): Promise<Forgotten> {
  return await kase.step(world, { verb: 'forget', params: { accountHash: hash }, inputs: [] }, 1, async (job) => {
    const { db } = job
    const account = (await findKey(db, hash)) ?? (await findNamed(db, hash))
    if (account === null)
      fail({
        code: 'usage/unknown-account',
        what: 'the case holds no such account',
        where: { file: kase.path },
        fix: 'give its handle or id as in the data',
        unchanged: 'nothing was forgotten',
      })
    const { key } = account
    const media = key === null ? [] : await mediaOnlyOf(db, key)
    const { posts } = await db.row<{ posts: number }>(`select count(*) as posts from posts where account_key = ${key}`)
    const counted = await db.row<{ own: number }>(`select count(*) as own from follows where ${key} in (account_key, follower_key)`)
    job.note('forgetting', 0, 3)
    kase.compactLater()
    const judged = await judgedGroups(db, 'select group_id from groups')
    if (judged.length > 0)
      job.warn(`what a person had judged on these groups went with them, and is kept in the ledger: ${judged.join(', ')}`)
    await dropDerived(db)
    await keepMarks(db, account.platform, hash, account.names, postIdsOf(account))
    const held = await originalsOf(db, key, media, [])
    await deleteOwn(db, key)
    await deleteMedia(db, media)
    job.note('forgetting', 1, 3)
    const cleared = await clearOthers(db, account)
    const originals = [...new Set([...held, ...(await originalsOf(db, null, [], cleared.files))])].sort()
    job.note('forgetting', 2, 3)
    const { entry } = await db.row<{ entry: number }>('select coalesce(max(entry), 0) + 1 as entry from ledger')
    await db.run('insert into tombstones select $1, $2, $3, $4 where not exists (select 1 from tombstones where account_hash = $2)', [
      account.platform,
      hash,
      entry,
      posts,
    ])
    if (originals.length > 0)
      job.warn(
        `${originals.length} original file(s) still hold the account, since evidence is kept unaltered: ${originals.map((sha256) => sha256.slice(0, 12)).join(', ')}`,
      )
    const resultHash = await hashKeyedRows(db, 'select * from posts', 'post_key')
    const also = [...(await hashCommonRows(db)), await keyedResult(db, 'select * from follows', 'follow_key')]
    return {
      result: { accountHash: hash, posts, follows: counted.own, rowsCleared: cleared.rows, originals },
      done: { counts: { posts, rowsCleared: cleared.rows, ...(counted.own > 0 ? { follows: counted.own } : {}) }, resultHash, also },
    }
  })
}
