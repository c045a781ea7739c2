/**
 * The set of shingles of a text: every run of 5 characters (UTF-16 code units, spaces between words included), of 3 where it begins with a sign of a dense script (Han, kana, Hangul).
 * Broder, "On the resemblance and containment of documents" (1997). Five characters, since words are few in a post and one changed word should cost a few shingles, not a third of them; by characters, scripts
 * without spaces need no word list. Hashes have 32 bits and only find the place: two shingles are the same when their characters are, so sizes and intersections are exact.
 * Undefined (empty) for texts shorter than one shingle.
 */
import { type Chunk, chunkOf, placeIn } from './pack.js'
import { DENSE, scriptTable } from './scripts.js'

export const SHINGLE = 5
export const DENSE_SHINGLE = 3

/** Hash of the shingle that begins at a place: Murmur3's finalizer over a polynomial of its code units. Written out, since it is most of the work. */
function hashOf(units: Uint16Array, place: number, length: number): number {
  let h = (Math.imul(units[place] as number, 0x01000193) + (units[place + 1] as number)) | 0
  h = (Math.imul(h, 0x01000193) + (units[place + 2] as number)) | 0
  if (length === SHINGLE) {
    h = (Math.imul(h, 0x01000193) + (units[place + 3] as number)) | 0
    h = (Math.imul(h, 0x01000193) + (units[place + 4] as number)) | 0
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const lengthOf = (scripts: Uint8Array, unit: number) => (scripts[unit] === DENSE ? DENSE_SHINGLE : SHINGLE)

/** Hashes of all shingles from one place to another, repeated ones too; their number. `hashes` must have room for one a place. */
export function hashShingles(units: Uint16Array, from: number, to: number, hashes: Int32Array): number {
  const scripts = scriptTable()
  let count = 0
  for (let place = from; place < to; place++) {
    const length = lengthOf(scripts, units[place] as number)
    if (place + length <= to) hashes[count++] = hashOf(units, place, length)
  }
  return count
}

/** One text at a time, in which the shingles of others are looked up. */
export interface ShingleSet {
  /** Takes the place of the text before. Its distinct shingles. */
  load(text: number): number
  /**
   * Distinct shingles of the other text that the loaded one has too; `places[0 … shared - 1]` are their first places in the loaded text, in the order of the other.
   * -1 as soon as there cannot be as many as `least`.
   */
  shared(other: number, least: number): number
  readonly places: Int32Array
}

export function createShingleSet(chunks: readonly Chunk[]): ShingleSet {
  const scripts = scriptTable()
  let size = 1024
  /** By slot: number of the shingle, from 1. */
  let slots = new Int32Array(size)
  /** By number of the shingle. */
  let hashes = new Int32Array(size / 2)
  let at = new Int32Array(size / 2)
  let slotAt = new Int32Array(size / 2)
  let metBy = new Int32Array(size / 2)
  let places = new Int32Array(size / 2)
  let units: Uint16Array = new Uint16Array(0)
  let count = 0
  let others = 0

  function makeRoom(length: number): void {
    for (let i = 0; i < count; i++) slots[slotAt[i] as number] = 0
    if (2 * length <= size) return
    while (size < 2 * length) size *= 2
    slots = new Int32Array(size)
    hashes = new Int32Array(size / 2)
    at = new Int32Array(size / 2)
    slotAt = new Int32Array(size / 2)
    metBy = new Int32Array(size / 2)
    places = new Int32Array(size / 2)
  }

  const isSame = (a: number, of: Uint16Array, b: number, length: number) => {
    if (lengthOf(scripts, units[a] as number) !== length) return false
    return (
      units[a] === of[b] &&
      units[a + 1] === of[b + 1] &&
      units[a + 2] === of[b + 2] &&
      (length === DENSE_SHINGLE || (units[a + 3] === of[b + 3] && units[a + 4] === of[b + 4]))
    )
  }

  return {
    load(text) {
      const chunk = chunkOf(chunks, text)
      const from = chunk.start[placeIn(text)] as number
      const to = chunk.start[placeIn(text) + 1] as number
      units = chunk.units
      makeRoom(to - from)
      const mask = size - 1
      let distinct = 0
      for (let place = from; place < to; place++) {
        const length = lengthOf(scripts, units[place] as number)
        if (place + length > to) continue
        const hash = hashOf(units, place, length)
        let slot = hash & mask
        for (;;) {
          const known = (slots[slot] as number) - 1
          if (known < 0) {
            hashes[distinct] = hash
            at[distinct] = place
            slotAt[distinct] = slot
            metBy[distinct] = 0
            slots[slot] = ++distinct
            break
          }
          if (hashes[known] === hash && isSame(at[known] as number, units, place, length)) break
          slot = (slot + 1) & mask
        }
      }
      count = distinct
      others = 0
      return distinct
    },
    shared(other, least) {
      const { units: of, start } = chunkOf(chunks, other)
      const to = start[placeIn(other) + 1] as number
      const mask = size - 1
      const turn = ++others
      let shared = 0
      for (let place = start[placeIn(other)] as number; place < to; place++) {
        if (shared + to - place < least) return -1
        const length = lengthOf(scripts, of[place] as number)
        if (place + length > to) continue
        const hash = hashOf(of, place, length)
        for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
          const known = (slots[slot] as number) - 1
          if (known < 0) break
          if (hashes[known] !== hash || !isSame(at[known] as number, of, place, length)) continue
          if (metBy[known] !== turn) {
            metBy[known] = turn
            places[shared++] = at[known] as number
          }
          break
        }
      }
      return shared < least ? -1 : shared
    },
    get places() {
      return places
    },
  }
}
