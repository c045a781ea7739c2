import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { buildBackbone } from './backbone.js'
import { writeDossiers } from './dossiers.js'
import { forgetAccount } from './forget.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork, listNetworks } from './network.js'
import { replayCase } from './replay.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

/** a, b and c repost six posts within a minute, d joins them on two. Weights: ab, ac, bc 6; ad, bd, cd 2. */
function postsFile(): string {
  const rows = ['platform,post_id,account_id,posted_at,repost_of']
  for (let object = 0; object < 6; object++)
    for (const [i, account] of ['a', 'b', 'c', ...(object < 2 ? ['d'] : [])].entries())
      rows.push(`x,${object}-${account},${account},${new Date(Date.UTC(2026, 0, 1, object, 0, i * 7)).toISOString()},o${object}`)
  const path = join(folder.path, 'posts.csv')
  writeFileSync(path, `${rows.join('\n')}\n`)
  return path
}

async function testCase() {
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [postsFile()], { format: 'csv' } as never)
  await buildNetwork(testWorld(), kase, { method: 'windowed-cooccurrence', trace: 'repost', params: {}, seed: 7 })
  return kase
}
const options = { networkId: 'repost-60s', method: 'weight', params: { minWeight: 3 }, seed: 7 }

test('a backbone is a network of its own, which says what was kept; the one it was made from stays', async () => {
  const kase = await testCase()
  const backbone = await buildBackbone(testWorld(), kase, options)
  expect(backbone).toMatchObject({
    networkKey: 2,
    networkId: 'repost-60s-weight',
    method: 'windowed-cooccurrence',
    accounts: 3,
    edges: 3,
    notes: ['weight backbone of repost-60s (min-weight 3): kept 3 of 6 edges'],
  })
  expect(backbone.params.backbone).toEqual([{ of: 'repost-60s', method: 'weight', params: { minWeight: 3 } }])
  expect((await buildBackbone(testWorld(), kase, options)).networkId).toBe('repost-60s-weight-2')
  const twice = await buildBackbone(testWorld(), kase, { ...options, networkId: 'repost-60s-weight', method: 'k-core', params: { k: '3' } })
  expect(twice).toMatchObject({ networkId: 'repost-60s-weight-k-core', edges: 0, accounts: 0 })
  expect(twice.notes).toHaveLength(2)
  const networks = await listNetworks(kase)
  expect(networks.map((each) => [each.networkId, each.edges])).toEqual([
    ['repost-60s', 6],
    ['repost-60s-weight', 3],
    ['repost-60s-weight-2', 3],
    ['repost-60s-weight-k-core', 0],
  ])
  expect(networks[1]).toEqual(backbone)
  const taken = buildBackbone(testWorld(), kase, { ...options, name: 'repost-60s' })
  await expect(taken).rejects.toMatchObject({ problem: { code: 'usage/name-taken', unchanged: 'that network was not touched' } })
  await expect(buildBackbone(testWorld(), kase, { ...options, method: 'wieght' })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-backbone' },
  })
  await expect(buildBackbone(testWorld(), kase, { ...options, networkId: 'none' })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-network' },
  })
  kase.close()
})

test('groups and dossiers stand on a backbone; replay, verify and forget know it', async () => {
  const kase = await testCase()
  await buildBackbone(testWorld(), kase, options)
  const groups = await findGroups(testWorld(), kase, { networkId: 'repost-60s-weight', method: 'components', params: {}, seed: 7 })
  expect(groups.map((group) => [group.members.length, group.measures.objects])).toEqual([[3, 6]])
  await writeDossiers(testWorld(), kase, { seed: 7 })
  kase.close()
  const into = join(folder.path, 'again')
  const replay = await replayCase(testWorld(), kase.path, into)
  expect(replay.steps.map((step) => [step.verb, step.isSame])).toEqual(
    ['import', 'network', 'backbone', 'groups', 'dossiers'].map((verb) => [verb, true]),
  )
  for (const path of [kase.path, into]) expect((await verifyCase(testWorld(), path)).problem).toBeNull()
  const again = await openCase(into, { mode: 'write' } as never)
  const forgotten = await forgetAccount(testWorld(), again, { account: 'd' })
  expect(forgotten.rebuilt).toEqual(['step 2 (network)', 'step 3 (backbone)', 'step 4 (groups)', 'step 5 (dossiers)'])
  again.close()
})
