import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Case, createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { beginDossiers, currentDossiers, readDossiers, setStatus, writeDossiers } from './dossiers.js'
import { readEvidence } from './evidence.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork, listNetworks } from './network.js'
import { replayCase } from './replay.js'
import { validateNetwork } from './validate.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
const world = testWorld()

/** Accounts a, b, c, d repost the same 8 posts within half a minute, a day apart; e to z repost them hours later. */
beforeEach(async () => {
  folder = testFolder()
  const rows = ['platform,post_id,account_id,handle,posted_at,text,repost_of,repost_of_account']
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()
  const add = (account: string, object: number, seconds: number) =>
    rows.push(
      `skiff,${object}-${account},${account},h_${account},${at(object * 86_400 + seconds)},"=1+1 ${account}",o${object},s${object % 3}`,
    )
  for (let object = 0; object < 8; object++) {
    for (const [i, account] of [...'abcd'].entries()) add(account, object, 600 + ((i * 7 + object) % 30))
    for (const [i, account] of [...'efghijklmnop'].entries()) if ((i + object) % 3 === 0) add(account, object, 3000 + 997 * i)
  }
  const path = join(folder.path, 'posts.csv')
  writeFileSync(path, `${rows.join('\n')}\n`)
  kase = await createCase(join(folder.path, 'c'))
  await importFiles(world, kase, [path], { format: 'csv' })
  const { networkId } = await buildNetwork(world, kase, { method: 'windowed-cooccurrence', trace: 'repost', params: {}, seed: 7 })
  await findGroups(world, kase, { networkId, method: 'leiden', params: {}, seed: 7 })
})
afterEach(() => {
  kase.close()
  folder.remove()
})

test('dossiers are written, read back the same, and written again the same, also where their tests were begun before', async () => {
  const written = await writeDossiers(world, kase, { seed: 7 })
  expect(written.map((one) => [one.group.groupId, one.group.members.length, one.standing, one.status])).toEqual([
    ['G01', 4, 'stands-out', 'draft'],
  ])
  expect(await readDossiers(kase)).toEqual(written)
  expect(await writeDossiers(world, kase, { groupIds: ['G01'], seed: 7 })).toEqual(written)
  const begun = await beginDossiers(world, kase, { seed: 7 })
  expect(await writeDossiers(world, kase, { seed: 7 }, begun)).toEqual(written)
  const hashes = (await kase.ledger()).filter((entry) => entry.asked.verb === 'dossiers').map((entry) => entry.done.resultHash)
  expect(new Set(hashes).size).toBe(1)
  expect(written[0]?.robustness.map((one) => one.setting)).toContain('other seed')
  await expect(writeDossiers(world, kase, { groupIds: ['G99'], seed: 7 })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-group' },
  })
})

test.each([
  ['coortweet', 'repost', { windowSeconds: 60 }, 'counts by rules of its own'],
  ['coordination-network-toolkit', 'repost', {}, 'counts by rules of its own'],
  ['windowed-cooccurrence', 'repost', { hubCap: 20 }, 'the network weighs down objects of many accounts'],
  ['windowed-cooccurrence', 'repost', { weightPercentile: 5 }, 'edges were kept by a percentile of their weights'],
  ['validate', 'repost', {}, 'edges were chosen by a test of each pair'],
] as const)('groups of %s, %s, %j as a whole: not tested, and why', async (method, trace, params, why) => {
  const networks = await listNetworks(kase)
  const made =
    method === 'validate'
      ? await validateNetwork(world, kase, { networkId: networks[0]?.networkId as string, params: {}, name: 'n', seed: 7 })
      : await buildNetwork(world, kase, { method, trace, params, name: 'n', seed: 7 })
  const groups = await findGroups(world, kase, { networkId: made.networkId, method: 'leiden', params: {}, seed: 7 })
  expect(groups.length).toBeGreaterThan(0)
  const [dossier] = await writeDossiers(world, kase, { groupIds: [groups[0]?.groupId as string], seed: 7 })
  const whole = dossier?.baseline.filter((row) => row.name.startsWith('group as a whole')) ?? []
  expect(whole.length).toBeGreaterThan(0)
  for (const row of whole) expect([row.measured.pValue, row.measured.why]).toEqual([null, expect.stringContaining(`not tested: `)])
  expect(whole[0]?.measured.why).toContain(why)
  // Other settings are tried among its members alone.
  expect(dossier?.robustness.filter((one) => one.setting !== 'other seed').every((one) => one.jaccard === undefined)).toBe(true)
})

test('a draft becomes a finding only when every open explanation has an answer; a dismissal needs a reason; both are in the ledger', async () => {
  const [dossier] = await writeDossiers(world, kase, { seed: 7 })
  const open = (dossier?.explanations ?? []).filter((one) => one.answer !== 'does-not-fit').map((one) => one.id)
  expect(open.length).toBeGreaterThan(0)
  const asked = { groupId: 'G01', status: 'finding', why: 'read all of it' } as const
  await expect(setStatus(world, kase, asked)).rejects.toMatchObject({ problem: { code: 'usage/unanswered' } })
  await expect(setStatus(world, kase, { groupId: 'G01', status: 'dismissed', why: ' ' })).rejects.toMatchObject({
    problem: { code: 'usage/no-reason' },
  })
  await expect(setStatus(world, kase, { ...asked, groupId: "G'" })).rejects.toMatchObject({ problem: { code: 'usage/unknown-group' } })
  expect((await readDossiers(kase))[0]?.status).toBe('draft')
  const answers = Object.fromEntries(open.map((id) => [id, `looked into ${id}`]))
  expect(await setStatus(world, kase, { ...asked, answers })).toMatchObject({ status: 'finding', statusWhy: 'read all of it', answers })
  expect((await readDossiers(kase))[0]).toMatchObject({ status: 'finding', answers })
  await setStatus(world, kase, { groupId: 'G01', status: 'dismissed', why: 'a choir' })
  expect((await kase.ledger()).slice(-2).map((entry) => [entry.asked.verb, entry.asked.params.status])).toEqual([
    ['judge', 'finding'],
    ['judge', 'dismissed'],
  ])
})

test('written again, a judgement stays with its group; a finding with an explanation left unanswered is a draft again; replay says the same', async () => {
  const [dossier] = await writeDossiers(world, kase, { seed: 7 })
  const answers = { organisation: 'I called' }
  const dismissed = await setStatus(world, kase, { groupId: 'G01', status: 'dismissed', why: 'choir', answers })
  expect(await writeDossiers(world, kase, { seed: 7 })).toEqual([dismissed])
  expect(await readDossiers(kase)).toEqual([dismissed])
  // As a ledger from before judgements stayed.
  expect(await writeDossiers(world, kase, { seed: 7, keepsJudgements: false })).toEqual([dossier])

  kase.close()
  const replay = await replayCase(world, kase.path, join(folder.path, 'again'))
  kase = await openCase(kase.path, { mode: 'write' })
  expect(replay.steps.map((step) => [step.verb, step.isSame])).toEqual(
    ['import', 'network', 'groups', 'dossiers', 'judge', 'dossiers', 'dossiers'].map((verb) => [verb, true]),
  )
  const unanswered = { ...dismissed, status: 'finding', statusWhy: 'seconds apart' }
  await kase.db.run("update dossiers set body = $1 where group_id = 'G01'", [JSON.stringify(unanswered)])
  const said: string[] = []
  const [again] = await writeDossiers({ ...world, warn: (message) => said.push(message) }, kase, { seed: 7 })
  expect(again).toEqual({ ...dossier, answers })
  expect(said).toEqual(['judged before, and drafts again since their members or open explanations are others now: G01'])
})

test('dossiers are current while nothing they rest on was made since, with the same seed', async () => {
  expect(await currentDossiers(kase, { seed: 7 })).toBeNull()
  await writeDossiers(world, kase, { seed: 7 })
  const judged = await setStatus(world, kase, { groupId: 'G01', status: 'dismissed', why: 'choir' })
  const steps = await kase.ledger()
  expect(await currentDossiers(kase, { seed: 7 })).toEqual([judged])
  expect(await currentDossiers(kase, { groupIds: ['G01'], seed: 7 })).toEqual([judged])
  expect(await currentDossiers(kase, { seed: 8 })).toBeNull()
  expect(await kase.ledger()).toEqual(steps)
  await expect(currentDossiers(kase, { groupIds: ['G02'], seed: 7 })).rejects.toMatchObject({ problem: { code: 'usage/unknown-group' } })
  await buildNetwork(world, kase, { method: 'windowed-cooccurrence', trace: 'repost', params: { windowSeconds: 5 }, seed: 7 })
  expect(await currentDossiers(kase, { seed: 7 })).toBeNull()
})

test('evidence of a group: six edges of four, eight pairs each, down to the line', async () => {
  const edges = await readEvidence(world, kase, { groupId: 'G01' })
  expect(edges.map((edge) => edge.pairs.length)).toEqual([8, 8, 8, 8, 8, 8])
  const line = edges[0]?.pairs[0]?.first.line as number
  expect(line).toBeGreaterThan(1)
  expect(edges[0]?.pairs[0]?.first.fileName).toBe('posts.csv')
  const { a, b } = edges[0] as (typeof edges)[0]
  expect(await readEvidence(world, kase, { groupId: 'G01', a: b, b: a })).toEqual([edges[0]])
  await expect(readEvidence(world, kase, { groupId: 'G02' })).rejects.toMatchObject({ problem: { code: 'usage/unknown-group' } })
  await expect(readEvidence(world, kase, { groupId: 'G01', a: 99 })).rejects.toMatchObject({ problem: { code: 'usage/not-a-member' } })
})
