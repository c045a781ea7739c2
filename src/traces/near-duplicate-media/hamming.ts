/**
 * Exact search among 256-bit hashes by multi-index hashing (Norouzi, Punjani & Fleet, CVPR 2012): the hash is cut into 16 bands of 16 bits.
 * Two hashes within 31 bits differ by at most 1 bit in some band (16 bands of 2 bits or more would be 32), so it is enough to look at the hashes whose band is equal or
 * one flipped bit away: 17 of 65,536 buckets a band. Every candidate is compared whole; none is missed and none is guessed.
 */

/** Bits that two hashes may differ by and still match; the search is exact up to here and no further. */
export const MATCH_BITS = 31
const BANDS = 16
const BUCKETS = 1 << 16
export const WORDS = 8

/** 64 hexadecimal digits into eight words. */
export function packHash(hex: string, into: Uint32Array, row: number): void {
  for (let word = 0; word < WORDS; word++) into[row * WORDS + word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16)
}

export function packHashes(hashes: readonly string[]): Uint32Array {
  const words = new Uint32Array(hashes.length * WORDS)
  for (let i = 0; i < hashes.length; i++) packHash(hashes[i] as string, words, i)
  return words
}

function bits(x: number): number {
  x -= (x >>> 1) & 0x55555555
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

export function distanceOf(a: Uint32Array, rowA: number, b: Uint32Array, rowB: number): number {
  let sum = 0
  for (let word = 0; word < WORDS; word++) sum += bits((a[rowA * WORDS + word] as number) ^ (b[rowB * WORDS + word] as number))
  return sum
}

const bandOf = (words: Uint32Array, from: number, band: number): number => {
  const word = words[from + (band >> 1)] as number
  return band & 1 ? word & 0xffff : word >>> 16
}

/** Whether some band before this one is near too: the pair was found there. */
function wasFound(a: Uint32Array, fromA: number, b: Uint32Array, fromB: number, band: number): boolean {
  for (let before = 0; before < band; before++) if (bits(bandOf(a, fromA, before) ^ bandOf(b, fromB, before)) <= 1) return true
  return false
}

/** How many words of a hash lie beside one another in its bucket, to be compared before the whole. */
const LEAD = 3

/** Rows by the value of a band: those of bucket v are `rows[start[v]] … rows[start[v + 1] - 1]`, ascending. */
interface Buckets {
  readonly start: Int32Array
  readonly rows: Int32Array
  /** Of each place in `rows` three words of its hash, none of which holds the band: two hashes that only share the band differ by 48 of these 96 bits. */
  readonly lead: Uint32Array
}

function bucketsOf(words: Uint32Array, band: number): Buckets {
  const count = words.length / WORDS
  const start = new Int32Array(BUCKETS + 1)
  for (let row = 0; row < count; row++) start[bandOf(words, row * WORDS, band) + 1]!++
  for (let value = 0; value < BUCKETS; value++) start[value + 1]! += start[value] as number
  const next = start.slice(0, BUCKETS)
  const rows = new Int32Array(count)
  for (let row = 0; row < count; row++) rows[next[bandOf(words, row * WORDS, band)]!++] = row
  const lead = new Uint32Array(count * LEAD)
  const own = band >> 1
  const [a, b, c] = [(own + 1) % WORDS, (own + 2) % WORDS, (own + 3) % WORDS]
  for (let at = 0, to = 0; at < count; at++, to += LEAD) {
    const from = (rows[at] as number) * WORDS
    lead[to] = words[from + a] as number
    lead[to + 1] = words[from + b] as number
    lead[to + 2] = words[from + c] as number
  }
  return { start, rows, lead }
}

export interface HashIndex {
  /** Every row within MATCH_BITS of the hash, once each, in no order of meaning. */
  near(words: Uint32Array, row: number, visit: (row: number, distance: number) => void): void
}

export function indexHashes(words: Uint32Array): HashIndex {
  const bands = Array.from({ length: BANDS }, (_, band) => bucketsOf(words, band))
  return {
    near(query, row, visit) {
      const from = row * WORDS
      for (let band = 0; band < BANDS; band++) {
        const { start, rows, lead } = bands[band] as Buckets
        const value = bandOf(query, from, band)
        const own = band >> 1
        const a = query[from + ((own + 1) % WORDS)] as number
        const b = query[from + ((own + 2) % WORDS)] as number
        const c = query[from + ((own + 3) % WORDS)] as number
        for (let flip = -1; flip < 16; flip++) {
          const bucket = flip < 0 ? value : value ^ (1 << flip)
          const end = start[bucket + 1] as number
          for (let at = start[bucket] as number; at < end; at++) {
            const x = at * LEAD
            if (bits((lead[x] as number) ^ a) + bits((lead[x + 1] as number) ^ b) + bits((lead[x + 2] as number) ^ c) > MATCH_BITS) continue
            const other = rows[at] as number
            const distance = distanceOf(query, row, words, other)
            if (distance <= MATCH_BITS && !wasFound(query, from, words, other * WORDS, band)) visit(other, distance)
          }
        }
      }
    },
  }
}

/** Called between slices; may throw to cancel. */
export type Step = (done: number, total: number) => Promise<void> | void

/** What a visitor returns to end the search; anything else goes on. */
export const ENOUGH = 'enough'
type Visit = (a: number, b: number, distance: number) => unknown

/** Every pair of rows within MATCH_BITS, once, the lesser row first. Of n equal rows all n(n-1)/2 pairs: make them one row before. */
export async function allPairs(words: Uint32Array, visit: Visit, step: Step): Promise<void> {
  await search(words, null, (a, b, distance) => (a < b ? visit(a, b, distance) : visit(b, a, distance)), step)
}

/** Every pair of a row of `first` and a row of `second` within MATCH_BITS, once. */
export async function crossPairs(first: Uint32Array, second: Uint32Array, visit: Visit, step: Step): Promise<void> {
  await search(first, second, visit, step)
}

async function search(first: Uint32Array, other: Uint32Array | null, visit: Visit, step: Step): Promise<void> {
  const second = other ?? first
  let isEnough = false
  for (let band = 0; band < BANDS && !isEnough; band++) {
    const mine = bucketsOf(first, band)
    const theirs = other === null ? mine : bucketsOf(other, band)
    const { start, rows, lead } = theirs
    const check = (x: number, y: number) => {
      const [rowX, rowY] = [mine.rows[x] as number, rows[y] as number]
      const distance = distanceOf(first, rowX, second, rowY)
      if (distance > MATCH_BITS || wasFound(first, rowX * WORDS, second, rowY * WORDS, band)) return
      if (visit(rowX, rowY, distance) === ENOUGH) isEnough = true
    }
    const compare = (x: number, fromY: number, toY: number) => {
      const a = mine.lead[x * LEAD] as number
      const b = mine.lead[x * LEAD + 1] as number
      const c = mine.lead[x * LEAD + 2] as number
      for (let y = fromY, at = fromY * LEAD; y < toY; y++, at += LEAD)
        if (bits((lead[at] as number) ^ a) + bits((lead[at + 1] as number) ^ b) + bits((lead[at + 2] as number) ^ c) <= MATCH_BITS)
          check(x, y)
    }
    for (let value = 0; value < BUCKETS && !isEnough; value++) {
      if (value % 4096 === 0) await step(band + value / BUCKETS, BANDS)
      const end = mine.start[value + 1] as number
      for (let x = mine.start[value] as number; x < end; x++) {
        compare(x, other === null ? x + 1 : (start[value] as number), start[value + 1] as number)
        for (let flip = 0; flip < 16; flip++) {
          const bucket = value ^ (1 << flip)
          if (other !== null || bucket > value) compare(x, start[bucket] as number, start[bucket + 1] as number)
        }
      }
    }
  }
}
