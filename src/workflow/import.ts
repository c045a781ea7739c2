import { statSync } from 'node:fs'
import { fail, flagOf, ProblemError, type RecordKind } from '../model/index.js'
import { IMPORT_PARAMS, type ImportFlags, showStyle } from '../sources/index.js'
import {
  type Case,
  clearIncoming,
  dropDerived,
  hashCommonRows,
  hashFile,
  type Ingested,
  ingestStaged,
  keepOriginal,
  keyFileFor,
  readKey,
  type World,
} from '../store/index.js'
import { failIfAbsent, type InputFile, inputsOf, withTempFolder } from './input-files.js'
import { flagsOf, type ImportOptions, readFile } from './read-file.js'

export { type ImportOptions, readImportOptions } from './read-file.js'

export interface ImportResult {
  readonly file: string
  readonly sha256: string
  /** True: the case had these bytes already, and nothing changed. */
  readonly isKnown: boolean
  readonly format: string
  readonly recordKind: string
  readonly rowsRead: number
  readonly rowsKept: number
  readonly rowsMerged: number
  readonly rowsRejected: number
  /** Rows of forgotten accounts, left out. */
  readonly rowsForgotten: number
  readonly dropped: readonly string[]
  /** Columns that no field takes. */
  readonly leftOut: readonly string[]
  readonly mapping: Readonly<Record<string, string>>
  /** Column → how its times are written. */
  readonly times: Readonly<Record<string, string>>
  /** False: a person should look at the mapping. */
  readonly isSure: boolean
  readonly warnings: readonly string[]
}

export const NO_ROWS = {
  isKnown: false,
  rowsRead: 0,
  rowsKept: 0,
  rowsMerged: 0,
  rowsRejected: 0,
  rowsForgotten: 0,
  dropped: [],
  leftOut: [],
  mapping: {},
  times: {},
  isSure: true,
} as const

/** One ledger step per file: hash, keep the original, read. The same file twice changes nothing and says so. */
export async function importFiles(world: World, kase: Case, files: readonly string[], options: ImportOptions): Promise<ImportResult[]> {
  const results: ImportResult[] = []
  for (const file of files) if (file !== '-') failIfAbsent(file)
  for (const file of files)
    await withTempFolder(kase, async (folder) => {
      for (const input of await inputsOf(world, file, options, folder)) {
        results.push(await withTempFolder(kase, (own) => importOne(world, kase, input, options, own)))
      }
    }).catch((error) => failAfter(results, error))
  return results
}

/** The files before the one that failed are in the case. */
function failAfter(results: readonly ImportResult[], error: unknown): never {
  const before = results.filter(({ isKnown }) => !isKnown).map(({ file }) => file)
  if (before.length === 0 || !(error instanceof ProblemError)) throw error
  const shown = before.length > 3 ? [...before.slice(0, 3), `${before.length - 3} more`] : before
  throw new ProblemError({ ...error.problem, unchanged: `imported before it: ${shown.join(', ')}; nothing after` }, { cause: error })
}

async function importOne(world: World, kase: Case, input: InputFile, options: ImportOptions, folder: string): Promise<ImportResult> {
  const { size } = statSync(input.path)
  const sha256 = await hashFile(input.path, (bytes) => world.note(`hash ${input.name} (bytes)`, bytes, size), world.signal)
  if (options.sha256 !== undefined && options.sha256 !== sha256)
    fail({
      code: 'source/changed',
      what: 'the file is not the one that was asked for: its SHA-256 differs',
      where: { file: input.name },
      fix: 'give the file that was imported then',
      unchanged: 'nothing was imported',
    })
  const [known] = await kase.db.rows<{ name: string; format: string; record_kind: string }>(
    'select name, format, record_kind from files where sha256 = $1',
    [sha256],
  )
  if (known) {
    const other = await otherSettings(kase, sha256, options)
    const message = `${input.name}: the case holds this file already (as ${known.name}); nothing was changed${other.length === 0 ? '' : `. To read it with ${other.join(', ')} make a new case`}`
    world.warn(message)
    return {
      file: input.name,
      sha256,
      ...NO_ROWS,
      format: known.format,
      recordKind: known.record_kind,
      isKnown: true,
      warnings: [message],
    }
  }
  const isHidden = options.isPseudonymised === true
  const key = isHidden ? readKey(options.keyFile ?? keyFileFor({}), kase.path) : undefined
  const onAbort = () => kase.db.interrupt()
  world.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const { guess, plan, staged, warnings } = await readFile(world, kase.db, input, options, folder, key)
    const mapping = Object.fromEntries(guess.fields.map(({ column, field }) => [column, field]))
    const time = guess.fields.find((field) => field.time)?.time
    const { keyFile: _, isMapWhole: __, ...given } = options
    const params = {
      ...given,
      ...flagsOf(options),
      name: input.name,
      format: guess.source.id,
      recordKind: guess.recordKind,
      platform: plan.platform,
      map: mapping,
      // Told from the values, numbers are told so again: given by a person, they may lie before 1973.
      timeFormat:
        guess.fields.filter((field) => field.time).length === 1 && time && !time.style.startsWith('unix')
          ? showStyle(time)
          : (options.timeFormat ?? null),
      timeZone: plan.timeZone,
      sha256,
    }
    const maxRejects = readMaxRejects(options.maxRejects ?? IMPORT_PARAMS.maxRejects.default, staged.rows)
    const dropped = guess.leftOut.filter((column) => column.isForbidden)
    const leftOut = guess.leftOut.filter((column) => !column.isForbidden).map(({ column }) => column)
    const rowsCleared = await clearIncoming(kase.db, plan)
    return await kase.step(world, { verb: 'import', params, inputs: [sha256] }, 1, async (job) => {
      const said = [...warnings]
      for (const removed of await dropDerived(job.db)) said.push(removed)
      const copying = isHidden ? null : keepOriginal(kase, input.path, sha256, { signal: world.signal })
      const reading = ingestStaged(
        job,
        plan,
        staged,
        {
          sha256,
          name: input.name,
          bytes: size,
          format: guess.source.id,
          mapping: JSON.stringify(mapping),
          dropped: JSON.stringify(dropped.map(({ column, reason }) => ({ column, reason }))),
          isOriginalKept: !isHidden,
        },
        maxRejects,
      )
      // Both have ended before a failure of one undoes the step.
      await Promise.allSettled([copying, reading])
      await copying
      const done = await reading
      if (rowsCleared > 0)
        said.push(`${input.name}: in ${rowsCleared} rows what they held of accounts that were forgotten in this case was taken out`)
      if (done.rowsForgotten > 0)
        said.push(`${input.name}: ${done.rowsForgotten} rows of accounts that were forgotten in this case were left out`)
      said.push(...mergedWords(input.name, done), ...doubledWords(input.name, guess.recordKind, done))
      for (const message of said) job.warn(message)
      const { rowsRead, rowsKept, rowsMerged, rowsRejected, rowsForgotten } = done
      return {
        result: {
          file: input.name,
          sha256,
          isKnown: false,
          format: guess.source.id,
          recordKind: guess.recordKind,
          rowsRead,
          rowsKept,
          rowsMerged,
          rowsRejected,
          rowsForgotten,
          dropped: dropped.map(({ column }) => column),
          leftOut,
          mapping,
          times: Object.fromEntries(guess.fields.flatMap((field) => (field.time ? [[field.column, showStyle(field.time)]] : []))),
          isSure: guess.isSure,
          warnings: said,
        },
        done: {
          counts: {
            rowsRead,
            rowsKept,
            rowsMerged,
            rowsRejected,
            rowsForgotten,
            accountsNew: done.newAccounts,
            columnsDropped: dropped.length,
            ...(done.filled.isDone && done.filled.posts > 0 ? { postsFilled: done.filled.posts } : {}),
          },
          resultHash: done.resultHash,
          also: await hashCommonRows(job.db),
        },
      }
    })
  } finally {
    world.signal.removeEventListener('abort', onAbort)
    await kase.db.run('drop table if exists temp.incoming').catch(() => undefined)
  }
}

/** One row in a hundred may well be said twice. */
function doubledWords(name: string, recordKind: RecordKind, { rowsDoubled, rowsKept }: Ingested): string[] {
  if (rowsDoubled === 0 || rowsDoubled * 100 < rowsKept) return []
  const [same, what] =
    recordKind === 'traces' ? ['object, account, content and time', 'ready-made traces'] : ['account, time and text', 'posts without ids']
  return [
    `${name}: ${rowsDoubled} of ${rowsKept} rows stand in the case already (same ${same}); ${what} are not merged, so they count twice: if the files overlap, make a case from one of them`,
  ]
}

/** What is asked now and was not when the file was read; how many rejects are allowed changes no row. */
async function otherSettings(kase: Case, sha256: string, options: ImportOptions): Promise<string[]> {
  const entry = (await kase.ledger()).find(({ asked }) => asked.verb === 'import' && asked.inputs.includes(sha256))
  if (!entry) return []
  const { params } = entry.asked
  const then = (params.map ?? {}) as Readonly<Record<string, string>>
  const { maxRejects: _, ...flags } = flagsOf(options)
  const plain = (value: unknown) => String(value).trim().toLowerCase()
  return [
    ...Object.entries(options.map ?? {})
      .filter(([column, field]) => (then[column] ?? 'none') !== field)
      .map(([column, field]) => `--map ${column}=${field}`),
    ...Object.entries(flags)
      .filter(([name, value]) => value !== IMPORT_PARAMS[name as keyof ImportFlags].default && plain(params[name]) !== plain(value))
      .map(([name, value]) => (value === true ? `--${flagOf(name)}` : `--${flagOf(name)} ${value}`)),
  ]
}

function mergedWords(name: string, { filled, otherwise }: Ingested): string[] {
  const posts = filled.posts === 1 ? '1 post' : `${filled.posts} posts`
  const fields = filled.fields.join(', ')
  const filledIn = filled.isDone
    ? `${name}: merged rows filled in what ${posts} left open: ${fields}`
    : `${name}: merged rows hold what ${posts} left open (${fields}); it was not filled in, since the case has forgotten an account that it may name`
  return [
    ...(filled.posts > 0 ? [filledIn] : []),
    ...otherwise.map(
      ({ field, rows }) => `${name}: ${rows} merged ${rows === 1 ? 'row gives' : 'rows give'} another ${field}; the first is kept`,
    ),
  ]
}

/** `1%` of the rows, or a number of rows. */
export function readMaxRejects(text: string, rows: number): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text)
  if (!match)
    fail({
      code: 'usage/bad-parameter',
      what: `${JSON.stringify(text)} is no number of rows and no share`,
      where: { column: '--max-rejects', value: text },
      fix: 'give 10 or 1%',
      unchanged: 'nothing was imported',
    })
  const number = Number(match?.[1])
  return match?.[2] === '%' ? Math.floor((rows * number) / 100) : Math.floor(number)
}
