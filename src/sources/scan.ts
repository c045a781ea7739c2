/**
 * One quick pass over a text: records, where each begins, and what the engine must not be trusted with. It jumps from quote to quote and
 * from line end to line end; the engine's count of rows is compared with this one.
 */
import { createReadStream } from 'node:fs'
import { failIfCancelled } from '../model/index.js'
import { type Dialect, type Tall, withTall } from './csv-records.js'

export interface Scan {
  /** Records that are not blank, header included. */
  readonly records: number
  /** Physical line of each record; null when record n begins on line n. */
  readonly lines: Int32Array | null
  readonly hasNul: boolean
  readonly isUnclosed: boolean
  readonly tall: Tall | null
}

export async function scanText(path: string, dialect: Dialect, skipBytes: number, signal: AbortSignal): Promise<Scan> {
  const quote = dialect.quote ? 34 : -1
  const delimiter = dialect.delimiter.charCodeAt(0)
  const end = dialect.lineEnd.charCodeAt(0)
  let records = 0
  let line = 1
  let startLine = 1
  let bytesInRecord = 0
  let isQuoted = false
  let mayClose = false
  let hasNul = false
  let previous = end
  let lines: Int32Array | null = null
  let tall: Tall | null = null
  const endRecord = (length: number, last: number) => {
    const isBlank = bytesInRecord + length === 0 || (bytesInRecord + length === 1 && last === 13)
    if (!isBlank) {
      if (lines === null && startLine !== records + 1) {
        lines = new Int32Array(Math.max(1024, records * 2))
        for (let i = 0; i < records; i++) lines[i] = i + 1
      }
      if (lines !== null) {
        if (records === lines.length) {
          const grown: Int32Array = new Int32Array(lines.length * 2)
          grown.set(lines)
          lines = grown
        }
        lines[records] = startLine
      }
      records++
    }
    bytesInRecord = 0
    line++
    if (line - startLine > 1) tall = withTall(tall, startLine, line - startLine)
    startLine = line
  }
  for await (const piece of createReadStream(path, { start: skipBytes, highWaterMark: 1 << 20 })) {
    failIfCancelled(signal)
    const chunk = piece as Buffer
    if (!hasNul && chunk.includes(0)) hasNul = true
    let at = 0
    let recordFrom = 0
    if (mayClose) {
      mayClose = false
      if (chunk[0] === quote) at = 1
      else isQuoted = false
    }
    let nextQuote = quote < 0 ? -1 : chunk.indexOf(quote, at)
    while (at < chunk.length) {
      const stop = nextQuote < 0 ? chunk.length : nextQuote
      for (let cut = chunk.indexOf(end, at); cut >= 0 && cut < stop; cut = chunk.indexOf(end, at)) {
        if (isQuoted) line++
        else {
          endRecord(cut - recordFrom, cut > 0 ? (chunk[cut - 1] as number) : previous)
          recordFrom = cut + 1
        }
        at = cut + 1
      }
      at = stop
      if (nextQuote < 0) break
      if (isQuoted) {
        if (nextQuote + 1 === chunk.length) mayClose = true
        else if (chunk[nextQuote + 1] === quote) at++
        else isQuoted = false
      } else {
        const before = nextQuote > 0 ? chunk[nextQuote - 1] : previous
        if (before === delimiter || before === end) isQuoted = true
      }
      at++
      nextQuote = chunk.indexOf(quote, at)
    }
    bytesInRecord += chunk.length - recordFrom
    previous = chunk[chunk.length - 1] as number
  }
  if (bytesInRecord > 0) endRecord(0, previous)
  return { records, lines, hasNul, isUnclosed: isQuoted && !mayClose, tall }
}
