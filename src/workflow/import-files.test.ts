import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { exitCodeOf, ProblemError } from '../model/index.js'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { type ImportOptions, importFiles } from './import.js'

let folder: string
let kase: Case
let temporary: ReturnType<typeof testFolder>
const world = testWorld()
beforeEach(async () => {
  temporary = testFolder()
  folder = temporary.path
  kase = await createCase(join(folder, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  temporary.remove()
})
function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const load = async (path: string, options: ImportOptions = {}) => (await importFiles(world, kase, [path], options))[0]!
const posts = () =>
  kase.db.rows<Record<string, unknown>>(
    'select p.*, a.account_id, a.handle from posts as p join accounts as a using (account_key) order by post_key',
  )
async function problem(work: Promise<unknown>): Promise<{ code: string; exit: number; line?: number; what: string }> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  )
  if (!(error instanceof ProblemError)) throw error ?? new Error('it did not fail')
  for (const part of [error.problem.what, error.problem.fix, error.problem.unchanged]) expect(part).not.toBe('')
  return { code: error.problem.code, exit: exitCodeOf(error.problem), line: error.problem.where?.line, what: error.problem.what }
}
const HEAD = 'post_id,account_id,handle,created_at,text\n'
const row = (id: number | string, text = 'hi') => `${id},a${id},h${id},2024-05-01T10:00:00Z,${text}\n`

async function zipOf(entries: Readonly<Record<string, string>>, rename?: [string, string]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(entries)) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  const parts: Buffer[] = []
  for await (const part of zip.outputStream) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  if (!rename) return bytes
  return Buffer.from(bytes.toString('latin1').replaceAll(rename[0], rename[1]), 'latin1')
}

test('zip: every entry is a file of its own; names that climb out and bombs are refused', async () => {
  const results = await importFiles(
    world,
    kase,
    [file('a.zip', await zipOf({ 'one.csv': HEAD + row(1), 'in/two.csv': HEAD + row(2) }))],
    {},
  )
  expect(results.map((result) => [result.file, result.rowsKept])).toEqual([
    ['a.zip/one.csv', 1],
    ['a.zip/in/two.csv', 1],
  ])
  expect(await problem(load(file('evil.zip', await zipOf({ 'aa/aa/evil.csv': HEAD + row(9) }, ['aa/aa/', '../../']))))).toMatchObject({
    code: 'source/path-in-archive',
    exit: 3,
  })
  expect(await problem(load(file('bomb.zip', await zipOf({ 'b.csv': ' '.repeat(80 << 20) }))))).toMatchObject({
    code: 'source/unpacks-too-large',
    exit: 3,
  })
  expect((await posts()).length).toBe(2)
})

test('a failure after the first file says what was imported; what is no data in a zip is left out and said', async () => {
  const warnings: string[] = []
  const told = { ...world, warn: (message: string) => warnings.push(message) }
  const [ok, notes] = [file('ok.csv', HEAD + row(1)), file('notes.txt', 'what this is\n')]
  const unchanged = (work: Promise<unknown>) => work.then(null, (error: ProblemError) => error.problem.unchanged)
  expect(await unchanged(importFiles(world, kase, [ok, join(folder, 'absent.csv')], {}))).toBe('nothing was imported')
  expect(await posts()).toEqual([])
  expect(await unchanged(importFiles(world, kase, [ok, notes], {}))).toBe('imported before it: ok.csv; nothing after')
  expect((await posts()).length).toBe(1)
  expect(await unchanged(importFiles(world, kase, [ok, notes], {}))).toBe('nothing was imported')
  const zip = await zipOf({ 'README.txt': 'read me', 'in/codebook.pdf': '%PDF', '__MACOSX/._two.csv': 'x', 'in/two.csv': HEAD + row(2) })
  expect((await importFiles(told, kase, [file('b.zip', zip)], {})).map((each) => each.file)).toEqual(['b.zip/in/two.csv'])
  expect(warnings).toEqual(['b.zip: left out as no data: README.txt, in/codebook.pdf'])
})
