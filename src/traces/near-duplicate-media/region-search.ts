/**
 * Pairs of pictures that may be crops of each other, among all: those with at least LEAST nearly equal regions.
 *
 * The 256 bits of a region are cut into 16 bands of 16 bits, a band taking one direction from every cell. Regions that are equal in a whole band are compared
 * (locality-sensitive hashing, Indyk & Motwani 1998); those within `bits` count, each region once a pair. A pair of regions that differ in d bits is seen with
 * probability 1 − (1 − (1 − d/256)^16)^16 if the differing bits are anywhere: 0.98 at d = 20, 0.65 at 40. Mirrored pictures are found by their mirrored bits.
 * A region that hundreds of pictures have (a logo, an app's button) is no sign of a copy: a band's bucket with more than BUCKET regions is passed over, and counted.
 */
import { REGION_WORDS, type Regions } from '../../model/index.js'
import { bitsApart } from './region-match.js'

export const REGION_SEARCH = { bits: 32, bucket: 400, least: 2 } as const
const BANDS = 16

export interface RegionCandidate {
  readonly a: number
  readonly b: number
  readonly mirror: boolean
}
export interface RegionSearch {
  /** By a, b, plain before mirror; a < b. */
  readonly candidates: readonly RegionCandidate[]
  readonly bucketsPassedOver: number
}

/** `step` is called now and then with the bands done, so that the caller can note progress or stop. */
export function searchRegions(pictures: readonly Regions[], step: (done: number, total: number) => void = () => undefined): RegionSearch {
  const all = joined(pictures)
  const total = all.owner.length
  const order = new Uint32Array(total)
  const counts = new Map<number, Seen>()
  let bucketsPassedOver = 0
  for (let band = 0; band < BANDS; band++) {
    step(band, BANDS)
    const keys = bandKeys(all.bits, total, band)
    const starts = sortInto(order, keys)
    for (let key = 0; key < starts.length - 1; key++) {
      const [from, to] = [starts[key] as number, starts[key + 1] as number]
      if (to - from < 2) continue
      if (to - from > REGION_SEARCH.bucket) bucketsPassedOver++
      else
        for (let p = from; p < to; p++)
          for (let q = p + 1; q < to; q++) count(counts, all, pictures.length, order[p] as number, order[q] as number, all.bits, 0)
    }
    const mirrorKeys = bandKeys(all.mirrorBits, total, band)
    for (let j = 0; j < total; j++) {
      const [from, to] = [starts[mirrorKeys[j] as number] as number, starts[(mirrorKeys[j] as number) + 1] as number]
      if (to - from > REGION_SEARCH.bucket) continue
      for (let p = from; p < to; p++) {
        // Each pair once: the picture that comes first lies plain, the other in the mirror.
        const i = order[p] as number
        if ((all.owner[i] as number) < (all.owner[j] as number)) count(counts, all, pictures.length, i, j, all.mirrorBits, 1)
      }
    }
  }
  const candidates: RegionCandidate[] = []
  for (const [key, { left, right }] of counts)
    if (left.size >= REGION_SEARCH.least && right.size >= REGION_SEARCH.least) {
      const pair = Math.floor(key / 2)
      candidates.push({ a: Math.floor(pair / pictures.length), b: pair % pictures.length, mirror: key % 2 === 1 })
    }
  candidates.sort((p, q) => p.a - q.a || p.b - q.b || Number(p.mirror) - Number(q.mirror))
  return { candidates, bucketsPassedOver }
}

interface Joined {
  readonly owner: Uint32Array
  readonly bits: Uint32Array
  readonly mirrorBits: Uint32Array
}
interface Seen {
  readonly left: Set<number>
  readonly right: Set<number>
}

function count(counts: Map<number, Seen>, all: Joined, pictures: number, i: number, j: number, bits: Uint32Array, mirror: 0 | 1): void {
  const [p, q] = [all.owner[i] as number, all.owner[j] as number]
  if (p === q || bitsApart(all.bits, i, bits, j) > REGION_SEARCH.bits) return
  const [a, b, x, y] = p < q ? [p, q, i, j] : [q, p, j, i]
  const key = (a * pictures + b) * 2 + mirror
  const seen = counts.get(key) ?? { left: new Set(), right: new Set() }
  counts.set(key, seen)
  seen.left.add(x)
  seen.right.add(y)
}

function joined(pictures: readonly Regions[]): Joined {
  const total = pictures.reduce((sum, { count }) => sum + count, 0)
  const owner = new Uint32Array(total)
  const bits = new Uint32Array(total * REGION_WORDS)
  const mirrorBits = new Uint32Array(total * REGION_WORDS)
  let at = 0
  pictures.forEach((regions, i) => {
    owner.fill(i, at, at + regions.count)
    bits.set(regions.bits, at * REGION_WORDS)
    mirrorBits.set(regions.mirrorBits, at * REGION_WORDS)
    at += regions.count
  })
  return { owner, bits, mirrorBits }
}

function bandKeys(bits: Uint32Array, total: number, band: number): Uint16Array {
  const keys = new Uint16Array(total)
  for (let i = 0; i < total; i++) {
    let key = 0
    for (let k = 0; k < 16; k++) {
      const bit = k * BANDS + band
      key |= (((bits[i * REGION_WORDS + (bit >> 5)] as number) >>> (bit & 31)) & 1) << k
    }
    keys[i] = key
  }
  return keys
}

/** Counting sort: `order` by key, equal keys by number; where each key begins. */
function sortInto(order: Uint32Array, keys: Uint16Array): Uint32Array {
  const starts = new Uint32Array(65537)
  for (const key of keys) (starts[key + 1] as number)++
  for (let key = 0; key < 65536; key++) (starts[key + 1] as number) += starts[key] as number
  const next = starts.slice()
  for (let i = 0; i < keys.length; i++) order[(next[keys[i] as number] as number)++] = i
  return starts
}
