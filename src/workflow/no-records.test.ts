/** Files that are no tables, or tables and lists further inside. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProblemError } from '../model/index.js'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { type ImportOptions, importFiles } from './import.js'
import { inspectFiles } from './inspect.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
beforeEach(async () => {
  folder = testFolder()
  kase = await createCase(join(folder.path, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  folder.remove()
})
const HEAD = 'post_id,account_id,handle,created_at,text\n'
const row = (id: number | string, text = 'hi') => `${id},a${id},h${id},2024-05-01T10:00:00Z,${text}\n`
function file(name: string, content: string | Buffer): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}
const load = async (path: string, options: ImportOptions = {}) => (await importFiles(testWorld(), kase, [path], options))[0]!
const ids = async () => (await kase.db.rows<{ id: string }>('select post_id as id from posts order by post_key')).map(({ id }) => id)
const rejects = () => kase.db.rows<Record<string, unknown>>('select line, column_name, value, code from rejects order by line')

const refusal = async (name: string, content: string | Buffer) => {
  const error = await inspectFiles(testWorld(), [file(name, content)], {}).then(
    () => null,
    (thrown) => thrown,
  )
  if (!(error instanceof ProblemError)) throw error ?? new Error('it was read')
  const { code, what, fix, where } = error.problem
  return { code, what, fix, line: where?.line }
}

test('JSON whose records lie in a list inside: the list is named', async () => {
  const record = (id: number) => ({ id: String(id), author_id: 'a', created_at: '2024-05-01T10:00:00Z', text: 'x' })
  const page = { includes: { people: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] }, data: [record(1), record(2)], meta: { n: 2 } }
  const fix = (path: string) =>
    `write that list one record a line, such as (jq 1.7 or newer keeps long ids): jq -c '${path}' FILE > records.ndjson`
  const inEach = { code: 'source/list-inside', what: 'each record is an object whose list "data" holds the records' }
  expect(await refusal('a.json', JSON.stringify(page))).toMatchObject({ ...inEach, fix: fix('.data[]') })
  expect(await refusal('a.ndjson', `${JSON.stringify(page)}\n${JSON.stringify(page)}\n`)).toMatchObject({ ...inEach, fix: fix('.data[]') })
  expect(await refusal('b.json', JSON.stringify([page]))).toMatchObject({ ...inEach, fix: fix('.[].data[]') })
  expect(await refusal('c.json', JSON.stringify({ 'my app': { feed: page.data } }, null, 2))).toEqual({
    code: 'source/list-inside',
    what: 'the file is one JSON object, and its list "my app.feed" holds the records',
    fix: fix('."my app".feed[]'),
    line: 1,
  })
  expect(await refusal('d.json', JSON.stringify(record(1), null, 2))).toMatchObject({ what: 'no line of the file is a JSON object' })
  expect(await refusal('e.json', '[1, 2]')).toMatchObject({ what: 'the array holds no objects' })
})

test('lines above the header: the one that says the delimiter is passed over, others are named', async () => {
  const rows = `${HEAD}${row(1)}2,a,h,late,x\n`
  expect(await load(file('s.csv', `sep=;\r\n${rows.replaceAll(',', ';')}`), { maxRejects: '1' })).toMatchObject({ rowsKept: 1 })
  expect((await rejects()).map(({ line, value }) => [line, value])).toEqual([[4, 'late']])
  const preamble = 'Report:;Harbour, all\n"Query; over\ntwo lines";x\n\n'
  expect(await refusal('p.csv', preamble + rows.replaceAll(',', '\t'))).toEqual({
    code: 'source/late-header',
    what: 'the header seems to stand on line 5',
    fix: 'remove the lines before it',
    line: 5,
  })
  expect(await refusal('n.csv', 'a,b\n1,2\n')).toMatchObject({ code: 'source/no-mapping' })
})

test('files that are no tables are called what they are', async () => {
  for (const [start, what] of [
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'an Excel workbook of the old kind'],
    ['SQLite format 3\0', 'an SQLite database'],
    ['%PDF-1.7', 'a PDF document'],
    ['<!DOCTYPE html><p>post_id,account_id', 'a page or XML'],
    ['Rar!\x1a', 'an archive of a kind that is not read'],
  ] as const)
    expect(await refusal('f', Buffer.concat([Buffer.from(start), Buffer.from('\nx\n')]))).toMatchObject({
      code: 'source/no-table',
      what: `the file is ${what}`,
    })
})

test('UTF-16 without a mark is known by its line ends, whatever the script', async () => {
  const text = `${HEAD}${row('u1', 'Привет мир как дела сегодня вечером в порту Његов брод 一')}`
  for (const [name, bytes] of [
    ['le', Buffer.from(text, 'utf16le')],
    ['be', Buffer.from(text.replace('u1', 'u2'), 'utf16le').swap16()],
  ] as const)
    expect(await load(file(`${name}.csv`, bytes))).toMatchObject({ rowsKept: 1, rowsRejected: 0 })
  expect(await ids()).toEqual(['u1', 'u2'])
  expect(await load(file('nul.csv', `${HEAD}${row(3)}${row(4, 'a\0b')}`), { maxRejects: '1' })).toMatchObject({
    rowsKept: 1,
    rowsRejected: 1,
  })
})
