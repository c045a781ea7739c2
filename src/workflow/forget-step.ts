/**
 * Forgetting one account in one step. Gone: its posts, the hashes and thumbnails of files that only its posts name, its profile rows, its followers and its place among those of others, the texts of reposts of its posts, its id and handle in the lists
 * of mentions and in the reply and repost columns of others, `@handle` in the texts of others, and everything that was computed (traces,
 * networks, groups, dossiers). The ledger and the tombstone keep only SHA-256(platform, account id).
 */
import { fail, quoteText } from '../model/index.js'
import { accountHashSql, type Case, type Database, dropDerived, hashRows, type World } from '../store/index.js'
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

const RESULT_SQL = `
  select p.post_key, p.platform, p.post_id, p.account_key, p.posted_ms, p.text, p.repost_of, p.repost_of_account, p.reply_to, p.reply_to_account,
    p.quote_of, p.mentions, p.file_key, p.line from posts as p order by p.post_key, p.file_key, p.line`
/** In a case with follower lists, where an account may have no post. */
const RESULT_WITH_FOLLOWS = `
  select * from (select 'post' as what, post_key as row_key, platform, post_id, account_key, posted_ms, text, repost_of, repost_of_account, reply_to,
      reply_to_account, quote_of, mentions, null as follower_key, null as position, null as followed_ms, file_key, line from posts
    union all select 'follow', follow_key, null, null, account_key, null, null, null, null, null, null, null, null, follower_key, position, followed_ms,
      file_key, line from follows) as r order by what, row_key`

/** `accounts` and `posts` name an account by key; a key without profile rows takes its id from nowhere, so both are looked through. */
async function findKey(
  db: Database,
  hash: string,
): Promise<{ key: number; platform: string; accountId: string; handles: string[] } | null> {
  const found = await db.rows<{ account_key: number; platform: string; account_id: string; handle: string | null }>(
    `with own as (select account_key, platform, account_id, handle from accounts where ${accountHashSql('platform', 'account_id')} = $1)
     select * from own union select o.account_key, o.platform, o.account_id, c.handle from own o join account_changes c using (account_key) order by account_key, handle`,
    [hash],
  )
  const first = found[0]
  if (first === undefined) return null
  const handles = [...new Set(found.flatMap((row) => (row.handle === null ? [] : [row.handle])))].sort()
  return { key: first.account_key, platform: first.platform, accountId: first.account_id, handles }
}

/** A handle is matched whole, without regard to ASCII case; letters, digits and _ before or after it make it another handle. */
function mentionPattern(names: readonly string[]): string {
  const escaped = names.map((name) => name.replace(/^@/, '').replace(/[^\p{L}\p{N}_]/gu, (sign) => `\\${sign}`))
  return `(^|[^\\pL\\pN_@])@(${escaped.join('|')})($|[^\\pL\\pN_])`
}

async function clearOthers(db: Database, names: readonly string[], postIds: string): Promise<number> {
  const list = names.map((name) => quoteText(name.replace(/^@/, '').toLowerCase())).join(', ')
  const isName = (column: string) => `lower(ltrim(${column}, '@')) in (${list})`
  const pattern = quoteText(mentionPattern(names))
  const isRepost = `(coalesce(${isName('repost_of_account')}, false) or coalesce(repost_of in (${postIds}), false))`
  const isAnswer = `coalesce(${isName('reply_to_account')}, false)`
  const mentioned = `len(list_filter(coalesce(mentions, []), lambda m: coalesce(${isName('m')}, false))) > 0`
  const named = `coalesce(regexp_matches(text, ${pattern}, 'i'), false)`
  const { n } = await db.row<{ n: number }>(`select count(*) as n from posts where ${isRepost} or ${isAnswer} or ${mentioned} or ${named}`)
  // Twice: one match may eat the sign that begins the next one.
  for (let i = 0; i < 2; i++)
    await db.run(`update posts set text = regexp_replace(text, ${pattern}, '\\1@[forgotten]\\3', 'gi') where ${named}`)
  await db.run(`update posts set mentions = list_filter(mentions, lambda m: not coalesce(${isName('m')}, false)) where ${mentioned}`)
  await db.run(`update posts set text = null, repost_of_account = null where ${isRepost}`)
  await db.run(`update posts set reply_to_account = null where ${isAnswer}`)
  await db.run(`delete from rejects where coalesce(${isName('value')}, false)`)
  return n
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

/** @throws ProblemError `usage/unknown-account` */
export async function forgetByHash(world: World, kase: Case, accountHash: string): Promise<Forgotten> {
  return await kase.step(world, { verb: 'forget', params: { accountHash }, inputs: [] }, 1, async (job) => {
    const { db } = job
    const account = await findKey(db, accountHash)
    if (account === null)
      fail({
        code: 'usage/unknown-account',
        what: 'the case holds no such account',
        where: { file: kase.path },
        fix: 'give its handle or id as in the data',
        unchanged: 'nothing was forgotten',
      })
    const key = String(account.key)
    const media = await mediaOnlyOf(db, account.key)
    const originals = await db.rows<{ sha256: string }>(
      `select distinct f.sha256 from files as f where f.is_original_kept and f.file_key in
         (select file_key from media_files where media_key in (${media.join(', ') || 'null'}) union select file_key from posts where account_key = ${key} union select file_key from accounts where account_key = ${key} union select file_key from account_changes where account_key = ${key}
          union select file_key from post_fills where post_key in (select post_key from posts where account_key = ${key})
          union select file_key from follows where ${key} in (account_key, follower_key)) order by f.sha256`,
    )
    const { posts } = await db.row<{ posts: number }>(`select count(*) as posts from posts where account_key = ${key}`)
    const counted = await db.row<{ all: number; own: number }>(
      `select count(*) as "all", count(*) filter (where ${key} in (account_key, follower_key)) as own from follows`,
    )
    job.note('forgetting', 0, 3)
    kase.compactLater()
    await dropDerived(db)
    await db.run(`create or replace temp table forgotten_posts as select post_id from posts where account_key = ${key}`)
    await db.run(`delete from post_fills where post_key in (select post_key from posts where account_key = ${key})`)
    await db.run(`delete from posts where account_key = ${key}`)
    await db.run(`delete from accounts where account_key = ${key}`)
    await db.run(`delete from account_changes where account_key = ${key}`)
    await db.run(`delete from follows where ${key} in (account_key, follower_key)`)
    await deleteMedia(db, media)
    job.note('forgetting', 1, 3)
    const rowsCleared = await clearOthers(db, [account.accountId, ...account.handles], 'select post_id from forgotten_posts')
    await db.run('drop table forgotten_posts')
    job.note('forgetting', 2, 3)
    const { entry } = await db.row<{ entry: number }>('select coalesce(max(entry), 0) + 1 as entry from ledger')
    await db.run('insert into tombstones values ($1, $2, $3, $4)', [account.platform, accountHash, entry, posts])
    if (originals.length > 0)
      job.warn(
        `${originals.length} original file(s) still hold the account, since evidence is kept unaltered: ${originals.map((row) => row.sha256.slice(0, 12)).join(', ')}`,
      )
    const resultHash = await hashRows(db, counted.all > 0 ? RESULT_WITH_FOLLOWS : RESULT_SQL)
    return {
      result: { accountHash, posts, follows: counted.own, rowsCleared, originals: originals.map((row) => row.sha256) },
      done: { counts: { posts, rowsCleared, ...(counted.own > 0 ? { follows: counted.own } : {}) }, resultHash },
    }
  })
}
