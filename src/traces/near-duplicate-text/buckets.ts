/** Texts that have a band key in common, as numbered buckets; keys that only one text has are none. */
import { CHUNK, type Chunk } from './pack.js'
import { BANDS } from './sketch.js'

export interface Buckets {
  /** In place of each key of a chunk there is now its bucket, -1 where the text is alone. */
  readonly count: number
  /** Of each text the others that it met, once for each band: how central it is among its like. */
  readonly met: Int32Array
}

/** Overwrites the keys of the chunks. Texts without shingles are in no bucket. */
export async function makeBuckets(chunks: readonly Chunk[], pause: (band: number) => Promise<void>): Promise<Buckets> {
  const texts = chunks.reduce((sum, chunk) => sum + chunk.texts, 0)
  let slots = 16
  while (slots < 2 * texts) slots *= 2
  const keyOf = new Int32Array(slots)
  const countOf = new Int32Array(slots)
  const bucketOf = new Int32Array(slots)
  const met = new Int32Array(texts)
  let count = 0
  for (let band = 0; band < BANDS; band++) {
    await pause(band)
    countOf.fill(0)
    bucketOf.fill(-1)
    for (const { keys, hasShingles, texts: inChunk } of chunks)
      for (let i = 0; i < inChunk; i++) {
        if (hasShingles[i] === 0) continue
        const key = keys[band * inChunk + i] as number
        let slot = key & (slots - 1)
        while ((countOf[slot] as number) > 0 && keyOf[slot] !== key) slot = (slot + 1) & (slots - 1)
        keyOf[slot] = key
        countOf[slot] = (countOf[slot] as number) + 1
        keys[band * inChunk + i] = slot
      }
    for (const [c, { keys, hasShingles, texts: inChunk }] of chunks.entries())
      for (let i = 0; i < inChunk; i++) {
        const slot = hasShingles[i] === 0 ? -1 : (keys[band * inChunk + i] as number)
        const others = slot < 0 ? 0 : (countOf[slot] as number) - 1
        if (others > 0 && (bucketOf[slot] as number) < 0) bucketOf[slot] = count++
        keys[band * inChunk + i] = others > 0 ? (bucketOf[slot] as number) : -1
        met[c * CHUNK + i] = (met[c * CHUNK + i] as number) + others
      }
  }
  return { count, met }
}
