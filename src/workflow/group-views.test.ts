import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { listViews } from './group-views.js'
import { importFiles } from './import.js'
import { groupLayers } from './layers.js'
import { buildNetwork, makeNetwork } from './network.js'
import { readPage } from './pages.js'
import { replayCase } from './replay.js'
import { makeNamer, writeReport } from './report.js'
import { groupScales, groupSnapshots } from './steps.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

/** a, b, c and x, y, z repost on four days, a fortnight apart, and use two tags on the first two. */
async function threeViews() {
  const rows = ['platform,post_id,account_id,posted_at,repost_of,hashtags']
  for (const [week, day] of [0, 1, 14, 15].entries())
    for (const [i, account] of [...'abcxyz'].entries()) {
      const at = (hour: number) => new Date(Date.UTC(2026, 0, 1 + day, hour, i < 3 ? 0 : 30, i)).toISOString()
      rows.push(`x,r${week}${account},${account},${at(8)},${i < 3 ? 'o' : 'p'}${week},`)
      if (week < 2) rows.push(`x,t${week}${account},${account},${at(12)},,${i < 3 ? 'tag' : 'sign'}${week}`)
    }
  writeFileSync(join(folder.path, 'posts.csv'), `${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv' } as never)
  for (const trace of ['repost', 'hashtag'] as const)
    await buildNetwork(testWorld(), kase, { method: 'windowed-cooccurrence', trace, params: {}, name: trace, seed: 7 })
  const options = { networkId: 'repost', method: 'leiden', params: {}, seed: 7 }
  const made = [
    await groupLayers(testWorld(), kase, { networkIds: ['repost', 'hashtag'], params: {}, seed: 7 }),
    await groupScales(testWorld(), kase, options),
    await groupScales(testWorld(), kase, { ...options, params: { by: 'resolution' } }),
    await groupSnapshots(testWorld(), kase, options),
  ]
  return { kase, made }
}

test('views are kept, given as JSON under short names, shown in the report with picture and table, replayed bit for bit and verified', async () => {
  const { kase, made } = await threeViews()
  expect((await listViews(kase)).map(({ viewId }) => viewId)).toEqual([
    'layers repost,hashtag',
    'scales repost',
    'scales repost by resolution',
    'snapshots repost',
  ])
  expect(await listViews(kase)).toEqual(JSON.parse(JSON.stringify(made)))
  const namer = await makeNamer(kase, { reveal: false, keyFile: join(folder.path, 'key') })
  const page = (await readPage(testWorld(), kase, 'views', async () => namer)) as { groups?: { members: string[] }[] }[]
  expect(page[0]?.groups?.[0]?.members).toEqual([0, 1, 2].map((key) => namer(key)))
  const path = join(folder.path, 'report.html')
  await writeReport(testWorld(), kase, { path, namer })
  const html = readFileSync(path, 'utf8')
  for (const part of [
    'id="views"',
    'repost, hashtag at once',
    'repost at rising thresholds, by leiden',
    'repost at rising resolutions',
    'repost through time',
  ])
    expect(html).toContain(part)
  for (const id of ['view-layers-repost-hashtag', 'view-scales-repost', 'view-snapshots-repost']) expect(html).toContain(`id="${id}`)
  expect(html).toContain('2 groups followed through 3 steps: 2 last to the end, 0 went silent, 0 merged into another.')
  expect(html).not.toMatch(/NaN|undefined/)
  kase.close()
  expect((await replayCase(testWorld(), kase.path, join(folder.path, 'again'))).isSame).toBe(true)
  expect((await verifyCase(testWorld(), kase.path)).failed).toBe(0)
})

test('a view asked again takes its own place; one of a network that is made anew goes with it; a forgotten account is in none', async () => {
  const { kase } = await threeViews()
  const again = await groupScales(testWorld(), kase, { networkId: 'repost', method: 'components', params: {}, seed: 7 })
  expect((await listViews(kase))[1]).toEqual(JSON.parse(JSON.stringify(again)))
  const hashtag = { method: 'windowed-cooccurrence', trace: 'hashtag', params: {}, name: 'hashtag', seed: 7 } as const
  await buildNetwork(testWorld(), kase, hashtag)
  expect(await listViews(kase)).toHaveLength(4)
  await makeNetwork(testWorld(), kase, hashtag)
  expect((await listViews(kase)).map(({ viewId }) => viewId)).toEqual(['scales repost', 'scales repost by resolution', 'snapshots repost'])
  kase.close()
  expect((await verifyCase(testWorld(), kase.path)).failed).toBe(0)
  const opened = await openCase(kase.path, { mode: 'write' } as never)
  await forgetAccount(testWorld(), opened, { account: 'a' })
  const left = await listViews(opened)
  expect(left).toHaveLength(3)
  for (const view of left) expect(view.verb === 'layers' || view.steps.every(({ groups }) => !groups?.flat().includes(0))).toBe(true)
  opened.close()
})
