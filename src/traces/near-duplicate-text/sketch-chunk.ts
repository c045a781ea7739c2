import type { Chunk } from './pack.js'
import { hashShingles } from './shingles.js'
import { createSketch } from './sketch.js'

/** Shingles from which on repeated ones are worth leaving out: a megabyte of one letter has one. */
const LONG = 4096

/** Sorts in place; the number of different ones, which come first. */
function leaveOutRepeated(hashes: Int32Array): number {
  hashes.sort()
  let kept = 1
  for (let i = 1; i < hashes.length; i++) if (hashes[i] !== hashes[i - 1]) hashes[kept++] = hashes[i] as number
  return kept
}

/** Fills the keys of chunks, one after another. */
export function chunkSketcher(): (chunk: Chunk) => void {
  const sketch = createSketch()
  let hashes = new Int32Array(1024)
  return ({ units, start, texts, keys, hasShingles }) => {
    for (let i = 0; i < texts; i++) {
      const [from, to] = [start[i] as number, start[i + 1] as number]
      if (hashes.length < to - from) hashes = new Int32Array(2 * (to - from))
      const all = hashShingles(units, from, to, hashes)
      const count = all > LONG ? leaveOutRepeated(hashes.subarray(0, all)) : all
      if (count === 0) continue
      hasShingles[i] = 1
      sketch(hashes, count, keys, i, texts)
    }
  }
}
