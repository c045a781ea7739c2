/** Columns of traces: the file beside the store holds what the table holds, and is not used when it is not whole. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { type Database, openDatabase } from './database.js'
import type { Job } from './job.js'
import { testFolder } from './test-case.js'
import { areAccountsInOrder, dropKeptTraces, keepTraces, readTraces, type Traces } from './trace-columns.js'

const ROWS = 600_000
let folder: ReturnType<typeof testFolder>
let path: string
let file: string
let db: Database
let close: () => void

beforeEach(async () => {
  folder = testFolder()
  path = join(folder.path, 'case.duckdb')
  file = `${path}.columns/trace_given`
  const opened = await openDatabase(path)
  db = opened.db
  close = opened.close
  await db.run('create table accounts (account_key integer, platform varchar, account_id varchar)')
})
afterEach(() => {
  close()
  folder.remove()
})

const job = (signal = new AbortController().signal): Job => {
  const note = () => undefined
  return { db, signal, note, warn: note, rng: createRng(1), seed: 1 }
}

/** Object i holds the rows from 3i on; every `ms` a time of no whole second. */
async function makeTable(ms = 0, rows = ROWS): Promise<void> {
  await db.run(`create table trace_given as select (i // 3)::integer as object_key, ((i * 7919) % 1000)::integer as account_key, i::integer as post_key,
    (1600000000000 + i * 1000 + ${ms})::bigint as happened_ms from range(${rows}) as r(i) order by i`)
}

function expectRows(traces: Traces, { ms = 0, unitMs = 1000 } = {}): void {
  expect([traces.count, traces.accounts, traces.unitMs, traces.baseMs]).toEqual([ROWS, 1000, unitMs, 1_600_000_000_000])
  const wrong = Array.from(traces.post).findIndex(
    (post, i) => post !== i || traces.account[i] !== (i * 7919) % 1000 || (traces.time[i] as number) * unitMs !== i * 1000 + ms,
  )
  expect(wrong).toBe(-1)
  expect(traces.objectStart.length).toBe(ROWS / 3 + 1)
  expect(traces.objectKey.findIndex((key, o) => key !== o || traces.objectStart[o] !== 3 * o)).toBe(-1)
  expect(traces.objectStart.at(-1)).toBe(ROWS)
}

test('the table is read alike within the step that made it, after it, and by its file', async () => {
  await db.run('begin')
  await makeTable()
  expectRows(await readTraces(job(), 'given'))
  await keepTraces(job(), 'given')
  expectRows(await readTraces(job(), 'given'))
  await db.run('commit')
  expect(readdirSync(`${path}.columns`)).toEqual(['trace_given'])
  await db.run('update trace_given set account_key = 0')
  // the file is what is read
  expectRows(await readTraces(job(), 'given'))
})

test.each([
  [
    'a flipped bit',
    () =>
      writeFileSync(
        file,
        readFileSync(file).map((byte, i) => (i === 1_234_567 ? byte ^ 1 : byte)),
      ),
  ],
  ['a lost end', () => truncateSync(file, 1_000_000)],
  ['another file', () => writeFileSync(file, 'not columns')],
  ['bytes after the end', () => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('x')]))],
  ['no file', () => dropKeptTraces(db)],
])('with %s the table is read', async (_, harm) => {
  await makeTable()
  await keepTraces(job(), 'given')
  harm()
  expectRows(await readTraces(job(), 'given'))
})

test('a step that was undone leaves a file that no table names', async () => {
  await makeTable()
  await keepTraces(job(), 'given')
  await db.run('begin')
  await db.run('drop table trace_given')
  await makeTable(0, 300_000)
  await keepTraces(job(), 'given')
  await db.run('rollback')
  expectRows(await readTraces(job(), 'given'))
})

test('whether account keys are in the order of ids is kept with the columns, and looked at otherwise', async () => {
  await makeTable()
  await db.run("insert into accounts values (0, 'x', '10'), (1, 'x', '9'), (2, 'y', '9')")
  expect(await areAccountsInOrder(db)).toBe(true)
  expect((await readTraces(job(), 'given')).areAccountsInOrder).toBeUndefined()
  await keepTraces(job(), 'given')
  await db.run("insert into accounts values (3, 'x', '10')")
  expect((await readTraces(job(), 'given')).areAccountsInOrder).toBe(true)
  expect(await areAccountsInOrder(db)).toBe(false)
  await keepTraces(job(), 'given')
  expect((await readTraces(job(), 'given')).areAccountsInOrder).toBe(false)
})

test('times of no whole second are kept exactly', async () => {
  await makeTable(7)
  expectRows(await readTraces(job(), 'given'), { ms: 7, unitMs: 1 })
  await keepTraces(job(), 'given')
  expectRows(await readTraces(job(), 'given'), { ms: 7, unitMs: 1 })
})

test('few traces have no file, and a cancel stops the reading', async () => {
  await makeTable(0, 1000)
  await keepTraces(job(), 'given')
  expect(existsSync(file)).toBe(false)
  const stopped = new AbortController()
  stopped.abort()
  await expect(readTraces(job(stopped.signal), 'given')).rejects.toThrow()
  expect((await readTraces(job(), 'given')).count).toBe(1000)
})

test.each(['object_key desc, happened_ms', 'object_key, happened_ms desc'])(
  'a table in another order is refused, not counted: %s',
  async (order) => {
    await makeTable(0, 6)
    await db.run(`create or replace table trace_given as select * from trace_given order by ${order}`)
    await expect(readTraces(job(), 'given')).rejects.toThrow('traces are not in the order of their objects and times')
  },
)
