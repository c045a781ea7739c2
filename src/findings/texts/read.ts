/** What the case holds of some families, in a total order; families are objects of a trace, by key. */
import { type PostRef, quoteText } from '../../model/index.js'
import { type Job, objectTable, traceTable } from '../../store/index.js'
import { MOST_TEXTS } from '../../traces/index.js'
import { TITLED } from '../facts.js'

export interface FamilyRow {
  readonly key: number
  readonly objectId: string
  readonly posts: number
  readonly accounts: number
  readonly firstMs: number
  readonly lastMs: number
}

/** Of each group its families with most members. */
const OF_A_GROUP = 3

/** Families with enough accounts, those with most first, with those that most members of each group share; and how many have enough. */
export async function readFamilies(
  { db }: Job,
  trace: string,
  leastAccounts: number,
  most: number,
): Promise<{ rows: FamilyRow[]; all: number }> {
  const counted = `select object_key, count(*) as posts, count(distinct account_key) as accounts, min(happened_ms) as first_ms, max(happened_ms) as last_ms
    from ${traceTable(trace)} group by object_key having count(distinct account_key) >= ${leastAccounts}`
  const { all } = await db.row<{ all: number }>(`select count(*) as "all" from (${counted})`)
  const rows = await db.rows<FamilyRow>(
    `with counted as (${counted}),
     shared as (select m.group_id, t.object_key, count(distinct t.account_key) as members from ${traceTable(trace)} t join group_members m using (account_key) group by 1, 2 having count(distinct t.account_key) > 1),
     of_groups as (select object_key from shared join counted using (object_key) qualify row_number() over (partition by group_id order by members desc, accounts desc, object_key) <= ${OF_A_GROUP}),
     named as (select *, row_number() over (order by accounts desc, posts desc, object_id) as place from counted join ${objectTable(trace)} using (object_key))
     select object_key as "key", object_id as "objectId", posts as "posts", accounts as "accounts", first_ms as "firstMs", last_ms as "lastMs" from named
     where place <= ${most} or object_key in (select object_key from of_groups) order by place`,
  )
  return { rows, all }
}

/** One query for all families: the trace's rows of theirs, with the posts' columns as `p`. */
function rowsOf(trace: string, families: readonly FamilyRow[]): string {
  return `from ${traceTable(trace)} t join posts p using (post_key) where t.object_key in (${families.map(({ key }) => key).join(', ')})`
}

function byFamily<T extends { object_key: number }>(rows: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>()
  for (const row of rows) {
    const own = found.get(row.object_key)
    if (own) own.push(row)
    else found.set(row.object_key, [row])
  }
  return found
}

export interface TextRow {
  readonly object_key: number
  readonly text: string
  readonly posts: number
  /** The first post with it, and when. */
  readonly first_post: number
  readonly first_ms: number
  /** Distinct texts of the family. */
  readonly of: number
}

/** Distinct texts, commonest first, equally common ones in the order of their MD5, so that a cut takes from everywhere. */
export async function readTexts({ db }: Job, trace: string, families: readonly FamilyRow[]): Promise<Map<number, TextRow[]>> {
  const rows = await db.rows<TextRow>(
    `with texts as (select t.object_key, p.text, count(*) as posts, min_by(t.post_key, (t.happened_ms, t.account_key, t.post_key)) as first_post, min(t.happened_ms) as first_ms ${rowsOf(trace, families)} group by 1, 2)
     select object_key, text, posts, first_post, first_ms, count(*) over (partition by object_key) as "of" from texts
     qualify row_number() over (partition by object_key order by posts desc, md5(text), text) <= ${MOST_TEXTS}
     order by object_key, posts desc, md5(text), text`,
  )
  return byFamily(rows)
}

/** The commonest text of the families with most accounts, in that order. */
export async function readCommonest(
  { db }: Job,
  trace: string,
  leastAccounts: number,
  most: number,
): Promise<{ key: number; text: string }[]> {
  return await db.rows(
    `with counted as (select object_key, count(distinct account_key) as accounts, count(*) as posts from ${traceTable(trace)} group by 1 having count(distinct account_key) >= ${leastAccounts}),
     kept as (select *, row_number() over (order by accounts desc, posts desc, object_id) as place from counted join ${objectTable(trace)} using (object_key) qualify place <= ${most}),
     texts as (select k.place, k.object_key, p.text, count(*) as n from kept k join ${traceTable(trace)} t using (object_key) join posts p using (post_key) group by 1, 2, 3)
     select object_key as "key", text as "text" from texts qualify row_number() over (partition by place order by n desc, md5(text), text) = 1 order by place`,
  )
}

/** What some families hold together, and their texts as `readTexts` gives them. */
export async function readTogether(
  { db }: Job,
  trace: string,
  keys: readonly number[],
): Promise<{ accounts: number; posts: number; texts: TextRow[] }> {
  const from = `from ${traceTable(trace)} t join posts p using (post_key) where t.object_key in (${keys.join(', ')})`
  const { accounts, posts } = await db.row<{ accounts: number; posts: number }>(
    `select count(distinct t.account_key) as accounts, count(*) as posts ${from}`,
  )
  const texts = await db.rows<TextRow>(
    `with texts as (select 0 as object_key, p.text, count(*) as posts, min(t.post_key) as first_post, min(t.happened_ms) as first_ms ${from} group by 2)
     select *, count(*) over () as "of" from texts qualify row_number() over (order by posts desc, md5(text), text) <= ${MOST_TEXTS} order by posts desc, md5(text), text`,
  )
  return { accounts, posts, texts }
}

export async function readDelays({ db }: Job, trace: string, families: readonly FamilyRow[]): Promise<Map<number, number>> {
  const rows = await db.rows<{ object_key: number; delay: number }>(
    `with firsts as (select t.object_key, t.account_key, min(t.happened_ms) as at_ms ${rowsOf(trace, families)} group by 1, 2),
     later as (select object_key, at_ms - min(at_ms) over (partition by object_key) as delay,
       row_number() over (partition by object_key order by at_ms, account_key) as place from firsts)
     select object_key, quantile_disc(delay, 0.5) as delay from later where place > 1 group by 1 order by 1`,
  )
  return new Map(rows.map((row) => [row.object_key, row.delay]))
}

const STEPS_MS = [1, 10, 60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400].map((seconds) => 1000 * seconds)
const BUCKETS = 48

export function bucketFor({ firstMs, lastMs }: FamilyRow): number {
  return STEPS_MS.find((step) => (lastMs - firstMs) / step < BUCKETS) ?? Math.ceil((lastMs - firstMs + 1) / BUCKETS)
}

export async function readSpread({ db }: Job, trace: string, families: readonly FamilyRow[]): Promise<Map<number, number[]>> {
  const list = families.map((row) => `(${row.key}, ${row.firstMs}::bigint, ${bucketFor(row)}::bigint)`).join(', ')
  const rows = await db.rows<{ object_key: number; bucket: number; posts: number }>(
    `select object_key, (happened_ms - from_ms) // step as bucket, count(*) as posts from ${traceTable(trace)}
     join (values ${list}) as f(object_key, from_ms, step) using (object_key) group by 1, 2 order by 1, 2`,
  )
  const spread = new Map(
    families.map((row) => [row.key, new Array<number>(Math.floor((row.lastMs - row.firstMs) / bucketFor(row)) + 1).fill(0)]),
  )
  for (const { object_key, bucket, posts } of rows) (spread.get(object_key) as number[])[bucket] = posts
  return spread
}

export interface FactRow {
  readonly object_key: number
  readonly titles: number
  readonly titled: number
  readonly clients: number
  readonly client: string | null
  readonly client_posts: number
  readonly answers: number
  readonly quoted: number
  readonly days: number
  readonly most_posts: number
  readonly organised: number
  readonly groups: number
  readonly grouped: number
}

/** Begins or ends with a quotation mark, or says that it repeats somebody. */
const QUOTED = `regexp_matches(trim(p.text), '^(["“”„«»「『]|RT @|rt @)|(["“”»」』])$|\\b[vV]ia @')`
const ANSWER = '(p.reply_to is not null or p.reply_to_account is not null)'

export async function readFacts(
  { db }: Job,
  trace: string,
  families: readonly FamilyRow[],
): Promise<{ of: Map<number, FactRow>; everywhere: EverywhereFacts }> {
  const from = rowsOf(trace, families)
  const titled = TITLED.replaceAll('(text)', '(p.text)').replaceAll('(url_title)', '(p.url_title)')
  const rows = await db.rows<FactRow>(
    `with facts as (select t.object_key, count(p.url_title) as titles, count(*) filter (where ${titled}) as titled, count(p.client) as clients,
       count(*) filter (where ${ANSWER}) as answers, count(*) filter (where ${QUOTED}) as quoted, count(distinct t.happened_ms // 86400000) as days ${from} group by 1),
     programs as (select t.object_key, p.client, count(*) as n ${from} and p.client is not null group by 1, 2 qualify row_number() over (partition by t.object_key order by n desc, p.client) = 1),
     people as (select t.object_key, t.account_key, count(*) as n ${from} group by 1, 2),
     organised as (select distinct account_key from accounts where organisation is not null and trim(organisation) <> ''),
     counted as (select object_key, max(n) as most_posts, count(o.account_key) as organised, count(g.account_key) as grouped from people
       left join organised o using (account_key) left join (select distinct account_key from group_members) g using (account_key) group by 1),
     grouped as (select object_key, count(distinct group_id) as groups from people join group_members using (account_key) group by 1)
     select object_key, titles, titled, clients, client, coalesce(programs.n, 0) as client_posts, answers, quoted, days, most_posts, organised, grouped, coalesce(groups, 0) as groups
     from facts join counted using (object_key) left join programs using (object_key) left join grouped using (object_key) order by object_key`,
  )
  const own = 'from posts p where p.repost_of is null and p.repost_of_account is null and p.given_object is null and p.text is not null'
  const everywhere = await db.row<Omit<EverywhereFacts, 'clients'>>(
    `select count(*) as posts, count(p.url_title) as titles, count(*) filter (where ${titled}) as titled, count(*) filter (where ${ANSWER}) as answers, count(*) filter (where ${QUOTED}) as quoted,
     count(p.client) as "withClient" ${own}`,
  )
  const clients = await db.rows<{ client: string; n: number }>(
    `select p.client, count(*) as n ${own} and p.client is not null group by 1 order by 1`,
  )
  return {
    of: new Map(rows.map((row) => [row.object_key, row])),
    everywhere: { ...everywhere, clients: new Map(clients.map((row) => [row.client, row.n])) },
  }
}

export interface EverywhereFacts {
  readonly posts: number
  readonly titles: number
  readonly titled: number
  readonly answers: number
  readonly quoted: number
  readonly withClient: number
  readonly clients: ReadonlyMap<string, number>
}

/** Codes as given and how many posts of each family have them; null: none. */
export async function readCodes(
  { db }: Job,
  trace: string,
  families: readonly FamilyRow[],
): Promise<Map<number, { code: string | null; posts: number }[]>> {
  const rows = await db.rows<{ object_key: number; code: string | null; posts: number }>(
    `select t.object_key, p.language as code, count(*) as posts ${rowsOf(trace, families)} group by 1, 2 order by 1, 2`,
  )
  return byFamily(rows)
}

/** Texts of the posts whose language is none of `said`. */
export async function readUnsaid(
  { db }: Job,
  trace: string,
  families: readonly FamilyRow[],
  said: readonly string[],
): Promise<Map<number, { text: string; posts: number }[]>> {
  const isSaid = said.length === 0 ? 'false' : `coalesce(p.language in (${said.map(quoteText).join(', ')}), false)`
  const rows = await db.rows<{ object_key: number; text: string; posts: number }>(
    `with texts as (select t.object_key, p.text, count(*) as posts ${rowsOf(trace, families)} and not ${isSaid} group by 1, 2)
     select object_key, text, posts from texts qualify row_number() over (partition by object_key order by posts desc, md5(text), text) <= ${MOST_TEXTS}
     order by object_key, posts desc, md5(text), text`,
  )
  return byFamily(rows)
}

export async function readPosts({ db }: Job, keys: readonly number[]): Promise<Map<number, PostRef>> {
  if (keys.length === 0) return new Map()
  const rows = await db.rows<PostRef>(
    `select p.post_key as "postKey", p.post_id as "postId", p.account_key as "accountKey", p.posted_ms as "atMs", p.text as "text", f.sha256 as "fileSha256", f.name as "fileName", p.line as "line"
     from posts p join files f using (file_key) where p.post_key in (${keys.join(', ')}) order by p.post_key`,
  )
  return new Map(rows.map((row) => [row.postKey, row]))
}

/** Every different own text with its first post, bytewise; null where there are more than `most` posts. */
export async function readAllTexts({ db }: Job, most: number): Promise<{ text: string; post: number }[] | null> {
  const own = 'text is not null and repost_of is null and repost_of_account is null and given_object is null'
  const { n } = await db.row<{ n: number }>(`select count(*) as n from posts where ${own}`)
  if (n > most) return null
  return await db.rows(
    `select text, min_by(post_key, (posted_ms, account_key, post_key)) as post from posts where ${own} group by 1 order by 1`,
  )
}

/** Pairs of accounts of each family that are edges of networks whose edges were tested. */
export async function readValidated(
  { db }: Job,
  trace: string,
  families: readonly FamilyRow[],
): Promise<Map<number, { networkId: string; pairs: number }[]>> {
  const tested = await db.rows<{ key: number; networkId: string }>(
    'select network_key as "key", network_id as "networkId" from networks where network_key in (select network_key from edge_tests) order by network_key',
  )
  if (tested.length === 0) return new Map()
  const rows = await db.rows<{ object_key: number; key: number; pairs: number }>(
    `with own as (select distinct t.object_key, t.account_key ${rowsOf(trace, families)})
     select a.object_key, e.network_key as "key", count(*) as pairs from (select distinct network_key, account_a, account_b from edge_tests) e
     join own a on a.account_key = e.account_a join own b on b.account_key = e.account_b and b.object_key = a.object_key group by 1, 2 order by 1, 2`,
  )
  const found = byFamily(rows)
  return new Map(
    families.map(({ key }) => [
      key,
      tested.map((network) => ({
        networkId: network.networkId,
        pairs: found.get(key)?.find((row) => row.key === network.key)?.pairs ?? 0,
      })),
    ]),
  )
}

export async function readGroups(
  { db }: Job,
  trace: string,
  families: readonly FamilyRow[],
): Promise<Map<number, { groupId: string; members: number; standing: string | null }[]>> {
  const rows = await db.rows<{ object_key: number; groupId: string; members: number; standing: string | null }>(
    `with own as (select distinct t.object_key, t.account_key ${rowsOf(trace, families)})
     select own.object_key, m.group_id as "groupId", count(*) as "members", any_value(d.body ->> 'standing') as "standing"
     from own join group_members m using (account_key) left join dossiers d on d.group_id = m.group_id group by 1, 2 having count(*) > 1 order by 1, 3 desc, length(m.group_id), 2`,
  )
  return new Map([...byFamily(rows)].map(([key, own]) => [key, own.map(({ object_key: _, ...row }) => row)]))
}

/** Links or media of each family that a fifth of its posts or more have. */
export async function readShared(
  { db }: Job,
  trace: string,
  other: 'link' | 'media',
  families: readonly FamilyRow[],
): Promise<{ object_key: number; object_id: string; all: number; own: number }[]> {
  return await db.rows(
    `with own as (select t.object_key, o.object_key as other_key, count(distinct t.post_key) as n ${rowsOf(trace, families).replace(' where ', ` join ${traceTable(other)} o using (post_key) where `)} group by 1, 2),
     posts_of as (select t.object_key, count(*) as n ${rowsOf(trace, families)} group by 1),
     everywhere as (select object_key as other_key, count(distinct post_key) as n from ${traceTable(other)} group by 1)
     select own.object_key, object_id, everywhere.n as "all", own.n as own from own join posts_of using (object_key) join everywhere using (other_key)
     join ${objectTable(other)} x on x.object_key = own.other_key where 5 * own.n >= posts_of.n order by 1, 2`,
  )
}
