/**
 * The careful road: every record is cut and checked by us and written anew as plain CSV that begins with its line number, so that the
 * engine reads nothing that it could refuse, and nothing is lost: a record is either written or rejected, with line, value and reason.
 * Taken when the quick road (the engine reads the file itself) fails or disagrees with our count.
 */
import { isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { failIfCancelled } from '../model/index.js'
import { type Dialect, RecordCutter, splitFields, type Tall, withTall } from './csv-records.js'
import { cutArray } from './json-array.js'

export interface Reject {
  readonly line: number
  readonly column: string | null
  readonly value: string | null
  readonly code: string
  readonly message: string
}
export interface Cleaned {
  readonly kept: number
  readonly rejects: readonly Reject[]
  readonly tall: Tall | null
}

const quoteField = (text: string) => `"${text.replaceAll('"', '""')}"`
const lossy = (bytes: Buffer) => bytes.subarray(0, 800).toString('utf8').slice(0, 200)

export async function cleanText(
  path: string,
  shape: 'delimited' | 'json-lines' | 'json-array',
  asked: { dialect: Dialect; columns: number; hasHeader: boolean; skipBytes: number; skipLines: number },
  to: string,
  signal: AbortSignal,
): Promise<Cleaned> {
  const rejects: Reject[] = []
  let kept = 0
  let tall: Tall | null = null
  const add = (line: number, code: string, message: string, value: string | null) =>
    rejects.push({ line, column: null, value, code, message })
  /** A record over several lines may be rows that a quote swallowed: each line is a reject. */
  const reject = (record: { bytes: Buffer; line: number; lines: number }, code: string, why: string, isSwallowed = record.lines > 1) => {
    const parts = record.bytes.toString('latin1').split(asked.dialect.lineEnd, record.lines)
    for (let i = 0; i < Math.max(1, record.lines); i++)
      add(
        record.line + i,
        code,
        i === 0 || !isSwallowed ? why : `a quote in the row of line ${record.line} took this line as well; there ${why}`,
        parts[i] === undefined ? null : lossy(Buffer.from(parts[i] as string, 'latin1')).replaceAll('\0', '␀'),
      )
  }
  let isHeader = asked.hasHeader
  const useRecord = (record: { bytes: Buffer; line: number; lines: number; broken?: string }): string | null => {
    if (record.bytes.length === 0 && !record.broken) return null
    if (isHeader) {
      isHeader = false
      return null
    }
    const { line, bytes } = record
    if (record.broken) {
      const why =
        record.broken === 'too-long'
          ? 'the row is longer than 8 MB'
          : `a quote opened in the row of line ${line} is never closed; this line was swallowed by it (--quote none reads quotes as letters)`
      reject(record, `source/${record.broken}`, why, false)
      return null
    }
    if (!isUtf8(bytes)) reject(record, 'source/bad-encoding', 'the row holds bytes that are not UTF-8')
    else if (bytes.includes(0)) reject(record, 'source/nul-byte', 'the row holds a NUL byte')
    else if (shape !== 'delimited') {
      kept++
      return `${line},${quoteField(bytes.toString('utf8'))}\n`
    } else {
      const fields = splitFields(bytes.toString('utf8'), asked.dialect)
      if (fields === null) reject(record, 'source/bad-quotes', 'text follows a closing quote; --quote none reads quotes as letters')
      else if (fields.length < asked.columns && fields.every((field) => field.trim() === '')) return null
      else if (fields.length !== asked.columns && !(fields.length === asked.columns + 1 && fields.at(-1) === ''))
        reject(record, 'source/column-count', `the row has ${fields.length} columns, the header ${asked.columns}`)
      else {
        kept++
        tall = withTall(tall, line, record.lines)
        return `${line},${fields.slice(0, asked.columns).map(quoteField).join(',')}\n`
      }
    }
    return null
  }
  async function* written(): AsyncGenerator<string> {
    const stream = createReadStream(path, { start: asked.skipBytes, highWaterMark: 1 << 20 })
    if (shape === 'json-array') {
      for await (const element of cutArray(stream)) {
        failIfCancelled(signal)
        if (element.broken) add(element.line, 'source/bad-json', element.broken, lossy(element.bytes))
        else yield useRecord({ ...element, lines: 1, broken: undefined }) ?? ''
      }
      return
    }
    const cutter = new RecordCutter(
      shape === 'json-lines' ? { delimiter: '\u0001', quote: null, lineEnd: asked.dialect.lineEnd } : asked.dialect,
    )
    const rowsOf = (records: Iterable<Parameters<typeof useRecord>[0]>) => {
      let text = ''
      for (const record of records) text += useRecord({ ...record, line: record.line + asked.skipLines }) ?? ''
      return text
    }
    for await (const chunk of stream) {
      failIfCancelled(signal)
      yield rowsOf(cutter.push(chunk as Buffer))
    }
    yield rowsOf(cutter.finish())
  }
  await pipeline(Readable.from(written()), createWriteStream(to, { highWaterMark: 1 << 20 }))
  return { kept, rejects, tall }
}
