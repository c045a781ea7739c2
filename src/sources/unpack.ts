/** Compression: told by the first bytes, undone into a temporary file within limits that a bomb cannot pass. */
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { type Entry, open as openZip, type ZipFile } from 'yauzl'
import { fail } from '../model/index.js'

export type Compression = 'none' | 'gzip' | 'zstd' | 'zip'
/** Text of posts shrinks 3 to 20 times; a bomb a thousand times. Small files may pass the ratio. */
export const UNPACK_LIMITS = { ratio: 200, freeBytes: 64 << 20, bytes: 200 * 2 ** 30, entries: 1000 } as const
export type UnpackLimits = { readonly [K in keyof typeof UNPACK_LIMITS]: number }

/** What fzstd says of a frame that is cut off. */
const ZSTD_ENDS_EARLY = 5

export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const magic = buffer.subarray(0, bytesRead).toString('hex')
    if (magic.startsWith('1f8b')) return 'gzip'
    if (magic === '28b52ffd') return 'zstd'
    if (magic === '504b0304' || magic === '504b0506') return 'zip'
    return 'none'
  } finally {
    await file.close()
  }
}

/** `packedBytes` is what the limits are measured against. */
export async function unpack(
  path: string,
  name: string,
  kind: 'gzip' | 'zstd',
  packedBytes: number,
  to: string,
  limits: UnpackLimits,
  signal: AbortSignal,
) {
  if (kind === 'zstd') await failOnWideWindow(path, name)
  const source = createReadStream(path, { highWaterMark: 1 << 20 })
  await unpackStream(source, kind === 'gzip' ? createGunzip() : zstd(), name, packedBytes, to, limits, signal)
}

/** Largest window that fzstd unpacks. */
const MOST_WINDOW = 2046 * 2 ** 20

/** The window stands in the head of the frame (RFC 8878, 3.1.1.1.2), unless the frame is one segment. */
async function failOnWideWindow(path: string, name: string): Promise<void> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0).finally(() => file.close())
  const [descriptor = 0, window = 0] = buffer.subarray(4, bytesRead)
  const isOneSegment = (descriptor & 0x20) !== 0
  const log = 10 + (window >> 3)
  const bytes = 2 ** log * (1 + (window & 7) / 8)
  if (isOneSegment || bytes <= MOST_WINDOW) return
  fail({
    code: 'source/window-too-large',
    what: `the file was compressed with a window of ${bytes / 2 ** 30} GB, more than can be unpacked here`,
    where: { file: name },
    fix: `unpack it with zstd -d --long=${log + (window & 7 ? 1 : 0)} and import the result`,
    unchanged: 'nothing was imported',
  })
}

async function unpackStream(
  source: Readable,
  through: Transform | null,
  name: string,
  packedBytes: number,
  to: string,
  limits: UnpackLimits,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limits.bytes || (bytes > limits.freeBytes && bytes > packedBytes * limits.ratio))
        done(bomb(name, packedBytes, bytes) as never)
      else done(null, chunk)
    },
  })
  try {
    const sink = createWriteStream(to, { highWaterMark: 1 << 20 })
    if (through) await pipeline(source, through, guard, sink, { signal })
    else await pipeline(source, guard, sink, { signal })
  } catch (error) {
    const { code, problem } = error as { code?: string | number; problem?: unknown }
    if (problem || signal.aborted || code === 'ENOSPC' || code === 'EACCES') throw error
    const isCut = code === 'Z_BUF_ERROR' || (through !== null && code === ZSTD_ENDS_EARLY)
    fail(
      {
        code: isCut ? 'source/truncated' : 'source/damaged-archive',
        what: isCut
          ? 'the compressed file ends too early: a part of it is missing'
          : `the compressed file is damaged (${(error as Error).message})`,
        where: { file: name },
        fix: 'fetch the file again, or unpack what is left of it yourself and import that',
        unchanged: 'nothing was imported',
      },
      error,
    )
  }
}

function bomb(name: string, packed: number, bytes: number): unknown {
  try {
    fail({
      code: 'source/unpacks-too-large',
      what: `${packed} bytes unpack to more than ${bytes} bytes, which no file of posts does`,
      where: { file: name },
      fix: 'if you trust the file, unpack it yourself and import the result',
      unchanged: 'nothing was imported',
    })
  } catch (error) {
    return error
  }
}

function zstd(): Transform {
  let isLast = false
  let stream: Decompress
  return new Transform({
    construct(done) {
      stream = new Decompress((chunk, last) => {
        isLast = last === true
        this.push(Buffer.from(chunk))
      })
      done()
    },
    transform(chunk: Buffer, _encoding, done) {
      try {
        stream.push(chunk)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      try {
        stream.push(new Uint8Array(0), true)
        done(isLast ? null : Object.assign(new Error('unexpected end of file'), { code: ZSTD_ENDS_EARLY }))
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

export interface Unpacked {
  readonly name: string
  readonly path: string
}

/** Beside data in an archive: what is read by people, and pictures. */
const NO_DATA = /(^|\/)(readme|licen[cs]e|changelog|codebook)(\.(txt|rst))?$|\.(md|pdf|docx?|rtf|html?|png|jpe?g|gif)$/i

/** Every file of a zip, in its order; without those that are clearly no data, unless nothing else is there. Names that climb out of the archive, and encrypted entries, are refused. */
export async function unpackZip(
  path: string,
  name: string,
  folder: string,
  limits: UnpackLimits,
  signal: AbortSignal,
): Promise<{ readonly files: readonly Unpacked[]; readonly skipped: readonly string[] }> {
  const bad = (code: string, what: string, cause?: unknown): never =>
    fail(
      {
        code,
        what,
        where: { file: name },
        fix: 'unpack the archive yourself, look at what is in it, and import the files',
        unchanged: 'nothing was imported',
      },
      cause,
    )
  const zip = await new Promise<ZipFile>((done, failed) =>
    openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, opened) =>
      error ? failed(error) : done(opened as ZipFile),
    ),
  ).catch((error: Error) => bad('source/damaged-archive', `the zip archive cannot be read (${error.message})`, error))
  try {
    const entries = await new Promise<Entry[]>((done, failed) => {
      const found: Entry[] = []
      zip.on('entry', (entry: Entry) => {
        found.push(entry)
        if (found.length > limits.entries) failed(new Error(`more than ${limits.entries} entries`))
        else zip.readEntry()
      })
      zip.on('end', () => done(found))
      zip.on('error', failed)
      zip.readEntry()
    }).catch((error: Error) =>
      /invalid relative path|absolute path|invalid characters/.test(error.message)
        ? bad('source/path-in-archive', `the archive holds a name that leads out of it (${error.message})`, error)
        : bad('source/damaged-archive', `the zip archive cannot be read (${error.message})`, error),
    )
    if (entries.some(({ fileName }) => /^xl\/workbook\.(xml|bin)$/.test(fileName)))
      fail({
        code: 'source/no-table',
        what: 'the file is an Excel workbook',
        where: { file: name },
        fix: 'open it and save the sheet as CSV in UTF-8; ids of more than 15 digits that are stored as numbers are already damaged in it',
        unchanged: 'nothing was imported',
      })
    const held = entries.filter((entry) => !entry.fileName.endsWith('/') && !/(^|\/)(__MACOSX\/|\._|\.DS_Store)/.test(entry.fileName))
    const data = held.filter((entry) => !NO_DATA.test(entry.fileName))
    const files = data.length > 0 ? data : held
    if (files.length === 0) bad('source/empty', 'the archive holds no file')
    const unpacked: Unpacked[] = []
    for (const [i, entry] of files.entries()) {
      const inner = `${name}/${entry.fileName}`
      if (entry.isEncrypted()) bad('source/encrypted', `${entry.fileName} in the archive is encrypted`)
      const to = join(folder, `entry-${i}`)
      const stream = await new Promise<Readable>((done, failed) =>
        zip.openReadStream(entry, (error, opened) => (error ? failed(error) : done(opened as Readable))),
      ).catch((error: Error) => bad('source/damaged-archive', `${entry.fileName} cannot be unpacked (${error.message})`, error))
      await unpackStream(stream, null, inner, Math.max(1, entry.compressedSize), to, limits, signal)
      unpacked.push({ name: inner, path: to })
    }
    return { files: unpacked, skipped: held.filter((entry) => !files.includes(entry)).map(({ fileName }) => fileName) }
  } finally {
    zip.close()
  }
}

export function nameOf(path: string): string {
  return path === '-' ? 'stdin' : basename(path)
}
