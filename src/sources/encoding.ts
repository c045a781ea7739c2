/** Encodings: by byte order mark, then by the bytes. Anything but UTF-8 is written anew as UTF-8. */
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

/** Valid UTF-8 anywhere beyond ASCII in the head says UTF-8; then invalid lines are rejected, not taken for Latin-1. */
export async function guessEncoding(path: string, asked: Encoding | null): Promise<EncodingGuess> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 20), 0, 1 << 20, 0).finally(() => file.close())
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
  const { valid, invalid } = countLetters(head)
  if (invalid > valid) return { encoding: 'latin-1', mark: 0, isSure: false }
  return { encoding: 'utf-8', mark: 0, isSure: invalid === 0 }
}

function countLetters(head: Buffer): { valid: number; invalid: number } {
  let valid = 0
  let invalid = 0
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] as number
    if (byte < 0x80) continue
    const length = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0
    if (i + length >= head.length) break
    let isValid = length > 0
    for (let k = 1; k <= length; k++) if (((head[i + k] as number) & 0xc0) !== 0x80) isValid = false
    if (isValid) {
      valid++
      i += length
    } else invalid++
  }
  return { valid, invalid }
}

export async function toUtf8(path: string, guess: EncodingGuess, to: string, signal: AbortSignal): Promise<void> {
  const decoder = guess.encoding === 'latin-1' ? null : new TextDecoder(guess.encoding, { ignoreBOM: true })
  const recode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder ? decoder.decode(chunk, { stream: true }) : chunk.toString('latin1'), 'utf8'))
    },
    flush(done) {
      done(null, Buffer.from(decoder ? decoder.decode() : '', 'utf8'))
    },
  })
  await pipeline(createReadStream(path, { start: guess.mark, highWaterMark: 1 << 20 }), recode, createWriteStream(to), { signal })
}
