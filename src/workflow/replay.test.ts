import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountHash, createCase, hashRows, type LedgerEntry, openCase, originalPath } from '../store/index.js'
import { ledgerLine } from '../store/ledger.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { readDossiers, setStatus, writeDossiers } from './dossiers.js'
import { forgetAccount } from './forget.js'
import { findGroups, listGroups, makeGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork, listNetworks, makeNetwork } from './network.js'
import { replayCase } from './replay.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

/** Accounts a, b, c repost the same six posts within a minute; d to g repost one each, a day apart. */
function postsFile(name: string, shift = 0): string {
  const rows = ['platform,post_id,account_id,handle,posted_at,text,repost_of']
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds + shift)).toISOString()
  for (let object = 0; object < 6; object++)
    for (const [i, account] of ['a', 'b', 'c'].entries())
      rows.push(`x,${name}-${object}-${account},${account},name_${account},${at(object * 3600 + i * 7)},seen @name_d,o${object}`)
  for (const [i, account] of ['d', 'e', 'f', 'g'].entries())
    rows.push(`x,${name}-${account},${account},name_${account},${at((i + 1) * 86_400)},other words,o${i}`)
  const path = join(folder.path, `${name}.csv`)
  writeFileSync(path, `${rows.join('\n')}\n`)
  return path
}

async function makeCase(): Promise<string> {
  const path = join(folder.path, 'c')
  const world = testWorld()
  const kase = await createCase(path)
  await importFiles(world, kase, [postsFile('one')], { format: 'csv' } as never)
  await buildNetwork(world, kase, { method: 'windowed-cooccurrence', trace: 'repost', params: {}, seed: 7 })
  const [network] = await listNetworks(kase)
  await findGroups(world, kase, { networkId: network!.networkId, method: 'leiden', params: {}, seed: 7 })
  await writeDossiers(world, kase, { seed: 7 })
  kase.close()
  return path
}

test('replay gives the same results, and the replayed case passes verify', async () => {
  const path = await makeCase()
  expect((await verifyCase(testWorld(), path)).problem).toBeNull()
  const into = join(folder.path, 'again')
  const replay = await replayCase(testWorld(), path, into)
  expect(replay.steps.map((step) => [step.verb, step.isSame])).toEqual(
    ['import', 'network', 'groups', 'dossiers'].map((verb) => [verb, true]),
  )
  expect(replay.isSame).toBe(true)
  expect((await verifyCase(testWorld(), into)).problem).toBeNull()
  // What the first import had guessed and warned of, the recipe states.
  const done = async (folder: string) => {
    const kase = await openCase(folder, { mode: 'read' })
    const entries = (await kase.ledger()).map(({ asked, done }) => ({ asked, done: { ...done, warnings: [] } }))
    kase.close()
    return entries
  }
  expect(await done(into)).toEqual(await done(path))
})

const REPOSTS = { method: 'windowed-cooccurrence', trace: 'repost', params: {}, seed: 7 } as const
const LEIDEN = { networkId: 'repost-60s', method: 'leiden', params: {}, seed: 7 } as const

test('a step asked for again does nothing; with another seed, groups of the same members keep number and judgement; what goes is said; replay does the same', async () => {
  const path = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  const said: string[] = []
  const world = { ...testWorld(), warn: (message: string) => said.push(message) }
  const judged = await setStatus(world, kase, { groupId: 'G01', status: 'dismissed', why: 'a choir' })
  const [network] = await listNetworks(kase)
  const groups = await listGroups(kase)
  const before = await kase.ledger()
  expect(await buildNetwork(world, kase, REPOSTS)).toEqual(network)
  expect(await findGroups(world, kase, LEIDEN)).toEqual(groups)
  expect(await kase.ledger()).toEqual(before)
  expect(said).toEqual([
    'the case has this network already; it and its groups stay as they are',
    'the case has these groups already, found in the same way; they stay as they are',
  ])
  said.length = 0
  await buildNetwork(world, kase, { ...REPOSTS, seed: 8 })
  expect(await readDossiers(kase)).toEqual([judged])
  await findGroups(world, kase, { ...LEIDEN, seed: 8 })
  expect(await writeDossiers(world, kase, { seed: 7 })).toMatchObject([{ status: 'dismissed', statusWhy: 'a choir' }])
  expect(said).toEqual([])
  await findGroups(world, kase, { ...LEIDEN, params: { minSize: 4 } })
  expect(said).toEqual(['1 group of this network went, with its dossier; a person had judged: G01'])
  kase.close()
  expect((await verifyCase(testWorld(), path)).problem).toBeNull()
  expect((await replayCase(testWorld(), path, join(folder.path, 'again'))).isSame).toBe(true)
})

test('a ledger from before groups stayed is replayed as it was', async () => {
  const path = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  const world = testWorld()
  await makeNetwork(world, kase, { ...REPOSTS, params: { windowSeconds: 30 } })
  await makeGroups(world, kase, { ...LEIDEN, networkId: 'repost-30s' })
  await makeNetwork(world, kase, REPOSTS)
  const ids = async () => (await listGroups(kase)).map(({ networkId, groupId }) => `${networkId} ${groupId}`)
  expect(await ids()).toEqual(['repost-30s G02'])
  await makeGroups(world, kase, LEIDEN)
  expect(await ids()).toEqual(['repost-60s G03', 'repost-30s G02'])
  kase.close()
  expect((await replayCase(world, path, join(folder.path, 'again'))).isSame).toBe(true)
})

test('a case with a destroyed store is made again from its ledger and its originals', async () => {
  const path = await makeCase()
  writeFileSync(join(path, 'case.duckdb'), 'gone '.repeat(5000))
  const replay = await replayCase(testWorld(), path, join(folder.path, 'again'))
  expect(replay.isSame).toBe(true)
})

test('a case whose store is missing is made again too; a replay that fails leaves no part of a case', async () => {
  const path = await makeCase()
  rmSync(join(path, 'case.duckdb'))
  const world = testWorld()
  const into = join(folder.path, 'again')
  const stop = new AbortController()
  const stopped = { ...testWorld(stop.signal), note: (phase: string) => phase === 'replay: groups' && stop.abort() }
  await expect(replayCase(stopped as never, path, into)).rejects.toMatchObject({ problem: { code: 'cancelled/by-person' } })
  expect(existsSync(into)).toBe(false)
  expect((await replayCase(world, path, into)).isSame).toBe(true)
  expect(world.warnings).toEqual([expect.stringContaining('the store is missing')])
})

test('a forget that is cut off while it builds again says what is done', async () => {
  const kase = await openCase(await makeCase(), { mode: 'write' })
  const stop = new AbortController()
  let steps = 0
  const now = () => {
    if (++steps === 2) stop.abort()
    return '2026-01-01T00:00:00Z'
  }
  await expect(forgetAccount({ ...testWorld(stop.signal), now }, kase, { account: 'name_c' })).rejects.toMatchObject({
    problem: { unchanged: expect.stringMatching(/^finished before and kept in the case: forget, network repost-60s;/) },
  })
  kase.close()
})

test('the recipe runs on other files', async () => {
  const replay = await replayCase(testWorld(), await makeCase(), join(folder.path, 'other'), { files: [postsFile('two', 86_400)] })
  expect(replay.isSame).toBeNull()
  expect(replay.steps.map((step) => step.verb)).toEqual(['import', 'network', 'groups', 'dossiers'])
})

test('a case without its original cannot be replayed and says so', async () => {
  const path = await makeCase()
  const kase = await openCase(path, { mode: 'read' })
  const [file] = await kase.db.rows<{ sha256: string }>('select sha256 from files')
  rmSync(originalPath(kase, file!.sha256))
  kase.close()
  await expect(replayCase(testWorld(), path, join(folder.path, 'again'))).rejects.toMatchObject({
    problem: { code: 'case/original-missing' },
  })
})

test('forget rebuilds what stood, a later import leaves the account out, replay repeats it all', async () => {
  const path = await makeCase()
  const kase = await openCase(path, { mode: 'write' })
  const said: string[] = []
  const world = { ...testWorld(), warn: (message: string) => said.push(message) }
  await setStatus(world, kase, { groupId: 'G01', status: 'dismissed', why: 'a choir' })
  const forgotten = await forgetAccount(world, kase, { account: '@NAME_C' })
  expect(said[0]).toBe('what a person had judged on these groups went with them, and is kept in the ledger: G01')
  expect(forgotten).toMatchObject({ accountHash: accountHash('x', 'c'), posts: 6 })
  expect(forgotten.rebuilt).toHaveLength(3)
  expect(forgotten.remains).toContain('1 original file in ')
  const [result] = await importFiles(testWorld(), kase, [postsFile('three', 172_800)], { format: 'csv' } as never)
  expect(result?.rowsForgotten).toBe(6)
  expect(await kase.db.row("select count(*) as n from accounts where account_id = 'c'")).toEqual({ n: 0 })
  kase.close()
  expect(readFileSync(join(path, 'case.duckdb')).includes('name_c')).toBe(false)
  expect((await verifyCase(testWorld(), path)).problem).toBeNull()
  const replay = await replayCase(testWorld(), path, join(folder.path, 'again'))
  expect(replay.isSame).toBe(true)
})

test('an entry whose rows were hashed in the first form is verified and replayed in that form', async () => {
  const path = join(folder.path, 'old')
  const kase = await createCase(path)
  await importFiles(testWorld(), kase, [postsFile('one')], {})
  const entry = (await kase.ledger())[0] as LedgerEntry
  const { resultKey, ...done } = entry.done
  expect(resultKey).toBe('post_key')
  const resultSql = `${done.resultSql} order by post_key`
  const line = ledgerLine(undefined, entry.asked, { ...done, resultSql, resultHash: await hashRows(kase.db, resultSql) })
  await kase.db.run('update ledger set line = $1', [line])
  kase.close()
  writeFileSync(join(path, 'ledger.ndjson'), `${line}\n`)
  expect((await verifyCase(testWorld(), path)).problem).toBeNull()
  expect((await replayCase(testWorld(), path, join(folder.path, 'again'))).isSame).toBe(true)
})
