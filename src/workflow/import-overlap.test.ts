import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Namer } from '../outputs/index.js'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { readEvidence } from './evidence.js'
import { forgetAccount } from './forget.js'
import { findGroups } from './groups.js'
import { type ImportOptions, importFiles } from './import.js'
import { inspectFiles, tryImport } from './inspect.js'
import { buildNetwork } from './network.js'
import { readPage } from './pages.js'
import { replayCase } from './replay.js'
import { verifyCase } from './verify.js'

let folder: string
let kase: Case
let temporary: ReturnType<typeof testFolder>
const world = testWorld()
beforeEach(async () => {
  temporary = testFolder()
  folder = temporary.path
  kase = await createCase(join(folder, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  temporary.remove()
})
const load = async (name: string, lines: readonly string[], options: ImportOptions = {}) => {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return (await importFiles(world, kase, [path], options))[0]!
}
const posts = () =>
  kase.db.rows<Record<string, unknown>>(
    'select post_id, handle, text, urls, hashtags, likes from posts join accounts using (account_key) order by post_key',
  )
const rejects = () => kase.db.rows<Record<string, unknown>>('select line, value, code from rejects order by file_key, line')
const AT = '2024-05-01T10:00:00Z'
const BARE = ['id,author,created_at', `1,a,${AT}`, `2,b,${AT}`]
const FULL = ['id,author,handle,created_at,text,urls,hashtags,likes', `1,a,ann,${AT},hi,https://x.example/1,quay,3`, `2,b,,${AT},,,,`]

test('a merged row fills in what the first one left open, and says where each value came from', async () => {
  await load('bare.csv', BARE)
  const result = await load('full.csv', FULL)
  expect(result).toMatchObject({ rowsKept: 0, rowsMerged: 2, rowsRejected: 0 })
  expect(result.warnings).toEqual(['full.csv: merged rows filled in what 1 post left open: text, urls, hashtags, likes'])
  expect(await posts()).toEqual([
    { post_id: '1', handle: 'ann', text: 'hi', urls: ['https://x.example/1'], hashtags: ['quay'], likes: 3 },
    { post_id: '2', handle: null, text: null, urls: null, hashtags: null, likes: null },
  ])
  expect(await kase.db.rows('select * from post_fills order by field')).toEqual(
    ['hashtags', 'likes', 'text', 'urls'].map((field) => ({ post_key: 0, field, file_key: 1, line: 2 })),
  )
  expect(await kase.db.rows('select file_key, line from posts order by post_key')).toEqual([
    { file_key: 0, line: 2 },
    { file_key: 0, line: 3 },
  ])
})

test('evidence names the lines that gave what was filled in', async () => {
  const posts = Array.from({ length: 9 }, (_, i) => ({ id: i, who: `a${i % 3}`, at: `2024-05-01T1${Math.floor(i / 3)}:00:0${i % 3}Z` }))
  await load('bare.csv', ['id,author,created_at', ...posts.map(({ id, who, at }) => `${id},${who},${at}`)])
  await load('links.csv', [
    'id,author,created_at,urls',
    ...posts.map(({ id, who, at }) => `${id},${who},${at},https://x.example/${Math.floor(id / 3)}`),
  ])
  const { networkId } = await buildNetwork(world, kase, {
    method: 'windowed-cooccurrence',
    trace: 'link',
    params: { windowSeconds: 60 },
    seed: 7,
  })
  await findGroups(world, kase, { networkId, method: 'components', params: {}, seed: 7 })
  const [edge] = await readEvidence(world, kase, { groupId: 'G01' })
  const sha256 = (await kase.db.row<{ sha256: string }>("select sha256 from files where name = 'links.csv'")).sha256
  expect(edge?.pairs[0]?.first).toMatchObject({
    fileName: 'bare.csv',
    line: 2,
    filled: [{ fields: ['urls'], fileSha256: sha256, line: 2 }],
  })
})

test('in one file as well: the first row that has a value gives it, and those after it must agree', async () => {
  const rows = [
    'id,author,created_at,text,urls,hashtags',
    `1,a,${AT},,,`,
    `1,a,${AT},one,,"x,y"`,
    `1,a,${AT},two,,`,
    `1,a,${AT},one,https://x.example/1,"Y,X"`,
  ]
  expect(await load('one.csv', rows, { maxRejects: '1' })).toMatchObject({ rowsRead: 4, rowsKept: 1, rowsMerged: 2, rowsRejected: 1 })
  expect(await rejects()).toEqual([{ line: 4, value: '1', code: 'source/post-differs' }])
  expect(await posts()).toMatchObject([{ text: 'one', urls: ['https://x.example/1'], hashtags: ['x', 'y'] }])
})

test('other links are other content; the same in another order is not; other media are said', async () => {
  const head = 'id,author,created_at,urls,media'
  await load('a.csv', [head, `1,a,${AT},https://x.example/1 https://x.example/2,m1`, `2,a,${AT},https://x.example/3,m2`])
  const later = [head, `1,a,${AT},https://x.example/2 https://x.example/1,m9`, `2,a,${AT},https://x.example/4,m2`]
  const result = await load('b.csv', later, { maxRejects: '1' })
  expect(result).toMatchObject({ rowsKept: 0, rowsMerged: 1, rowsRejected: 1 })
  expect(result.warnings).toEqual(['b.csv: 1 merged row gives another media; the first is kept'])
  expect(await rejects()).toEqual([{ line: 3, value: '2', code: 'source/post-differs' }])
})

test('a case with filled posts is verified and replayed to the same bytes', async () => {
  await load('bare.csv', BARE)
  await load('full.csv', FULL)
  await load('later.csv', [BARE[0]!, `2,b,${AT}`, `3,c,${AT}`])
  const ledger = await kase.ledger()
  expect(ledger.map(({ done }) => done.counts.postsFilled ?? 0)).toEqual([0, 1, 0])
  kase.close()
  const { failed, checks } = await verifyCase(world, kase.path)
  expect(failed).toBe(0)
  expect(checks.filter(({ name }) => name.startsWith('step')).map(({ outcome }) => outcome)).toEqual(['not-checked', 'passed', 'passed'])
  expect(checks).toContainEqual(expect.objectContaining({ name: 'post_fills after step 3 (import)', outcome: 'passed' }))
  const again = await replayCase(world, kase.path, join(folder, 'again.lockstep'))
  expect(again.isSame).toBe(true)
})

test('post ids that repeat with other content are shown before, while and after importing', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${i < 90 ? i : i - 90},a${i % 90},${AT},text ${i}`)
  const lines = ['id,author,created_at,text', ...rows, `5,a5,${AT},text 5`]
  writeFileSync(join(folder, 'posts.csv'), lines.join('\n'))
  const files = [join(folder, 'posts.csv')]
  const first = { line: 92, column: 'id', value: '0', code: 'source/post-differs' }
  const counted = { rows: 101, merged: 1, rejects: 10, rejectsByCode: { 'source/post-differs': 10 } }
  expect(await inspectFiles(world, files, {})).toMatchObject([
    { ...counted, firstRejects: Array.from({ length: 10 }, (_, i) => ({ ...first, line: 92 + i, value: `${i}` })) },
  ])
  expect(await tryImport(world, files, { maxRejects: '10' })).toMatchObject([counted])
  const refused = {
    what: '10 of 101 rows cannot be kept, more than the 1 allowed; the first: another row has this post id and other content; the first is kept',
    where: { file: 'posts.csv', line: 92, column: 'id', value: '0' },
  }
  await expect(tryImport(world, files, {})).rejects.toMatchObject({ problem: refused })
  await expect(importFiles(world, kase, files, {})).rejects.toMatchObject({ problem: refused })
  await importFiles(world, kase, files, { maxRejects: '10' })
  const name = Object.assign((key: number) => `a${key}`, { isRevealed: false }) as Namer
  const listed = (await readPage(world, kase, 'rejects', async () => name)) as { line: number; value: string | null }[]
  expect(listed.map(({ line, value }) => [line, value])).toEqual(Array.from({ length: 10 }, (_, i) => [92 + i, null]))
})

test('posts without ids that the case holds already are counted and said', async () => {
  const [head, one, two, three] = ['author,created_at,text', `a,${AT},hi`, `b,${AT},`, `a,${AT},other`]
  expect((await load('first.csv', [head!, one!, two!])).warnings).toEqual([])
  expect((await load('second.csv', [head!, two!, one!, three!])).warnings).toEqual([
    'second.csv: 2 of 3 rows stand in the case already (same account, time and text); posts without ids are not merged, so they count twice: if the files overlap, make a case from one of them',
  ])
})

test('ready-made traces that the case holds already are counted and said', async () => {
  const head = 'object_id,account_id,content_id,timestamp_share'
  const rows = Array.from({ length: 200 }, (_, i) => `o${i % 20},a${i},c${i},${1_600_000_000 + i}`)
  expect((await load('first.csv', [head, ...rows])).warnings).toEqual([])
  expect((await load('second.csv', [head, ...rows.slice(150), `o1,a1,c1,1600009999`])).warnings).toEqual([
    'second.csv: 50 of 51 rows stand in the case already (same object, account, content and time); ready-made traces are not merged, so they count twice: if the files overlap, make a case from one of them',
  ])
  // One of 200 may well be so.
  expect((await load('third.csv', [head, rows[0]!, ...rows.slice(1).map((row) => row.replace(',c', ',d'))])).warnings).toEqual([])
})

test('after an account was forgotten nothing is filled in, and that is said', async () => {
  await load('bare.csv', [...BARE, `3,c,${AT}`])
  await forgetAccount(world, kase, { account: 'c' })
  expect((await load('full.csv', FULL)).warnings).toEqual([
    'full.csv: merged rows hold what 1 post left open (text, urls, hashtags, likes); it was not filled in, since the case has forgotten an account that it may name',
  ])
  expect((await posts()).map(({ text }) => text)).toEqual([null, null])
})
