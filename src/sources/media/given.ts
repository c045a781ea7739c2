/** The files of a folder or a zip archive, one after the other in the order of their names. Entries of an archive are on disk only while they are used. */
import { createWriteStream, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, open as openZip, type ZipFile } from 'yauzl'
import { fail } from '../../model/index.js'
import { compressionOf } from '../unpack.js'
import { MEDIA_LIMITS, type MediaReject } from './record.js'

export interface GivenFile {
  /** Path inside the folder or archive, with slashes. */
  readonly name: string
  /** Brings it on disk, uses it and lets it go; a reject when it cannot be had. */
  use<T>(work: (path: string) => Promise<T>): Promise<T | MediaReject>
}

const MOST_FILES = 1_000_000
const HIDDEN = /(^|\/)(__MACOSX|\._[^/]*|\.DS_Store|Thumbs\.db)(\/|$)/
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

function bad(file: string, code: string, what: string, fix: string, cause?: unknown): never {
  return fail({ code, what, where: { file }, fix, unchanged: 'nothing was imported' }, cause)
}

/** @throws ProblemError `source/unreadable`, `source/damaged-archive`, `source/not-media`, `source/too-many-files` */
export async function openGiven(path: string, scratch: string): Promise<{ readonly files: readonly GivenFile[]; close(): void }> {
  const fix = 'give a folder of pictures and videos, or a zip archive of one'
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) bad(path, 'source/unreadable', 'there is no such folder or file', fix)
  const isFolder = found.isDirectory() || (found.isSymbolicLink() && isFolderAt(path))
  if (isFolder) return { files: walk(path, '').sort(byName), close: () => undefined }
  const compression = await compressionOf(path).catch((error: NodeJS.ErrnoException) =>
    bad(path, 'source/unreadable', `it cannot be read (${error.code})`, 'check the name and your right to read it', error),
  )
  if (compression !== 'zip') bad(path, 'source/not-media', 'this is no folder and no zip archive', fix)
  return await openArchive(path, scratch)
}

function isFolderAt(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

/** Links are not followed: they may lead out of the folder, or round in it. */
function walk(root: string, below: string, found: GivenFile[] = []): GivenFile[] {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (HIDDEN.test(name)) continue
    if (entry.isDirectory()) walk(root, name, found)
    else if (entry.isFile()) found.push({ name, use: (work) => work(join(root, name)) })
    else found.push({ name, use: async () => ({ code: 'media/not-a-file', message: 'a link or a device; links are not followed' }) })
    if (found.length > MOST_FILES) bad(root, 'source/too-many-files', `more than ${MOST_FILES} files`, 'import the folder in parts')
  }
  return found
}

async function openArchive(path: string, scratch: string): Promise<{ readonly files: readonly GivenFile[]; close(): void }> {
  const damaged = (error: Error): never => {
    const leadsOut = /invalid relative path|absolute path|invalid characters/.test(error.message)
    return bad(
      path,
      leadsOut ? 'source/path-in-archive' : 'source/damaged-archive',
      leadsOut ? `the archive holds a name that leads out of it (${error.message})` : `the zip archive cannot be read (${error.message})`,
      'unpack the archive yourself, look at what is in it, and give the folder',
      error,
    )
  }
  const zip = await new Promise<ZipFile>((done, failed) =>
    openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, opened) =>
      error ? failed(error) : done(opened as ZipFile),
    ),
  ).catch(damaged)
  const entries = await new Promise<Entry[]>((done, failed) => {
    const found: Entry[] = []
    zip.on('entry', (entry: Entry) => {
      found.push(entry)
      if (found.length > MOST_FILES) failed(new Error(`more than ${MOST_FILES} entries`))
      else zip.readEntry()
    })
    zip.on('end', () => done(found))
    zip.on('error', failed)
    zip.readEntry()
  }).catch((error: Error) => {
    zip.close()
    return damaged(error)
  })
  const files = entries
    .filter(({ fileName }) => !fileName.endsWith('/') && !HIDDEN.test(fileName))
    .map((entry, i): GivenFile => ({ name: entry.fileName, use: (work) => useEntry(zip, entry, join(scratch, `media-${i}`), work) }))
  return { files: files.sort(byName), close: () => zip.close() }
}

async function useEntry<T>(zip: ZipFile, entry: Entry, to: string, work: (path: string) => Promise<T>): Promise<T | MediaReject> {
  const tooLarge = { code: 'media/too-large', message: `it unpacks to more than the ${MEDIA_LIMITS.bytes} bytes that are read` }
  if (entry.isEncrypted()) return { code: 'media/encrypted', message: 'it is encrypted in the archive' }
  if (entry.uncompressedSize > MEDIA_LIMITS.bytes) return tooLarge
  try {
    let bytes = 0
    const guard = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        if (bytes > MEDIA_LIMITS.bytes) done(new Error('too large'))
        else done(null, chunk)
      },
    })
    try {
      const stream = await new Promise<Readable>((done, failed) =>
        zip.openReadStream(entry, (error, opened) => (error ? failed(error) : done(opened as Readable))),
      )
      await pipeline(stream, guard, createWriteStream(to, { mode: 0o600 }))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
      return bytes > MEDIA_LIMITS.bytes ? tooLarge : { code: 'media/damaged', message: 'it cannot be unpacked from the archive' }
    }
    return await work(to)
  } finally {
    rmSync(to, { force: true })
  }
}
