/** A whole case with pictures: six accounts post copies of the same four pictures, each saved in its own way, on two platforms. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Sharp } from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { exportSubject } from './export.js'
import { INVESTIGATE_DEFAULTS, type InvestigateResult, investigate } from './investigate.js'
import { readMedia, writeMediaPicture } from './media.js'
import { readPage } from './pages.js'
import { makeNamer } from './report.js'
import { drawPicture } from './test-pictures.js'

const folder = testFolder()
const media = join(folder.path, 'pictures')
const SAVED: readonly (readonly [string, (picture: Sharp) => Sharp])[] = [
  ['png', (picture) => picture.png()],
  ['jpg', (picture) => picture.jpeg({ quality: 60 })],
  ['webp', (picture) => picture.flop().webp({ quality: 80 })],
  ['jpg', (picture) => picture.resize(150).jpeg({ quality: 80 })],
  ['jpg', (picture) => picture.modulate({ brightness: 1.1 }).jpeg({ quality: 80 })],
  ['jpg', (picture) => picture.rotate(180).jpeg({ quality: 90 })],
]
let result: InvestigateResult

beforeAll(async () => {
  mkdirSync(media)
  const rows = ['platform,post_id,account_id,posted_at,text,media']
  const start = Date.UTC(2026, 0, 1, 8)
  const row = (platform: string, account: string, ms: number, name: string) =>
    rows.push(`${platform},${rows.length},${account},${new Date(ms).toISOString()},hello ${rows.length},${name}`)
  for (let picture = 0; picture < 4; picture++) {
    const drawn = drawPicture(`shared ${picture}`)
    for (const [i, [ending, save]] of SAVED.entries()) {
      const name = `p${picture}-${i}.${ending}`
      await save(drawn.clone()).toFile(join(media, name))
      row(i % 2 ? 'y' : 'x', `member-${i}`, start + picture * 86_400_000 + i * 5000, name)
    }
  }
  for (let other = 0; other < 12; other++) {
    await drawPicture(`own ${other}`)
      .jpeg()
      .toFile(join(media, `own-${other}.jpg`))
    for (const by of [0, 1]) row('x', `o${(other + by) % 12}`, start + other * 17_000_000 + by * 9_000_000, `own-${other}.jpg`)
  }
  writeFileSync(join(media, 'bad.png'), 'not a picture')
  writeFileSync(join(folder.path, 'posts.csv'), `${rows.join('\n')}\n`)
  result = await investigate(testWorld(), [join(folder.path, 'posts.csv')], {
    ...INVESTIGATE_DEFAULTS,
    import: {},
    media: [media],
    traces: ['near-duplicate-media'],
    casePath: join(folder.path, 'pictures.lockstep'),
    methodParams: {},
    groupParams: {},
    keyFile: join(folder.path, 'key'),
  })
}, 240_000)
afterAll(() => folder.remove())

test('the accounts that post the same pictures are a group; its dossier and the report show them', () => {
  expect(result.imports.map(({ recordKind, rowsKept, rowsRejected }) => [recordKind, rowsKept, rowsRejected])).toEqual([
    ['posts', 48, 0],
    ['media', 36, 1],
  ])
  expect(result.networks[0]).toMatchObject({ trace: 'near-duplicate-media', accounts: 6, edges: 15 })
  expect(result.dossiers).toHaveLength(1)
  expect(result.dossiers[0]?.group.measures).toMatchObject({ size: 6, objects: 4 })
  const report = readFileSync(result.report.path, 'utf8')
  expect(report).toContain('<h2 id="pictures">')
  expect(report).toContain('Pictures that members share')
  expect(report).toMatch(/mirrored; \d+ of 256 bits from the first/)
  // 12 clusters of 16 in the list, three more in the dossier; 4 with six contents, the others with one.
  expect([...report.matchAll(/<img src="data:image\/webp/g)].length).toBe(4 * 6 + 8 + 3 * 6)
  expect(report).not.toContain('member-0')
})

test('clusters and one of them: who was first, what was done, how far; post ids stay in', async () => {
  const kase = await openCase(result.casePath, { mode: 'read' })
  const list = await readMedia(testWorld(), kase)
  expect(list).toMatchObject({
    all: 16,
    files: { total: 36, rejected: 1, tooPlain: 0, unused: 0 },
    values: { total: 36, found: 36, ambiguous: 0 },
  })
  expect(list.clusters.slice(0, 5).map(({ clusterId, accounts, copies, contents }) => [clusterId, accounts, copies, contents])).toEqual([
    ['M01', 6, 6, 6],
    ['M02', 6, 6, 6],
    ['M03', 6, 6, 6],
    ['M04', 6, 6, 6],
    ['M05', 2, 2, 1],
  ])
  const [cluster] = (await readMedia(testWorld(), kase, { cluster: 'm01' })).clusters
  expect(cluster?.platforms).toEqual([
    { platform: 'x', copies: 3 },
    { platform: 'y', copies: 3 },
  ])
  expect(cluster?.shown.map(({ platform, how, delayMs }) => [platform, how, delayMs])).toEqual([
    ['x', '', 0],
    ['y', '', 5000],
    ['x', 'mirrored', 10_000],
    ['y', '', 15_000],
    ['x', '', 20_000],
    ['y', 'rotated-180', 25_000],
  ])
  for (const { distance } of cluster?.shown ?? []) expect(distance).toBeLessThanOrEqual(31)
  expect(cluster?.halfAfterMs).toBe(10_000)
  const name = await makeNamer(kase, { reveal: false, keyFile: join(folder.path, 'key') })
  const svg = writeMediaPicture(cluster as NonNullable<typeof cluster>, join(folder.path, 'm.svg'), name)
  expect(readFileSync(svg, 'utf8')).toContain('<svg')
  const page = JSON.stringify(await readPage(testWorld(), kase, 'media', async () => name))
  expect(page).toContain('"clusterId":"M01"')
  expect(page).not.toContain('postId')
  const sink = new PassThrough()
  const chunks: Buffer[] = []
  sink.on('data', (chunk: Buffer) => chunks.push(chunk))
  await exportSubject(testWorld(), kase, { output: 'json', namer: name, sink })
  const exported = JSON.parse(Buffer.concat(chunks).toString()) as { pictures: { copies: number; shown: { thumbnail: unknown }[] }[] }
  expect(exported.pictures.map(({ copies, shown }) => [copies, shown.length]).slice(3, 5)).toEqual([
    [6, 6],
    [2, 2],
  ])
  await expect(readMedia(testWorld(), kase, { cluster: 'M99' })).rejects.toMatchObject({ problem: { code: 'usage/unknown-cluster' } })
  kase.close()
})
