/** What `inspect` and `import` share: a file is opened and mapped, and becomes staged rows. */
import { join } from 'node:path'
import { fail, failIfCancelled, ProblemError, readParams } from '../model/index.js'
import {
  cleanText,
  doubtsOf,
  failOnMissing,
  failOnSplitTime,
  guessMapping,
  IMPORT_PARAMS,
  type ImportFlags,
  jsonPath,
  MANY_LINES,
  type MappingGuess,
  NAMES_ZONE,
  type OpenedText,
  openText,
  recogniseSource,
  SOURCES,
  type Source,
  scanText,
  type Tall,
  type TimeStyle,
} from '../sources/index.js'
import {
  type Database,
  DELETED,
  engineProblem,
  type IngestPlan,
  type Reading,
  type Staged,
  sampleParquet,
  stageFile,
  type World,
} from '../store/index.js'
import type { InputFile } from './input-files.js'
import { settleTimes } from './settle-times.js'

export interface ImportOptions extends Partial<ImportFlags> {
  /** Column → field; `none` leaves a column out. */
  readonly map?: Readonly<Record<string, string>>
  /** Nothing beside `map` is guessed: it is that of a ledger, and another version knows other names. */
  readonly isMapWhole?: boolean
  /** Name kept for the file when its path is not its name (stdin, an original, an entry of an archive). */
  readonly name?: string
  /** Where the key of a pseudonymised import lies. */
  readonly keyFile?: string
  /** The file must have this hash. */
  readonly sha256?: string
}

/**
 * Options from flags: `map` may be given as `column=field` texts.
 * @throws ProblemError `usage/bad-map`, and those of `readParams`
 */
export function readImportOptions(given: Readonly<Record<string, unknown>>): ImportOptions {
  const { map, name, keyFile, sha256, ...flags } = given
  const known = readParams(IMPORT_PARAMS, flags, 'import')
  return {
    ...known,
    map: readMap(map),
    ...(name ? { name: String(name) } : {}),
    ...(keyFile ? { keyFile: String(keyFile) } : {}),
    ...(sha256 ? { sha256: String(sha256) } : {}),
  }
}

function readMap(map: unknown): Record<string, string> {
  if (map === undefined || map === null) return {}
  if (typeof map === 'object' && !Array.isArray(map)) return map as Record<string, string>
  const pairs = (Array.isArray(map) ? map : [map]).flatMap((text) => String(text).split(/(?<==[a-z_]+),/))
  return Object.fromEntries(
    pairs.map((pair) => {
      const cut = pair.lastIndexOf('=')
      if (cut < 1 || cut === pair.length - 1)
        fail({
          code: 'usage/bad-map',
          what: `${JSON.stringify(pair)} is no mapping`,
          where: { column: '--map', value: pair },
          fix: 'write --map column=field, such as --map author=account_id',
          unchanged: 'nothing was imported',
        })
      return [pair.slice(0, cut), pair.slice(cut + 1)]
    }),
  )
}

export interface ReadFile {
  readonly opened: OpenedText
  readonly guess: MappingGuess
  readonly plan: IngestPlan
  readonly staged: Staged
  readonly warnings: readonly string[]
}

/** Opens, maps and stages one file into `incoming` of `db`. */
export async function readFile(
  world: World,
  db: Database,
  input: InputFile,
  options: ImportOptions,
  folder: string,
  pseudonymKey?: Buffer,
): Promise<ReadFile> {
  const asked = { ...readParams(IMPORT_PARAMS, flagsOf(options), 'import'), map: options.map ?? {} }
  const opened = await openText(input.path, input.name, asked, folder, world.signal)
  const warnings = [...opened.warnings]
  const table = opened.shape === 'parquet' ? await parquetTable(db, opened.path, input.name) : opened.table
  const source = chooseSource(asked.format, table.columns, opened)
  const guess = guessMapping(table, source, { map: asked.map, recordKind: asked.recordKind, isMapWhole: options.isMapWhole })
  if (guess.missing.length > 0) await failOnMissing(input.name, guess, table, opened)
  if (!options.isMapWhole) failOnSplitTime(input.name, table, guess, asked.map)
  warnings.push(...doubtsOf(table, guess).map((doubt) => `${input.name}: ${doubt}`))
  const base = {
    recordKind: guess.recordKind,
    platform: (asked.platform ?? source.platform ?? 'unknown').trim().toLowerCase(),
    timeZone: asked.timeZone ?? 'UTC',
    rejects: [],
    pseudonymKey,
  }
  const at = (column: string) =>
    opened.shape === 'delimited' ? table.columns.indexOf(column) : opened.shape === 'parquet' ? column : jsonPath(column)
  const draft = guess.fields.map((field) => ({ field: field.field, column: field.column, at: at(field.column) }))
  const isQuoteless = opened.shape === 'json-lines'
  const dialect = { ...opened.dialect, quote: isQuoteless ? null : opened.dialect.quote }
  const first: Reading = {
    path: opened.path,
    shape: opened.shape === 'delimited' || opened.shape === 'parquet' ? opened.shape : 'json',
    isNumbered: false,
    delimiter: opened.dialect.delimiter,
    quote: opened.dialect.quote ?? '',
    columns: table.columns.length,
    hasHeader: opened.hasHeader,
    lines: null,
  }
  const careful = async () => {
    const to = join(folder, 'clean')
    const cleaned = await cleanText(
      opened.path,
      opened.shape as 'delimited' | 'json-lines' | 'json-array',
      { dialect, columns: table.columns.length, hasHeader: opened.hasHeader, skipBytes: opened.skipBytes, skipLines: opened.skipLines },
      to,
      world.signal,
    )
    return {
      reading: { ...first, path: to, isNumbered: true, hasHeader: false, lines: null } as Reading,
      rejects: cleaned.rejects,
      expected: cleaned.kept,
      tall: cleaned.tall,
    }
  }
  const stage = async (reading: Reading, rejects: IngestPlan['rejects']) => {
    world.note(`read ${input.name}`)
    failIfCancelled(world.signal)
    const times = await settleTimes(
      db,
      { ...base, reading, rejects, fields: draft },
      guess.fields,
      asked.timeFormat,
      input.name,
      warnings,
      (column) =>
        asked.timeZone === null &&
        (table.values[table.columns.indexOf(column)] ?? []).some((value) => value !== null && !NAMES_ZONE.test(value)),
    )
    const plan: IngestPlan = { ...base, reading, rejects, fields: draft.map((field) => ({ ...field, time: times.get(field.field) })) }
    return { plan, staged: await stageFile(db, plan) }
  }
  let tall: Tall | null = null
  let made: { plan: IngestPlan; staged: Staged } | null = null
  if (opened.shape === 'parquet') made = await stage(first, [])
  else if (opened.shape !== 'json-array' && opened.skipBytes === 0 && !(isQuoteless === false && table.columns.length === 1)) {
    const scan = await scanText(opened.path, dialect, opened.skipBytes, world.signal)
    const rows = scan.records - (opened.hasHeader ? 1 : 0)
    const isPlain = !scan.hasNul && !scan.isUnclosed && (!isQuoteless || scan.lines === null)
    tall = scan.tall
    if (isPlain)
      made = await stage({ ...first, lines: scan.lines && opened.hasHeader ? scan.lines.subarray(1, scan.records) : scan.lines }, []).catch(
        (error) => engineRefused(error, world.signal, input.name),
      )
    if (made && made.staged.rows !== rows) made = null
  }
  if (!made) {
    const { reading, rejects, expected, ...cleaned } = await careful()
    tall = cleaned.tall
    made = await stage(reading, rejects)
    if (made.staged.rows !== expected + rejects.length) throw new Error(`read ${made.staged.rows} rows of ${expected + rejects.length}`)
  }
  if (made.staged.rows === 0)
    fail({
      code: 'source/no-rows',
      what: 'the file has a header and no rows',
      where: { file: input.name },
      fix: 'give a file with rows',
      unchanged: 'nothing was imported',
    })
  if (tall !== null)
    warnings.push(
      `${input.name}: ${tall.rows} ${tall.rows === 1 ? 'row spans' : 'rows span'} more than ${MANY_LINES} lines, the first from line ${tall.line} to ${tall.line + tall.lines - 1}; if a quote that stands alone swallowed rows there, give --quote none`,
    )
  for (const odd of made.staged.odd)
    warnings.push(
      `${input.name}: ${odd.rows} ${odd.rows === 1 ? 'value' : 'values'} of column "${odd.column}" (${odd.field}) ${odd.rows === 1 ? 'is no whole number and was' : 'are no whole numbers and were'} left blank, the first on line ${odd.line}${odd.value === null ? '' : `: ${JSON.stringify(odd.value)}`}`,
    )
  if (made.staged.deleted > 0)
    warnings.push(
      `${input.name}: ${made.staged.deleted} rows are of the account ${DELETED}, a name that all deleted accounts share: what is found of it is of nobody; take these rows out of the file`,
    )
  return { opened: { ...opened, table }, guess: withTimes(guess, made.plan), plan: made.plan, staged: made.staged, warnings }
}

/**
 * The engine would not read the file as it is: the careful road will say which rows. A person who cancels, a disk that is full and memory
 * that is short are no refusals of the file.
 */
export function engineRefused(error: unknown, signal: AbortSignal, file: string): null {
  failIfCancelled(signal)
  if (error instanceof ProblemError) throw error
  const problem = engineProblem(error, file, 'nothing was imported')
  if (problem && ['case/disk-full', 'case/out-of-memory', 'case/read-only'].includes(problem.code))
    throw new ProblemError(problem, { cause: error })
  return null
}

export function flagsOf(options: ImportOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(IMPORT_PARAMS)
      .map((name) => [name, options[name as keyof ImportFlags]])
      .filter(([, value]) => value !== undefined),
  )
}

async function parquetTable(db: Database, path: string, name: string) {
  return sampleParquet(db, path).catch((error) =>
    fail(
      {
        code: 'source/damaged',
        what: 'the Parquet file cannot be read',
        where: { file: name },
        fix: 'write the file again with the program that made it',
        unchanged: 'nothing was imported',
      },
      error,
    ),
  )
}

function chooseSource(format: string | null, columns: readonly string[], opened: OpenedText): Source {
  if (format !== null) {
    const named = SOURCES.find((source) => source.id === format)
    if (!named)
      fail({
        code: 'usage/unknown-format',
        what: `there is no format "${format}"`,
        where: { column: '--format', value: format },
        fix: `the formats are: ${SOURCES.map(({ id }) => id).join(', ')}`,
        unchanged: 'nothing was imported',
      })
    return named
  }
  return (
    recogniseSource(SOURCES, columns, opened.shape) ??
    (SOURCES.find((source) => source.recognisedBy.length === 0 && source.shapes.includes(opened.shape)) as Source)
  )
}

function withTimes(guess: MappingGuess, plan: IngestPlan): MappingGuess {
  return {
    ...guess,
    fields: guess.fields.map((field) => ({
      ...field,
      time: (plan.fields.find((one) => one.field === field.field)?.time as TimeStyle | undefined) ?? field.time,
    })),
  }
}
