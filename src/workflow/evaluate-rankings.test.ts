import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Dossier, ProblemError } from '../model/index.js'
import { type Case, createCase, type World } from '../store/index.js'
import { evaluate, evaluationLines, writeEvaluationPicture } from './evaluate.js'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-rankings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00.000Z',
}

type Edge = readonly [network: number, a: number, b: number, weight: number, p?: number]
interface Made {
  readonly networks: readonly (readonly [id: string, method: string])[]
  readonly edges: readonly Edge[]
  readonly groups?: readonly (readonly [id: string, network: number, standing: Dossier['standing'], members: readonly number[]])[]
}

/** Accounts a1 … a10. */
async function caseWith(name: string, { networks, edges, groups = [] }: Made): Promise<Case> {
  const kase = await createCase(join(folder, name))
  for (let key = 1; key <= 10; key++)
    await kase.db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [key, 'p', `a${key}`])
  for (const [i, [id, method]] of networks.entries())
    await kase.db.run(`insert into networks values ($1, $2, $3, 'repost', '{}', false, 'w', 9, 9, 9, 9, 9, '[]', 1)`, [i + 1, id, method])
  for (const [network, a, b, weight, p] of edges) {
    await kase.db.run('insert into edges values ($1, $2, $3, $4, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)', [network, a, b, weight])
    if (p !== undefined) await kase.db.run(`insert into edge_tests values ($1, $2, $3, 'together', 2, 2, $4, $4)`, [network, a, b, p])
  }
  for (const [groupId, network, standing, members] of groups) {
    await kase.db.run('insert into groups values ($1, $2, $3, $4, $4)', [groupId, network, 'leiden', '{}'])
    for (const member of members) await kase.db.run('insert into group_members values ($1, $2, 1, 1)', [groupId, member])
    const [networkId] = networks[network - 1] as readonly [string, string]
    const body = {
      group: { groupId, networkKey: network, networkId, members },
      network: { networkId, networkKey: network },
      standing,
      explanations: [],
    }
    await kase.db.run('insert into dossiers values ($1, $2)', [groupId, JSON.stringify(body)])
  }
  return kase
}
function labels(name: string, rows: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `account,label\n${rows.join('\n')}\n`)
  return path
}
const WINDOWED = 'windowed-cooccurrence'

test('by hand: a heavy harmless pair is first by weight and last by standing; best evidence over two networks', async () => {
  const kase = await caseWith('a.lockstep', {
    networks: [
      ['repost-60s', WINDOWED],
      ['link-60s', WINDOWED],
    ],
    // one: a1 a2 a3; two: a4 a5; a9 a10 harmless
    edges: [
      [1, 1, 2, 4],
      [1, 1, 3, 2],
      [1, 9, 10, 9],
      [2, 4, 5, 3],
      [2, 1, 2, 1],
      [2, 5, 9, 1],
    ],
    groups: [
      ['G01', 1, 'explained', [9, 10]],
      ['G02', 1, 'stands-out', [1, 2, 3]],
      ['G03', 2, 'stands-out', [4, 5]],
    ],
  })
  const result = await evaluate(world, kase, { labelsPath: labels('a.csv', ['a1,one', 'a2,one', 'a3,one', 'a4,two', 'a5,two', 'a9,none']) })
  const of = (rule: string, isMerged: boolean, network?: string) =>
    result.rankings.find((one) => one.rule === rule && one.isMerged === isMerged && (network === undefined || one.networks[0] === network))!
  expect(result.rankings.map((one) => [one.rule, one.isMerged, ...one.networks])).toEqual([
    ['groups', true, 'repost-60s', 'link-60s'],
    ['weight', true, 'repost-60s', 'link-60s'],
    ['groups', false, 'repost-60s'],
    ['weight', false, 'repost-60s'],
    ['groups', false, 'link-60s'],
    ['weight', false, 'link-60s'],
  ])
  // weight: a9 a10 at 9, a1 a2 at 4, a4 a5 at 3, a3 at 2; three accounts without an edge
  expect(of('weight', true).accounts.points).toEqual([
    { bar: 'weight 4', planted: 2, others: 2, precision: 0.5, recall: 0.4 },
    { bar: 'weight 3', planted: 4, others: 2, precision: 4 / 6, recall: 0.8 },
    { bar: 'weight 2', planted: 5, others: 2, precision: 5 / 7, recall: 1 },
  ])
  expect(of('weight', true).accounts.averagePrecision.value).toBeCloseTo(0.4 * 0.5 + 0.4 * (4 / 6) + 0.2 * (5 / 7), 12)
  // every planted account beats the 3 without an edge and loses to 2 of 5
  expect(of('weight', true).accounts.auc.value).toBeCloseTo(0.6, 12)
  expect(of('groups', true).accounts).toMatchObject({
    averagePrecision: { value: 1 },
    auc: { value: 1 },
    planted: 5,
    others: 5,
    drawnOver: 'operations',
  })
  expect(of('groups', true).accounts.points.map((point) => point.bar)).toEqual([
    'stands-out, weight 4',
    'stands-out, weight 3',
    'stands-out, weight 2',
    'explained, weight 9',
  ])
  // pairs: 3 of one and 1 of two, of 10 · 9 / 2 = 45; a2–a3 has no edge
  expect(of('weight', true).pairs).toMatchObject({ planted: 4, others: 41, plantedScored: 3, othersScored: 2 })
  expect(of('weight', true).pairs.points.map((point) => [point.bar, point.planted, point.others])).toEqual([
    ['weight 4', 1, 1],
    ['weight 3', 2, 1],
    ['weight 2', 3, 1],
    ['weight 1', 3, 2],
  ])
  expect(of('weight', false, 'link-60s').accounts.plantedScored).toBe(4)
  // all five stand out; by weight that takes 2 or more, with a9 and a10
  expect(result.plainRule).toEqual({
    method: WINDOWED,
    networks: ['repost-60s', 'link-60s'],
    weight: 2,
    recall: 1,
    falseAccounts: 2,
    precision: 5 / 7,
    groups: { recall: 1, falseAccounts: 0 },
    ratio: 0,
  })
  expect(evaluationLines(result).join('\n')).toContain(
    'an edge of weight 2 or more (recall 100 %) also reaches 2 others; the groups that stand out 0',
  )
  expect(await evaluate(world, kase, { labelsPath: join(folder, 'a.csv') })).toEqual(result)

  const picture = writeEvaluationPicture(result, join(folder, 'curves.svg'))
  expect(readFileSync(picture, 'utf8')).toContain('standing of groups, all networks (2): 1.000')
  let lost: unknown
  try {
    writeEvaluationPicture(result, folder)
  } catch (error) {
    lost = error
  }
  expect(lost).toBeInstanceOf(ProblemError)
  expect((lost as ProblemError).problem.code).toBe('usage/cannot-write')
  expect(readdirSync(dirname(folder)).filter((name) => name.startsWith(`${basename(folder)}.`))).toEqual([])
  kase.close()
})

test('p of validated networks; weights of different methods are never mixed; one operation: its accounts are drawn', async () => {
  const kase = await caseWith('b.lockstep', {
    networks: [
      ['repost-60s', WINDOWED],
      ['repost-60s-together', 'validate'],
      ['similarity', 'similarity'],
    ],
    edges: [
      [1, 1, 2, 2],
      [1, 8, 9, 7],
      [2, 1, 2, 2, 1e-9],
      [2, 8, 9, 7, 0.01],
      [3, 1, 3, 0.25],
    ],
    groups: [['G01', 1, 'not-beyond-chance', [1, 2]]],
  })
  const result = await evaluate(world, kase, { labelsPath: labels('b.csv', ['a1,one', 'a2,one', 'a3,one']) })
  const merged = result.rankings.filter((one) => one.isMerged)
  expect(merged.map((one) => [one.rule, one.method, ...one.networks])).toEqual([
    ['groups', WINDOWED, 'repost-60s'],
    ['weight', WINDOWED, 'repost-60s'],
    ['weight', 'validate', 'repost-60s-together'],
    ['weight', 'similarity', 'similarity'],
    ['p', 'validate', 'repost-60s-together'],
  ])
  const p = merged.find((one) => one.rule === 'p')!
  expect(p.accounts.points.map((point) => [point.bar, point.planted, point.others])).toEqual([
    ['p 1e-9', 2, 0],
    ['p 0.01', 2, 2],
  ])
  expect(p.accounts.drawnOver).toBe('accounts')
  expect(p.accounts.auc.low).toBeLessThan(p.accounts.auc.value as number)
  expect(p.pairs.drawnOver).toBe('nothing')
  // nothing stands out: there is no recall to compare at
  expect(result.plainRule).toBeNull()
  kase.close()
})
