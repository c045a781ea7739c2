/** Texts that have a band key in common, as numbered buckets; keys that only one text has are none. */
import { BANDS } from './sketch.js'

export interface Buckets {
  /** Bucket of text i in band b at [b * texts + i], -1 where it is alone. */
  readonly of: Int32Array
  readonly count: number
  /** Other texts met, once for each band: how central a text is among its like. */
  readonly met: Int32Array
}

/** Overwrites the keys. Texts without shingles (size 0) are in no bucket. */
export async function makeBuckets(keys: Uint32Array, sizes: Uint32Array, pause: (band: number) => Promise<void>): Promise<Buckets> {
  const texts = sizes.length
  let slots = 16
  while (slots < 2 * texts) slots *= 2
  const keyOf = new Uint32Array(slots)
  const countOf = new Int32Array(slots)
  const bucketOf = new Int32Array(slots)
  const of = new Int32Array(keys.buffer, keys.byteOffset, keys.length)
  const met = new Int32Array(texts)
  let count = 0
  for (let band = 0; band < BANDS; band++) {
    await pause(band)
    countOf.fill(0)
    bucketOf.fill(-1)
    const first = band * texts
    for (let i = 0; i < texts; i++) {
      if (sizes[i] === 0) continue
      const key = keys[first + i] as number
      let s = key & (slots - 1)
      while ((countOf[s] as number) > 0 && keyOf[s] !== key) s = (s + 1) & (slots - 1)
      keyOf[s] = key
      countOf[s] = (countOf[s] as number) + 1
      of[first + i] = s
    }
    for (let i = 0; i < texts; i++) {
      const s = sizes[i] === 0 ? -1 : (of[first + i] as number)
      const others = s < 0 ? 0 : (countOf[s] as number) - 1
      if (others > 0 && (bucketOf[s] as number) < 0) bucketOf[s] = count++
      of[first + i] = others > 0 ? (bucketOf[s] as number) : -1
      met[i] = (met[i] as number) + others
    }
  }
  return { of, count, met }
}
