/** Why a file gives no records, and what to do about it. */
import { readFileSync, statSync } from 'node:fs'
import { fail, type RecordKind } from '../model/index.js'
import { type Dialect, RecordCutter, splitFields } from './csv-records.js'
import { guessMapping, type MappingGuess, type Table } from './guess.js'
import { flattenRecord, isObject, parseRecord } from './json-paths.js'
import { recordsOf } from './json-sample.js'
import { type OpenedText, readHead } from './open.js'
import type { Source } from './source.js'

const DELIMITERS = [',', ';', '\t', '|']
/** Preambles are shorter. */
const HEADER_WITHIN = 30
/** A file that is one JSON object is read whole up to this size to see what it holds. */
const WHOLE_BYTES = 64 << 20

interface Why {
  readonly code: string
  readonly what: string
  readonly fix: string
  readonly line?: number
}

export async function failOnMissing(file: string, guess: MappingGuess, table: Table, opened: OpenedText): Promise<never> {
  const { code, what, fix, line } = (await whyNone(guess, table, opened)) ?? {
    code: 'source/no-mapping',
    what: `no column is recognised as ${guess.missing.join(' or ')} of ${guess.recordKind}`,
    fix: `name it with --map COLUMN=${guess.missing[0]}; the columns are: ${table.columns.slice(0, 30).join(', ').slice(0, 500)}${guess.recordKind === 'posts' ? '; if a row is no post, say what it is: --record-kind accounts, traces or followers' : ''}`,
  }
  return fail({ code, what, where: { file, line: line ?? 1 }, fix, unchanged: 'nothing was imported' })
}

async function whyNone(guess: MappingGuess, table: Table, opened: OpenedText): Promise<Why | null> {
  if (opened.shape === 'delimited') return wrongDelimiter(table.columns, opened) ?? (await laterHeader(guess, opened))
  return opened.shape === 'parquet' ? null : listInside(guess, table, opened)
}

function wrongDelimiter(columns: readonly string[], { dialect }: OpenedText): Why | null {
  const [header = ''] = columns
  const other = columns.length === 1 && DELIMITERS.find((delimiter) => delimiter !== dialect.delimiter && header.includes(delimiter))
  return other
    ? {
        code: 'source/wrong-delimiter',
        what: `with ${JSON.stringify(dialect.delimiter)} between columns the file has only one, "${header.slice(0, 80)}"`,
        fix: `give --delimiter ${JSON.stringify(other)}`,
      }
    : null
}

const isWhole = (columns: readonly string[], values: Table['values'], source: Source, recordKind: RecordKind) =>
  guessMapping({ columns, values }, source, { recordKind }).missing.length === 0

/** Some programs write a title, a date and a query above the header. */
async function laterHeader({ source, recordKind }: MappingGuess, { path, skipBytes, skipLines, dialect }: OpenedText): Promise<Why | null> {
  const head = await readHead(path, skipBytes)
  for (const delimiter of DELIMITERS) {
    const rows = rowsOf(head, { ...dialect, delimiter })
    for (const [i, { fields, line }] of rows.slice(0, HEADER_WITHIN).entries()) {
      const below = rows.slice(i + 1).filter((row) => row.fields.length === fields.length)
      const values = fields.map((_, column) => below.map((row) => row.fields[column] || null))
      if (i > 0 && fields.length > 1 && isWhole(fields, values, source, recordKind))
        return {
          code: 'source/late-header',
          what: `the header seems to stand on line ${line + skipLines}`,
          fix: 'remove the lines before it',
          line: line + skipLines,
        }
    }
  }
  return null
}

function rowsOf(head: Buffer, dialect: Dialect) {
  const rows: { fields: string[]; line: number }[] = []
  for (const { bytes, line, broken } of new RecordCutter(dialect).push(head)) {
    const fields = broken || bytes.length === 0 ? null : splitFields(bytes.toString('utf8'), dialect)
    if (fields) rows.push({ fields, line })
    if (rows.length > 100) break
  }
  return rows
}

/** An object that holds a list of records: a page of an interface, or the whole file over many lines. */
async function listInside({ source, recordKind }: MappingGuess, table: Table, opened: OpenedText): Promise<Why | null> {
  const isSpread = table.columns.length === 0
  const object = isSpread ? wholeObject(opened) : await firstObject(opened)
  const lists = object ? listsIn(object) : []
  const found =
    lists.find(({ records }) => {
      const columns = [...new Set(records.flatMap((record) => [...flattenRecord(record).keys()]))]
      return isWhole(
        columns,
        columns.map(() => []),
        source,
        recordKind,
      )
    }) ?? (isSpread ? lists[0] : undefined)
  const each = opened.shape === 'json-array' ? '.[]' : ''
  if (found)
    return {
      code: 'source/list-inside',
      what: `${isSpread ? 'the file is one JSON object, and its' : 'each record is an object whose'} list "${found.path.join('.')}" holds the records`,
      fix: `write that list one record a line, such as (jq 1.7 or newer keeps long ids): jq -c '${each}${found.path.map((key) => (/^\w+$/.test(key) ? `.${key}` : `.${JSON.stringify(key)}`)).join('')}[]' FILE > records.ndjson`,
    }
  return isSpread
    ? {
        code: 'source/no-mapping',
        what: opened.shape === 'json-array' ? 'the array holds no objects' : 'no line of the file is a JSON object',
        fix: "write one object a line, such as (jq 1.7 or newer keeps long ids): jq -c '.' FILE > records.ndjson; or give one array of objects",
      }
    : null
}

function wholeObject({ path, skipBytes, shape }: OpenedText): Record<string, unknown> | null {
  if (shape !== 'json-lines' || statSync(path).size > WHOLE_BYTES) return null
  return parseRecord(readFileSync(path).subarray(skipBytes).toString('utf8'))
}

async function firstObject({ path, skipBytes, shape, dialect }: OpenedText): Promise<Record<string, unknown> | null> {
  if (shape !== 'json-lines' && shape !== 'json-array') return null
  for await (const bytes of recordsOf({ path, skipBytes, shape, lineEnd: dialect.lineEnd })) {
    const record = parseRecord(bytes.toString('utf8'))
    if (record) return record
  }
  return null
}

/** Lists of objects at most three members deep, the longest first. */
function listsIn(object: Readonly<Record<string, unknown>>, above: readonly string[] = []) {
  const lists: { path: readonly string[]; records: Record<string, unknown>[] }[] = []
  for (const [key, value] of Object.entries(object)) {
    const path = [...above, key]
    if (Array.isArray(value) && value.some(isObject)) lists.push({ path, records: value.filter(isObject).slice(0, 100) })
    else if (isObject(value) && path.length < 3) lists.push(...listsIn(value, path))
  }
  return lists.sort((a, b) => b.records.length - a.records.length)
}
