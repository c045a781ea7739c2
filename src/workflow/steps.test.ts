import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { importFiles } from './import.js'
import { buildNetwork } from './network.js'
import { groupScales, groupSnapshots } from './steps.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

/** One reposted post on each of the days, by each of the accounts, a second apart. */
async function caseOf(days: readonly (readonly [day: number, accounts: string])[]) {
  const rows = ['platform,post_id,account_id,posted_at,repost_of']
  for (const [object, [day, accounts]] of days.entries())
    for (const [i, account] of [...accounts].entries())
      rows.push(`x,${object}-${account},${account},${new Date(START + day * DAY + 3_600_000 + i * 1000).toISOString()},o${object}`)
  writeFileSync(join(folder.path, 'posts.csv'), `${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv' } as never)
  await buildNetwork(testWorld(), kase, { method: 'windowed-cooccurrence', trace: 'repost', params: {}, name: 'n', seed: 7 })
  return kase
}

/** a, b, c in the first two weeks, joined by d in the second; x, y, z in the first and the fourth; nobody in the third. */
const WEEKS = [[0, 'abc'], [1, 'abc'], [0, 'xyz'], [1, 'xyz'], [7, 'abcd'], [8, 'abcd'], [22, 'xyz']] as const // biome-ignore format: short
const stages = (found: Awaited<ReturnType<typeof groupScales>>) =>
  found.lives.map(({ stages, end }) => [stages.map(({ step, change, size }) => `${step} ${change} ${size}`).join(', '), end])

test.each(['leiden', 'components'])(
  'snapshots by hand: one group grows and goes silent, one is back after a week without data (%s)',
  async (method) => {
    const kase = await caseOf(WEEKS)
    const options = { networkId: 'n', method, params: {}, seed: 7 }
    const found = await groupSnapshots(testWorld(), kase, options)
    expect(
      found.steps.map(({ at, edges, groups }) => [(at - START) / DAY, edges, groups?.map((members) => members.length) ?? null]),
    ).toEqual([
      [0, 6, [3, 3]],
      [7, 6, [4]],
      [14, 0, null],
      [21, 3, [3]],
    ])
    expect(stages(found)).toEqual([
      ['0 born 3, 1 goes-on 4', 'silent'],
      ['0 born 3, 3 back 3', 'lasts'],
    ])
    expect(await groupSnapshots(testWorld(), kase, options)).toEqual(found)
    // two objects within the week: x, y, z have one in the fourth
    const strict = await groupSnapshots(testWorld(), kase, { ...options, params: { minSliceWeight: 2 } })
    expect(strict.steps.at(-1)).toMatchObject({ edges: 0, groups: [] })
    kase.close()
  },
)

test('scales by hand: weights 2 (with d), 3 (x, y, z) and 4 (a, b, c)', async () => {
  const kase = await caseOf(WEEKS)
  const found = await groupScales(testWorld(), kase, { networkId: 'n', method: 'leiden', params: { steps: 3 }, seed: 7 })
  expect(found.steps.map(({ at, edges }) => [at, edges])).toEqual([[2, 9], [3, 6], [4, 3]]) // biome-ignore format: short
  expect(stages(found)).toEqual([
    ['0 born 4, 1 goes-on 3, 2 goes-on 3', 'lasts'],
    ['0 born 3, 1 goes-on 3', 'silent'],
  ])
  const resolutions = await groupScales(testWorld(), kase, {
    networkId: 'n',
    method: 'leiden',
    params: { by: 'resolution', resolutions: '0,1,1000' },
    seed: 7,
  })
  // at 0 whatever hangs together is one group; at 1000 everybody is alone
  expect(resolutions.steps.map(({ groups }) => groups?.map((members) => members.length))).toEqual([[4, 3], [4, 3], []]) // biome-ignore format: short
  kase.close()
})

test('one account, no edges: steps without groups; what cannot be is refused', async () => {
  const kase = await caseOf([[0, 'a'], [3, 'a']]) // biome-ignore format: short
  const options = { networkId: 'n', method: 'leiden', params: {}, seed: 7 }
  expect((await groupSnapshots(testWorld(), kase, options)).steps).toEqual([{ at: START, edges: 0, groups: [] }])
  expect((await groupScales(testWorld(), kase, options)).lives).toEqual([])
  for (const [params, method, code] of [
    [{ by: 'resolution', resolutions: '2,1' }, 'leiden', 'usage/bad-resolutions'],
    [{ by: 'resolution' }, 'k-core', 'usage/no-resolution'],
    [{ steps: 0 }, 'leiden', 'usage/bad-parameter'],
  ] as const)
    await expect(groupScales(testWorld(), kase, { ...options, method, params })).rejects.toMatchObject({ problem: { code } })
  await expect(groupSnapshots(testWorld(), kase, { ...options, params: { sliceSeconds: 60 } })).rejects.toMatchObject({
    problem: { code: 'usage/too-many-slices' },
  })
  await expect(groupSnapshots(testWorld(), kase, { ...options, networkId: 'm' })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-network' },
  })
  kase.close()
})
