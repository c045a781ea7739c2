/**
 * Pictures and videos given with the case. Each folder or archive becomes one list (a line of JSON a file: SHA-256, hashes, a thumbnail, or why it
 * was rejected); the list is the original that the case keeps, and the files stay where they are. So a case holds no metadata of a picture and no picture in full,
 * and a replay needs no decoder.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fail, failIfCancelled } from '../model/index.js'
import { type GivenFile, type MediaReject, NO_DECODER, openGiven, type Readers, startReaders } from '../sources/index.js'
import {
  type Case,
  dropDerived,
  hashCommonRows,
  hashFile,
  ingestMedia,
  keepOriginal,
  type MediaLine,
  readKnownMedia,
  type World,
} from '../store/index.js'
import { countMatches } from '../traces/index.js'
import { type ImportResult, NO_ROWS } from './import.js'
import { withTempFolder } from './input-files.js'

const LIST_NAME = 'media.ndjson'

/** One ledger step a folder or archive. What the case knows already is not decoded again; when that is all, nothing changes. */
export async function importMedia(world: World, kase: Case, paths: readonly string[], given?: Readers): Promise<ImportResult[]> {
  const results: ImportResult[] = []
  if (paths.length === 0) return results
  const readers = given ?? startReaders()
  try {
    for (const path of paths)
      results.push(
        await withTempFolder(kase, async (folder) => {
          const name = basename(resolve(path))
          const lines = await readGiven(world, kase, path, folder, readers)
          if (lines.some(({ reject }) => reject?.code === NO_DECODER)) return notRead(world, name)
          if (lines.length === 0) return known(world, name)
          const list = join(folder, LIST_NAME)
          writeFileSync(list, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
          return importMediaList(world, kase, list, name)
        }),
      )
  } finally {
    readers.close()
  }
  return results
}

/** What a machine lacks stops nothing else. */
function notRead(world: World, name: string): ImportResult {
  const message = `${name}: no picture was read, since the npm package sharp cannot be loaded on this machine; install it (npm install --include=optional sharp) and import the folder again`
  world.warn(message)
  return { ...EMPTY, file: name, sha256: '', warnings: [message] }
}

function known(world: World, name: string): ImportResult {
  const message = `${name}: the case holds all these files already; nothing was changed`
  world.warn(message)
  return { ...EMPTY, file: name, sha256: '', isKnown: true, warnings: [message] }
}

const EMPTY = { ...NO_ROWS, format: 'media-list', recordKind: 'media' } as const

/** A list that `importMedia` wrote: done again by a replay. */
export async function importMediaList(world: World, kase: Case, path: string, name: string): Promise<ImportResult> {
  const sha256 = await hashFile(path, undefined, world.signal)
  const params = { name, format: 'media-list', recordKind: 'media', sha256 }
  return await kase.step(world, { verb: 'import', params, inputs: [sha256] }, 1, async (job) => {
    for (const removed of await dropDerived(job.db)) job.warn(removed)
    await keepOriginal(kase, path, sha256, { signal: world.signal })
    const { files, kept, merged, rejected, resultHash } = await ingestMedia(job, path, { sha256, name, bytes: statSync(path).size })
    const rejects = await job.db.rows<{ name: string; message: string }>(
      "select value as name, message from rejects where column_name = 'media' and file_key = (select max(file_key) from files) order by line limit 3",
    )
    const warnings: string[] = []
    if (rejected > 0)
      warnings.push(
        `${name}: ${rejected} of ${files} files ${rejected === 1 ? 'is' : 'are'} rejected, such as ${rejects.map((each) => `${each.name} (${each.message})`).join('; ')}`,
      )
    for (const message of warnings) job.warn(message)
    return {
      result: { ...EMPTY, file: name, sha256, rowsRead: files, rowsKept: kept, rowsMerged: merged, rowsRejected: rejected, warnings },
      done: { counts: { files, kept, merged, rejected }, resultHash, also: await hashCommonRows(job.db) },
    }
  })
}

/** Said after an import: what of the media column is a file or a hash, and what cannot be told. */
export async function sayMatches(world: World, kase: Case): Promise<void> {
  if ((await kase.db.row<{ n: number }>('select count(*) as n from media_files')).n === 0) return
  const { values, found, ambiguous, examples, unused } = await countMatches(kase.db)
  if (ambiguous > 0)
    world.warn(
      `${ambiguous} ${ambiguous === 1 ? 'value of the media column is a name' : 'values of the media column are names'} that several different files have, such as ${examples.join(', ')}; none was guessed: give paths`,
    )
  if (unused > 0)
    world.warn(
      `${found} of ${values} values of the media column are files or hashes of this case; ${unused} of its files ${unused === 1 ? 'is' : 'are'} named by no post`,
    )
}

async function readGiven(world: World, kase: Case, path: string, folder: string, readers: Readers): Promise<MediaLine[]> {
  const knownMedia = await readKnownMedia(kase.db)
  const rejected = await kase.db.rows<{ name: string; code: string }>("select value as name, code from rejects where column_name = 'media'")
  const knownRejects = new Set(rejected.map(({ name, code }) => `${code} ${name}`))
  const scratch = join(folder, 'media')
  mkdirSync(scratch)
  const given = await openGiven(path, scratch)
  const total = given.files.length
  if (total === 0)
    fail({
      code: 'source/empty',
      what: 'it holds no file',
      where: { file: path },
      fix: 'give a folder of pictures and videos, or a zip archive of one',
      unchanged: 'nothing was imported',
    })
  const lines: MediaLine[] = []
  const decoding = new Map<string, Promise<void>>()
  let next = 0
  let done = 0
  const onAbort = () => readers.close()
  world.signal.addEventListener('abort', onAbort, { once: true })
  const work = async () => {
    while (next < total) {
      failIfCancelled(world.signal)
      const file = given.files[next++] as GivenFile
      const line = await readOne(world, file, knownMedia, decoding, readers)
      failIfCancelled(world.signal)
      const isKnown =
        line.reject === null
          ? knownMedia.get(line.sha256 as string)?.has(file.name) === true
          : knownRejects.has(`${line.reject.code} ${file.name}`)
      if (!isKnown) lines.push(line)
      world.note(`media of ${basename(resolve(path))}`, ++done, total)
    }
  }
  try {
    // All have ended before their files go away.
    const ended = await Promise.allSettled(Array.from({ length: readers.processes }, work))
    for (const each of ended) if (each.status === 'rejected') throw each.reason
  } finally {
    world.signal.removeEventListener('abort', onAbort)
    given.close()
  }
  return inOrder(lines)
}

async function readOne(
  world: World,
  file: GivenFile,
  knownMedia: ReadonlyMap<string, ReadonlySet<string>>,
  decoding: Map<string, Promise<void>>,
  readers: Readers,
): Promise<MediaLine> {
  const line = { sha256: null, names: [file.name], bytes: 0, media: null, reject: null } as const
  const used = await file.use(async (path): Promise<MediaLine> => {
    let own: Pick<MediaLine, 'sha256' | 'bytes'>
    try {
      own = { bytes: statSync(path).size, sha256: await hashFile(path, undefined, world.signal) }
    } catch (error) {
      failIfCancelled(world.signal)
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
      return { ...line, reject: { code: 'media/unreadable', message: `it cannot be read (${reason})` } }
    }
    const sha256 = own.sha256 as string
    if (knownMedia.has(sha256)) return { ...line, ...own }
    const before = decoding.get(sha256)
    if (before !== undefined) {
      await before
      return { ...line, ...own }
    }
    const reading = readers.read(path)
    decoding.set(
      sha256,
      reading.then(
        () => undefined,
        () => undefined,
      ),
    )
    const result = await reading
    if ('reject' in result) return { ...line, ...own, reject: result.reject }
    const { thumbnail, looks, sound, ...record } = result.record
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const media = {
      ...record,
      thumbnail: thumbnail && text(thumbnail),
      looks: looks.map(({ offsetMs, look }) => ({ offsetMs, look: text(look) })),
      sound: sound && text(sound),
    }
    return { ...line, ...own, media }
  })
  return 'names' in used ? used : { ...line, reject: used as MediaReject }
}

/** One line for each content, with all its names; a content that was rejected is so under each name. */
function inOrder(lines: readonly MediaLine[]): MediaLine[] {
  const rejects = new Map(lines.flatMap((line) => (line.sha256 !== null && line.reject ? [[line.sha256, line.reject] as const] : [])))
  const merged = new Map<string, MediaLine>()
  const alone: MediaLine[] = []
  for (const line of lines) {
    const reject = line.reject ?? rejects.get(line.sha256 ?? '') ?? null
    if (reject !== null) alone.push({ ...line, reject })
    else {
      const same = merged.get(line.sha256 as string)
      const names = [...(same?.names ?? []), ...line.names].sort()
      merged.set(line.sha256 as string, { ...line, names, media: line.media ?? same?.media ?? null })
    }
  }
  const key = ({ sha256, names }: MediaLine) => `${sha256 ?? ''} ${names[0]}`
  return [...merged.values(), ...alone].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
