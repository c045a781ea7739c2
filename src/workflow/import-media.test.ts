import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { startReaders } from '../sources/index.js'
import { type Case, createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { ensureTrace } from '../traces/index.js'
import { forgetAccount } from './forget.js'
import { importFiles } from './import.js'
import { importMedia, sayMatches } from './import-media.js'
import { replayCase } from './replay.js'
import { drawPicture } from './test-pictures.js'
import { countTraces } from './traces.js'
import { verifyCase } from './verify.js'

const folder = testFolder()
const media = join(folder.path, 'media')
const at = (name: string) => join(media, name)

const POSTS = `platform,post_id,account_id,posted_at,text,media
x,1,ann,2026-01-01T10:00:00Z,one,harbour.png
x,2,ben,2026-01-01T10:05:00Z,two,sub/harbour-small.jpg
y,3,cem,2026-01-01T11:00:00Z,three,https://media.example/y/harbour%20mirror.webp?size=large
y,4,dee,2026-01-01T12:00:00Z,four,other.png
y,5,eva,2026-01-01T13:00:00Z,five,twice.png
x,6,fay,2026-01-01T14:00:00Z,six,b/twice.png
x,7,gus,2026-01-01T15:00:00Z,seven,black.png
x,8,hal,2026-01-01T16:00:00Z,eight,absent.png
x,9,ida,2026-01-01T17:00:00Z,nine,own.png
`

beforeAll(async () => {
  mkdirSync(at('sub'), { recursive: true })
  mkdirSync(at('a'))
  mkdirSync(at('b'))
  const harbour = drawPicture('harbour')
  await harbour.clone().png().toFile(at('harbour.png'))
  await harbour.clone().resize(160).jpeg({ quality: 50 }).toFile(at('sub/harbour-small.jpg'))
  await harbour.clone().flop().webp({ quality: 80 }).toFile(at('harbour mirror.webp'))
  await drawPicture('other').png().toFile(at('other.png'))
  await drawPicture('own').png().toFile(at('own.png'))
  await drawPicture('twice a').png().toFile(at('a/twice.png'))
  await drawPicture('twice b').png().toFile(at('b/twice.png'))
  await drawPicture('black').linear(0, 0).png().toFile(at('black.png'))
  copyFileSync(at('harbour.png'), at('a/the same bytes.png'))
  writeFileSync(at('broken.jpg'), readFileSync(at('sub/harbour-small.jpg')).subarray(0, 900))
  writeFileSync(at('evil.svg'), '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  writeFileSync(at('empty.gif'), '')
  writeFileSync(join(folder.path, 'posts.csv'), POSTS)
})
afterAll(() => folder.remove())

async function load(name: string): Promise<Case> {
  const kase = await createCase(join(folder.path, `${name}.lockstep`))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], {})
  return kase
}
async function objects(kase: Case): Promise<Record<string, string[]>> {
  await ensureTrace(kase.job(testWorld()), 'near-duplicate-media')
  const rows = await kase.db.rows<{ object: string; posts: string[] }>(
    `select object_id as object, list(post_id order by post_id) as posts from trace_near_duplicate_media
     join objects_near_duplicate_media using (object_key) join posts using (post_key) group by object_id order by posts`,
  )
  return Object.fromEntries(rows.map(({ object, posts }) => [posts.join(' '), [object]]))
}

test('a folder given with the case: hashes and thumbnails in, rejects with reasons, clusters over platforms', async () => {
  const kase = await load('whole')
  const world = testWorld()
  expect((await countTraces(world, kase)).find(({ trace }) => trace === 'near-duplicate-media')).toMatchObject({ isInData: false })
  const [result] = await importMedia(world, kase, [media])
  // 12 files: 8 contents (one of them under two names), 3 rejected.
  expect(result).toMatchObject({
    file: 'media',
    recordKind: 'media',
    rowsRead: 12,
    rowsKept: 8,
    rowsMerged: 0,
    rowsRejected: 3,
    isKnown: false,
  })
  expect(await kase.db.rows("select value, code from rejects where column_name = 'media' order by value")).toEqual([
    { value: 'broken.jpg', code: 'media/damaged' },
    { value: 'empty.gif', code: 'media/empty' },
    { value: 'evil.svg', code: 'media/not-media' },
  ])
  expect(
    await kase.db.rows(
      "select format, width, height, len(thumbnail) > 100 as shown from media_files join media_names using (media_key) where name like '%harbour%' order by name",
    ),
  ).toEqual([
    { format: 'webp', width: 240, height: 180, shown: true },
    { format: 'png', width: 240, height: 180, shown: true },
    { format: 'jpeg', width: 160, height: 120, shown: true },
  ])
  await sayMatches(world, kase)
  expect(world.warnings.join('\n')).toContain('1 value of the media column is a name that several different files have, such as twice.png')
  expect((await countTraces(testWorld(), kase)).find(({ trace }) => trace === 'near-duplicate-media')).toMatchObject({
    isInData: true,
    traces: 6,
    objects: 4,
  })
  // 1, 2, 3: one picture, small and mirrored. 5 is ambiguous, 6 names its folder, 7 is black, 8 is nowhere.
  const found = await objects(kase)
  expect(Object.keys(found).sort()).toEqual(['1 2 3', '4', '6', '9'])
  for (const [object] of Object.values(found)) expect(object).toMatch(/^pdq:[0-9a-f]{64}$/)
  expect(readdirSync(join(kase.path, 'originals')).length).toBe(3)
  kase.close()
})

test('importing twice changes nothing, a zip of the folder neither; a new file alone is decoded', async () => {
  const kase = await load('twice')
  await importMedia(testWorld(), kase, [media])
  const before = await kase.ledger()
  const world = testWorld()
  const [again] = await importMedia(world, kase, [media])
  expect(again).toMatchObject({ isKnown: true, rowsKept: 0 })
  const archive = join(folder.path, 'media.zip')
  const zip = new ZipFile()
  for (const name of readdirSync(media, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
    zip.addFile(join(name.parentPath, name.name), join(name.parentPath, name.name).slice(media.length + 1))
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  writeFileSync(archive, Buffer.concat(chunks))
  expect((await importMedia(world, kase, [archive]))[0]).toMatchObject({ isKnown: true })
  expect(world.warnings).toEqual([
    'media: the case holds all these files already; nothing was changed',
    'media.zip: the case holds all these files already; nothing was changed',
  ])
  expect(await kase.ledger()).toEqual(before)
  const more = join(folder.path, 'more')
  mkdirSync(more)
  copyFileSync(at('other.png'), join(more, 'renamed.png'))
  await drawPicture('new').png().toFile(join(more, 'new.png'))
  expect((await importMedia(world, kase, [more]))[0]).toMatchObject({ rowsRead: 2, rowsKept: 1, rowsMerged: 1 })
  expect(await kase.db.row("select count(*) as n from media_names where name = 'renamed.png'")).toEqual({ n: 1 })
  kase.close()
})

test('a case with media is replayed without the files, and verified', async () => {
  const kase = await load('kept')
  await importMedia(testWorld(), kase, [media])
  const found = await objects(kase)
  kase.close()
  const path = join(folder.path, 'kept.lockstep')
  expect((await verifyCase(testWorld(), path)).checks.filter(({ name, outcome }) => outcome !== 'passed' && name !== 'traces')).toEqual([])
  const into = join(folder.path, 'again.lockstep')
  expect(await replayCase(testWorld(), path, into)).toMatchObject({ isSame: true })
  const again = await openCase(into, { mode: 'write' })
  expect(await objects(again)).toEqual(found)
  expect(await again.db.row('select count(thumbnail) as n from media_files')).toEqual({ n: 8 })
  await again.db.run("update media_hashes set hash = repeat('0', 64) where kind = 'picture'")
  again.close()
  expect((await verifyCase(testWorld(), into)).problem?.code).toBe('case/hash-differs')
})

test('forgetting an account takes along the files that only its posts name', async () => {
  const kase = await load('forget')
  await importMedia(testWorld(), kase, [media])
  const before = await objects(kase)
  const { remains } = await forgetAccount(testWorld(), kase, { account: 'ida' })
  expect(remains).toContain('2 original files in ')
  expect(await kase.db.rows("select name from media_names where name = 'own.png'")).toEqual([])
  expect(await kase.db.row('select count(*) as n, count(distinct media_key) as h from media_files')).toEqual({ n: 7, h: 7 })
  expect(await kase.db.row('select count(distinct media_key) as n from media_hashes')).toEqual({ n: 7 })
  const { '9': gone, ...rest } = before
  expect(gone).toHaveLength(1)
  expect(await objects(kase)).toEqual(rest)
  await forgetAccount(testWorld(), kase, { account: 'ann' })
  // harbour.png has a second name, and nobody else posted it.
  expect(await kase.db.rows("select name from media_names where name like '%harbour%' or name like '%same%' order by name")).toEqual([
    { name: 'harbour mirror.webp' },
    { name: 'sub/harbour-small.jpg' },
  ])
  kase.close()
})

test('hashes given by the platform, in the media column and in one of their own; no file is needed', async () => {
  const kase = await createCase(join(folder.path, 'given.lockstep'))
  const hash = 'd8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22'
  const near = 'd8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9bff'
  const path = join(folder.path, 'given.csv')
  writeFileSync(
    path,
    `post_id,account_id,posted_at,media,pdq\n1,a,2026-01-01T10:00:00Z,pdq:${hash},\n2,b,2026-01-01T10:00:01Z,,${near.toUpperCase()}\n3,c,2026-01-01T10:00:02Z,m-1,\n4,d,2026-01-01T10:00:03Z,m-2,${'0'.repeat(63)}1\n`,
  )
  await importFiles(testWorld(), kase, [path], {})
  expect(await kase.db.rows('select media from posts order by post_key')).toEqual([
    { media: [`pdq:${hash}`] },
    { media: [`pdq:${near}`] },
    { media: ['m-1'] },
    { media: ['m-2', `pdq:${'0'.repeat(63)}1`] },
  ])
  expect(Object.keys(await objects(kase)).sort()).toEqual(['1 2', '4'])
  kase.close()
})

test('a machine without the decoder is told what to install, and nothing else stops', async () => {
  const kase = await load('bare-machine')
  const child = join(folder.path, 'bare.mjs')
  writeFileSync(child, 'process.on("message", () => process.send({ reject: { code: "media/no-decoder", message: "none" } }))')
  const before = await kase.ledger()
  const world = testWorld()
  const [result] = await importMedia(world, kase, [media], startReaders({ file: child, processes: 1 }))
  expect(result).toMatchObject({ rowsRead: 0, isKnown: false })
  expect(world.warnings[0]).toContain('npm install --include=optional sharp')
  expect(await kase.ledger()).toEqual(before)
  kase.close()
})

test('a cancel is obeyed between two files, and the case is as it was', async () => {
  const kase = await load('cancelled')
  const before = await kase.ledger()
  const control = new AbortController()
  const world = { ...testWorld(control.signal), note: (phase: string) => phase.startsWith('media of') && control.abort() }
  await expect(importMedia(world, kase, [media])).rejects.toMatchObject({ problem: { code: 'cancelled/by-person' } })
  expect(await kase.ledger()).toEqual(before)
  expect(readdirSync(kase.path).filter((name) => name.startsWith('tmp-'))).toEqual([])
  kase.close()
})

describe('what is no folder of media', () => {
  test.each([
    ['nothing.zip', 'source/unreadable'],
    ['posts.csv', 'source/not-media'],
    ['bare', 'source/empty'],
    ['torn.zip', 'source/damaged-archive'],
  ])('%s: %s, and nothing changed', async (name, code) => {
    mkdirSync(join(folder.path, 'bare'), { recursive: true })
    writeFileSync(join(folder.path, 'torn.zip'), Buffer.from('PK\u0003\u0004 and no more'))
    const path = join(folder.path, 'odd.lockstep')
    const kase = await createCase(path)
    await expect(importMedia(testWorld(), kase, [join(folder.path, name)])).rejects.toMatchObject({ problem: { code } })
    expect(await kase.ledger()).toEqual([])
    kase.close()
    rmSync(path, { recursive: true })
  })
})
