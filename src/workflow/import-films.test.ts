/** Cropped and captioned pictures, moving pictures and videos, from the folder to the objects of the trace. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { captioned, open } from '../../bench/media/changes.js'
import { type Picture, scene } from '../../bench/media/scenes.js'
import { findTool } from '../sources/media/tools.js'
import { createRng } from '../statistics/index.js'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { ensureTrace } from '../traces/index.js'
import { importFiles } from './import.js'
import { importMedia } from './import-media.js'
import { readMedia } from './media.js'

const folder = testFolder()
const world = testWorld()
const media = join(folder.path, 'media')
const at = (name: string) => join(media, name)
const [street, room] = [scene(2, 'street'), scene(4, 'room')]
afterAll(() => folder.remove())

async function objects(kase: Case): Promise<string[][]> {
  await kase.step(world, { verb: 'test', params: {}, inputs: [] }, 1, async (job) => {
    await ensureTrace(job, 'near-duplicate-media')
    return { result: null, done: { counts: {}, resultHash: '' } }
  })
  const rows = await kase.db.rows<{ names: string[] }>(
    `select list(media[1] order by media[1]) as names from trace_near_duplicate_media join posts using (post_key) group by object_key order by names`,
  )
  return rows.map(({ names }) => names)
}

async function investigate(name: string, files: readonly string[]): Promise<Case> {
  const lines = files.map((file, i) => `${i},a${i},2026-01-01T10:00:0${i % 10}Z,${file}\n`)
  writeFileSync(join(folder.path, `${name}.csv`), `post_id,account_id,posted_at,media\n${lines.join('')}`)
  const kase = await createCase(join(folder.path, `${name}.lockstep`))
  await importFiles(world, kase, [join(folder.path, `${name}.csv`)], {})
  await importMedia(world, kase, [media])
  return kase
}

beforeAll(() => mkdirSync(media))

test('crops and the one caption join the picture; two captions on one picture stay apart', async () => {
  const crop = { left: 40, top: 30, width: street.width - 100, height: street.height - 60 }
  await open(street).png().toFile(at('street.png'))
  await open(street).extract(crop).jpeg({ quality: 70 }).toFile(at('street-crop.jpg'))
  await open(street).flop().extract(crop).webp({ quality: 70 }).toFile(at('street-mirror-crop.webp'))
  await open(captioned(street, createRng('one')))
    .jpeg()
    .toFile(at('street-caption.jpg'))
  await open(room).png().toFile(at('room.png'))
  await open(captioned(room, createRng('one')))
    .png()
    .toFile(at('room-one.png'))
  await open(captioned(room, createRng('two')))
    .png()
    .toFile(at('room-two.png'))
  await open(captioned(room, createRng('two')))
    .resize(300)
    .jpeg({ quality: 60 })
    .toFile(at('room-two-again.jpg'))
  const names = [
    'street.png',
    'street-crop.jpg',
    'street-mirror-crop.webp',
    'street-caption.jpg',
    'room.png',
    'room-one.png',
    'room-two.png',
  ]
  const kase = await investigate('pictures', [...names, 'room-two-again.jpg'])
  expect(await objects(kase)).toEqual([
    ['room-one.png'],
    ['room-two-again.jpg', 'room-two.png'],
    ['room.png'],
    ['street-caption.jpg', 'street-crop.jpg', 'street-mirror-crop.webp', 'street.png'],
  ])
  const { clusters } = await readMedia(world, kase, { copies: 10 })
  const told = clusters.find(({ copies }) => copies === 4)?.shown.map(({ how }) => how) ?? []
  expect(told[0]).toBe('')
  expect(told[1]).toMatch(/^cropped to 6\d % of the first$/)
  expect(told[2]).toMatch(/^mirrored; cropped to 6\d % of the first$/)
  expect(told[3]).toBe('caption bar')
  kase.close()
}, 120_000)

/** Four scenes, two seconds each, of one size. */
async function shots(seed: number): Promise<Buffer> {
  const frames: Buffer[] = []
  for (let i = 0; i < 8; i++) {
    const picture: Picture = scene(seed + Math.floor(i / 2), 'things')
    frames.push(await open(picture).resize(160, 120, { fit: 'fill' }).raw().toBuffer())
  }
  return Buffer.concat(frames)
}

test('a GIF, an animated WebP and a video of one film are one object, at another speed too; a video needs ffmpeg', async () => {
  const sharp = (await import('sharp')).default
  const [one, other] = [await shots(300), await shots(400)]
  const raw = { raw: { width: 160, height: 120 * 8, channels: 3 as const, pageHeight: 120 } }
  await sharp(one, raw)
    .gif({ delay: Array(8).fill(1000), loop: 0 })
    .toFile(at('film.gif'))
  await sharp(one, raw)
    .webp({ delay: Array(8).fill(1000), quality: 60 })
    .toFile(at('film.webp'))
  await sharp(one, raw)
    .webp({ delay: Array(8).fill(2500), quality: 60 })
    .toFile(at('slow.webp'))
  await sharp(other, raw)
    .webp({ delay: Array(8).fill(1000) })
    .toFile(at('other.webp'))
  const ffmpeg = findTool('ffmpeg')
  if (!ffmpeg && process.env.CI) throw new Error('CI may not go without ffmpeg')
  writeFileSync(join(folder.path, 'film.raw'), one)
  const args = [
    '-loglevel',
    'error',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    '160x120',
    '-r',
    '1',
    '-i',
    join(folder.path, 'film.raw'),
  ]
  if (ffmpeg) execFileSync(ffmpeg, [...args, '-r', '5', '-pix_fmt', 'yuv420p', at('film.mp4')])
  writeFileSync(at('broken.mp4'), Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom and no more', 'latin1'))
  const kase = await investigate('films', ['film.gif', 'film.webp', 'slow.webp', 'other.webp', 'film.mp4'])
  expect(await objects(kase)).toEqual([['film.gif', ...(ffmpeg ? ['film.mp4'] : []), 'film.webp', 'slow.webp'], ['other.webp']])
  const { clusters } = await readMedia(world, kase, { copies: 10 })
  const frames = "100 % of its frames are in the first, 100 % of the first's in it"
  expect(clusters[0]?.shown.slice(0, 3).map(({ how, distance }) => [how, distance])).toEqual([
    ['', null],
    [frames, null],
    [`${frames}; 20.0 s long, the first 8.0 s`, null],
  ])
  const [reject] = await kase.db.rows<{ code: string; message: string }>("select code, message from rejects where value = 'broken.mp4'")
  if (ffmpeg) expect(reject).toMatchObject({ code: 'media/damaged' })
  else expect(reject?.message).toBe('ffmpeg is not on this machine: install the package ffmpeg')
  kase.close()
}, 120_000)
