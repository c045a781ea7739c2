import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { INVESTIGATE_DEFAULTS, investigate } from './investigate.js'
import { buildNetwork, listNetworks } from './network.js'

let folder: ReturnType<typeof testFolder>
let posts: string
const options = { import: {}, ...INVESTIGATE_DEFAULTS, methodParams: {}, groupParams: {} }

/** Accounts a, b, c repost the same six posts within a minute; the first two use a hashtag. */
beforeEach(() => {
  folder = testFolder()
  const rows = ['platform,post_id,account_id,posted_at,text,repost_of,hashtags']
  for (let object = 0; object < 6; object++)
    for (const [i, account] of [...'abc'].entries())
      rows.push(
        `x,${object}-${account},${account},${new Date(Date.UTC(2026, 0, 1, object, 0, i * 7)).toISOString()},seen,o${object},${i < 2 ? 'harbour' : ''}`,
      )
  posts = join(folder.path, 'posts.csv')
  writeFileSync(posts, `${rows.join('\n')}\n`)
})
afterEach(() => folder.remove())

test('stopped before its first step, no case is left, and what lay in the folder stays', async () => {
  const casePath = join(folder.path, 'c')
  const absent = join(folder.path, 'absent.csv')
  const codeOf = (files: string[], more: object = {}) =>
    investigate(testWorld(), files, { ...options, casePath, ...more }).catch((error) => error.problem.code)
  expect(await codeOf([absent])).toBe('source/unreadable')
  expect(await codeOf([posts], { reveal: ' ' })).toBe('usage/reveal-needs-reason')
  expect(existsSync(casePath)).toBe(false)
  mkdirSync(join(casePath, 'exports'), { recursive: true })
  writeFileSync(join(casePath, 'exports', 'own.txt'), 'mine')
  expect(await codeOf([absent])).toBe('source/unreadable')
  expect(readdirSync(casePath, { recursive: true })).toEqual(['exports', join('exports', 'own.txt')])
})

test('stopped later, it says which steps are finished, and goes on from there; a trace that is not in the data is none', async () => {
  const casePath = join(folder.path, 'c')
  const controller = new AbortController()
  const stopping = {
    ...testWorld(),
    signal: controller.signal,
    note: (phase: string) => phase === 'networks: link' && controller.abort(),
  }
  await expect(investigate(stopping, [posts], { ...options, casePath })).rejects.toMatchObject({
    problem: {
      code: 'cancelled/by-person',
      unchanged:
        'finished before and kept in the case: import posts.csv, network repost-60s, groups repost-60s; the step that was cut off left nothing',
    },
  })
  const said: string[] = []
  const world = { ...testWorld(), warn: (message: string) => said.push(message) }
  await expect(investigate(world, [posts], { ...options, casePath, traces: ['media'] })).rejects.toMatchObject({
    problem: { code: 'source/no-traces' },
  })
  expect(said[0]).toBe(`going on with the case ${casePath}, which holds posts.csv`)
  const kase = await openCase(casePath, { mode: 'write' })
  const asked = { method: 'windowed-cooccurrence', trace: 'media', params: {}, seed: 7 } as const
  await expect(buildNetwork(world, kase, asked)).rejects.toMatchObject({ problem: { code: 'usage/not-in-data' } })
  expect((await listNetworks(kase)).map(({ networkId }) => networkId)).toEqual(['repost-60s'])
  kase.close()
})
