/**
 * What others hold of a forgotten account: its names (id and handles) and the ids of its posts, in their columns, lists, texts and addresses.
 * Of both only hashes are kept (`forgotten_marks`), so what is to be taken out is looked for among what is there: in the posts of the case, and
 * in the rows of a file before they come in. Where others acted on the same post, address or hashtag, a mark stands for it: that they did is theirs.
 */
import { quoteText } from '../model/index.js'
import type { Database } from './database.js'
import type { IngestPlan } from './ingest-plan.js'
import { platformSql, stagedFields } from './ingest-rows.js'
import { hiddenSql, placeSql, profilePattern } from './profile-urls.js'
import { accountHashSql, notForgottenSql } from './tombstones.js'

/** Rows of posts, or of profiles: a table, and how its columns are called. */
export interface Held {
  readonly table: string
  /** SQL of the platform of a row. */
  readonly platform: string
  readonly fields: ReadonlySet<string>
  /** SQL: which rows of the table. */
  readonly rows: string
  /** A file before it comes in. */
  readonly isStaged: boolean
  column(field: string): string
}

const POST_FIELDS = [
  'text',
  'repost_of',
  'repost_of_account',
  'reply_to',
  'reply_to_account',
  'quote_of',
  'urls',
  'hashtags',
  'mentions',
  'url_title',
]
const ID_FIELDS = ['repost_of', 'reply_to', 'quote_of']
const same = (field: string) => field
const PROFILE_FIELDS = ['description', 'profile_url']
export const POSTS_OF_CASE: Held = {
  table: 'posts',
  platform: 'platform',
  fields: new Set(POST_FIELDS),
  rows: 'true',
  isStaged: false,
  column: same,
}
export const PROFILES_OF_CASE: Held = {
  table: 'accounts',
  platform: 'platform',
  fields: new Set(PROFILE_FIELDS),
  rows: 'true',
  isStaged: false,
  column: same,
}

const bare = (name: string) => name.replace(/^[@＠]/, '').toLowerCase()
const bareSql = (name: string) => `lower(ltrim(${name}, '@＠'))`

/** Called when the rows of the account itself still stand. `postIds`: a query. */
export async function keepMarks(
  db: Database,
  platform: string,
  accountHash: string,
  names: readonly string[],
  postIds: string,
): Promise<void> {
  const [p, account] = [quoteText(platform), quoteText(accountHash)]
  const list = names.map((name) => `(${quoteText(bare(name))})`).join(', ')
  await db.run(`insert into forgotten_marks
    select distinct ${p}, ${account}, 'name', ${accountHashSql(p, 'name')} from (values ${list}) as t(name) where name <> ''
    union select distinct ${p}, ${account}, 'post', ${accountHashSql(p, 'id')} from (${postIds}) as t(id) order by all`)
}

const isMarked = (kind: 'name' | 'post', platform: string, value: string, account?: string) =>
  `coalesce(${accountHashSql(platform, value)} in (select hash from forgotten_marks where kind = '${kind}'${account === undefined ? '' : ` and account_hash = ${quoteText(account)}`}), false)`
const mark = (platform: string, value: string) => `'forgotten-' || left(${accountHashSql(platform, value)}, 16)`

/** Forgotten names that stand in these rows, by platform; those of one account, or of all. */
export async function namesIn(db: Database, held: Held, account?: string): Promise<Map<string, string[]>> {
  const { fields, column } = held
  const of = (field: string, sql: (value: string) => string) => (fields.has(field) ? [sql(column(field))] : [])
  const inText = (value: string) => [
    `unnest(regexp_extract_all(${value}, '[@＠#＃]([\\p{L}\\p{N}_]+)', 1))`,
    `unnest(regexp_extract_all(${value}, '[@＠]([\\p{L}\\p{N}_]+(?:[.@-]?[\\p{L}\\p{N}_]+)+)', 1))`,
    `unnest(string_split_regex(array_to_string(regexp_extract_all(${value}, ${quoteText(profilePattern('[^\\s]*'))}), ' '), '[/?&=#@\\s]'))`,
  ]
  const candidates = [
    ...['repost_of_account', 'reply_to_account'].flatMap((field) => of(field, (value) => value)),
    ...['mentions', 'hashtags'].flatMap((field) => of(field, (value) => `unnest(${value})`)),
    ...['text', 'url_title', 'description', 'profile_url'].flatMap((field) => (fields.has(field) ? inText(column(field)) : [])),
    ...(fields.has('urls') ? inText(`array_to_string(${column('urls')}, ' ')`) : []),
  ]
  if (candidates.length === 0) return new Map()
  const found = await db.rows<{ platform: string; name: string }>(
    `select platform, name from (select distinct platform, ${bareSql('name')} as name from (
      ${candidates.map((candidate) => `select ${held.platform} as platform, ${candidate} as name from ${held.table} where ${held.rows}`).join(' union all ')}))
     where name <> '' and ${isMarked('name', 'platform', 'name', account)} order by platform, name`,
  )
  const names = new Map<string, string[]>()
  for (const { platform, name } of found) names.set(platform, [...(names.get(platform) ?? []), name])
  return names
}

/** For a regular expression, matched whole and without regard to case. */
const oneOf = (names: readonly string[]) =>
  names.length === 0
    ? '[^\\x00-\\x{10FFFF}]'
    : `(?i:${names.map((name) => bare(name).replace(/[^\p{L}\p{N}_]/gu, (sign) => `\\${sign}`)).join('|')})`

const END = '($|[^\\pL\\pN_])'
const TITLE_END = '(?i: on (?:x|twitter|instagram|facebook|tiktok|youtube|threads|telegram)\\b)'
/** After a name in an address: the rest of the address, or what ends it. */
const ADDRESS_END = '(?:[/?&#][^\\s]*|($|[^\\pL\\pN_.-]|[.-](?:$|[^\\pL\\pN_])))'

function patternsFor(names: readonly string[]) {
  const any = oneOf(names)
  return {
    mention: `(^|[^\\pL\\pN_@＠])[@＠]${any}${END}`,
    tag: `(^|[^\\pL\\pN_&/])[#＃]${any}${END}`,
    address: profilePattern(`(?:[^\\s]*[/?&=@])?${any}${ADDRESS_END}`),
    copy: `^\\s*RT [@＠]${any}${END}`,
    title: `^\\W*${any}${TITLE_END}`,
  }
}

const matches = (value: string, pattern: string) => `coalesce(regexp_matches(${value}, ${quoteText(pattern)}), false)`
const replaced = (value: string, pattern: string, by: string) => `regexp_replace(${value}, ${quoteText(pattern)}, ${quoteText(by)}, 'g')`
const someOf = (list: string, test: string) => `len(list_filter(coalesce(${list}, []), lambda item: ${test})) > 0`

interface Address {
  readonly url: string
  readonly hidden: string
}

/** Addresses in the lists of these rows that name the account or a post of it, and what is written for them: the same for the same place, whatever its parameters. */
async function addressesOf(db: Database, held: Held, isOfPlatform: string, p: string, names: readonly string[]): Promise<Address[]> {
  if (!held.fields.has('urls')) return []
  return db.rows<Address>(
    `with given as (select distinct unnest(${held.column('urls')}) as url from ${held.table} where ${isOfPlatform}),
      parts as (select url, unnest(string_split_regex(url, '[/?&=#]')) as part from given where ${matches('url', profilePattern(''))})
     select url, ${hiddenSql('url', mark(p, placeSql('url')))} as hidden from (
       select url from given where ${matches('url', `^${patternsFor(names).address}`)}
       union select url from parts where length(part) > 4 and ${isMarked('post', p, 'part')}) order by url`,
  )
}

interface Change {
  readonly field: string
  readonly where: string
  readonly value: string
}

/** What is written where; all of it goes by the row as it was. */
function changesFor({ fields, column: c }: Held, p: string, names: readonly string[], addresses: readonly Address[]): Change[] {
  const { mention, tag, address, copy, title } = patternsFor(names)
  const list = names.map((name) => quoteText(bare(name))).join(', ') || 'null'
  // A search for the plain word first: patterns are slow, and few texts hold one.
  const holds = (value: string) => names.map((name) => `contains(lower(${value}), ${quoteText(bare(name))})`).join(' or ') || 'false'
  const isIn = (field: string, sql: string) => (fields.has(field) ? sql : 'false')
  const hasIn = (field: string, pattern: string) =>
    isIn(field, `(case when ${holds(c(field))} then ${matches(c(field), pattern)} else false end)`)
  const isName = (value: string) => `coalesce(${bareSql(value)} in (${list}), false)`
  const isTag = `coalesce(lower(ltrim(item, '#＃')) in (${list}), false)`
  const isGone = `item in (${addresses.map(({ url }) => quoteText(url)).join(', ')})`
  const isPost = (field: string) => isIn(field, isMarked('post', p, c(field)))
  const isRepost = `(${isIn('repost_of_account', isName(c('repost_of_account')))} or ${isPost('repost_of')} or ${hasIn('text', copy)})`
  const isAnswer = `(${isIn('reply_to_account', isName(c('reply_to_account')))} or ${isPost('reply_to')})`
  const hasUrl = addresses.length === 0 ? 'false' : someOf(c('urls'), isGone)
  // Twice: one match may eat the sign that begins the next one.
  const once = (text: string) => replaced(replaced(text, mention, '\\1@[forgotten]\\2'), tag, '\\1#[forgotten]\\2')
  const cleaned = (text: string) => once(once(replaced(text, address, '[forgotten]\\1')))
  const hidden = `case item ${addresses.map(({ url, hidden }) => `when ${quoteText(url)} then ${quoteText(hidden)}`).join(' ')} else item end`
  const changes: Change[] = [
    {
      field: 'url_title',
      where: `${hasUrl} or ${isRepost} or ${isPost('quote_of')} or ${hasIn('url_title', `${mention}|${title}`)}`,
      value: 'null',
    },
    { field: 'text', where: isRepost, value: 'null' },
    { field: 'repost_of', where: isRepost, value: mark(p, c('repost_of')) },
    { field: 'repost_of_account', where: isRepost, value: 'null' },
    { field: 'reply_to', where: isAnswer, value: mark(p, c('reply_to')) },
    { field: 'reply_to_account', where: isAnswer, value: 'null' },
    { field: 'quote_of', where: isPost('quote_of'), value: mark(p, c('quote_of')) },
    {
      field: 'mentions',
      where: someOf(c('mentions'), isName('item')),
      value: `list_filter(${c('mentions')}, lambda item: not ${isName('item')})`,
    },
    {
      field: 'hashtags',
      where: someOf(c('hashtags'), isTag),
      value: `list_transform(${c('hashtags')}, lambda item: if(${isTag}, ${mark(p, "lower(ltrim(item, '#＃'))")}, item))`,
    },
    { field: 'urls', where: hasUrl, value: `list_transform(${c('urls')}, lambda item: ${hidden})` },
    ...['text', 'description', 'profile_url'].map((field) => ({
      field,
      where: hasIn(field, `${mention}|${tag}|${address}`),
      value: cleaned(c(field)),
    })),
  ]
  return changes
    .filter(({ field }) => fields.has(field) && (field !== 'urls' || addresses.length > 0))
    .map(({ field, where, value }) => ({
      field,
      where: `${c(field)} is not null and (${where})${ID_FIELDS.includes(field) ? ` and not starts_with(${c(field)}, 'forgotten-')` : ''}`,
      value,
    }))
}

export interface Cleared {
  readonly rows: number
  /** Files that they come from; none where the rows have none yet. */
  readonly files: readonly number[]
}

/**
 * The rows of one platform that hold something, in `temp.holding`: `row`, and a flag for each of the conditions of the changes. So each condition is
 * looked at once. The marks must be kept, for ids of posts go by them.
 */
async function findHolding(db: Database, held: Held, platform: string, names: readonly string[]) {
  const p = quoteText(platform)
  const isOfPlatform = `${held.rows} and ${held.platform} = ${p}`
  const changes = changesFor(held, p, names, await addressesOf(db, held, isOfPlatform, p, names))
  const conditions = [...new Set(changes.map(({ where }) => where))]
  const flags = conditions.map((condition, i) => `(${condition}) as is_${i}`).join(', ')
  await db.run(
    `create or replace temp table holding as select * from (select rowid as "row", ${flags || 'false as is_0'} from ${held.table} where ${isOfPlatform})
     where ${conditions.map((_, i) => `is_${i}`).join(' or ') || 'false'}`,
  )
  const { rows } = await db.row<{ rows: number }>('select count(*) as rows from holding')
  return { rows, changes: changes.map((change) => ({ ...change, where: `h.is_${conditions.indexOf(change.where)}` })) }
}

export async function countNamed(db: Database, platform: string, names: readonly string[]): Promise<number> {
  let rows = 0
  for (const held of [POSTS_OF_CASE, PROFILES_OF_CASE]) rows += (await findHolding(db, held, platform, names)).rows
  await db.run('drop table temp.holding')
  return rows
}

export async function clearNames(db: Database, held: Held, platform: string, names: readonly string[]): Promise<Cleared> {
  const { rows, changes } = await findHolding(db, held, platform, names)
  const files: number[] = []
  if (rows > 0) {
    const cleared = [...new Set(changes.map(({ field }) => field))].map((field) => {
      const own = changes.filter((change) => change.field === field)
      const column = held.column(field)
      return { column, value: `case ${own.map(({ where, value }) => `when ${where} then ${value}`).join(' ')} else ${column} end` }
    })
    if (held.isStaged)
      // Written anew: an update would give other row numbers, and those are the order of the file.
      await db.run(
        `create or replace temp table ${held.table} as select t.* replace (${cleared.map(({ column, value }) => `${value} as ${column}`).join(', ')})
         from ${held.table} as t left join holding as h on h."row" = t.rowid order by t.rowid`,
      )
    else {
      const found = await db.rows<{ file_key: number }>(
        `select distinct file_key from ${held.table} as t join holding as h on h."row" = t.rowid where file_key is not null order by file_key`,
      )
      files.push(...found.map(({ file_key }) => file_key))
      await db.run(
        `update ${held.table} as t set ${cleared.map(({ column, value }) => `${column} = ${value}`).join(', ')} from holding as h where h."row" = t.rowid`,
      )
    }
  }
  await db.run('drop table temp.holding')
  return { rows, files }
}

/** Rejected values of files of that platform: a row whose value is the name goes, one that only holds it keeps no value. */
export async function clearRejects(db: Database, platform: string, names: readonly string[]): Promise<void> {
  const ofPlatform = `file_key in (select file_key from files where platform = ${quoteText(platform)} union select file_key from posts where platform = ${quoteText(platform)})`
  await db.run(`delete from rejects where ${ofPlatform} and ${matches('value', `^[@＠]?${oneOf(names)}$`)}`)
  await db.run(`update rejects set value = null where ${ofPlatform} and ${matches('value', `(^|[^\\pL\\pN_])${oneOf(names)}${END}`)}`)
}

/** SQL: no account of this staged row was forgotten. One that had no rows of its own was forgotten by its handle. */
export function notForgotten(plan: IngestPlan): string {
  const ids = plan.recordKind === 'followers' ? ['v_account_id', 'v_follower_id'] : ['v_account_id']
  if (stagedFields(plan).includes('handle')) ids.push("lower(ltrim(v_handle, '@'))")
  return ids.map((id) => notForgottenSql(platformSql(plan), id)).join(' and ')
}

/**
 * What a file that was staged holds of any account that was forgotten; gives how many rows did. Before the step begins: in a transaction of its own a
 * table that is written anew gets other row numbers.
 */
export async function clearIncoming(db: Database, plan: IngestPlan): Promise<number> {
  const isPosts = plan.recordKind === 'posts' || plan.recordKind === 'traces'
  const staged = stagedFields(plan)
  const held: Held = {
    table: 'incoming',
    platform: platformSql(plan),
    fields: new Set((isPosts ? POST_FIELDS : PROFILE_FIELDS).filter((field) => staged.includes(field))),
    rows: `bad = 0 and ${notForgotten(plan)}`,
    isStaged: true,
    column: (field) => `v_${field}`,
  }
  if ((await db.row<{ n: number }>('select count(*) as n from tombstones')).n === 0) return 0
  const names = await namesIn(db, held)
  const platforms = await db.rows<{ platform: string }>('select distinct platform from forgotten_marks order by platform')
  let rows = 0
  for (const { platform } of platforms) rows += (await clearNames(db, held, platform, names.get(platform) ?? [])).rows
  return rows
}
