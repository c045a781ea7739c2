/** From a path to plain text with known columns: compression, encoding, shape, dialect, first rows. Reads; writes only into `folder`. */
import { createReadStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../model/index.js'
import { type Dialect, RecordCutter, splitFields } from './csv-records.js'
import { type Encoding, guessEncoding, toUtf8 } from './encoding.js'
import type { Table } from './guess.js'
import { sampleJson } from './json-sample.js'
import type { Shape } from './source.js'
import { type Compression, compressionOf, UNPACK_LIMITS, unpack } from './unpack.js'

export interface OpenedText {
  readonly shape: Shape
  readonly compression: Compression
  readonly encoding: Encoding
  readonly isEncodingSure: boolean
  /** Plain UTF-8 (or Parquet), on disk. */
  readonly path: string
  /** Bytes before the text: a UTF-8 byte order mark, a line that says the delimiter. */
  readonly skipBytes: number
  readonly skipLines: number
  readonly dialect: Dialect
  readonly hasHeader: boolean
  /** Empty columns for Parquet: the engine says them. */
  readonly table: Table
  readonly warnings: readonly string[]
}

/** A first line that spreadsheet programs write for themselves. */
const SAYS_DELIMITER = /^"?sep=([^"\r\n])"?(?:\r?\n|\r)/i

/** Files that people take for tables. */
const NO_TABLES: readonly (readonly [start: RegExp, what: string, fix: string])[] = [
  [/^\xd0\xcf\x11\xe0/, 'an Excel workbook of the old kind', 'open it and save the sheet as CSV in UTF-8'],
  [/^SQLite format 3/, 'an SQLite database', 'write its table as CSV'],
  [/^%PDF-/, 'a PDF document', 'give the data that it was made from'],
  [/^\s*<(!doctype|html|\?xml)/i, 'a page or XML', 'save the data as CSV, NDJSON or a JSON array'],
  [/^(7z\xbc\xaf|Rar!|BZh|\xfd7zXZ)/, 'an archive of a kind that is not read', 'unpack it, or pack it with zip, gzip or zstd'],
]

const SAMPLE_ROWS = 1000
const SAMPLE_BYTES = 4 << 20

export async function openText(
  path: string,
  name: string,
  asked: { delimiter: string | null; quote: 'double' | 'none'; encoding: Encoding | null },
  folder: string,
  signal: AbortSignal,
): Promise<OpenedText> {
  const bytes = statSync(path).size
  if (bytes === 0) empty(name, 'the file is empty')
  const compression = await compressionOf(path)
  let plain = path
  if (compression === 'gzip' || compression === 'zstd') {
    plain = join(folder, 'unpacked')
    await unpack(path, name, compression, bytes, plain, UNPACK_LIMITS, signal)
    if (statSync(plain).size === 0) empty(name, 'the file is empty')
  }
  const head = await readHead(plain, 0)
  const none: Dialect = { delimiter: ',', quote: '"', lineEnd: '\n' }
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    return {
      shape: 'parquet',
      compression,
      encoding: 'utf-8',
      isEncodingSure: true,
      path: plain,
      skipBytes: 0,
      skipLines: 0,
      dialect: none,
      hasHeader: false,
      table: { columns: [], values: [] },
      warnings: [],
    }
  const [, what, fix] = NO_TABLES.find(([start]) => start.test(head.toString('latin1', 0, 512))) ?? []
  if (what !== undefined && fix !== undefined)
    fail({ code: 'source/no-table', what: `the file is ${what}`, where: { file: name }, fix, unchanged: 'nothing was imported' })
  const warnings: string[] = []
  const guess = await guessEncoding(plain, asked.encoding)
  let skipBytes = guess.mark
  if (guess.encoding !== 'utf-8') {
    const read = guess.encoding === 'latin-1' ? 'latin-1 with the signs of Windows-1252' : guess.encoding
    warnings.push(`${name}: read as ${read}${guess.isSure ? '' : ' (guessed from the bytes; --encoding overrides)'}`)
    const recoded = join(folder, 'utf-8')
    await toUtf8(plain, guess, recoded, signal)
    plain = recoded
    skipBytes = 0
  } else if (!guess.isSure)
    warnings.push(
      `${name}: some lines are UTF-8 and others are not; it is read as UTF-8 and the others are rejects (--encoding latin-1 reads all as Latin-1)`,
    )
  const text = await readHead(plain, skipBytes)
  const first = text.toString('utf8').trimStart()[0]
  const lineEnd = !text.includes(10) && text.includes(13) ? '\r' : '\n'
  const opened = { compression, encoding: guess.encoding, isEncodingSure: guess.isSure, path: plain, skipBytes, skipLines: 0, warnings }
  if (first === undefined) empty(name, 'the file holds nothing but blanks')
  if (first === '{' || first === '[') {
    const shape = first === '{' ? 'json-lines' : 'json-array'
    const table = await sampleJson({ path: plain, shape, skipBytes, lineEnd }, signal)
    if (table.hasMore)
      warnings.push(`${name}: keys were looked for in parts of the file, since it is large; --map also takes one that stands elsewhere`)
    return { ...opened, shape, dialect: { ...none, lineEnd }, hasHeader: false, table }
  }
  const quote = asked.quote === 'none' ? null : '"'
  const [said = '', named = null] = SAYS_DELIMITER.exec(text.toString('latin1')) ?? []
  const rest = text.subarray(said.length)
  const dialect: Dialect = { delimiter: readDelimiter(asked.delimiter) ?? named ?? guessDelimiter(rest, lineEnd, quote), quote, lineEnd }
  const rows = cutHead(rest, dialect)
  const columns = uniqueNames(rows[0] ?? [], warnings, name)
  const body = rows.slice(1, SAMPLE_ROWS + 1).filter((row) => row.length === columns.length)
  return {
    ...opened,
    skipBytes: skipBytes + said.length,
    skipLines: said === '' ? 0 : 1,
    shape: 'delimited',
    dialect,
    hasHeader: true,
    table: { columns, values: columns.map((_, i) => body.map((row) => (row[i] === '' ? null : (row[i] as string)))) },
  }
}

function empty(name: string, what: string): never {
  return fail({
    code: 'source/empty',
    what,
    where: { file: name },
    fix: 'give a file with a header line and rows',
    unchanged: 'nothing was imported',
  })
}

export async function readHead(path: string, start: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of createReadStream(path, { start, end: start + SAMPLE_BYTES - 1 })) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function readDelimiter(asked: string | null): string | null {
  if (asked === null) return null
  const text = asked === '\\t' || asked === 'tab' ? '\t' : asked
  if (text.length !== 1 || text === '"' || /[\r\n]/.test(text) || text.charCodeAt(0) > 126)
    fail({
      code: 'usage/bad-delimiter',
      what: `${JSON.stringify(asked)} is no delimiter`,
      where: { column: '--delimiter', value: asked },
      fix: 'give one ASCII character, or \\t',
      unchanged: 'nothing was imported',
    })
  return text
}

/** The character that gives the most columns in the header and the same number in most of the first rows. */
export function guessDelimiter(head: Buffer, lineEnd: Dialect['lineEnd'], quote: Dialect['quote'] = '"'): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of [',', '\t', ';', '|']) {
    const rows = cutHead(head.subarray(0, 1 << 18), { delimiter, quote, lineEnd }).slice(0, 100)
    const width = rows[0]?.length ?? 0
    if (width < 2) continue
    const score = (rows.filter((row) => row.length === width).length / rows.length) * (1 + Math.log2(width))
    if (score > best.score + 1e-9) best = { delimiter, score }
  }
  return best.delimiter
}

function cutHead(head: Buffer, dialect: Dialect): string[][] {
  const cutter = new RecordCutter(dialect)
  const rows: string[][] = []
  const use = (bytes: Buffer) => {
    if (bytes.length === 0) return
    const text = bytes.toString('utf8')
    const fields = splitFields(text, dialect) ?? (rows.length === 0 ? text.split(dialect.delimiter) : null)
    if (fields) rows.push(fields)
  }
  for (const record of cutter.push(head)) {
    if (!record.broken) use(record.bytes)
    if (rows.length > SAMPLE_ROWS) return rows
  }
  if (head.length < SAMPLE_BYTES) for (const record of cutter.finish()) if (!record.broken || rows.length === 0) use(record.bytes)
  return rows
}

/** Two columns of one name become `name` and `name (2)`, so that each can be mapped. */
function uniqueNames(header: readonly string[], warnings: string[], file: string): string[] {
  const seen = new Map<string, number>()
  return header.map((name, i) => {
    const plain = name.trim() === '' ? `column ${i + 1}` : name.trim()
    const count = (seen.get(plain) ?? 0) + 1
    seen.set(plain, count)
    if (count > 1) warnings.push(`${file}: column "${plain}" stands ${count} times in the header; this one is called "${plain} (${count})"`)
    return count > 1 ? `${plain} (${count})` : plain
  })
}
