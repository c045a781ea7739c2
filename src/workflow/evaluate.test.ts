import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Dossier, ProblemError } from '../model/index.js'
import { type Case, createCase, type World } from '../store/index.js'
import { compare, evaluate, evaluationLines, rateOf } from './evaluate.js'
import { rateWords } from './evaluation-lines.js'
import type { AccountLabel } from './labels.js'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00.000Z',
}

/** Only what the comparison reads. */
function dossier(groupId: string, networkId: string, standing: Dossier['standing'], members: number[], fits: string[] = []): Dossier {
  return {
    group: { groupId, networkKey: 1, networkId, members },
    network: { networkId, networkKey: 1 },
    standing,
    explanations: fits.map((id) => ({ id, answer: 'fits' })),
  } as unknown as Dossier
}
const RING: AccountLabel = { label: 'ring', kind: 'operation', strength: 'strong' }
const SLOW: AccountLabel = { label: 'slow', kind: 'operation', strength: 'weak' }
const FANS: AccountLabel = { label: 'fans', kind: 'look-alike', strength: 'strong' }
const NEWS: AccountLabel = { label: 'news', kind: 'look-alike', strength: 'medium' }
const REST: AccountLabel = { label: 'background', kind: 'background', strength: '' }
// ring 1–4, slow 5–7, fans 10–14, news 15–16, background 20–29; 40 is in no labels file
const labels = new Map<number, AccountLabel>([
  ...[1, 2, 3, 4].map((key) => [key, RING] as const),
  ...[5, 6, 7].map((key) => [key, SLOW] as const),
  ...[10, 11, 12, 13, 14].map((key) => [key, FANS] as const),
  ...[15, 16].map((key) => [key, NEWS] as const),
  ...[20, 21, 22, 23, 24, 25, 26, 27, 28, 29].map((key) => [key, REST] as const),
])
const dossiers = [
  dossier('G01', 'repost-60s', 'stands-out', [1, 2, 3, 20]), // 3 of 4 are ring's
  dossier('G02', 'repost-60s', 'explained', [10, 11, 12, 13], ['one-audience']),
  dossier('G03', 'link-60s', 'stands-out', [2, 3, 5, 40]), // 2 ring (half), 1 slow, 1 unlabelled
  dossier('G04', 'link-60s', 'stands-out', [14, 15, 21]), // one of each: fans, news, background: mixed
  dossier('G05', 'link-60s', 'not-beyond-chance', [15, 16]),
  dossier('G06', 'link-60s', 'stands-out', [11, 12]), // fans wrongly flagged
]

test('a rate below one in a hundred keeps one digit, so that one of thousands is not 0', () => {
  expect(rateWords(rateOf(1, 2257))).toBe('1 of 2257 (0.04 %, 0.008–0.3 %)')
  expect(rateWords(rateOf(0, 8))).toBe('0 of 8 (0 %, 0–32 %)')
  expect(rateWords(rateOf(12, 14))).toBe('12 of 14 (86 %, 60–96 %)')
})

test('rates by hand: accounts flagged are 1 2 3 5 11 12 14 15 20 21 40', () => {
  const result = compare(dossiers, labels)
  // 4 of the 7 operation accounts (1, 2, 3, 5); of the 11 flagged, 4
  expect(result.accounts.recall).toMatchObject({ hits: 4, of: 7 })
  expect(result.accounts.precision).toMatchObject({ hits: 4, of: 11 })
  // fans and news: 11, 12, 14, 15 of 7; background: 20, 21 of 10
  expect(result.accounts.lookAlikesFlagged).toMatchObject({ hits: 4, of: 7 })
  expect(result.accounts.backgroundFlagged).toMatchObject({ hits: 2, of: 10 })
  // stand out: G01 ring, G03 ring, G04 mixed, G06 fans
  expect(result.groups.precision).toMatchObject({ hits: 2, of: 4, share: 0.5 })
  expect(result.groups.operationsFound).toMatchObject({ hits: 1, of: 2 })
  // groups of look-alikes: G02, G05, G06
  expect(result.groups.lookAlikeGroupsFlagged).toMatchObject({ hits: 1, of: 3 })
  expect(result.groups.lookAlikesFlagged).toMatchObject({ hits: 1, of: 2 })
})

test('per operation, per strength and per group; an account in several networks counts once', () => {
  const result = compare(dossiers, labels)
  expect(result.operations).toMatchObject([
    { label: 'ring', planted: 4, grouped: { hits: 3 }, flagged: { hits: 3, of: 4 }, groups: { hits: 2, of: 2 }, groupIds: ['G01', 'G03'] },
    { label: 'slow', planted: 3, grouped: { hits: 1 }, flagged: { hits: 1, of: 3 }, groups: { hits: 0, of: 0, share: null }, groupIds: [] },
  ])
  expect(result.lookAlikes.map((one) => [one.label, one.flagged.hits, one.groups.hits, one.groupIds])).toEqual([
    ['fans', 3, 1, ['G02', 'G06']],
    ['news', 1, 0, ['G05']],
  ])
  expect(result.byStrength).toMatchObject([
    { strength: 'strong', operations: { hits: 1, of: 1 }, members: { hits: 3, of: 4 } },
    { strength: 'weak', operations: { hits: 0, of: 1 }, members: { hits: 1, of: 3 } },
  ])
  expect(result.confusion.map((group) => [group.groupId, group.kind, group.label])).toEqual([
    ['G01', 'operation', 'ring'],
    ['G02', 'look-alike', 'fans'],
    ['G03', 'operation', 'ring'],
    ['G04', 'mixed', 'mixed'],
    ['G05', 'look-alike', 'news'],
    ['G06', 'look-alike', 'fans'],
  ])
  expect(result.confusion[2]?.members).toEqual([
    { label: 'ring', accounts: 2 },
    { label: 'slow', accounts: 1 },
    { label: 'unlabelled', accounts: 1 },
  ])
  expect(result.confusion[1]?.explainedBy).toEqual(['one-audience'])
  expect(result.networks).toEqual(['repost-60s', 'link-60s'])
})

test('accounts that the case lacks are absent, and count nowhere else', () => {
  const result = compare(
    dossiers,
    labels,
    new Map([
      [RING, 2],
      [REST, 5],
    ]),
  )
  expect(result.operations[0]).toMatchObject({ label: 'ring', planted: 4, absent: 2 })
})

test('Wilson: 3 of 4 is 30–95 %; nothing of nothing has no share', () => {
  const { low, high } = rateOf(3, 4)
  // (0.75 + 3.8415/8 ± 1.96·sqrt(0.75·0.25/4 + 3.8415/64)) / (1 + 3.8415/4) = (1.2302 ± 0.6405) / 1.9604
  expect(low).toBeCloseTo(0.3006, 3)
  expect(high).toBeCloseTo(0.9544, 3)
  expect(rateOf(0, 0)).toEqual({ hits: 0, of: 0, share: null, low: 0, high: 1 })
})

async function caseWith(name: string, rows: readonly Dossier[]): Promise<Case> {
  const kase = await createCase(join(folder, name))
  for (let key = 1; key <= 40; key++)
    await kase.db.run('insert into accounts (account_key, platform, account_id, handle) values ($1, $2, $3, $4)', [
      key,
      'p',
      `9007199254740993${key}`,
      `Gull_${key}`,
    ])
  for (const one of rows) {
    await kase.db.run('insert into groups values ($1, 1, $2, $2, $2)', [one.group.groupId, '{}'])
    await kase.db.run('insert into dossiers values ($1, $2)', [one.group.groupId, JSON.stringify(one)])
  }
  return kase
}
function labelsFile(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const id = (key: number) => `9007199254740993${key}`
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(ProblemError)
  const { problem } = error as ProblemError
  for (const part of [problem.what, problem.fix, problem.unchanged]) expect(part).not.toBe('')
  return problem.code
}

test('from files: ids or handles, comma, semicolon or tab, with or without kinds; twice the same', async () => {
  const kase = await caseWith('a.lockstep', dossiers)
  const full = labelsFile(
    'full.csv',
    `account_id,label,kind,strength\n${[...labels].map(([key, one]) => `${id(key)},${one.label},${one.kind},${one.strength}`).join('\n')}\n999,ring,operation,strong\n`,
  )
  const first = await evaluate(world, kase, { labelsPath: full })
  expect(first).toMatchObject({ accountsLabelled: 25, accountsInCase: 24, accounts: { recall: { hits: 4, of: 7 } } })
  expect(first.operations[0]).toMatchObject({ label: 'ring', absent: 1 })
  expect(await evaluate(world, kase, { labelsPath: full })).toEqual(first)
  expect(evaluationLines(first).join('\n')).toContain('1 of 2 (50 %, 9–91 %) operations found')

  const handles = labelsFile(
    'handles.tsv',
    '\uFEFFscreen_name\tcampaign\r\n@gull_1\t"Ring ""A"""\r\nGULL_2\t"Ring ""A"""\r\nGull_9\tcontrol\r\n',
  )
  const second = await evaluate(world, kase, { labelsPath: handles })
  expect(second.operations).toMatchObject([{ label: 'Ring "A"', planted: 2, flagged: { hits: 2, of: 2 } }])
  expect(second.accounts.backgroundFlagged).toMatchObject({ hits: 0, of: 1 })
  expect(second.lookAlikes).toEqual([])

  const semicolon = labelsFile('semicolon.csv', `id;class\n${id(1)};1\n${id(20)};0`)
  expect((await evaluate(world, kase, { labelsPath: semicolon })).operations).toMatchObject([{ label: '1', planted: 1 }])
  kase.close()
})

test('behaviours of a labels file beside the signals of the case, in data and in words', async () => {
  const kase = await caseWith('behaviours.lockstep', dossiers)
  const result = { signalId: 'isolation', groupId: 'G01', status: 'measured', qValue: 0.01, isNotable: true }
  await kase.db.run('insert into signals values ($1, $2, $3)', ['G01', 'isolation', JSON.stringify(result)])
  const rows = [...labels].map(
    ([key, one]) => `${id(key)},${one.label},${one.kind},${one.strength},${key < 3 ? ' Isolation; cadence' : ''}`,
  )
  const path = labelsFile('behaviours.csv', `account_id,label,kind,strength,behaviours\n${rows.join('\n')}\n`)
  const said = await evaluate(world, kase, { labelsPath: path })
  // 1 and 2 of the four members of G01; ring stays one label although not all of it have behaviours
  expect(said.signals?.signals).toMatchObject([{ signalId: 'isolation', precision: { hits: 1, of: 1 }, recall: { hits: 1, of: 1 } }])
  expect(said.operations.map((one) => [one.label, one.planted])).toEqual([
    ['ring', 4],
    ['slow', 3],
  ])
  const lines = evaluationLines(said).join('\n')
  expect(lines).toMatch(/isolation +1 of 1 \(21–100 %\) +1 of 1 \(21–100 %\) +none +0 of 0 +0 of 0 +0 that carry it, 0 others/)
  kase.close()
})

test('bad labels files say what is wrong and where', async () => {
  const kase = await caseWith('b.lockstep', dossiers)
  const run = (name: string, text: string) => codeOf(evaluate(world, kase, { labelsPath: labelsFile(name, text) }))
  expect(await run('empty.csv', '')).toBe('source/labels-column')
  expect(await run('no-label.csv', `account_id,x\n${id(1)},y\n`)).toBe('source/labels-column')
  expect(await run('ragged.csv', `account_id,label\n${id(1)},a,b\n`)).toBe('source/labels-row')
  expect(await run('quote.csv', `account_id,label\n${id(1)},"a\n`)).toBe('source/labels-row')
  expect(await run('after.csv', `account_id,label\n${id(1)},"a"b\n`)).toBe('source/labels-row')
  expect(await run('twice.csv', `account_id,label\n${id(1)},a\n${id(1)},b\n`)).toBe('source/labels-conflict')
  expect(await run('kind.csv', `account_id,label,kind\n${id(1)},a,guilty\n`)).toBe('source/labels-kind')
  expect(await run('stranger.csv', "account_id,label\n'; drop table accounts; --,a\n")).toBe('source/labels-match-nothing')
  expect(await codeOf(evaluate(world, kase, { labelsPath: join(folder, 'none.csv') }))).toBe('source/unreadable')
  kase.close()
  const bare = await caseWith('c.lockstep', [])
  expect(await codeOf(evaluate(world, bare, { labelsPath: labelsFile('ok.csv', `account_id,label\n${id(1)},a\n`) }))).toBe(
    'usage/no-dossiers',
  )
  bare.close()
})
