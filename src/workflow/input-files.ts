/** A path becomes files: stdin is spooled, an archive gives its entries. */
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail } from '../model/index.js'
import { compressionOf, nameOf, UNPACK_LIMITS, unpackZip } from '../sources/index.js'
import { type Case, scratchFor, type World } from '../store/index.js'
import type { ImportOptions } from './read-file.js'

export interface InputFile {
  readonly path: string
  readonly name: string
}

/** A folder for unpacked and recoded text, gone when the work ends. In a case it has a name that the next writer clears, should a crash leave it. */
export async function withTempFolder<T>(kase: Case | null, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = kase === null ? mkdtempSync(join(tmpdir(), 'lockstep-')) : scratchFor(kase.path)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function unreadable(path: string, what: string, cause?: unknown): never {
  return fail(
    {
      code: 'source/unreadable',
      what,
      where: { file: path },
      fix: 'check the name and your right to read it',
      unchanged: 'nothing was imported',
    },
    cause,
  )
}

export function failIfAbsent(path: string): void {
  if (!existsSync(path)) unreadable(path, 'there is no such file')
  if (statSync(path).isDirectory()) unreadable(path, 'this is a folder, not a file')
}

/** stdin is spooled; a zip gives its entries; anything else is itself. */
export async function inputsOf(world: World, path: string, options: ImportOptions, folder: string): Promise<InputFile[]> {
  let file = path
  if (path === '-') {
    file = join(folder, 'stdin')
    await pipeline(createReadStream('', { fd: 0, autoClose: false }), createWriteStream(file), { signal: world.signal })
  }
  const name = options.name ?? nameOf(path)
  failIfAbsent(file)
  const compression = await compressionOf(file).catch((error: Error) =>
    unreadable(path, `the file cannot be read (${(error as NodeJS.ErrnoException).code})`, error),
  )
  if (compression !== 'zip') return [{ path: file, name }]
  const entries = join(folder, 'entries')
  mkdirSync(entries)
  const { files, skipped } = await unpackZip(file, name, entries, UNPACK_LIMITS, world.signal)
  if (skipped.length > 0)
    world.warn(
      `${name}: left out as no data: ${skipped.slice(0, 5).join(', ')}${skipped.length > 5 ? ` and ${skipped.length - 5} more` : ''}`,
    )
  return [...files]
}
