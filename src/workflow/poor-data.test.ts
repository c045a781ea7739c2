/** Data from which no test can say anything, or less than it seems: each verb of statistics says so and stays whole. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { writeDossiers } from './dossiers.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork } from './network.js'
import { scanCase } from './scan.js'
import { groupScales, groupSnapshots } from './steps.js'
import { validateNetwork } from './validate.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
beforeEach(async () => {
  folder = testFolder()
  kase = await createCase(join(folder.path, 'c'))
})
afterEach(() => {
  kase.close()
  folder.remove()
})

const NULLS = ['together', 'sittings', 'habit', 'rhythm', 'population', 'sharing', 'sharing-bicm', 'sharing-sparse'] as const
const SECOND = 1000
const DAY = 86_400 * SECOND

type Row = readonly [account: string, object: number, at: number | null]
async function network(rows: readonly Row[], params: Readonly<Record<string, unknown>> = {}) {
  const time = (at: number | null) => (at === null ? '' : new Date(Date.UTC(2026, 0, 1) + at).toISOString())
  const lines = rows.map(([account, object, at], i) => `x,${i},${account},${time(at)},o${object}`)
  writeFileSync(join(folder.path, 'posts.csv'), `platform,post_id,account_id,posted_at,repost_of\n${lines.join('\n')}\n`)
  const result = await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv', maxRejects: '50%' } as never)
  const made = await buildNetwork(testWorld(), kase, { method: 'windowed-cooccurrence', trace: 'repost', params, name: 'n', seed: 7 })
  return { made, rejected: result[0]?.rowsRejected ?? 0 }
}
const validate = (params: object) => validateNetwork(testWorld(), kase, { networkId: 'n', params: params as never, seed: 7 })
const steps = { networkId: 'n', method: 'leiden', params: {}, seed: 7 }
const scan = () => scanCase(testWorld(), kase, { what: ['repost'], params: { shuffles: 19 }, seed: 7 })
const dossiers = async () => {
  await findGroups(testWorld(), kase, steps)
  return writeDossiers(testWorld(), kase, { seed: 7 })
}

test.each([
  ['one account', [0, 1, 2].map((object): Row => ['a', object, object * DAY])],
  ['one object of two accounts', (['a', 'b'] as const).map((account, i): Row => [account, 0, i * SECOND])],
] as const)('%s: no edges, no groups, no test; every null says the smallest p that was possible', async (_, rows) => {
  const { made } = await network(rows)
  expect(made.edges).toBe(0)
  for (const model of NULLS)
    for (const correction of model.startsWith('sharing') ? ['bh'] : ['bh', 'strata']) {
      const validated = await validate({ null: model, correction })
      expect(validated.edges).toBe(0)
      expect(validated.notes.join()).toContain('no pair could pass: the smallest possible p is 1')
    }
  expect(await dossiers()).toEqual([])
  expect((await groupScales(testWorld(), kase, steps)).lives).toEqual([])
  expect((await groupSnapshots(testWorld(), kase, steps)).lives).toEqual([])
  await expect(scan()).rejects.toMatchObject({
    problem: { code: 'usage/nothing-to-scan', fix: expect.any(String), unchanged: 'nothing was written' },
  })
})

/** Six accounts on each of eight objects, `apart` between objects and `step` between accounts. */
const crowd = (apart: number, step: number): Row[] =>
  Array.from({ length: 8 }, (_, object) => [...'abcdef'].map((account, i): Row => [account, object, object * apart + i * step])).flat()

test('all at the same second: everybody meets everybody, which is no surprise to any null, and the group is not beyond chance', async () => {
  const { made } = await network(crowd(0, 0))
  expect(made.edges).toBe(15)
  for (const model of NULLS) {
    const validated = await validate({ null: model })
    expect([model, validated.edges]).toEqual([model, 0])
    if (!model.startsWith('sharing'))
      expect(validated.notes.join()).toContain('all traces have the same time: nobody is closer than chance')
  }
  const [dossier] = await dossiers()
  expect(dossier?.standing).not.toBe('stands-out')
  await expect(scan()).rejects.toMatchObject({ problem: { what: expect.stringContaining('all times are the same') } })
})

test.each([
  ['a minute', 60 * SECOND, '30s', '60s'],
  ['a day', DAY, '1h', '24h'],
] as const)(
  'a clock of %s: a shorter window is refused for every null about times, with the resolution to use',
  async (_, step, below, least) => {
    await network(crowd(40 * DAY, step), { windowSeconds: step / SECOND })
    for (const model of NULLS.filter((each) => !each.startsWith('sharing')))
      await expect(validate({ null: model, window: below })).rejects.toMatchObject({
        problem: { code: 'usage/window-below-clock', fix: expect.stringMatching(/use --window (60s|24h|1d|1m) or more/) },
      })
    expect((await validate({ null: 'together', window: least })).notes.join()).not.toContain('pretend')
    const [dossier] = await dossiers()
    expect(dossier?.limits.join()).toContain('equal times are not synchrony')
    expect((await scan()).traces[0]?.leftOut.length).toBeGreaterThan(0)
  },
)

test('missing times: the rows are rejects and counted, the others are tested', async () => {
  const rows = crowd(DAY, SECOND).map(([account, object, at], i): Row => [account, object, i % 7 === 3 ? null : at])
  const { rejected } = await network(rows)
  expect(rejected).toBe(rows.filter(([, , at]) => at === null).length)
  expect((await validate({})).edges).toBe(0)
})

test('a window longer than the data: every shared object is a meeting, said by every null about times', async () => {
  await network(crowd(SECOND, SECOND), { windowSeconds: 3600 })
  for (const model of NULLS.filter((each) => !each.startsWith('sharing'))) {
    const validated = await validate({ null: model })
    expect([model, validated.edges]).toEqual([model, 0])
    expect(validated.notes.join()).toContain('the window is as long as the data (12s): every shared object is a meeting')
  }
})

test('too few objects for any pair to pass: the smallest possible p is said, and is the product of the chances', async () => {
  // Two objects of three accounts, one of three pairs meets on each: (1/3)² = 0.11.
  await network([0, 1].flatMap((object): Row[] => [['a', object, object * DAY], ['b', object, object * DAY + SECOND], ['c', object, object * DAY + DAY / 2]])) // biome-ignore format: rows
  const validated = await validate({})
  expect(validated.edges).toBe(0)
  expect(validated.notes.join()).toContain('no pair could pass: the smallest possible p is 0.111')
})
