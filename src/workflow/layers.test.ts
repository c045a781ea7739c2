import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { importFiles } from './import.js'
import { groupLayers } from './layers.js'
import { buildNetwork } from './network.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

test('a group in reposts and links, one in reposts alone: shares of the evidence by hand; the union finds both', async () => {
  const rows = ['platform,post_id,account_id,posted_at,repost_of,hashtags']
  const add = (day: number, accounts: string, of: string, tags: string) => {
    for (const [i, account] of [...accounts].entries())
      rows.push(`x,${rows.length},${account},${new Date(Date.UTC(2026, 0, 1 + day, 8, 0, i)).toISOString()},${of},${tags}`)
  }
  // a, b, c repost two posts together and use two hashtags together; x, y, z repost two posts
  for (const day of [0, 1]) {
    add(day, 'abc', `o${day}`, '')
    add(day + 5, 'abc', '', `tag${day}`)
    add(day, 'xyz', `p${day}`, '')
  }
  writeFileSync(join(folder.path, 'posts.csv'), `${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv' } as never)
  for (const trace of ['repost', 'hashtag'] as const)
    await buildNetwork(testWorld(), kase, { method: 'windowed-cooccurrence', trace, params: {}, name: trace, seed: 7 })
  const options = { networkIds: ['repost', 'hashtag'], params: {}, seed: 7 }
  const found = await groupLayers(testWorld(), kase, options)
  // all weights are 2, so 1 after division by their mean
  expect(found.groups).toEqual([
    {
      members: [0, 1, 2],
      layers: [
        { networkId: 'repost', members: 3, edges: 3, share: 0.5 },
        { networkId: 'hashtag', members: 3, edges: 3, share: 0.5 },
      ],
      inUnion: 1,
    },
    {
      members: [3, 4, 5],
      layers: [
        { networkId: 'repost', members: 3, edges: 3, share: 1 },
        { networkId: 'hashtag', members: 0, edges: 0, share: 0 },
      ],
      inUnion: 1,
    },
  ])
  expect(await groupLayers(testWorld(), kase, options)).toEqual(found)
  for (const networkIds of [['repost'], ['repost', 'repost'], []])
    await expect(groupLayers(testWorld(), kase, { ...options, networkIds })).rejects.toMatchObject({
      problem: { code: 'usage/few-layers' },
    })
  await expect(groupLayers(testWorld(), kase, { ...options, networkIds: ['repost', 'no'] })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-network' },
  })
  kase.close()
})
