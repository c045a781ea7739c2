import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { importFiles } from './import.js'
import { replayCase } from './replay.js'
import { makeNamer, writeReport } from './report.js'
import { listScans, scanCase } from './scan.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

interface Post {
  readonly account: string
  readonly object: number
  readonly at: number
  readonly tag?: string
}
async function caseOf(posts: readonly Post[], name = 'c') {
  const rows = posts.map(
    ({ account, object, at, tag }, i) =>
      `x,${i},${account},${new Date(Date.UTC(2026, 0, 1) + at).toISOString()},${tag === undefined ? `o${object}` : ''},${tag ?? ''}`,
  )
  writeFileSync(join(folder.path, `${name}.csv`), `platform,post_id,account_id,posted_at,repost_of,hashtags\n${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, name))
  await importFiles(testWorld(), kase, [join(folder.path, `${name}.csv`)], { format: 'csv' } as never)
  return kase
}
/** Thirty objects three days apart; a, b and c act within some seconds of one another, seven others within twelve hours. */
function planted(unit = 1_000): Post[] {
  const rng = createRng(5)
  return Array.from({ length: 30 }, (_, object) => {
    const call = rng.below(720) * 60_000
    return [...'abcdefghij'].map((account, i) => ({
      account,
      object,
      at: object * 259_200_000 + (i < 3 ? call + i * 4 * unit : rng.below(720) * 60_000),
    }))
  }).flat()
}
const scan = (kase: Awaited<ReturnType<typeof caseOf>>, params: object = {}, what = ['repost']) =>
  scanCase(testWorld(), kase, { what, params: params as never, seed: 7 })
const problem = (posts: readonly Post[], name: string, params: object = {}) =>
  caseOf(posts, name).then((kase) => scan(kase, params).finally(() => kase.close()))

test('the excess is found at seconds; kept, replayed, verified, shown in the report; an account that is forgotten is in it no more', async () => {
  const kase = await caseOf(planted())
  const result = await scan(kase)
  const [repost] = result.traces
  expect(repost?.pairs).toBe(45)
  expect(repost?.rows.filter((row) => row.isWhereExcessLives).map((row) => row.windowMs / 1000)).toContain(10)
  expect(repost?.p).toBe(1 / 40)
  expect(repost?.passing).toHaveLength(3)
  expect(repost?.leftOut).toEqual([])
  expect(await listScans(kase)).toEqual([JSON.parse(JSON.stringify(result))])
  const path = join(folder.path, 'report.html')
  const namer = await makeNamer(kase, { reveal: false, keyFile: join(folder.path, 'key') })
  await writeReport(testWorld(), kase, { path, namer })
  const page = readFileSync(path, 'utf8')
  expect(page).toContain('id="windows"')
  expect(page).toContain('The excess of repeated meetings lives at')
  kase.close()
  const replay = await replayCase(testWorld(), kase.path, join(folder.path, 'again'))
  expect(replay.isSame).toBe(true)
  expect((await verifyCase(testWorld(), kase.path)).failed).toBe(0)
  const again = await openCase(kase.path, { mode: 'write' } as never)
  await forgetAccount(testWorld(), again, { account: 'a' })
  expect((await listScans(again))[0]?.traces[0]?.passing).toHaveLength(1)
  again.close()
})

test('two traces: a pair that acts together in both passes over them', async () => {
  const posts = planted()
  const kase = await caseOf([...posts, ...posts.map((post) => ({ ...post, at: post.at + 1_000_000, tag: `t${post.object}` }))])
  const result = await scan(kase, { windows: '10s,60s,1h' }, ['repost', 'hashtag'])
  expect(result.scanId).toBe('repost,hashtag')
  expect(result.across?.tests).toBe(90)
  for (const pair of result.across?.passing ?? []) expect(pair.parts.every((part) => part !== null && part < 1e-9)).toBe(true)
  expect(result.across?.passing).toHaveLength(3)
  kase.close()
})

test('of several traces those that nothing can be said about are left out, and said; data beyond the budget are refused', async () => {
  const kase = await caseOf(planted())
  const result = await scan(kase, { shuffles: 19 }, ['link', 'repost', 'hashtag'])
  expect(result.traces.map(({ trace }) => trace)).toEqual(['repost'])
  expect(result.leftOut).toEqual(
    ['link', 'hashtag'].map((trace) => ({ trace, why: `nothing to scan in the ${trace} trace: the data hold none` })),
  )
  expect(result.across).toBeNull()
  await expect(scan(kase, {}, ['link', 'hashtag'])).rejects.toMatchObject({ problem: { code: 'usage/nothing-to-scan' } })
  kase.close()
  // 1,000 accounts on one object: half a million pairs, which a million allows twice and not the twenty times that 5 % asks for.
  const crowd = Array.from({ length: 1000 }, (_, i) => ({ account: `u${i}`, object: 0, at: i * 977 }))
  await expect(problem(crowd, 'crowd', { budget: 1 })).rejects.toMatchObject({
    problem: { code: 'network/over-budget', where: { column: '--budget', value: '1' } },
  })
})

test('times of whole minutes: windows of seconds are left out, and said', async () => {
  const kase = await caseOf(planted(60_000))
  const result = await scan(kase, { windows: '1s,30s,60s,10m,1h', shuffles: 5 })
  expect(result.traces[0]?.leftOut.map(({ windowMs }) => windowMs)).toEqual([1_000, 30_000])
  expect(result.traces[0]?.notes.join()).toContain('1s left out: the times are whole multiples of 60s')
  expect(result.traces[0]?.notes.join()).toContain('with 5 shuffles no p and no rate is below 0.17, so nothing can pass at 0.05')
  kase.close()
})

test('a clear word each: two accounts, nothing shared, all at one time, no sensible window, no such trace', async () => {
  const some = planted().filter(({ object }) => object < 3)
  const wrong = (what: string) => ({ problem: { code: 'usage/nothing-to-scan', what: expect.stringContaining(what) } })
  await expect(
    problem(
      some.filter(({ account }) => account < 'c'),
      'two',
    ),
  ).rejects.toMatchObject(wrong('only two accounts'))
  await expect(
    problem(
      some.map((post, object) => ({ ...post, object })),
      'none',
    ),
  ).rejects.toMatchObject(wrong('no two accounts share 2 objects or more'))
  await expect(
    problem(
      some.map((post) => ({ ...post, at: 0 })),
      'same',
    ),
  ).rejects.toMatchObject(wrong('all times are the same'))
  await expect(problem(some, 'long', { windows: '30d,60d' })).rejects.toMatchObject(wrong('it is as long as the data'))
  await expect(problem(some, 'bad', { windows: '10s,soon' })).rejects.toMatchObject({ problem: { code: 'usage/bad-parameter' } })
  const kase = await caseOf(some)
  await expect(scan(kase, {}, ['reposts'])).rejects.toMatchObject({ problem: { code: 'usage/unknown-network-or-trace' } })
  await expect(scan(kase, {}, ['link'])).rejects.toMatchObject(wrong('the data hold none'))
  expect(await listScans(kase)).toEqual([])
  kase.close()
})
