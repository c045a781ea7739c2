/**
 * The set of shingles of a text: every run of 5 characters (UTF-16 code units, spaces between words included), of 3 where it begins with a sign of a dense script (Han, kana, Hangul).
 * Broder, "On the resemblance and containment of documents" (1997). Five characters, since words are few in a post and one changed word should cost a few shingles, not a third of them; by characters, scripts
 * without spaces need no word list. Hashes have 32 bits and only find the place: two shingles are the same when their characters are, so sizes and intersections are exact.
 * Undefined (empty) for texts shorter than one shingle.
 */
import type { Packed } from './pack.js'
import { DENSE, scriptTable } from './scripts.js'

export const SHINGLE = 5
export const DENSE_SHINGLE = 3

/** One text at a time, to be looked up in by others. */
export interface ShingleSet {
  /** Takes the place of the text before. Distinct shingles. */
  load(text: number): number
  /** Hashes of the distinct shingles of the loaded text, in the order of the text; valid until the next load. */
  readonly hashes: Uint32Array
  /**
   * Distinct shingles of the other text that the loaded one has too; `places[0 … shared - 1]` are their first places in the loaded text, in the order of the other.
   */
  shared(other: number): number
  readonly places: Int32Array
}

export function createShingleSet({ units, start }: Packed): ShingleSet {
  const scripts = scriptTable()
  let size = 1024
  let slotOf = new Int32Array(size) // 1 + number of the shingle
  let hashes = new Uint32Array(size / 2)
  let at = new Int32Array(size / 2)
  let slot = new Int32Array(size / 2)
  let metBy = new Int32Array(size / 2)
  let places = new Int32Array(size / 2)
  let count = 0
  let from = 0
  let others = 0

  const lengthAt = (place: number) => (scripts[units[place] as number] === DENSE ? DENSE_SHINGLE : SHINGLE)

  /** Murmur3's finalizer over a polynomial of the units. */
  function hashAt(place: number, length: number): number {
    let h = length
    for (let i = place; i < place + length; i++) h = (Math.imul(h, 0x01000193) + (units[i] as number)) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return (h ^ (h >>> 16)) >>> 0
  }

  /** Number of the loaded shingle equal to the one at the place, or -1 - slot where it would stand. */
  function find(hash: number, place: number, length: number): number {
    const mask = size - 1
    for (let s = hash & mask; ; s = (s + 1) & mask) {
      const known = (slotOf[s] as number) - 1
      if (known < 0) return -1 - s
      if (hashes[known] !== hash) continue
      const other = from + (at[known] as number)
      if (lengthAt(other) !== length) continue
      let i = 0
      while (i < length && units[other + i] === units[place + i]) i++
      if (i === length) return known
    }
  }

  function makeRoom(length: number): void {
    for (let i = 0; i < count; i++) slotOf[slot[i] as number] = 0
    count = 0
    if (2 * length <= size) return
    while (size < 2 * length) size *= 2
    slotOf = new Int32Array(size)
    hashes = new Uint32Array(size / 2)
    at = new Int32Array(size / 2)
    slot = new Int32Array(size / 2)
    metBy = new Int32Array(size / 2)
    places = new Int32Array(size / 2)
  }

  return {
    load(text) {
      from = start[text] as number
      const to = start[text + 1] as number
      makeRoom(to - from)
      for (let place = from; place < to; place++) {
        const length = lengthAt(place)
        if (place + length > to) continue
        const hash = hashAt(place, length)
        const found = find(hash, place, length)
        if (found >= 0) continue
        hashes[count] = hash
        at[count] = place - from
        slot[count] = -1 - found
        metBy[count] = 0
        slotOf[-1 - found] = ++count
      }
      others = 0
      return count
    },
    shared(other) {
      others++
      const to = start[other + 1] as number
      let shared = 0
      for (let place = start[other] as number; place < to; place++) {
        const length = lengthAt(place)
        if (place + length > to) continue
        const found = find(hashAt(place, length), place, length)
        if (found < 0 || metBy[found] === others) continue
        metBy[found] = others
        places[shared++] = at[found] as number
      }
      return shared
    },
    get hashes() {
      return hashes
    },
    get places() {
      return places
    },
  }
}
