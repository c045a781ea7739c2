import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { testWholeCascades } from './cascades.js'
import { importFiles } from './import.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

/** 40 posts with 4 reposts each, gaps of (1 + k) · `unit` on post k; on the 41st all within 3 s. */
async function testCase(unit: number) {
  const rows = ['platform,post_id,account_id,posted_at,repost_of']
  for (let k = 0; k <= 40; k++)
    for (let i = 0; i < 4; i++) {
      const at = Date.UTC(2026, 0, 1 + k) + (k === 40 ? i * (unit < 60_000 ? 1000 : 0) : i * (1 + k) * unit)
      rows.push(`x,${k}-${i},a${(k * 7 + i * 3) % 50},${new Date(at).toISOString()},o${k}`)
    }
  writeFileSync(join(folder.path, 'posts.csv'), `${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv' } as never)
  return kase
}

test('one of 41 objects has its audience within seconds: it alone passes, all pairs within the window, median gap 1 s', async () => {
  const kase = await testCase(30_000)
  const report = await testWholeCascades(testWorld(), kase, { trace: 'repost', params: {} })
  expect(report).toMatchObject({ trace: 'repost', tested: 41, untested: 0, notes: [] })
  expect(report.passing).toMatchObject([{ objectId: 'x:o40', accounts: 4, share: 1, shareRank: 1 / 41, medianGapMs: 1000, like: 40 }])
  await expect(testWholeCascades(testWorld(), kase, { trace: 'nothing', params: {} })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-trace' },
  })
  const none = await testWholeCascades(testWorld(), kase, { trace: 'repost', params: { leastLike: 100 } })
  expect(none).toMatchObject({ tested: 0, untested: 41, passing: [] })
  expect(none.notes.join()).toContain('nothing could be tested')
  kase.close()
})

test('times of whole minutes: a shorter window is refused, a longer one says what is known', async () => {
  const kase = await testCase(60_000)
  await expect(testWholeCascades(testWorld(), kase, { trace: 'repost', params: { window: '10s' } })).rejects.toMatchObject({
    problem: { code: 'usage/window-below-clock' },
  })
  expect((await testWholeCascades(testWorld(), kase, { trace: 'repost', params: {} })).notes.join()).toContain('whole multiples of 60s')
  kase.close()
})
