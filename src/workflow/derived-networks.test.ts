import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Case, createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { buildBackbone } from './backbone.js'
import { readDossiers, writeDossiers } from './dossiers.js'
import { forgetAccount } from './forget.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork, listNetworks } from './network.js'
import { replayCase } from './replay.js'
import { validateNetwork } from './validate.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

/** Twelve posts three days apart: a, b, c and d repost each within 20 s and link one page, e to j repost hours later. */
function postsFile(): string {
  const rows = ['platform,post_id,account_id,posted_at,repost_of,urls']
  for (let object = 0; object < 12; object++)
    for (const [i, account] of [...'abcdefghij'].entries()) {
      const at = new Date(Date.UTC(2026, 0, 1 + object * 3) + (i < 4 ? i * 5_000 : i * 7_200_000)).toISOString()
      rows.push(`x,${object}-${account},${account},${at},o${object},${i < 4 ? `https://page.example/${object}` : ''}`)
    }
  const path = join(folder.path, 'posts.csv')
  writeFileSync(path, `${rows.join('\n')}\n`)
  return path
}

/** A network of each kind, each made from the one before where it can be; groups and dossiers on the last. */
async function makeCase(): Promise<Case> {
  const kase = await createCase(join(folder.path, 'c'))
  const world = testWorld()
  await importFiles(world, kase, [postsFile()], { format: 'csv' } as never)
  for (const method of ['windowed-cooccurrence', 'similarity', 'merged'])
    await buildNetwork(world, kase, {
      method,
      trace: 'repost',
      params: method === 'merged' ? { layers: 'link' } : {},
      name: method,
      seed: 7,
    })
  await validateNetwork(world, kase, { networkId: 'windowed-cooccurrence', params: { null: 'sittings' }, name: 'validated', seed: 7 })
  await buildBackbone(world, kase, { networkId: 'validated', method: 'weight', params: { minWeight: 3 }, name: 'both', seed: 7 })
  for (const networkId of ['merged', 'both']) await findGroups(world, kase, { networkId, method: 'components', params: {}, seed: 7 })
  await writeDossiers(world, kase, { seed: 7 })
  return kase
}

const edgesOf = async (kase: Case) => (await listNetworks(kase)).map((each) => [each.networkId, each.edges])
const accountsIn = (table: string) =>
  `select distinct account_id from (select account_a as k from ${table} union select account_b from ${table}) join accounts on account_key = k order by 1`

test('networks made from networks: replay repeats them, verify reads them all, tests of edges go along with a backbone', async () => {
  const kase = await makeCase()
  expect(await edgesOf(kase)).toEqual([
    ['windowed-cooccurrence', 6],
    ['similarity', 45],
    ['merged', 45],
    ['validated', 6],
    ['both', 6],
  ])
  expect(
    await kase.db.rows('select network_key as k, count(*) as n, max(q) < 1e-9 as passes from edge_tests group by 1 order by 1'),
  ).toEqual([
    { k: 4, n: 6, passes: true },
    { k: 5, n: 6, passes: true },
  ])
  kase.close()
  const into = join(folder.path, 'again')
  const replay = await replayCase(testWorld(), kase.path, into)
  expect(replay.steps.map((step) => [step.verb, step.isSame])).toEqual(
    ['import', 'network', 'network', 'network', 'validate', 'backbone', 'groups', 'groups', 'dossiers'].map((verb) => [verb, true]),
  )
  for (const path of [kase.path, into]) {
    const verification = await verifyCase(testWorld(), path)
    expect([verification.problem, verification.checks.filter((check) => check.outcome !== 'passed' && check.name !== 'traces')]).toEqual([
      null,
      [],
    ])
  }
})

test('a changed p in the tests of the edges fails verify', async () => {
  const kase = await makeCase()
  await kase.db.run('update edge_tests set p = p / 2 where network_key = 4')
  kase.close()
  expect((await verifyCase(testWorld(), kase.path)).problem?.what).toContain('step 5 (validate)')
})

test('forgetting takes an account out of tests, edges, groups and dossiers of all of them, and makes the rest again', async () => {
  const kase = await makeCase()
  const forgotten = await forgetAccount(testWorld(), kase, { account: 'd' })
  expect(forgotten.rebuilt).toEqual(
    ['network', 'network', 'network', 'validate', 'backbone', 'groups', 'groups', 'dossiers'].map((verb, i) => `step ${i + 2} (${verb})`),
  )
  // Nine accounts are 36 pairs, three are three.
  expect(await edgesOf(kase)).toEqual([
    ['windowed-cooccurrence', 3],
    ['similarity', 36],
    ['merged', 36],
    ['validated', 3],
    ['both', 3],
  ])
  expect(await kase.db.rows(accountsIn('edge_tests'))).toEqual(['a', 'b', 'c'].map((account_id) => ({ account_id })))
  const { lost } = await kase.db.row<{ lost: number }>(
    `select count(*) as lost from (select account_a as k from edges union select account_b from edges union select account_a from edge_tests
       union select account_b from edge_tests union select account_key from group_members) where k not in (select account_key from accounts)`,
  )
  expect(lost).toBe(0)
  const dossiers = await readDossiers(kase)
  expect(dossiers.map(({ network, group }) => [network.networkId, group.members.length])).toEqual([
    ['merged', 9],
    ['both', 3],
  ])
  kase.close()
  expect((await verifyCase(testWorld(), kase.path)).problem).toBeNull()
  const into = join(folder.path, 'again')
  const replay = await replayCase(testWorld(), kase.path, into)
  expect(replay.isSame).toBe(true)
  const again = await openCase(into, { mode: 'read' })
  expect(await edgesOf(again)).toHaveLength(5)
  again.close()
})

test('forgetting an account twice, by its id, does nothing more, and makes nothing again over other work', async () => {
  const kase = await makeCase()
  const first = await forgetAccount(testWorld(), kase, { account: 'd' })
  const entries = await kase.ledger()
  const world = testWorld()
  expect(await forgetAccount(world, kase, { account: 'd' })).toEqual({ ...first, rebuilt: [] })
  expect(world.warnings).toEqual([expect.stringContaining('step 10 forgot this account already')])
  await buildNetwork(testWorld(), kase, { method: 'similarity', trace: 'repost', params: {}, name: 'similarity', seed: 8 })
  expect((await forgetAccount(testWorld(), kase, { account: 'd' })).rebuilt).toEqual([])
  expect((await kase.ledger()).length).toBe(entries.length + 1)
  kase.close()
})

test('when all that met are forgotten, the networks are empty and no test of an edge is left', async () => {
  const kase = await makeCase()
  for (const account of ['a', 'b', 'c']) await forgetAccount(testWorld(), kase, { account })
  expect((await edgesOf(kase)).filter(([, edges]) => edges === 0).map(([name]) => name)).toEqual([
    'windowed-cooccurrence',
    'validated',
    'both',
  ])
  expect(await kase.db.rows('select * from edge_tests')).toEqual([])
  kase.close()
  expect((await verifyCase(testWorld(), kase.path)).problem).toBeNull()
})
