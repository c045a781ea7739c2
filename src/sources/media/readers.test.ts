/** Hostile and broken files: each is a reject with a reason, and the next file is read as if nothing had been. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../test/files.js'
import { formatOf } from './format.js'
import { pdqDistance, TURNS } from './pdq.js'
import { type Readers, startReaders } from './readers.js'
import type { MediaRecord } from './record.js'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-media-'))
const CHILD = join(root, 'dist/src/sources/media/child.js')
let readers: Readers

beforeAll(() => {
  expect(existsSync(CHILD), 'npm run build first').toBe(true)
  readers = startReaders({ processes: 2 })
})
afterAll(() => readers.close())

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const drawing = (width = 320, height = 240) =>
  sharp(
    Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
      return 128 + 60 * Math.sin((x / width) * 9 + (y / height) ** 2 * 5) + (x * 2 > width && y * 3 > height ? 50 : 0)
    }),
    { raw: { width, height, channels: 3 } },
  )
async function record(path: string): Promise<MediaRecord> {
  const result = await readers.read(path)
  if ('reject' in result) throw new Error(`${result.reject.code}: ${result.reject.message}`)
  return result.record
}
async function reject(path: string, using = readers): Promise<string> {
  const result = await using.read(path)
  if ('record' in result) throw new Error('it was read')
  expect(result.reject.message).not.toContain(folder)
  return result.reject.code
}
function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
function crc(bytes: Uint8Array): number {
  if (typeof crc32 === 'function') return crc32(bytes)
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
/** A valid header that claims a size, and pixels of nothing that pack to very little. */
function png(width: number, height: number, rows: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc((width + 1) * rows))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

test('a picture: size, eight hashes, a small WebP; its name does not matter', async () => {
  const jpeg = await drawing().jpeg({ quality: 95 }).toBuffer()
  const read = await record(put('fine.jpg', jpeg))
  expect(read).toMatchObject({ kind: 'picture', format: 'jpeg', width: 320, height: 240, durationMs: null, notes: [] })
  expect(read.hashes.map(({ kind, name }) => [kind, name])).toEqual([
    ['picture', ''],
    ...TURNS.filter((turn) => turn !== 'none').map((turn) => ['turn', turn]),
  ])
  for (const { hash } of read.hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/)
  const small = await sharp(read.thumbnail as Uint8Array).metadata()
  expect([small.format, small.width, small.height]).toEqual(['webp', 128, 96])
  expect(await record(put('holiday.mp4', jpeg))).toEqual(read)
  const [a, b] = [read, await record(put('fine.webp', await drawing().webp({ quality: 80 }).toBuffer()))]
  expect(pdqDistance(a.hashes[0]?.hash as string, b.hashes[0]?.hash as string)).toBeLessThanOrEqual(31)
})

test('orientation is applied, and nothing else of the metadata gets through', async () => {
  const place = { IFD3: { GPSLatitude: '48/1 51/1 29/1', GPSLatitudeRef: 'N' }, IFD0: { Artist: 'Jane Example' } }
  const path = put('placed.jpg', await drawing(320, 200).withMetadata({ orientation: 6 }).withExifMerge(place).jpeg().toBuffer())
  expect(readFileSync(path).includes('Jane Example')).toBe(true)
  const read = await record(path)
  expect([read.width, read.height]).toEqual([200, 320])
  const small = await sharp(read.thumbnail as Uint8Array).metadata()
  expect([small.exif, small.xmp, small.iptc, small.icc, small.orientation]).toEqual([undefined, undefined, undefined, undefined, undefined])
  expect(Buffer.from(read.thumbnail as Uint8Array).includes('Jane')).toBe(false)
  expect(JSON.stringify(Object.keys(read).sort())).toBe(
    '["durationMs","format","hashes","height","kind","looks","notes","sound","thumbnail","width"]',
  )
})

test('broken and hostile files are rejects with a reason, and the next file is read', async () => {
  const jpeg = await drawing().jpeg().toBuffer()
  const cases: [string, Uint8Array | string, string][] = [
    ['empty.jpg', '', 'media/empty'],
    ['cut.jpg', jpeg.subarray(0, jpeg.length / 2), 'media/damaged'],
    ['cut.png', (await drawing().png().toBuffer()).subarray(0, 2000), 'media/damaged'],
    ['noise.png', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(500, 7)]), 'media/damaged'],
    ['huge.png', png(50_000, 50_000, 1), 'media/too-many-pixels'],
    ['negative.png', png(2 ** 31 + 5, 10, 0), 'media/damaged'],
    ['script.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'media/not-media'],
    ['svg.png', '<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'media/not-media'],
    ['page.jpg', '<!doctype html><script>fetch("/")</script>', 'media/not-media'],
    ['paper.jpg', '%PDF-1.7\n', 'media/not-media'],
    ['archive.gif', 'PK\u0003\u0004aaaa', 'media/not-media'],
    ['notes.txt', 'these are notes', 'media/not-media'],
    ['program.jpg', '\x7fELF\u0002\u0001\u0001', 'media/not-media'],
  ]
  for (const [name, bytes, code] of cases) expect(await reject(put(name, bytes)), name).toBe(code)
  expect(await reject(join(folder, 'absent.jpg'))).toBe('media/unreadable')
  expect((await record(put('after.jpg', jpeg))).width).toBe(320)
})

test('a picture that is something else as well is read as a picture, and the rest of it goes nowhere', async () => {
  const gif = await drawing(64, 64).gif().toBuffer()
  const polyglot = Buffer.concat([gif, Buffer.from('*/=1;alert("polyglot")//'), Buffer.from('PK\u0003\u0004secret.txt')])
  const read = await record(put('polyglot.gif', polyglot))
  expect(read.hashes).toEqual((await record(put('plain.gif', gif))).hashes)
  expect(Buffer.from(read.thumbnail as Uint8Array).includes('alert')).toBe(false)
})

test('a bomb of pixels stays under the limit of memory or is a reject; too small a limit of memory ends the process, and another takes its place', async () => {
  // 9,900 × 10,000 zeros pack to some 100 kB: just under the limit of pixels, so it is decoded.
  const bomb = put('bomb.png', png(9_900, 10_000, 10_000))
  const read = await record(bomb)
  expect([read.width, read.hashes[0]?.quality]).toEqual([9_900, 0])
  const tight = startReaders({ processes: 1, limits: { memoryBytes: 100 << 20 } })
  try {
    expect(await reject(bomb, tight)).toBe('media/too-much-memory')
    expect('record' in (await startOne(tight))).toBe(true)
  } finally {
    tight.close()
  }
})
async function startOne(using: Readers) {
  return using.read(put('small.png', await drawing(40, 40).png().toBuffer()))
}

test('a file that takes too long is left, also by a process that no longer answers; a crash is a reject', async () => {
  const hangs = put('hangs.mjs', 'process.on("message", () => { for (;;); })')
  const slow = startReaders({ file: hangs, processes: 1, limits: { pictureMs: 300 } })
  const picture = put('any.png', await drawing(40, 40).png().toBuffer())
  expect(await Promise.all([reject(picture, slow), reject(picture, slow)])).toEqual(['media/too-slow', 'media/too-slow'])
  slow.close()
  const crashes = startReaders({ file: put('crashes.mjs', 'process.on("message", () => process.abort())'), processes: 1 })
  expect(await Promise.all([reject(picture, crashes), reject(picture, crashes)])).toEqual([
    'media/decoder-crashed',
    'media/decoder-crashed',
  ])
  crashes.close()
})

test('kinds by first bytes', () => {
  const of = (head: string) => formatOf(Buffer.from(head, 'latin1'))
  expect(of('\xff\xd8\xff\xe0')).toEqual({ kind: 'picture', format: 'jpeg' })
  expect(of('\0\0\0\x20ftypisom')).toEqual({ kind: 'video', format: 'mp4' })
  expect(of('\0\0\0\x20ftypavif')).toEqual({ kind: 'picture', format: 'avif' })
  expect(of('\x1aE\xdf\xa3')).toEqual({ kind: 'video', format: 'webm' })
  expect(of('RIFFxxxxWEBP')).toEqual({ kind: 'picture', format: 'webp' })
  expect(of('<!-- <svg> --> <svg onload="x">')).toEqual({ kind: null, format: 'svg' })
})
