/** The first records of a JSON file as a table, with the columns that appear only in later ones. */
import { createReadStream, statSync } from 'node:fs'
import { failIfCancelled } from '../model/index.js'
import { MAX_RECORD_BYTES, RecordCutter } from './csv-records.js'
import type { Table } from './guess.js'
import { cutArray } from './json-array.js'
import { flattenRecord, parseRecord } from './json-paths.js'

export interface JsonText {
  readonly path: string
  readonly shape: 'json-lines' | 'json-array'
  readonly skipBytes: number
  readonly lineEnd: '\n' | '\r'
}

const FIRST = { records: 1000, bytes: 4 << 20 } as const
/** Keys are looked for in so much of the file: all of it, or parts spread over it (of an array: its beginning). */
const SEARCHED = { bytes: 32 << 20, parts: 64, keys: 20_000 } as const
/** A key with a value; one that is empty adds no column. */
const KEY = /"([^"\\]+)"\s*:(?!\s*(?:null\b|\[\s*\]|\{\s*\}))/g

export async function sampleJson(
  text: JsonText,
  signal: AbortSignal,
  searched: { readonly [K in keyof typeof SEARCHED]: number } = SEARCHED,
): Promise<Table> {
  const columns = new Set<string>()
  const records: Map<string, string>[] = []
  const use = (json: string, isFirst: boolean): boolean => {
    const record = parseRecord(json)
    if (record === null) return false
    const flat = flattenRecord(record)
    const hasNew = [...flat.keys()].some((column) => !columns.has(column))
    for (const column of flat.keys()) columns.add(column)
    if (hasNew || isFirst) records.push(flat)
    return true
  }
  let bytes = 0
  for await (const record of recordsOf(text)) {
    failIfCancelled(signal)
    use(record.toString('utf8'), true)
    bytes += record.length
    if (records.length >= FIRST.records || (bytes >= FIRST.bytes && records.length > 0)) break
  }
  const keys = new Set<string>()
  const look = (record: string) => {
    // `exec` takes half the time of `matchAll`, and this is done for every key of the file.
    KEY.lastIndex = 0
    for (let match = KEY.exec(record); match !== null && keys.size <= searched.keys; match = KEY.exec(record)) {
      const key = match[1] as string
      if (keys.has(key)) continue
      if (!use(Buffer.from(record, 'latin1').toString('utf8'), false)) return
      keys.add(key)
    }
  }
  for await (const some of laterOf(text, searched)) {
    failIfCancelled(signal)
    for (const record of some) look(record)
    if (keys.size > searched.keys) break
  }
  return {
    columns: [...columns],
    values: [...columns].map((column) => records.map((record) => record.get(column) ?? null)),
    hasMore: keys.size > searched.keys || statSync(text.path).size > searched.bytes,
  }
}

export async function* recordsOf({ path, shape, skipBytes, lineEnd }: JsonText): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { start: skipBytes })
  if (shape === 'json-array') {
    for await (const element of cutArray(stream)) if (!element.broken) yield element.bytes
    return
  }
  const cutter = new RecordCutter({ delimiter: '\u0001', quote: null, lineEnd })
  for await (const chunk of stream) for (const record of cutter.push(chunk as Buffer)) if (!record.broken) yield record.bytes
  for (const record of cutter.finish()) if (!record.broken) yield record.bytes
}

/** Records as Latin-1, so that a byte is a letter. The first and last of a part may be cut: they are no valid JSON. */
async function* laterOf({ path, shape, skipBytes, lineEnd }: JsonText, searched: typeof SEARCHED | { bytes: number; parts: number }) {
  const size = statSync(path).size
  if (shape === 'json-array') {
    for await (const element of cutArray(createReadStream(path, { start: skipBytes, end: searched.bytes })))
      if (!element.broken) yield [element.bytes.toString('latin1')]
    return
  }
  const parts = size <= searched.bytes ? 1 : searched.parts
  const length = Math.ceil(Math.min(size, searched.bytes) / parts)
  for (let part = 0; part < parts; part++) {
    const start = Math.max(skipBytes, Math.floor(((size - length) * part) / Math.max(1, parts - 1)))
    let held = ''
    for await (const chunk of createReadStream(path, { start, end: start + length - 1, highWaterMark: 1 << 20 })) {
      const lines = (held + (chunk as Buffer).toString('latin1')).split(lineEnd)
      held = lines.pop() as string
      if (held.length > MAX_RECORD_BYTES) held = ''
      yield lines
    }
    yield [held]
  }
}
