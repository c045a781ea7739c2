import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRng } from '../../statistics/index.js'
import { matchSounds } from '../../traces/near-duplicate-media/sound-match.js'
import { readSound } from './audio.js'
import { pdqDistance } from './pdq.js'
import { findTool, lacks, runTool, type ToolName } from './tools.js'
import { pgmReader, readVideo } from './video.js'

/** CI has them; elsewhere what needs them is skipped. */
function has(name: ToolName): boolean {
  if (findTool(name)) return true
  if (process.env.CI) throw new Error(`CI may not go without ${name}: ${lacks(name)}`)
  return false
}
const hasFfmpeg = has('ffmpeg') && has('ffprobe')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-video-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const make = (name: string, ...args: string[]): string => {
  const file = join(folder, name)
  execFileSync(findTool('ffmpeg') as string, ['-hide_banner', '-loglevel', 'error', '-y', ...args, `file:${file}`], { stdio: 'pipe' })
  return file
}
/** One picture a second: blobs that move and change, so that no two are alike. */
function clip(name: string, frames = 20): string {
  const [width, height] = [160, 120]
  const rng = createRng(7)
  const raw = new Uint8Array(width * height * frames)
  for (let frame = 0; frame < frames; frame++) {
    const blobs = Array.from({ length: 12 }, () => [rng.next() * width, rng.next() * height, 8 + rng.next() * 30, rng.below(256)] as const)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let value = 60 + y
        for (const [bx, by, size, grey] of blobs) if ((x - bx) ** 2 + (y - by) ** 2 < size * size) value = grey
        raw[(frame * height + y) * width + x] = value
      }
  }
  const file = join(folder, `${name}.raw`)
  writeFileSync(file, raw)
  return make(
    name,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-s',
    `${width}x${height}`,
    '-r',
    '1',
    '-i',
    file,
    '-r',
    '5',
    '-pix_fmt',
    'yuv420p',
  )
}
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'read'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('programs are looked for in absolute folders of PATH only, and what is missing is named with its package', () => {
  expect(findTool('ffmpeg', '')).toBeNull()
  expect(findTool('ffmpeg', '.:bin:relative/folder')).toBeNull()
  writeFileSync(join(folder, 'fpcalc'), 'not to be run', { mode: 0o644 })
  expect(findTool('fpcalc', folder)).toBeNull()
  expect(lacks('ffmpeg')).toBe('ffmpeg is not on this machine: install the package ffmpeg')
  expect(lacks('fpcalc')).toBe('fpcalc is not on this machine: install the package libchromaprint-tools')
})

test('a program has limits of time and output, and its failure is a problem with its own words, without paths', async () => {
  const node = process.execPath
  const run = (script: string, limits = { ms: 5000, bytes: 1000 }) => runTool(node, ['-e', script], limits, () => undefined)
  expect(await codeOf(run('setTimeout(() => {}, 60000)', { ms: 200, bytes: 1000 }))).toBe('media/too-slow')
  expect(await codeOf(run('for (;;) process.stdout.write("x".repeat(1000))'))).toBe('media/too-large')
  await expect(run('process.stderr.write("/tmp/secret/x.mp4: moov atom not found\\n"); process.exitCode = 1')).rejects.toMatchObject({
    code: 'media/damaged',
    message: 'it cannot be decoded (moov atom not found)',
  })
  let env = ''
  await runTool(node, ['-e', 'process.stdout.write(JSON.stringify(process.env))'], { ms: 5000, bytes: 1000 }, (piece) => {
    env += piece
    return undefined
  })
  expect(JSON.parse(env)).toEqual({})
})

test('a stream of PGM pictures is cut where each ends, whatever the pieces; anything else is refused', () => {
  const stream = Buffer.concat([
    Buffer.from('P5\n3 2\n255\n'),
    Buffer.from([1, 2, 3, 4, 5, 6]),
    Buffer.from('P5\n1 1\n255\n'),
    Buffer.from([9]),
  ])
  for (let size = 1; size <= stream.length; size++) {
    const found: number[][] = []
    const read = pgmReader(({ width, height, pixels }) => found.push([width, height, ...pixels]))
    for (let at = 0; at < stream.length; at += size) read(stream.subarray(at, at + size))
    expect(found).toEqual([
      [3, 2, 1, 2, 3, 4, 5, 6],
      [1, 1, 9],
    ])
  }
  expect(() => pgmReader(() => undefined)(Buffer.from('GIF89a and forty more bytes that are no picture'))).toThrow('no picture')
})

describe.skipIf(!hasFfmpeg)('with ffmpeg', () => {
  test('one frame a second, each hashed, near-equal ones left out; the same file gives the same bytes', async () => {
    const file = clip('a.mp4')
    const film = await readVideo(file, 'mp4')
    expect([film.width, film.height, film.framesSeen]).toEqual([160, 120, 20])
    expect(Math.abs(film.durationMs - 20_000)).toBeLessThan(200)
    const plain = film.hashes.filter(({ name }) => name === '')
    expect(plain.length).toBeGreaterThan(5)
    for (let i = 1; i < plain.length; i++) expect(pdqDistance(plain[i - 1]!.hash, plain[i]!.hash)).toBeGreaterThan(10)
    expect(JSON.stringify(await readVideo(file, 'mp4'))).toBe(JSON.stringify(film))
    const still = make(
      'still.mp4',
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=320x240:rate=10:duration=0.1',
      '-vf',
      'loop=-1:1:0,trim=duration=10',
      '-t',
      '10',
    )
    const bag = await readVideo(still, 'mp4')
    expect(bag.hashes.filter(({ name }) => name === '')).toHaveLength(1)
    expect(bag.framesSeen).toBe(10)
  }, 60_000)

  test('a letterbox is told from all frames, and what is inside has the hashes of the film without it', async () => {
    const plain = await readVideo(clip('b.mp4'), 'mp4')
    const boxed = await readVideo(make('boxed.mp4', '-i', join(folder, 'b.mp4'), '-vf', 'pad=160:200:0:40', '-an'), 'mp4')
    const inner = boxed.hashes.filter(({ name, quality }) => name === 'content' && quality >= 50)
    const outer = plain.hashes.filter(({ name, quality }) => name === '' && quality >= 50)
    expect(inner.length).toBeGreaterThan(3)
    const met = inner.filter(({ hash }) => outer.some((each) => pdqDistance(hash, each.hash) <= 31))
    expect(met.length / inner.length).toBeGreaterThan(0.8)
    expect(plain.hashes.some(({ name }) => name.startsWith('content'))).toBe(false)
  }, 60_000)

  test('hostile files are problems, never crashes, and open nothing else', async () => {
    const good = clip('c.mp4', 4)
    const bytes = readFileSync(good)
    const put = (name: string, content: Uint8Array | string) => {
      const file = join(folder, name)
      writeFileSync(file, content)
      return file
    }
    // The index of this MP4 stands at its end: half a file has none.
    expect(await codeOf(readVideo(put('half.mp4', bytes.subarray(0, bytes.length / 2)), 'mp4'))).toBe('media/damaged')
    expect(await codeOf(readVideo(put('zero.mp4', ''), 'mp4'))).toBe('media/damaged')
    expect(await codeOf(readVideo(put('noise.mp4', Buffer.concat([bytes.subarray(0, 64), Buffer.alloc(5000, 0xa5)])), 'mp4'))).toBe(
      'media/damaged',
    )
    // Lists that would make ffmpeg open other files or addresses, were it allowed to guess.
    const canary = good
    for (const [name, text] of [
      ['list.mp4', `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://${canary}\n#EXT-X-ENDLIST\n`],
      ['net.mp4', '#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n'],
      ['concat.mp4', `ffconcat version 1.0\nfile '${canary}'\n`],
    ] as const)
      for (const format of ['mp4', 'webm', 'avi']) expect(await codeOf(readVideo(put(name, text), format)), name).toBe('media/damaged')
    expect(await codeOf(readVideo(good, 'hls'))).toBe('media/not-read')
    // Names that look like options or addresses.
    for (const name of ['-i.mp4', '-version', 'http:x.mp4', 'pipe:0', '%d.mp4', "a'b;c $(id).mp4"]) {
      copyFileSync(good, join(folder, name))
      expect((await readVideo(join(folder, name), 'mp4')).framesSeen, name).toBe(4)
    }
    // A picture and a film in one: the container that was told is the one that is read.
    const gif = Buffer.from('474946383961010001008000000000000000002c00000000010001000002024401003b', 'hex')
    expect(await codeOf(readVideo(put('poly.mp4', Buffer.concat([gif, bytes])), 'mp4'))).toBe('media/damaged')
    // Heads that claim 12,000 × 12,000 and 100,000 × 100,000 pixels.
    const claims = readFileSync(make('claims.avi', '-i', good, '-c:v', 'rawvideo', '-pix_fmt', 'bgr24', '-frames:v', '2'))
    const sizes = claims.indexOf('strf') + 8
    for (const [side, code] of [
      [12_000, 'media/too-many-pixels'],
      [100_000, 'media/damaged'], // ffmpeg itself believes no such size.
    ] as const) {
      claims.writeInt32LE(side, sizes + 4)
      claims.writeInt32LE(side, sizes + 8)
      expect(await codeOf(readVideo(put('huge.avi', claims), 'avi'))).toBe(code)
    }
    // Sound alone is no film.
    const mute = make('sound.mp4', '-f', 'lavfi', '-i', 'sine=440:duration=2')
    expect(await codeOf(readVideo(mute, 'mp4'))).toBe('media/damaged')
  }, 120_000)

  test.skipIf(!has('fpcalc'))(
    'sound: saved again or begun later it is the same, other sounds are not; without sound there is no fingerprint',
    async () => {
      const tune = (seed: number) =>
        `aevalsrc=0.4*sin(2*PI*t*(220*pow(2\\,floor(mod(t*3*${seed}+floor(t*1.7)*${seed}\\,12))/12)))+0.3*sin(2*PI*t*(330*pow(2\\,floor(mod(floor(t*2.3)*${seed + 3}\\,12))/12))):s=22050`
      const film = (name: string, seed: number, ...more: string[]) =>
        make(name, '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=2', '-f', 'lavfi', '-i', tune(seed), '-t', '40', ...more)
      const print = async (file: string) => (await readSound(file, 'mp4')).fingerprint as Uint32Array
      const a = await print(film('s1.mp4', 5))
      const again = await print(make('s2.mp4', '-i', join(folder, 's1.mp4'), '-c:a', 'aac', '-b:a', '32k'))
      const later = await print(make('s3.mp4', '-ss', '7', '-i', join(folder, 's1.mp4'), '-c:a', 'aac', '-b:a', '64k'))
      const other = await print(film('s4.mp4', 7))
      expect(a.length).toBeGreaterThan(200)
      expect(matchSounds(a, again)).toMatchObject({ same: true, offset: 0 })
      const shifted = matchSounds(a, later)!
      expect(shifted.same).toBe(true)
      expect(Math.abs(shifted.offset * 0.1238 + 7)).toBeLessThan(0.2)
      expect(matchSounds(a, other)!.same).toBe(false)
      expect(await readSound(make('mute.mp4', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=2', '-t', '5'), 'mp4')).toEqual({
        fingerprint: null,
        note: null,
      })
    },
    60_000,
  )
})
