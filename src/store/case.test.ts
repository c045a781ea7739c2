import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProblemError, quoteName } from '../model/index.js'
import { createCase, openCase } from './case.js'
import { type Database, openDatabase } from './database.js'
import { chainFault } from './ledger.js'
import { LOCK_FILE } from './lock.js'
import { keepOriginal, originalPath } from './originals.js'
import { MIGRATIONS } from './schema.js'
import { testFolder, testWorld, writeRows } from './test-case.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

async function problemOf(work: Promise<unknown>): Promise<ProblemError['problem']> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`expected a problem, got ${String(error)}`)
  expect(error.problem.what && error.problem.fix && error.problem.unchanged).toBeTruthy()
  return error.problem
}

const makeCase = async (...rows: number[]) => {
  const path = join(folder.path, 'c.lockstep')
  const kase = await createCase(path)
  for (const [i, count] of rows.entries()) await writeRows(kase, testWorld(), i, count)
  kase.close()
  return path
}
const linesOf = (path: string) => readFileSync(join(path, 'ledger.ndjson'), 'utf8').split('\n').slice(0, -1)

test('a step leaves rows, an entry in the ledger and the same line in ledger.ndjson', async () => {
  const path = await makeCase(3, 2)
  const lines = linesOf(path)
  expect(chainFault(lines)).toBeNull()
  const entry = JSON.parse(lines[1] as string)
  expect(entry.asked).toEqual({
    verb: 'rows',
    params: { fileKey: 1, rows: 2 },
    version: '0.1.0',
    at: '2026-01-01T00:00:00Z',
    inputs: [],
    seed: 1,
  })
  expect(entry.done.resultSql).toBe('select * from rejects where file_key = 1 order by line')
  expect(existsSync(join(path, LOCK_FILE))).toBe(false)
  expect(existsSync(join(path, 'originals', 'README.txt'))).toBe(true)
})

test('two cases made by the same steps have the same ledger', async () => {
  const first = linesOf(await makeCase(5, 4))
  rmSync(join(folder.path, 'c.lockstep'), { recursive: true })
  expect(linesOf(await makeCase(5, 4))).toEqual(first)
})

test('a step that fails or is cancelled leaves the case as it was', async () => {
  const path = await makeCase(3)
  const kase = await openCase(path, { mode: 'write' })
  await expect(writeRows(kase, testWorld(), 1, 3, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const abort = new AbortController()
  const slow = writeRows(kase, testWorld(abort.signal), 2, 3, async () => {
    setTimeout(() => abort.abort(), 50)
    await kase.db.run('select count(*) from range(1000000) as a, range(1000000) as b where a.range * b.range % 7 = 8')
  })
  expect((await problemOf(slow)).code).toBe('cancelled/by-person')
  expect(await kase.db.row('select count(*) as n from rejects')).toEqual({ n: 3 })
  expect((await kase.ledger()).length).toBe(1)
  await writeRows(kase, testWorld(), 1, 1)
  kase.close()
  expect(linesOf(path).length).toBe(2)
})

test('originals are kept by hash, verified, and go again with a step that fails', async () => {
  const path = await makeCase()
  const file = join(folder.path, "it's \n; drop table posts --.csv")
  writeFileSync(file, 'abc')
  const kase = await openCase(path, { mode: 'write' })
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  await expect(
    writeRows(kase, testWorld(), 0, 1, async () => {
      await keepOriginal(kase, file)
      throw new Error('later')
    }),
  ).rejects.toThrow('later')
  expect(existsSync(originalPath(kase, sha256))).toBe(false)
  expect(await keepOriginal(kase, file)).toMatchObject({ sha256, bytes: 3, isNew: true })
  expect(await keepOriginal(kase, file, sha256)).toMatchObject({ sha256, bytes: 3, isNew: false })
  expect((await problemOf(keepOriginal(kase, file, sha256.replace('b', '0')))).code).toBe('source/changed')
  expect((await problemOf(keepOriginal(kase, join(folder.path, 'none')))).code).toBe('source/unreadable')
  expect(() => originalPath(kase, '../../etc/passwd')).toThrow(ProblemError)
  kase.close()
})

test.each(["it's", 'two words', 'line\nbreak', "'; drop table ledger; --", '"quoted"', '%s $1 *[a]', 'ünï'])(
  'a case folder named %j works',
  async (name) => {
    const path = join(folder.path, name)
    const kase = await createCase(path)
    await writeRows(kase, testWorld(), 0, 2)
    await kase.compact()
    expect(await kase.db.row(`select count(*) as ${quoteName('n')} from rejects`)).toEqual({ n: 2 })
    kase.close()
    const again = await openCase(path, { mode: 'read' })
    expect((await again.ledger()).length).toBe(1)
    again.close()
  },
)

test('no case, a file for a case, a full folder, a case twice', async () => {
  expect((await problemOf(openCase(join(folder.path, 'none'), { mode: 'read' }))).code).toBe('case/missing')
  const file = join(folder.path, 'posts.csv')
  writeFileSync(file, 'a,b')
  expect((await problemOf(openCase(file, { mode: 'read' }))).code).toBe('case/not-a-folder')
  expect((await problemOf(createCase(file))).code).toBe('case/not-a-folder')
  expect((await problemOf(createCase(folder.path))).code).toBe('case/not-empty')
  expect((await problemOf(createCase(await makeCase()))).code).toBe('case/exists')
  expect((await problemOf(createCase(join(folder.path, 'why?')))).code).toBe('case/bad-path')
})

test('a store that is no database, or is cut short, is said to be damaged', async () => {
  const path = await makeCase(3)
  truncateSync(join(path, 'case.duckdb'), 9000)
  expect((await problemOf(openCase(path, { mode: 'read' }))).code).toBe('case/damaged')
  writeFileSync(join(path, 'case.duckdb'), 'not a database at all, but text of some length'.repeat(500))
  expect((await problemOf(openCase(path, { mode: 'read' }))).code).toBe('case/damaged')
  expect((await problemOf(openCase(path, { mode: 'write' }))).code).toBe('case/damaged')
  expect(existsSync(join(path, LOCK_FILE))).toBe(false)
})

test('one process: several readers, or one writer', async () => {
  const path = await makeCase(3)
  const readers = [await openCase(path, { mode: 'read' }), await openCase(path, { mode: 'read' })]
  expect((await problemOf(openCase(path, { mode: 'write' }))).code).toBe('case/locked')
  for (const reader of readers) reader.close()
  const writer = await openCase(path, { mode: 'write', verb: 'import' })
  expect((await problemOf(openCase(path, { mode: 'read' }))).what).toContain(`(${process.pid})`)
  writer.close()
  ;(await openCase(path, { mode: 'read' })).close()
})

test('a lock of a dead process is taken over; one of another machine or a living process is not', async () => {
  const path = await makeCase(3)
  const lock = join(path, LOCK_FILE)
  const dead = { pid: 2 ** 22 - 3, host: hostname(), verb: 'import', started: '1' }
  writeFileSync(lock, JSON.stringify(dead))
  const warnings: string[] = []
  ;(await openCase(path, { mode: 'write', warn: (message) => warnings.push(message) })).close()
  expect(warnings.length).toBe(1)
  expect(warnings[0]).toContain('"lockstep import"')
  writeFileSync(lock, JSON.stringify({ ...dead, host: 'elsewhere' }))
  const far = await problemOf(openCase(path, { mode: 'write' }))
  expect(far).toMatchObject({ code: 'case/locked' })
  expect(far.what).toContain('elsewhere')
  writeFileSync(lock, JSON.stringify({ ...dead, pid: process.ppid, started: '' }))
  const held = await problemOf(openCase(path, { mode: 'write' }))
  expect(held.what).toMatch(new RegExp(`"lockstep import" \\(process ${process.ppid}, since \\d{4}-`))
  expect(held.fix).toContain(`kill ${process.ppid}`)
})

test('a torn or missing end of ledger.ndjson is written anew; a line that differs is a problem', async () => {
  const path = await makeCase(3, 2)
  const file = join(path, 'ledger.ndjson')
  const whole = readFileSync(file)
  for (const length of [0, 1, whole.length - 1, whole.indexOf(0x0a) + 1, whole.indexOf(0x0a) + 5]) {
    truncateSync(file, length)
    ;(await openCase(path, { mode: 'read' })).close()
    ;(await openCase(path, { mode: 'write' })).close()
    expect(readFileSync(file).equals(whole)).toBe(true)
  }
  appendFileSync(file, '{"entry":3')
  ;(await openCase(path, { mode: 'write' })).close()
  expect(readFileSync(file).equals(whole)).toBe(true)
  const flipped = Buffer.from(whole)
  flipped[10]! ^= 1
  writeFileSync(file, flipped)
  for (const mode of ['read', 'write'] as const) expect((await problemOf(openCase(path, { mode }))).code).toBe('case/ledger-differs')
  writeFileSync(file, Buffer.concat([whole, Buffer.from('{"entry":3}\n')]))
  expect((await problemOf(openCase(path, { mode: 'write' }))).where?.line).toBe(3)
})

test('an older case is brought up to date, a newer one and one of an edited migration are refused', async () => {
  const path = join(folder.path, 'c')
  const added = 'create table later (a integer); insert into later select count(*) from rejects'
  const old = await createCase(path)
  await writeRows(old, testWorld(), 0, 3)
  old.close()
  const newer = { migrations: [...MIGRATIONS, added] }
  expect((await problemOf(openCase(path, { mode: 'read', ...newer }))).code).toBe('case/older')
  const broken = [...MIGRATIONS, `${added}; select * from nowhere`]
  await expect(openCase(path, { mode: 'write', migrations: broken })).rejects.toThrow('nowhere')
  const now = await openCase(path, { mode: 'write', ...newer })
  expect(await now.db.rows('select a from later')).toEqual([{ a: 3 }])
  now.close()
  expect((await problemOf(openCase(path, { mode: 'read' }))).code).toBe('case/newer')
  const edited = [...MIGRATIONS, `${added} `]
  expect((await problemOf(openCase(path, { mode: 'read', migrations: edited }))).code).toBe('case/other-migrations')
})

test('what a crash left behind is cleared by the next writer', async () => {
  const path = await makeCase(1)
  mkdirSync(join(path, 'tmp-read-abc'))
  writeFileSync(join(path, 'originals', '.part-1-0'), 'x')
  writeFileSync(join(path, 'exports', 'report.html.0123abcd.part'), 'x')
  writeFileSync(join(path, '.new-1.duckdb'), 'x')
  writeFileSync(join(path, 'compact-due'), '')
  const warnings: string[] = []
  ;(await openCase(path, { mode: 'write', warn: (message) => warnings.push(message) })).close()
  expect(warnings).toEqual([expect.stringContaining('a forget was cut off')])
  for (const name of ['tmp-read-abc', 'originals/.part-1-0', 'exports/report.html.0123abcd.part', '.new-1.duckdb', 'compact-due'])
    expect(existsSync(join(path, name))).toBe(false)
})

test('a writer that is refused leaves the scratch folder of a reader alone', async () => {
  const path = await makeCase(1)
  const scratch = join(path, 'tmp-read-abc')
  mkdirSync(scratch)
  const code = `import('@duckdb/node-api').then(async ({ DuckDBInstance }) => {
    await DuckDBInstance.create(process.argv[1], { access_mode: 'READ_ONLY' })
    require('node:fs').writeSync(1, 'open')
    setInterval(() => undefined, 1000)
  })`
  const reader = spawn(process.execPath, ['-e', code, join(path, 'case.duckdb')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await new Promise((done) => reader.stdout?.once('data', done))
    expect((await problemOf(openCase(path, { mode: 'write' }))).code).toBe('case/locked')
    expect(existsSync(scratch)).toBe(true)
  } finally {
    reader.kill()
  }
})

test('a removed text is gone from the bytes of the store after compact', async () => {
  const path = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  const secret = `secret-${'é'.repeat(40)}-of-one-account`
  await kase.db.run(`insert into rejects select 0, range, 'text', '${secret}' || md5(range::varchar), 'source/test', 'm' from range(5000)`)
  await kase.db.run('checkpoint')
  await kase.db.run('delete from rejects where line < 4999')
  await kase.db.run("update rejects set value = 'x'")
  await kase.compact()
  await writeRows(kase, testWorld(), 1, 1)
  kase.close()
  expect(readFileSync(join(path, 'case.duckdb')).includes('of-one-account')).toBe(false)
})

const LONG = 'select sum(a.range * b.range) as n from range(1000000) a, range(1000000) b'

test.each([
  ['run', (db: Database) => db.run(LONG)],
  ['rows', (db: Database) => db.rows(LONG)],
  ['a stream', async (db: Database) => (await db.connection.stream(LONG)).fetchChunk()],
])('a store that is closed under a query (%s) ends the query, not the process; later ones are refused', async (_, ask) => {
  const { db, close } = await openDatabase(':memory:')
  const running = ask(db)
  close()
  await expect(running).rejects.toThrow()
  await expect(db.rows('select 1')).rejects.toThrow('the store is closed')
  await expect(db.connection.stream('select 1')).rejects.toThrow('the store is closed')
})

test('an interruption said before a query has begun ends it all the same; the next one is answered', async () => {
  const { db, close } = await openDatabase(':memory:')
  const running = db.run(LONG)
  db.interrupt()
  await expect(running).rejects.toThrow(/interrupt/i)
  expect(await db.row('select 1 as one')).toEqual({ one: 1 })
  close()
})
