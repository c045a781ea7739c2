/** Encodings: by byte order mark, then by the bytes. Anything but UTF-8 is written anew as UTF-8. */
import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1'
export interface EncodingGuess {
  readonly encoding: Encoding
  /** Bytes of the byte order mark. */
  readonly mark: number
  readonly isSure: boolean
}

const HEAD_BYTES = 1 << 20

/** A line of UTF-8 beyond ASCII anywhere says UTF-8; then lines that are none are rejected, not taken for Latin-1. */
export async function guessEncoding(path: string, asked: Encoding | null): Promise<EncodingGuess> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0).finally(() => file.close())
  const head = buffer.subarray(0, bytesRead)
  const [a, b, c] = head
  const marked: EncodingGuess | null =
    a === 0xef && b === 0xbb && c === 0xbf
      ? { encoding: 'utf-8', mark: 3, isSure: true }
      : a === 0xff && b === 0xfe
        ? { encoding: 'utf-16le', mark: 2, isSure: true }
        : a === 0xfe && b === 0xff
          ? { encoding: 'utf-16be', mark: 2, isSure: true }
          : null
  if (asked) return { encoding: asked, mark: marked?.encoding === asked ? marked.mark : 0, isSure: true }
  if (marked) return marked
  let even = 0
  let odd = 0
  for (let i = 0; i < Math.min(head.length, 4096); i++) if (head[i] === 0) i % 2 ? odd++ : even++
  const half = Math.min(head.length, 4096) / 2
  if (half > 1 && odd > half * 0.4 && even < half * 0.1) return { encoding: 'utf-16le', mark: 0, isSure: false }
  if (half > 1 && even > half * 0.4 && odd < half * 0.1) return { encoding: 'utf-16be', mark: 0, isSure: false }
  const wide = wideLineEnds(head)
  if (wide) return { encoding: wide, mark: 0, isSure: false }
  const inHead = await countLines(path, HEAD_BYTES)
  if (inHead.invalid === 0) return { encoding: 'utf-8', mark: 0, isSure: true }
  const { valid } = inHead.valid > 0 ? inHead : await countLines(path, Number.POSITIVE_INFINITY)
  return { encoding: valid > 0 ? 'utf-8' : 'latin-1', mark: 0, isSure: false }
}

/** Other scripts than Latin have few zero bytes; yet in UTF-16 each line end has one, always on the same side. */
function wideLineEnds(head: Buffer): Encoding | null {
  const wide = { 'utf-16le': 0, 'utf-16be': 0 }
  const ends = { 'utf-16le': 0, 'utf-16be': 0 }
  for (let i = head.indexOf(10); i >= 0; i = head.indexOf(10, i + 1)) {
    const encoding = i % 2 ? 'utf-16be' : 'utf-16le'
    ends[encoding]++
    if (head[i % 2 ? i - 1 : i + 1] === 0) wide[encoding]++
  }
  return (['utf-16le', 'utf-16be'] as const).find((encoding) => wide[encoding] > 0 && wide[encoding] >= 0.9 * ends[encoding]) ?? null
}

/** Lines with bytes beyond ASCII: how many are UTF-8 throughout, how many are not. */
async function countLines(path: string, until: number): Promise<{ valid: number; invalid: number }> {
  let valid = 0
  let invalid = 0
  let rest: Buffer = Buffer.alloc(0)
  let end = 0
  let bytes = 0
  const use = (line: Buffer) => {
    if (isAscii(line)) return
    if (isUtf8(line)) valid++
    else invalid++
  }
  for await (const piece of createReadStream(path, { end: until - 1, highWaterMark: 1 << 20 })) {
    bytes += (piece as Buffer).length
    const chunk = rest.length === 0 || rest.length > 8 << 20 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer])
    if (end === 0) end = chunk.includes(10) ? 10 : 13
    let from = 0
    for (let cut = chunk.indexOf(end); cut >= 0; cut = chunk.indexOf(end, from)) {
      use(chunk.subarray(from, cut))
      from = cut + 1
    }
    rest = chunk.subarray(from)
  }
  if (bytes < until || valid + invalid === 0) use(rest)
  return { valid, invalid }
}

/** Where Windows-1252, which is what programs mean by Latin-1, has signs and ISO 8859-1 has control characters. */
const SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const fromLatin = (chunk: Buffer) =>
  Buffer.from(chunk.toString('latin1').replace(/[\u0080-\u009f]/g, (sign) => SIGNS[sign.charCodeAt(0) - 0x80] as string))

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** A lone surrogate and half a letter at the end become bytes that are no UTF-8, so that their row is a reject. */
function fromUtf16(encoding: Encoding): { push: (chunk: Buffer) => Buffer; finish: () => Buffer } {
  let held: Buffer = Buffer.alloc(0)
  const encode = (bytes: Buffer): Buffer => {
    const text = (encoding === 'utf-16be' ? Buffer.from(bytes).swap16() : bytes).toString('utf16le')
    const parts: Buffer[] = []
    let from = 0
    for (const { 0: lone, index } of text.matchAll(LONE)) {
      const code = lone.charCodeAt(0)
      parts.push(Buffer.from(text.slice(from, index)), Buffer.from([0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]))
      from = index + 1
    }
    return Buffer.concat([...parts, Buffer.from(text.slice(from))])
  }
  return {
    push(chunk) {
      const bytes = Buffer.concat([held, chunk])
      let whole = bytes.length - (bytes.length % 2)
      const high = whole < 2 ? 0 : (bytes[encoding === 'utf-16be' ? whole - 2 : whole - 1] as number)
      if (high >= 0xd8 && high <= 0xdb) whole -= 2
      held = Buffer.from(bytes.subarray(whole))
      return encode(bytes.subarray(0, whole))
    },
    finish: () =>
      Buffer.concat([encode(held.subarray(0, held.length - (held.length % 2))), held.length % 2 ? Buffer.from([0xff]) : Buffer.alloc(0)]),
  }
}

export async function toUtf8(path: string, guess: EncodingGuess, to: string, signal: AbortSignal): Promise<void> {
  const wide = guess.encoding === 'latin-1' ? null : fromUtf16(guess.encoding)
  const recode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, wide ? wide.push(chunk) : fromLatin(chunk))
    },
    flush(done) {
      done(null, wide?.finish() ?? null)
    },
  })
  await pipeline(createReadStream(path, { start: guess.mark, highWaterMark: 1 << 20 }), recode, createWriteStream(to), { signal })
}
