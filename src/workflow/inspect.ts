import { statSync } from 'node:fs'
import type { RecordKind } from '../model/index.js'
import { type Compression, IMPORT_PARAMS, showStyle } from '../sources/index.js'
import {
  countRepeats,
  failOnRejects,
  hashFile,
  type IngestReject,
  openDatabase,
  POST_DIFFERS,
  readRejects,
  type World,
} from '../store/index.js'
import { readMaxRejects } from './import.js'
import { inputsOf, withTempFolder } from './input-files.js'
import { type ImportOptions, type ReadFile, readFile } from './read-file.js'

export interface InspectedField {
  readonly field: string
  readonly column: string
  readonly confidence: number
  readonly why: string
  /** How times are written. */
  readonly time?: string
  readonly examples: readonly string[]
  readonly filled: number
}
export interface Inspection {
  readonly file: string
  readonly sha256: string
  readonly bytes: number
  readonly compression: Compression
  readonly format: string
  readonly encoding: string
  readonly delimiter: string | null
  readonly hasHeader: boolean
  readonly recordKind: RecordKind
  readonly platform: string
  readonly fields: readonly InspectedField[]
  /** Columns that are not kept; forbidden ones name the safeguard. */
  readonly leftOut: ReadFile['guess']['leftOut']
  readonly rows: number
  /** Rows that say again what an earlier row of the file says of a post. */
  readonly merged: number
  readonly rejects: number
  readonly rejectsByCode: Readonly<Record<string, number>>
  readonly firstRejects: readonly IngestReject[]
  readonly firstMs: number | null
  readonly lastMs: number | null
  readonly isSure: boolean
  readonly warnings: readonly string[]
}

/** Reads the whole file and writes nothing into any case. `shown`: rejected rows of each file in `firstRejects`. */
export async function inspectFiles(world: World, files: readonly string[], options: ImportOptions, shown = 20): Promise<Inspection[]> {
  const inspections: Inspection[] = []
  for (const file of files)
    await withTempFolder(null, async (folder) => {
      for (const input of await inputsOf(world, file, options, folder)) {
        inspections.push(await withTempFolder(null, (own) => inspectOne(world, input, options, shown, own)))
      }
    })
  return inspections
}

/** What an import into an empty case would read. @throws ProblemError `source/too-many-rejects`, as the import would */
export async function tryImport(world: World, files: readonly string[], options: ImportOptions): Promise<Inspection[]> {
  const found = await inspectFiles(world, files, options, 1)
  for (const { file, rejects, rows, firstRejects } of found) {
    const most = readMaxRejects(options.maxRejects ?? IMPORT_PARAMS.maxRejects.default, rows)
    if (rejects > most) failOnRejects(file, rejects, rows, most, firstRejects[0])
  }
  return found
}

async function inspectOne(
  world: World,
  input: { path: string; name: string },
  options: ImportOptions,
  shown: number,
  folder: string,
): Promise<Inspection> {
  const { db, close } = await openDatabase(':memory:', { temp_directory: folder })
  const onAbort = () => db.interrupt()
  world.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const { opened, guess, plan, staged, warnings } = await readFile(world, db, input, options, folder)
    for (const warning of warnings) world.warn(warning)
    const { merged, differing } = await countRepeats(db, plan)
    const { columns, values } = opened.table
    return {
      file: input.name,
      sha256: await hashFile(input.path, undefined, world.signal),
      bytes: statSync(input.path).size,
      compression: opened.compression,
      format: guess.source.id,
      encoding: opened.encoding,
      delimiter: opened.shape === 'delimited' ? opened.dialect.delimiter : null,
      hasHeader: opened.hasHeader,
      recordKind: guess.recordKind,
      platform: plan.platform,
      fields: guess.fields.map(({ field, column, confidence, why, time }) => ({
        field,
        column,
        confidence,
        why,
        ...(time ? { time: showStyle(time) } : {}),
        examples: (values[columns.indexOf(column)] ?? []).filter((value) => value !== null).slice(0, 3),
        filled: staged.filled[field] ?? 0,
      })),
      leftOut: guess.leftOut,
      rows: staged.rows,
      merged,
      rejects: staged.rejects + differing,
      rejectsByCode: { ...staged.byCode, ...(differing > 0 ? { [POST_DIFFERS]: differing } : {}) },
      firstRejects: await readRejects(db, plan, staged, shown),
      firstMs: staged.firstMs,
      lastMs: staged.lastMs,
      isSure: guess.isSure,
      warnings,
    }
  } finally {
    world.signal.removeEventListener('abort', onAbort)
    close()
  }
}
