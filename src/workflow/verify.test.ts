import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProblemError } from '../model/index.js'
import { createRng } from '../statistics/random.js'
import { createCase, keepOriginal, type LedgerEntry, openCase, originalPath } from '../store/index.js'
import { testFolder, testWorld, writeRows } from '../store/test-case.js'
import { writeDossiers } from './dossiers.js'
import { findGroups } from './groups.js'
import { history, wordsOf } from './history.js'
import { importFiles } from './import.js'
import { buildNetwork } from './network.js'
import { putWhole } from './put-whole.js'
import { replayCase } from './replay.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

async function makeCase(): Promise<{ path: string; original: string }> {
  const path = join(folder.path, 'c')
  const file = join(folder.path, 'posts.csv')
  writeFileSync(file, 'id,account\n1,a\n')
  const kase = await createCase(path)
  const kept = await keepOriginal(kase, file)
  await kase.db.run(`insert into files values (0, '${kept.sha256}', 'posts.csv', 15, 'csv', 'posts', 'x', '{}', 1, 1, 0, 0, '[]', true)`)
  await writeRows(kase, testWorld(), 0, 4000)
  await writeRows(kase, testWorld(), 1, 3000)
  const original = originalPath(kase, kept.sha256)
  kase.close()
  return { path, original }
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at]! ^= 0x10
  chmodSync(path, 0o600)
  writeFileSync(path, bytes)
}
const failedNames = async (path: string) =>
  (await verifyCase(testWorld(), path)).checks.filter((check) => check.outcome === 'failed').map((check) => check.name)

test('a whole case passes: originals, chain, mirror, store, each step', async () => {
  const { path } = await makeCase()
  const { checks, failed, problem } = await verifyCase(testWorld(), path)
  expect(checks.map((check) => [check.name, check.outcome])).toEqual([
    ['store', 'passed'],
    [expect.stringContaining('posts.csv'), 'passed'],
    ['ledger chain', 'passed'],
    ['ledger.ndjson', 'passed'],
    ['step 1 (rows)', 'passed'],
    ['step 2 (rows)', 'passed'],
  ])
  expect([failed, problem]).toEqual([0, null])
})

test('a flipped byte in an original, a missing original', async () => {
  const { path, original } = await makeCase()
  flip(original, 3)
  expect(await failedNames(path)).toEqual([expect.stringContaining('posts.csv')])
  expect((await verifyCase(testWorld(), path)).problem?.code).toBe('case/hash-differs')
  rmSync(original)
  expect((await verifyCase(testWorld(), path)).checks[1]).toMatchObject({ outcome: 'failed', detail: 'is missing' })
})

test('a flipped byte anywhere in ledger.ndjson, and a ledger that is gone', async () => {
  const { path } = await makeCase()
  const file = join(path, 'ledger.ndjson')
  const whole = readFileSync(file)
  const second = whole.indexOf(0x0a)
  for (const at of [0, 5, 100, second - 2, second, second + 1]) {
    flip(file, at)
    expect(await failedNames(path), `byte ${at}`).toEqual(['ledger.ndjson'])
    writeFileSync(file, whole)
  }
  rmSync(file)
  expect(await failedNames(path)).toEqual(['ledger.ndjson'])
})

test('rows or ledger entries changed through the database', async () => {
  const { path } = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  await kase.db.run("update rejects set value = 'other' where file_key = 1 and line = 7")
  kase.close()
  expect(await failedNames(path)).toEqual(['step 2 (rows)'])
  const again = await openCase(path, { mode: 'write' })
  await again.db.run(`update ledger set line = replace(line, '"rows":3000', '"rows":3001') where entry = 2`)
  again.close()
  expect(await failedNames(path)).toEqual(['ledger chain', 'ledger.ndjson'])
})

/** Every row of every table of the store. */
async function rowsOfStore(path: string): Promise<unknown> {
  const kase = await openCase(path, { mode: 'read' })
  try {
    const tables = await kase.db.rows<{ name: string; sql: string }>('select table_name as name, sql from duckdb_tables() order by name')
    const rows = []
    for (const { name, sql } of tables)
      rows.push([sql, await kase.db.row(`select list(t::varchar order by t::varchar) as rows from ${name} as t`)])
    return rows
  } finally {
    kase.close()
  }
}

test('a flipped byte in the store is found, or was in a place that holds nothing: every row is as before', async () => {
  const { path } = await makeCase()
  const whole = await rowsOfStore(path)
  const file = join(path, 'case.duckdb')
  const copy = join(folder.path, 'copy')
  copyFileSync(file, copy)
  const size = readFileSync(file).length
  const rng = createRng(11)
  let found = 0
  for (let i = 0; i < 24; i++) {
    flip(file, 12_288 + rng.below(size - 12_288))
    const outcome = await verifyCase(testWorld(), path).then(
      (result) => result.failed,
      (error: unknown) => {
        if (!(error instanceof ProblemError)) throw error
        expect(error.problem.code).toBe('case/damaged')
        return 1
      },
    )
    if (outcome > 0) found++
    else expect(await rowsOfStore(path)).toEqual(whole)
    copyFileSync(copy, file)
  }
  // Each block of 256 KiB has one checksum over all of it, so only a flip in a free block passes.
  expect(found).toBeGreaterThan(8)
  expect(await failedNames(path)).toEqual([])
})

test('a query in a ledger that was written by somebody else cannot read or write files', async () => {
  const { path } = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  const out = join(folder.path, 'out.csv')
  for (const resultSql of [
    `select * from read_text('${path}/ledger.ndjson')`,
    `copy (select 1) to '${out}'`,
    `select 1; copy (select 1) to '${out}'`,
  ])
    await kase.step(testWorld(), { verb: `odd ${resultSql.length}`, params: {}, inputs: [] }, 1, async () => ({
      result: undefined,
      done: { counts: {}, resultHash: '', resultSql },
    }))
  kase.close()
  expect(await failedNames(path)).toHaveLength(3)
  expect(existsSync(out)).toBe(false)
})

test('history says each step in words', async () => {
  const { path } = await makeCase()
  const kase = await openCase(path, { mode: 'read' })
  expect((await history(kase)).map((line) => line.words)).toEqual([
    'rows (file key 0; rows 4000): 4,000 rows',
    'rows (file key 1; rows 3000): 3,000 rows',
  ])
  const entry = (await kase.ledger())[0] as LedgerEntry
  expect(wordsOf({ ...entry, done: { ...entry.done, counts: { dossiers: 1, communities: 1, rowsKept: 1, posts: 2 } } })).toContain(
    ': 1 dossier, 1 community, 1 row kept, 2 posts',
  )
  kase.close()
})

test('accounts, files, networks and dossiers changed through the database are found, also after another network was built', async () => {
  const path = join(folder.path, 'real')
  const posts = join(folder.path, 'real.csv')
  const rows = Array.from({ length: 24 }, (_, i) => {
    const object = Math.floor(i / 4)
    const at = new Date(Date.UTC(2026, 0, 1, object, 0, i % 4)).toISOString()
    return `${i},${'abcd'[i % 4]},name_${i % 4},${at},same words ${object},o${object}`
  })
  writeFileSync(posts, `post_id,account_id,handle,created_at,text,repost_of\n${rows.join('\n')}\n`)
  const world = testWorld()
  const kase = await createCase(path)
  await importFiles(world, kase, [posts], { format: 'csv' })
  const network = { method: 'windowed-cooccurrence', params: {}, seed: 7 } as const
  const { networkId } = await buildNetwork(world, kase, { ...network, trace: 'repost' })
  await findGroups(world, kase, { networkId, method: 'leiden', params: {}, seed: 7 })
  await writeDossiers(world, kase, { seed: 7 })
  await buildNetwork(world, kase, { ...network, trace: 'repost', params: { windowSeconds: 30 } })
  kase.close()
  const { checks, failed } = await verifyCase(world, path)
  expect(failed).toBe(0)
  expect(checks.filter((check) => check.outcome !== 'passed').map((check) => check.name)).toEqual(['traces'])
  const copy = join(folder.path, 'whole')
  copyFileSync(join(path, 'case.duckdb'), copy)
  for (const [sql, name] of [
    ["update accounts set handle = 'somebody_else' where account_id = 'a'", 'accounts after step 1 (import)'],
    ["delete from accounts where account_id = 'b'", 'accounts after step 1 (import)'],
    ["update files set name = 'other.csv'", 'files after step 1 (import)'],
    ['update networks set edges = 99', 'step 2 (network)'],
    ["update networks set params = '{}'", 'step 2 (network)'],
    ["update dossiers set body = body || ' '", 'step 4 (dossiers)'],
  ] as const) {
    const open = await openCase(path, { mode: 'write' })
    await open.db.run(sql)
    open.close()
    expect(await failedNames(path), sql).toContain(name)
    copyFileSync(copy, join(path, 'case.duckdb'))
  }
  const { isSame } = await replayCase(world, path, join(folder.path, 'again'))
  expect(isSame).toBe(true)
})

test('a case whose newest import took no hash of accounts and files says so', async () => {
  const { path } = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  await kase.step(testWorld(), { verb: 'import', params: { recordKind: 'posts' }, inputs: [] }, 1, async () => ({
    result: undefined,
    done: { counts: {}, resultHash: '' },
  }))
  kase.close()
  expect((await verifyCase(testWorld(), path)).checks.at(-1)).toMatchObject({ name: 'accounts and files', outcome: 'not-checked' })
})

test('a report in the case that is no longer as it was written is found; one that was taken away is no matter', async () => {
  const { path } = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  const report = join(path, 'exports', 'report.html')
  await putWhole(testWorld(), kase, report, { verb: 'report', params: {} }, async (_job, beside) => {
    writeFileSync(beside, 'words')
    const resultHash = createHash('sha256').update('words').digest('hex')
    return { result: null, done: { counts: { bytes: 5 }, resultHash } }
  })
  kase.close()
  expect((await verifyCase(testWorld(), path)).checks.at(-1)).toMatchObject({ name: 'exports/report.html', outcome: 'passed' })
  flip(report, 2)
  expect(await failedNames(path)).toEqual(['exports/report.html'])
  rmSync(report)
  expect(await failedNames(path)).toEqual([])
})
