/** Looks of the pictures and films of a case, read when they are asked for; the last ones stay in memory. */
import { type Look, lookFromBytes, type Regions } from '../../model/index.js'
import type { Database } from '../../store/index.js'

const KEPT = 1500

export interface Looks {
  /** Of a picture one, of a film those of several moments; none when the file was hashed without. */
  of(mediaKey: number): Promise<readonly Look[]>
}

export function openLooks(db: Database): Looks {
  const kept = new Map<number, readonly Look[]>()
  return {
    async of(mediaKey) {
      const known = kept.get(mediaKey)
      if (known) return known
      const [bytes = []] = (await db.columns(`select look from media_looks where media_key = ${Number(mediaKey)} order by offset_ms`)) as [
        Uint8Array[],
      ]
      const looks = bytes.flatMap((each) => lookFromBytes(bytesOf(each)) ?? [])
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value as number)
      kept.set(mediaKey, looks)
      return looks
    },
  }
}

/** Regions alone, of all these files: they are searched together. */
export async function readRegions(looks: Looks, keys: readonly number[]): Promise<{ owner: number[]; regions: Regions[] }> {
  const [owner, regions]: [number[], Regions[]] = [[], []]
  for (const [i, key] of keys.entries())
    for (const look of await looks.of(key)) {
      owner.push(i)
      regions.push(look.regions)
    }
  return { owner, regions }
}

/** The store gives blobs as arrays or with the array inside. */
function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  return (value as { bytes: Uint8Array }).bytes
}
