/**
 * Makes `trace_<id>` and `objects_<id>` (shapes: store/schema). DuckDB does the joins and the order; what only TypeScript can normalise
 * is read once per distinct raw value, in slices, so that progress is counted and a cancel is obeyed between two of them.
 * In a case opened for reading the tables are temporary and last as long as the connection.
 */
import { quoteText, type TraceCount, type TraceId, tracesOf } from '../model/index.js'
import { checkCancelled, type Database, type Job, keepTraces, objectTable, traceTable } from '../store/index.js'
import { TRACES, traceOf } from './list.js'
import type { Trace } from './trace.js'

const SLICE = 65_536
const TEMPORARY = ['trace_raws', 'trace_named', 'trace_keys'] as const

async function hasTable(db: Database, name: string): Promise<boolean> {
  return (await db.rows(`select 1 from duckdb_tables() where table_name = ${quoteText(name)}`)).length > 0
}

async function isReadOnly(db: Database): Promise<boolean> {
  const { read_only } = await db.row<{ read_only: boolean }>(
    'select readonly as read_only from duckdb_databases() where database_name = current_database()',
  )
  return read_only
}

/** trace_named(raw_key, object_id): one row per distinct raw value that is an object. */
async function nameObjects(job: Job, { id, rows, normalise, families }: Trace): Promise<void> {
  const { db } = job
  const phase = `${id}: reading objects`
  const order = families ? 'order by raw' : ''
  await db.run(`create or replace temp table trace_raws as
    select raw, (row_number() over (${order}) - 1)::integer as raw_key from (select distinct raw from (${rows}) where raw is not null)`)
  await db.run('create or replace temp table trace_named (raw_key integer not null, object_id varchar not null)')
  const { total } = await db.row<{ total: number }>('select count(*) as total from trace_raws')
  const all: string[] = []
  for (let from = 0; from < total; from += SLICE) {
    checkCancelled(job)
    const reader = await db.connection.runAndReadAll(
      `select raw_key, raw from trace_raws where raw_key >= ${from} and raw_key < ${from + SLICE}`,
    )
    const [keys, raws] = reader.getColumns() as [number[], string[]]
    if (families) for (let i = 0; i < keys.length; i++) all[keys[i] as number] = raws[i] as string
    else if (normalise) await appendNamed(db, keys, raws.map(normalise))
    job.note(phase, Math.min(total, from + SLICE), total)
  }
  if (families) await appendNamed(db, Array.from(all.keys()), await families(job, all))
}

async function appendNamed(db: Database, keys: readonly number[], objects: readonly (string | null)[]): Promise<void> {
  const appender = await db.connection.createAppender('trace_named', 'main', 'temp')
  for (const [i, object] of objects.entries()) {
    if (object === null) continue
    appender.appendInteger(keys[i] as number)
    appender.appendVarchar(object)
    appender.endRow()
  }
  appender.closeSync()
}

/** Tables of several traces as one: their objects side by side, never taken for one another. */
async function combine(job: Job, id: TraceId): Promise<void> {
  const { db } = job
  for (const each of tracesOf(id)) await ensureTrace(job, each)
  const create = (await isReadOnly(db)) ? 'create or replace temp table' : 'create or replace table'
  const named = (each: TraceId) => `select object_key, ${quoteText(`${each} `)} || object_id as object_id from ${objectTable(each)}`
  const objects = tracesOf(id).map((each) => `select object_id from (${named(each)})`)
  await db.run(`${create} ${objectTable(id)} as
    select (row_number() over (order by object_id) - 1)::integer as object_key, object_id from (${objects.join(' union all ')}) order by object_key`)
  checkCancelled(job)
  const traces = tracesOf(id).map(
    (each) => `select object_id, account_key, post_key, happened_ms from ${traceTable(each)} join (${named(each)}) using (object_key)`,
  )
  await db.run(`${create} ${traceTable(id)} as
    select o.object_key, account_key, post_key, happened_ms from (${traces.join(' union all ')}) join ${objectTable(id)} as o using (object_id)
    order by object_key, happened_ms, account_key, post_key`)
  await keepTraces(job, id)
}

/** The same for several kinds, asking once which are there. */
export async function ensureTraces(job: Job, ids: Iterable<TraceId>): Promise<void> {
  const tables = await job.db.rows<{ name: string }>(
    "select table_name as name from duckdb_tables() where starts_with(table_name, 'trace_')",
  )
  const made = new Set(tables.map(({ name }) => name))
  for (const id of ids) if (!made.has(traceTable(id))) await ensureTrace(job, id)
}

/** Makes the tables of one kind of trace, or of several as one, unless they are there. */
export async function ensureTrace(job: Job, id: TraceId): Promise<void> {
  const { db } = job
  if (tracesOf(id).length > 1) {
    if (!(await hasTable(db, traceTable(id)))) await combine(job, id)
    return
  }
  const trace = traceOf(id)
  const table = traceTable(id)
  const objects = objectTable(id)
  if (await hasTable(db, table)) return
  checkCancelled(job)
  const create = (await isReadOnly(db)) ? 'create or replace temp table' : 'create or replace table'
  const dense = (select: string) =>
    `select (row_number() over (order by object_id) - 1)::integer as object_key, object_id from (select distinct ${select})`
  const isNamed = trace.normalise !== undefined || trace.families !== undefined
  if (isNamed) {
    await nameObjects(job, trace)
    await db.run(`${create} ${objects} as ${dense('object_id from trace_named')} order by object_key`)
    await db.run(`create or replace temp table trace_keys as
      select raw, object_key from trace_raws join trace_named using (raw_key) join ${objects} using (object_id)`)
  } else {
    job.note(`${id}: reading objects`)
    await db.run(`${create} ${objects} as ${dense(`raw as object_id from (${trace.rows}) where raw is not null`)} order by object_key`)
    await db.run(`create or replace temp view trace_keys_view as select object_id as raw, object_key from ${objects}`)
  }
  checkCancelled(job)
  job.note(`${id}: ordering traces`)
  // the table that says "made" comes last: a crash before it leaves nothing that is taken for whole
  await db.run(`${create} ${table} as
    select ${isNamed ? 'distinct' : ''} object_key, account_key, post_key, happened_ms
    from (${trace.rows}) join ${isNamed ? 'trace_keys' : 'trace_keys_view'} using (raw)
    order by object_key, happened_ms, account_key, post_key`)
  await db.run('drop view if exists trace_keys_view')
  for (const name of TEMPORARY) await db.run(`drop table if exists temp.${name}`)
  await keepTraces(job, id)
}

/** Which kinds of trace the data can show at all. */
export async function tracesInData(db: Database): Promise<ReadonlySet<TraceId>> {
  const fields = [...new Set(TRACES.flatMap((trace) => trace.needs))]
  const seen = await db.row<Record<string, boolean>>(
    `select ${fields.map((field) => `count(${field}) > 0 as ${field}`).join(', ')} from posts`,
  )
  const found = new Set<TraceId>()
  for (const { id, needs, isInData } of TRACES)
    if (needs.some((field) => seen[field]) && (isInData === undefined || (await isInData(db)))) found.add(id)
  return found
}

/** Counts per kind, in the order of the list; makes the tables that are missing. */
export async function countTraces(job: Job): Promise<TraceCount[]> {
  const inData = await tracesInData(job.db)
  await ensureTraces(job, inData)
  const counts: TraceCount[] = []
  for (const [i, { id, title }] of TRACES.entries()) {
    job.note('counting traces', i, TRACES.length)
    const isInData = inData.has(id)
    const found = isInData
      ? await job.db.row<Pick<TraceCount, 'traces' | 'accounts' | 'objects'>>(
          `select count(*) as traces, count(distinct account_key) as accounts, count(distinct object_key) as objects from ${traceTable(id)}`,
        )
      : { traces: 0, accounts: 0, objects: 0 }
    counts.push(Object.freeze({ trace: id, title, ...found, isInData }))
  }
  job.note('counting traces', TRACES.length, TRACES.length)
  return counts
}
