/**
 * A mapping becomes one SQL statement per file over DuckDB's own readers. Staging reads and checks into a temporary table, whose row
 * numbers are the order of the file; ingesting gives keys in a total order and writes the rows of the case.
 */
import { COUNT_FIELDS, fail, plural, quoteName, quoteText } from '../model/index.js'
import { columnAppender } from './append.js'
import type { Database } from './database.js'
import { notForgotten } from './forgotten.js'
import { hashKeyedRows } from './hash-rows.js'
import { hideTags } from './hide-tags.js'
import { writeAccounts } from './ingest-accounts.js'
import { findKnownFollows, writeFollows } from './ingest-followers.js'
import type { IngestPlan } from './ingest-plan.js'
import { failOnRejects, readRejects, writeRejects } from './ingest-rejects.js'
import { countDoubled, type Filled, fillBlanks, findRepeats, NOTHING_FILLED, type Otherwise } from './ingest-repeats.js'
import { platformSql, stagedFields, withLines } from './ingest-rows.js'
import { type Check, DELETED, hmacSql, parquetText, stagingSql } from './ingest-sql.js'
import { checkCancelled, type Job } from './job.js'
import { judgedGroups } from './judged.js'
import { dropKeptTraces } from './trace-columns.js'

export interface Staged {
  /** Records that the engine read, plus those rejected before. */
  readonly rows: number
  readonly rejects: number
  readonly byCode: Readonly<Record<string, number>>
  readonly firstMs: number | null
  readonly lastMs: number | null
  /** Rows with a value, by field. */
  readonly filled: Readonly<Record<string, number>>
  readonly checks: readonly Check[]
  /** Columns of counts with values that are no whole numbers: how many, and the first. */
  readonly odd: readonly OddCount[]
  /** Rows of `DELETED`. */
  readonly deleted: number
}

export interface OddCount {
  readonly field: string
  readonly column: string
  readonly rows: number
  readonly line: number
  /** Null in a pseudonymised import. */
  readonly value: string | null
}

/** `incoming`: one row per record, good or bad, in the order of the file. */
export async function stageFile(db: Database, plan: IngestPlan): Promise<Staged> {
  const { sql, checks } = stagingSql(plan)
  await db.run(`set TimeZone = ${quoteText(plan.timeZone)}`).catch((error) =>
    fail(
      {
        code: 'usage/bad-time-zone',
        what: `${JSON.stringify(plan.timeZone)} is no time zone`,
        where: { column: '--time-zone', value: plan.timeZone },
        fix: 'give a name such as Europe/Berlin or UTC',
        unchanged: 'nothing was imported',
      },
      error,
    ),
  )
  try {
    await db.run(`create or replace temp table incoming as ${sql}`)
  } finally {
    await db.run("set TimeZone = 'UTC'").catch(() => undefined)
  }
  if (plan.reading.shape === 'json' && !plan.reading.isNumbered) await db.run('delete from incoming where false')
  await hideTags(db, plan)
  await stageLines(db, plan)
  await db.run('create or replace temp table left_out (ord bigint, what varchar)')
  const time = timeField(plan)
  const fields = stagedFields(plan)
  const counts = plan.fields.filter(({ field }) => COUNT_FIELDS.includes(field))
  const deleted = plan.pseudonymKey ? hmacSql(quoteText(DELETED), plan.pseudonymKey) : quoteText(DELETED)
  const sums = await db.row<Record<string, number | null>>(
    `select count(*) as n, count(*) filter (where bad > 0) as bad, ${time ? `min(v_${time}) filter (where bad = 0)` : 'null::bigint'} as first_ms, ${time ? `max(v_${time}) filter (where bad = 0)` : 'null::bigint'} as last_ms
      ${fields.map((field) => `, count(v_${field}) as f_${field}`).join('')}${counts.map(({ field }) => `, count(odd_${field}) as odd_${field}`).join('')}
      , count(*) filter (where bad = 0 and v_account_id = ${deleted}) as deleted from incoming`,
  )
  const byCode: Record<string, number> = {}
  for (const reject of plan.rejects) byCode[reject.code] = (byCode[reject.code] ?? 0) + 1
  if (sums.bad)
    for (const { bad, n } of await db.rows<{ bad: number; n: number }>(
      'select bad, count(*) as n from incoming where bad > 0 group by bad order by bad',
    )) {
      const { code } = checks[bad - 1] as Check
      byCode[code] = (byCode[code] ?? 0) + n
    }
  const odd: OddCount[] = []
  for (const { field, column } of counts) {
    const rows = sums[`odd_${field}`] as number
    if (rows > 0) odd.push({ field, column, rows, ...(await firstOdd(db, plan, field)) })
  }
  return {
    rows: (sums.n as number) + plan.rejects.length,
    rejects: (sums.bad as number) + plan.rejects.length,
    byCode,
    firstMs: sums.first_ms ?? null,
    lastMs: sums.last_ms ?? null,
    filled: Object.fromEntries(fields.map((field) => [field, sums[`f_${field}`] as number])),
    checks,
    odd,
    deleted: sums.deleted as number,
  }
}

async function firstOdd(db: Database, plan: IngestPlan, field: string): Promise<{ line: number; value: string | null }> {
  const { line, value } = await db.row<{ line: number; value: string }>(
    `select physical_line as line, odd_${field} as value from ${withLines(plan)} as i where odd_${field} is not null order by ord limit 1`,
  )
  return { line, value: plan.pseudonymKey ? null : value }
}

function timeField(plan: IngestPlan): string | undefined {
  return plan.fields.find((field) => field.time)?.field
}

async function stageLines(db: Database, plan: IngestPlan): Promise<void> {
  await db.run('create or replace temp table incoming_lines (physical integer)')
  const { lines } = plan.reading
  if (!lines) return
  const appender = await columnAppender({ db }, 'incoming_lines', ['integer'], 'temp')
  appender.append([lines], lines.length)
  appender.close()
}

export interface IngestFile {
  readonly sha256: string
  readonly name: string
  readonly bytes: number
  readonly format: string
  readonly mapping: string
  readonly dropped: string
  readonly isOriginalKept: boolean
}
export interface Ingested {
  readonly fileKey: number
  readonly rowsRead: number
  readonly rowsKept: number
  readonly rowsMerged: number
  readonly rowsRejected: number
  readonly rowsForgotten: number
  readonly newAccounts: number
  /** Ready-made traces, and posts without ids, that the case holds already; they are kept all the same. */
  readonly rowsDoubled: number
  /** What merged rows added to posts that were there, and what they say otherwise. */
  readonly filled: Filled
  readonly otherwise: readonly Otherwise[]
  readonly resultHash: string
}

const POSTS = ['posts', 'post_key'] as const

/** `maxRejects`: rows. Called inside a step, after `stageFile`. */
export async function ingestStaged(job: Job, plan: IngestPlan, staged: Staged, file: IngestFile, maxRejects: number): Promise<Ingested> {
  const { db } = job
  const fileKey = (await db.row<{ k: number }>('select coalesce(max(file_key), -1) + 1 as k from files')).k
  const isFollowers = plan.recordKind === 'followers'
  const platform = platformSql(plan)
  const isForgetful = (await db.row<{ n: number }>('select count(*) as n from tombstones')).n > 0
  if (isForgetful)
    await db.run(
      `insert into left_out select i.ord, 'forgotten' from (select rowid as ord, * from incoming) as i where bad = 0 and not (${notForgotten(plan)})`,
    )
  await findRepeats(db, plan)
  if (isFollowers) await findKnownFollows(db, platform)
  checkCancelled(job)
  const counted = await db.rows<{ what: string; n: number }>('select what, count(*) as n from left_out group by what')
  const count = (what: string) => counted.find((row) => row.what === what)?.n ?? 0
  const rejected = staged.rejects + count('differs')
  if (rejected > maxRejects) {
    const [first] = await readRejects(db, plan, staged, 1)
    failOnRejects(file.name, rejected, staged.rows, maxRejects, first && plan.pseudonymKey ? { ...first, value: null } : first)
  }
  await writeRejects(db, plan, staged, fileKey, count('differs'), isForgetful || plan.pseudonymKey !== undefined)
  const isClean = staged.rejects === plan.rejects.length && counted.length === 0
  const arrive = (butNot: string) =>
    db.run(
      `create or replace temp view arriving as select i.* from ${withLines(plan)} as i ${isClean ? '' : `where bad = 0 and not exists (select 1 from left_out as o where o.ord = i.ord${butNot})`}`,
    )
  const rowsMerged = count('merged')
  const isMerging = plan.recordKind === 'posts' && rowsMerged > 0
  const has = new Set(stagedFields(plan))
  // A merged row may say the handle that the first one left out.
  await arrive(isMerging ? " and o.what <> 'merged'" : '')
  const rowsDoubled = await countDoubled(db, plan)
  const newAccounts = await writeAccounts(db, plan.recordKind, has, platform, fileKey)
  if (isMerging) await arrive('')
  if (isFollowers) await writeFollows(db, has, platform, fileKey)
  else if (plan.recordKind !== 'accounts') await writePosts(db, plan, platform, fileKey, file.sha256, isClean)
  checkCancelled(job)
  const { filled, otherwise } = isMerging ? await fillBlanks(db, plan, fileKey, postValues(has), !isForgetful) : NOTHING_FILLED
  const rowsForgotten = count('forgotten')
  const rowsKept = staged.rows - rejected - rowsMerged - rowsForgotten
  await db.run('insert into files values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)', [
    fileKey,
    file.sha256,
    file.name,
    BigInt(file.bytes),
    file.format,
    plan.recordKind,
    plan.platform,
    file.mapping,
    BigInt(staged.rows),
    BigInt(rowsKept),
    BigInt(rowsMerged),
    BigInt(rejected),
    file.dropped,
    file.isOriginalKept,
  ])
  const [table, key] = { accounts: ['accounts', 'account_key'], followers: ['follows', 'follow_key'], posts: POSTS, traces: POSTS }[
    plan.recordKind
  ]
  // What was filled in stands in rows of earlier files: then they are hashed as well.
  const files = filled.isDone && filled.posts > 0 ? '<=' : '='
  const resultHash = await hashKeyedRows(db, `select * from ${table} where file_key ${files} ${fileKey}`, key)
  for (const name of ['incoming', 'incoming_lines', 'left_out']) await db.run(`drop table if exists temp.${name}`)
  const rowsRejected = rejected
  return {
    fileKey,
    rowsRead: staged.rows,
    rowsKept,
    rowsMerged,
    rowsRejected,
    rowsForgotten,
    newAccounts,
    rowsDoubled,
    filled,
    otherwise,
    resultHash,
  }
}

const POST_VALUES = [
  'text',
  'language',
  'client',
  'repost_of',
  'repost_of_account',
  'reply_to',
  'reply_to_account',
  'quote_of',
  'urls',
  'hashtags',
  'mentions',
  'media',
  'url_title',
  'reposts',
  'likes',
] as const

/** Field of a post → its value in a row `r`. */
function postValues(has: ReadonlySet<string>): ReadonlyMap<string, string> {
  const fields = POST_VALUES.filter((field) => has.has(field) || (field === 'media' && has.has('media_pdq')))
  return new Map(fields.map((field) => [field, field === 'media' ? mediaSql(has) : `r.v_${field}`]))
}

async function writePosts(
  db: Database,
  plan: IngestPlan,
  platform: string,
  fileKey: number,
  sha256: string,
  isClean: boolean,
): Promise<void> {
  const has = new Set(stagedFields(plan))
  const isTraces = plan.recordKind === 'traces'
  const id = isTraces ? 'content_id' : 'post_id'
  const made = `${quoteText(`${sha256.slice(0, 12)}:`)} || physical_line`
  const postId = has.has(id) ? `coalesce(v_${id}, ${made})` : made
  const before = (await db.row<{ n: number }>('select coalesce(max(post_key), -1) + 1 as n from posts')).n
  const key = isClean ? 'r.ord' : '(row_number() over (order by r.ord) - 1)'
  const values = postValues(has)
  await db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, ${[...values.keys()].map((field) => `${field}, `).join('')}given_object, file_key, line)
    select ${before} + ${key}, a.platform, ${postId}, a.account_key, r.${isTraces ? 'v_happened_at' : 'v_posted_at'}, ${[...values.values()].map((value) => `${value}, `).join('')}
    ${isTraces ? 'r.v_object_id' : 'null'}, ${fileKey}, r.physical_line
    from arriving as r join accounts as a on a.account_id = r.v_account_id and a.platform = ${platform}${isClean ? '' : ' order by r.ord'}`)
}

/** Hashes given by the platform stand beside what else is said of the media. */
function mediaSql(has: ReadonlySet<string>): string {
  if (!has.has('media_pdq')) return 'r.v_media'
  return has.has('media')
    ? 'case when r.v_media is not null or r.v_media_pdq is not null then list_concat(r.v_media, r.v_media_pdq) end'
    : 'r.v_media_pdq'
}

/** How many values of a column begin with a number over 12, and how many have one in second place: which is the day? */
export async function surveyDates(
  db: Database,
  plan: IngestPlan,
  field: string,
): Promise<{ values: number; firstOver12: number; secondOver12: number }> {
  const at = plan.fields.findIndex((one) => one.field === field)
  const { rawRows } = await import('./ingest-sql.js')
  const part = (n: number) => `try_cast(regexp_extract(raw_${at}, '^\\s*(\\d{1,2})[/.-](\\d{1,2})[/.-]\\d{4}', ${n}) as integer)`
  return await db.row(
    `select count(${part(1)}) as "values", count(*) filter (where ${part(1)} > 12) as "firstOver12", count(*) filter (where ${part(2)} > 12) as "secondOver12" from (${rawRows(plan)}) as r`,
  )
}

/** Columns of a Parquet file and values of its first rows, as text. */
export async function sampleParquet(db: Database, path: string): Promise<{ columns: string[]; values: (string | null)[][] }> {
  const types = await db.rows<{ column_name: string }>(`describe select * from read_parquet(${quoteText(path)})`)
  const columns = types.map((row) => row.column_name)
  const texts = columns.map((column, i) => `${parquetText(column)} as c${i}`).join(', ')
  const rows = await db.rows<Record<string, string | null>>(`select ${texts} from read_parquet(${quoteText(path)}) limit 1000`)
  return { columns, values: columns.map((_, i) => rows.map((row) => row[`c${i}`] ?? null)) }
}

/** Trace tables, networks, groups and dossiers rest on the posts: an import takes them away. Says what went. */
export async function dropDerived(db: Database): Promise<string[]> {
  const tables = await db.rows<{ table_name: string }>(
    "select table_name from duckdb_tables() where schema_name = 'main' and not temporary and (starts_with(table_name, 'trace_') or starts_with(table_name, 'objects_')) order by table_name",
  )
  for (const { table_name } of tables) await db.run(`drop table ${quoteName(table_name)}`)
  dropKeptTraces(db)
  const { networks, groups } = await db.row<{ networks: number; groups: number }>(
    'select (select count(*) from networks) as networks, (select count(*) from groups) as groups',
  )
  const judged = await judgedGroups(db, 'select group_id from groups')
  for (const table of [
    'signals',
    'scans',
    'texts',
    'group_views',
    'dossiers',
    'group_members',
    'groups',
    'edge_tests',
    'edges',
    'networks',
  ])
    await db.run(`delete from ${table}`)
  return networks === 0
    ? []
    : [
        `${plural(networks, 'network')} and ${plural(groups, 'group')} rested on the posts before and were removed; build them again${judged.length > 0 ? `. A person had judged: ${judged.join(', ')}` : ''}`,
      ]
}
