/**
 * Texts as UTF-16 code units in shared memory, in chunks of CHUNK, each with the band keys of its texts: small, made while texts are still being read, and the same memory for every thread.
 */
import { BANDS } from './sketch.js'

const BITS = 13
export const CHUNK = 1 << BITS

export interface Chunk {
  readonly units: Uint16Array
  /** Text i of the chunk lies from start[i] to start[i + 1]. */
  readonly start: Int32Array
  readonly texts: number
  /** Key b of text i at [b * texts + i]. */
  readonly keys: Int32Array
  /** 1 where a text has a shingle at all. */
  readonly hasShingles: Uint8Array
}

export function packChunk(texts: readonly string[]): Chunk {
  const start = new Int32Array(new SharedArrayBuffer(4 * (texts.length + 1)))
  for (const [i, text] of texts.entries()) start[i + 1] = (start[i] as number) + text.length
  const units = new Uint16Array(new SharedArrayBuffer(2 * (start[texts.length] as number)))
  let at = 0
  for (const text of texts) for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i)
  return {
    units,
    start,
    texts: texts.length,
    keys: new Int32Array(new SharedArrayBuffer(4 * BANDS * texts.length)),
    hasShingles: new Uint8Array(new SharedArrayBuffer(texts.length)),
  }
}

/** Every chunk but the last is full, so that a number of a text tells its chunk. */
export const chunkOf = (chunks: readonly Chunk[], text: number) => chunks[text >>> BITS] as Chunk
export const placeIn = (text: number) => text & (CHUNK - 1)
