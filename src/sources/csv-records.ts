/** Delimited text cut into records (RFC 4180): a quote opens only at the start of a field, a doubled quote inside is one quote. */
export interface RawRecord {
  /** Bytes without the line end; empty for a blank line. */
  readonly bytes: Buffer
  readonly line: number
  /** Physical lines that it spans. */
  readonly lines: number
  /** Set when the record cannot be read: a quote never closed, or longer than the limit. */
  readonly broken?: 'unclosed-quote' | 'too-long'
}
export interface Dialect {
  readonly delimiter: string
  /** Null: quotes mean nothing (NDJSON). */
  readonly quote: '"' | null
  /** `\r` only for files of old Macs. */
  readonly lineEnd: '\n' | '\r'
}

/** Records over many lines: most are long texts, but a quote that stands alone swallows rows as well. The line is that of the first. */
export interface Tall {
  readonly rows: number
  readonly line: number
  readonly lines: number
}
export const MANY_LINES = 50
export function withTall(tall: Tall | null, line: number, lines: number): Tall | null {
  if (lines <= MANY_LINES) return tall
  return tall === null ? { rows: 1, line, lines } : { ...tall, rows: tall.rows + 1 }
}

const QUOTE = 34

/** Longer records are rejected, so that one quote never closed cannot take the memory. */
export const MAX_RECORD_BYTES = 8 << 20

export class RecordCutter {
  private held: Buffer[] = []
  private heldBytes = 0
  private line = 1
  private startLine = 1
  private isQuoted = false
  private isFieldStart = true
  private mayClose = false
  private isTooLong = false
  private last = 0
  private readonly delimiter: number
  private readonly end: number

  constructor(
    private readonly dialect: Dialect,
    private readonly limit = MAX_RECORD_BYTES,
  ) {
    this.delimiter = dialect.delimiter.charCodeAt(0)
    this.end = dialect.lineEnd.charCodeAt(0)
  }

  *push(chunk: Buffer): Generator<RawRecord> {
    let from = 0
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number
      if (this.mayClose) {
        this.mayClose = false
        if (byte === QUOTE) continue
        this.isQuoted = false
      } else if (this.isQuoted) {
        if (byte === QUOTE) this.mayClose = true
        else if (byte === this.end) {
          this.line++
          if (this.isTooLong) {
            this.hold(chunk.subarray(from, i))
            yield this.take('too-long')
            this.isQuoted = true
            from = i + 1
          }
        }
        continue
      }
      if (byte === this.end) {
        this.hold(chunk.subarray(from, i))
        this.line++
        yield this.take()
        from = i + 1
      } else if (byte === QUOTE && this.isFieldStart && this.dialect.quote) {
        this.isQuoted = true
        this.isFieldStart = false
      } else this.isFieldStart = byte === this.delimiter
    }
    this.hold(chunk.subarray(from))
    this.last = chunk.at(-1) ?? this.last
  }

  *finish(): Generator<RawRecord> {
    if (this.isQuoted && !this.mayClose) {
      if (this.last !== this.end) this.line++
      yield this.take('unclosed-quote')
    } else if (this.heldBytes > 0 || this.isTooLong) {
      this.line++
      yield this.take()
    }
  }

  private hold(part: Buffer): void {
    if (part.length === 0) return
    const room = this.limit - this.heldBytes
    if (part.length > room) this.isTooLong = true
    const kept = part.subarray(0, Math.max(0, room))
    if (kept.length > 0) this.held.push(Buffer.from(kept))
    this.heldBytes += kept.length
  }

  private take(broken?: RawRecord['broken']): RawRecord {
    let bytes = this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held)
    if (this.end === 10 && bytes.at(-1) === 13) bytes = bytes.subarray(0, -1)
    const record = {
      bytes,
      line: this.startLine,
      lines: this.line - this.startLine,
      broken: this.isTooLong ? ('too-long' as const) : broken,
    }
    this.held = []
    this.heldBytes = 0
    this.startLine = this.line
    this.isFieldStart = true
    this.isQuoted = false
    this.mayClose = false
    this.isTooLong = false
    return record
  }
}

/** Fields of one record; null when text follows a closing quote, which no reader can take the same way. */
export function splitFields(text: string, dialect: Dialect): string[] | null {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (dialect.quote && text[at] === '"') {
      let value = ''
      let from = at + 1
      for (;;) {
        const close = text.indexOf('"', from)
        if (close < 0) return null
        value += text.slice(from, close)
        at = close + 1
        if (text[at] !== '"') break
        value += '"'
        from = at + 1
      }
      fields.push(value)
      if (at >= text.length) return fields
      if (text[at] !== dialect.delimiter) return null
      at++
    } else {
      const next = text.indexOf(dialect.delimiter, at)
      if (next < 0) {
        fields.push(text.slice(at))
        return fields
      }
      fields.push(text.slice(at, next))
      at = next + dialect.delimiter.length
    }
  }
}
