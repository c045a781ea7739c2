/** Originals: the files as they were given, named by their SHA-256, never changed. They hold what their makers wrote into them. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fail, failIfCancelled } from '../model/index.js'
import type { Case } from './case.js'
import { rethrow } from './engine-problem.js'

const README = `SENSITIVE: unaltered originals.

Each file here is one file that was imported, byte for byte, named by its SHA-256, because evidence must stay as it was.
They may hold names, addresses and other columns that Lockstep left out of the case, and accounts that were forgotten in it.
They are never shown whole by a screen and never part of an export. Think before you hand this folder on.
`

/** Of one chunk of the file at a time, so that a file larger than memory is no matter. */
async function eachChunk(path: string, signal: AbortSignal | undefined, use: (chunk: Buffer) => void): Promise<void> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 })
  try {
    for await (const chunk of stream) {
      if (signal) failIfCancelled(signal)
      use(chunk as Buffer)
    }
  } finally {
    stream.destroy()
  }
}

export async function hashFile(path: string, onBytes?: (bytes: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  await eachChunk(path, signal, (chunk) => {
    hash.update(chunk)
    bytes += chunk.length
    onBytes?.(bytes)
  })
  return hash.digest('hex')
}

/** @throws ProblemError `case/bad-hash` for anything but 64 hex digits: the name is never a way out of the folder. */
export function originalPath(kase: Pick<Case, 'path'>, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    fail({
      code: 'case/bad-hash',
      what: `${JSON.stringify(sha256.slice(0, 80))} is not a SHA-256`,
      where: { file: kase.path },
      fix: 'lockstep history CASE shows the hashes of the originals',
      unchanged: 'nothing was done',
    })
  return join(kase.path, 'originals', sha256)
}

export function prepareOriginals(folder: string): void {
  mkdirSync(join(folder, 'originals'), { recursive: true })
  writeFileSync(join(folder, 'originals', 'README.txt'), README)
}

export interface KeptOriginal {
  readonly sha256: string
  readonly bytes: number
  readonly path: string
  /** False when the case had the same bytes already. */
  readonly isNew: boolean
}

/**
 * Copies a file into `originals/` under its SHA-256: to a temporary name first, renamed when whole. Inside a step that fails, a new
 * original goes again. With `sha256` given, a file that the case has already is not read again.
 */
export async function keepOriginal(
  kase: Case,
  path: string,
  sha256?: string,
  options: { onBytes?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<KeptOriginal> {
  if (sha256 !== undefined && existsSync(originalPath(kase, sha256)))
    return { sha256, bytes: statSync(originalPath(kase, sha256)).size, path: originalPath(kase, sha256), isNew: false }
  const part = join(kase.path, 'originals', `.part-${process.pid}-${kase.nextPart()}`)
  const hash = createHash('sha256')
  let bytes = 0
  let file: number | undefined
  try {
    file = openSync(part, 'wx', 0o600)
    const out = file
    await eachChunk(path, options.signal, (chunk) => {
      hash.update(chunk)
      for (let at = 0; at < chunk.length; ) at += writeSync(out, chunk, at)
      bytes += chunk.length
      options.onBytes?.(bytes)
    })
    fsyncSync(file)
    closeSync(file)
    file = undefined
    const found = hash.digest('hex')
    if (sha256 !== undefined && found !== sha256)
      fail({
        code: 'source/changed',
        what: 'the file changed while it was read',
        where: { file: path },
        fix: 'wait until the program that writes it has finished, then run the command again',
        unchanged: 'nothing was imported',
      })
    const kept = originalPath(kase, found)
    const isNew = !existsSync(kept)
    if (isNew) {
      chmodSync(part, 0o400)
      renameSync(part, kept)
      kase.freshOriginals.add(found)
    }
    return { sha256: found, bytes, path: kept, isNew }
  } catch (error) {
    const { code, path: at } = error as NodeJS.ErrnoException
    if (code !== undefined && at === path)
      fail(
        {
          code: 'source/unreadable',
          what: code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`,
          where: { file: path },
          fix: 'check the name and your right to read it',
          unchanged: 'nothing was imported',
        },
        error,
      )
    return rethrow(error, kase.path, 'nothing was imported')
  } finally {
    if (file !== undefined) closeSync(file)
    rmSync(part, { force: true })
  }
}
