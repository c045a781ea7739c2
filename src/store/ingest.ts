/**
 * A mapping becomes one SQL statement per file over DuckDB's own readers. Staging reads and checks into a temporary table, whose row
 * numbers are the order of the file; ingesting gives keys in a total order and writes the rows of the case.
 */
import { COUNT_FIELDS, fail, quoteName, quoteText } from '../model/index.js'
import { columnAppender } from './append.js'
import type { Database } from './database.js'
import { hashKeyedRows } from './hash-rows.js'
import { writeAccounts } from './ingest-accounts.js'
import { findKnownFollows, writeFollows } from './ingest-followers.js'
import type { IngestPlan, IngestReject } from './ingest-plan.js'
import { type Check, DELETED, hmacSql, stagingSql } from './ingest-sql.js'
import { checkCancelled, type Job } from './job.js'
import { notForgottenSql } from './tombstones.js'
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
  await stageLines(db, plan)
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

function stagedFields(plan: IngestPlan): string[] {
  const fields = plan.fields.map(({ field }) => field)
  return plan.pseudonymKey && fields.includes('text') && !fields.includes('mentions') ? [...fields, 'mentions'] : fields
}

async function stageLines(db: Database, plan: IngestPlan): Promise<void> {
  await db.run('create or replace temp table incoming_lines (physical integer)')
  const { lines } = plan.reading
  if (!lines) return
  const appender = await columnAppender({ db }, 'incoming_lines', ['integer'], 'temp')
  appender.append([lines], lines.length)
  appender.close()
}

/** Incoming rows with their physical line. */
function withLines(plan: IngestPlan): string {
  const { reading } = plan
  if (reading.isNumbered || reading.shape === 'parquet') return '(select *, rowid as ord, line as physical_line from incoming)'
  if (reading.lines)
    return '(select i.*, i.rowid as ord, l.physical::bigint as physical_line from incoming as i join incoming_lines as l on l.rowid = i.rowid)'
  return `(select *, rowid as ord, rowid + ${reading.hasHeader ? 2 : 1} as physical_line from incoming)`
}

/** Rows that cannot be kept, in the order of the file, at most `limit`. */
export async function readRejects(db: Database, plan: IngestPlan, staged: Staged, limit: number): Promise<IngestReject[]> {
  const rows = await db.rows<{ line: number; bad: number; value: string | null }>(
    `select physical_line as line, bad, bad_value as value from ${withLines(plan)} as i where bad > 0 order by ord limit ${limit}`,
  )
  const found = rows.map(({ line, bad, value }) => {
    const { column, code, message } = staged.checks[bad - 1] as Check
    return { line, column: column || null, value, code, message }
  })
  return [...plan.rejects, ...found].sort((a, b) => a.line - b.line).slice(0, limit)
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
  readonly resultHash: string
}

const POSTS = ['posts', 'post_key'] as const

/** `maxRejects`: rows. Called inside a step, after `stageFile`. */
export async function ingestStaged(job: Job, plan: IngestPlan, staged: Staged, file: IngestFile, maxRejects: number): Promise<Ingested> {
  const { db } = job
  const fileKey = (await db.row<{ k: number }>('select coalesce(max(file_key), -1) + 1 as k from files')).k
  const isPosts = plan.recordKind === 'posts'
  const isFollowers = plan.recordKind === 'followers'
  await db.run('create or replace temp table left_out (ord bigint, what varchar)')
  const platform = platformSql(plan)
  const ids = isFollowers ? ['v_account_id', 'v_follower_id'] : ['v_account_id']
  const isForgetful = (await db.row<{ n: number }>('select count(*) as n from tombstones')).n > 0
  if (isForgetful)
    await db.run(
      `insert into left_out select i.ord, 'forgotten' from (select rowid as ord, * from incoming) as i where bad = 0
        and not (${ids.map((id) => notForgottenSql(platform, id)).join(' and ')})`,
    )
  if (isPosts && stagedFields(plan).includes('post_id')) await findRepeats(db, plan, platform)
  if (isFollowers) await findKnownFollows(db, platform)
  checkCancelled(job)
  const counted = await db.rows<{ what: string; n: number }>('select what, count(*) as n from left_out group by what')
  const count = (what: string) => counted.find((row) => row.what === what)?.n ?? 0
  const rejected = staged.rejects + count('differs')
  if (rejected > maxRejects) await failOnRejects(db, plan, { ...staged, rejects: rejected }, file, maxRejects)
  await writeRejects(db, plan, staged, fileKey, count('differs'), isForgetful || plan.pseudonymKey !== undefined)
  const isClean = staged.rejects === plan.rejects.length && counted.length === 0
  await db.run(
    `create or replace temp view arriving as select i.* from ${withLines(plan)} as i ${isClean ? '' : 'where bad = 0 and not exists (select 1 from left_out as o where o.ord = i.ord)'}`,
  )
  const has = new Set(stagedFields(plan))
  const newAccounts = await writeAccounts(db, plan.recordKind, has, platform, fileKey)
  if (isFollowers) await writeFollows(db, has, platform, fileKey)
  else if (plan.recordKind !== 'accounts') await writePosts(db, plan, platform, fileKey, file.sha256, isClean)
  checkCancelled(job)
  const rowsMerged = count('merged')
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
  const resultHash = await hashKeyedRows(db, `select * from ${table} where file_key = ${fileKey}`, key)
  for (const name of ['incoming', 'incoming_lines', 'left_out']) await db.run(`drop table if exists temp.${name}`)
  return { fileKey, rowsRead: staged.rows, rowsKept, rowsMerged, rowsRejected: rejected, rowsForgotten, newAccounts, resultHash }
}

function platformSql(plan: IngestPlan): string {
  const given = quoteText(plan.platform)
  return plan.fields.some(({ field }) => field === 'platform') ? `coalesce(v_platform, ${given})` : given
}

/** Rows whose platform and post id were seen before, in this file or in the case: the same content is merged, other content rejected. */
async function findRepeats(db: Database, plan: IngestPlan, platform: string): Promise<void> {
  const has = new Set(stagedFields(plan))
  const content = ['text', 'repost_of', 'reply_to', 'quote_of'].filter((field) => has.has(field))
  const differs = (a: string, b: (field: string) => string, account: string, ms: string) =>
    [
      `${a}.v_account_id <> ${account}`,
      `${a}.v_posted_at <> ${ms}`,
      ...content.map((field) => `coalesce(${a}.v_${field} <> ${b(field)}, false)`),
    ].join(' or ')
  // First with the case: a row that differs from it there must not stand for the rows after it.
  if ((await db.row<{ n: number }>('select count(*) as n from posts')).n > 0)
    await db.run(`insert into left_out select i.ord, case when ${differs('i', (field) => `q.${field}`, 'a.account_id', 'q.posted_ms')} then 'differs' else 'merged' end
    from (select rowid as ord, ${platform} as p, * from incoming where bad = 0) as i
    join posts as q on q.platform = i.p and q.post_id = i.v_post_id and q.given_object is null join accounts as a on a.account_key = q.account_key
    where not exists (select 1 from left_out as o where o.ord = i.ord)`)
  const twice = 'select hash(v_post_id) from incoming where bad = 0 group by 1 having count(*) > 1'
  if ((await db.row<{ n: number }>(`select count(*) as n from (${twice}) as t`)).n > 0) {
    await db.run(`create or replace temp table repeats as select i.rowid as ord, ${platform} as p, i.* from incoming as i
      where bad = 0 and not exists (select 1 from left_out as o where o.ord = i.rowid)
      and hash(v_post_id) in (${twice})`)
    await db.run(`insert into left_out select r.ord, case when ${differs('r', (field) => `f.v_${field}`, 'f.v_account_id', 'f.v_posted_at')} then 'differs' else 'merged' end
      from repeats as r join (select * from repeats qualify row_number() over (partition by p, v_post_id order by ord) = 1) as f
      on f.p = r.p and f.v_post_id = r.v_post_id where r.ord > f.ord`)
    await db.run('drop table repeats')
  }
}

/** `isCut`: a row that could not be read is kept without its text, which may be that of a forgotten account. */
async function writeRejects(
  db: Database,
  plan: IngestPlan,
  staged: Staged,
  fileKey: number,
  differing: number,
  isCut: boolean,
): Promise<void> {
  const shape = '[{"line":"BIGINT","column":"VARCHAR","value":"VARCHAR","code":"VARCHAR","message":"VARCHAR"}]'
  for (let from = 0; from < plan.rejects.length; from += 5000)
    await db.run(
      `insert into rejects select ${fileKey}, r.line, r."column", r.value, r.code, r.message from (select unnest(from_json($1::json, '${shape}')) as r)`,
      [JSON.stringify(plan.rejects.slice(from, from + 5000).map((reject) => (isCut ? { ...reject, value: null } : reject)))],
    )
  const pick = (part: (check: Check) => string | null) =>
    `case bad ${staged.checks.map((check, i) => `when ${i + 1} then ${part(check) === null ? 'null' : quoteText(part(check) as string)}`).join(' ')} end`
  if (staged.rejects > plan.rejects.length)
    await db.run(`insert into rejects select ${fileKey}, physical_line, ${pick((check) => check.column || null)}, bad_value, ${pick((check) => check.code)}, ${pick((check) => check.message)}
      from ${withLines(plan)} as i where bad > 0 order by ord`)
  const column = plan.fields.find(({ field }) => field === 'post_id')?.column ?? 'post_id'
  if (differing > 0)
    await db.run(`insert into rejects select ${fileKey}, physical_line, ${quoteText(column)}, v_post_id, 'source/post-differs', 'another row has this post id and other content; the first is kept'
      from ${withLines(plan)} as i join left_out as o on o.ord = i.ord and o.what = 'differs' order by i.ord`)
}

async function failOnRejects(db: Database, plan: IngestPlan, staged: Staged, file: IngestFile, maxRejects: number): Promise<never> {
  const [first] = await readRejects(db, plan, staged, 1)
  return fail({
    code: 'source/too-many-rejects',
    what: `${staged.rejects} of ${staged.rows} rows cannot be kept, more than the ${maxRejects} allowed; the first: ${first ? first.message : 'a post id that repeats with other content'}`,
    where: {
      file: file.name,
      line: first?.line,
      column: first?.column ?? undefined,
      value: plan.pseudonymKey ? undefined : (first?.value ?? undefined),
    },
    fix: `see them with lockstep inspect; correct the mapping or the file, or allow them with --max-rejects ${staged.rejects}`,
    unchanged: 'nothing was imported',
  })
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
  const values = POST_VALUES.filter((field) => has.has(field) || (field === 'media' && has.has('media_pdq')))
  const selected = (field: string) => (field === 'media' ? mediaSql(has) : `r.v_${field}`)
  await db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, ${values.map((field) => `${field}, `).join('')}given_object, file_key, line)
    select ${before} + ${key}, a.platform, ${postId}, a.account_key, r.${isTraces ? 'v_happened_at' : 'v_posted_at'}, ${values.map((field) => `${selected(field)}, `).join('')}
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
  const rows = await db.rows<Record<string, string | null>>(`select columns(*)::varchar from read_parquet(${quoteText(path)}) limit 1000`)
  return { columns, values: columns.map((column) => rows.map((row) => row[column] ?? null)) }
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
  return networks === 0 ? [] : [`${networks} networks and ${groups} groups rested on the posts before and were removed; build them again`]
}
