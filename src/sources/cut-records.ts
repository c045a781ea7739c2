/** A small delimited file (labels, not posts) as rows of fields; its first row tells the delimiter. */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { type Dialect, type RawRecord, RecordCutter, splitFields } from './csv-records.js'
import { guessDelimiter, readHead } from './open.js'

export type CutRecord =
  | { readonly line: number; readonly fields: readonly string[]; readonly fault: null }
  | { readonly line: number; readonly fields: null; readonly fault: string }

const FAULTS = { 'unclosed-quote': 'a quote is never closed', 'too-long': 'the row is longer than 8 MB' } as const

/** Blank lines are left out. `line` is the physical line on which the row begins. */
export async function* cutRecords(path: string): AsyncGenerator<CutRecord> {
  const head = await readHead(path, 0)
  const start = head.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0
  const lineEnd = !head.includes(10) && head.includes(13) ? '\r' : '\n'
  const dialect: Dialect = { delimiter: guessDelimiter(head.subarray(start), lineEnd), quote: '"', lineEnd }
  const read = ({ bytes, line, broken }: RawRecord): CutRecord => {
    if (broken) return { line, fields: null, fault: FAULTS[broken] }
    if (!isUtf8(bytes)) return { line, fields: null, fault: 'the row holds bytes that are not UTF-8' }
    const fields = splitFields(bytes.toString('utf8'), dialect)
    return fields === null ? { line, fields, fault: 'text follows a closing quote' } : { line, fields, fault: null }
  }
  const isGiven = ({ bytes, broken }: RawRecord) => broken !== undefined || bytes.length > 0
  const cutter = new RecordCutter(dialect)
  for await (const chunk of createReadStream(path, { start }))
    for (const record of cutter.push(chunk as Buffer)) if (isGiven(record)) yield read(record)
  for (const record of cutter.finish()) if (isGiven(record)) yield read(record)
}
