/**
 * Quotes: a text found inside a longer one. Share of the shingles of the shorter that the longer has too (containment, Broder 1997), at least LEAST_SHARE of at least LEAST_SHINGLES, LEAST_ORDER of them in the
 * same order; pairs that are near-same as a whole (Jaccard index of LEAST_JACCARD or more) are no quotes but one family.
 * Which pairs to look at is found by winnowing (Schleimer, Wilkerson & Aiken, SIGMOD 2003): of every WINDOW shingles in a row the one with the least hash, so two texts with WINDOW shingles in a row in common share one. A text of 17 shingles or
 * more of which at most a fifth is changed letter by letter has such a row. Not looked up: rows that stand in more than MOST_TEXTS of the quoted texts (a common turn of phrase says nothing about which of them is quoted); a
 * quote of which every row is that common is missed.
 */
import { LEAST_JACCARD, LEAST_ORDER, pauseAt, type Step } from './families.js'
import { comparedText, type NormaliseParams } from './normalise.js'
import { longestIncreasing } from './order.js'
import { CHUNK, packChunk } from './pack.js'
import { createShingleSet, hashShingles } from './shingles.js'

export const LEAST_SHARE = 0.8
export const LEAST_SHINGLES = 12
const WINDOW = 8
const MOST_TEXTS = 256

export interface Quote {
  /** Places in the given list; of equal texts the first. */
  readonly quoted: number
  readonly within: number
  /** Share of the quoted text's shingles that stand in the longer one. */
  readonly share: number
}

/** By quoted text, then by the longer one. `wanted`: places of the texts that may be quoted. */
export async function quotesIn(texts: readonly string[], wanted: readonly number[], params: NormaliseParams, step: Step): Promise<Quote[]> {
  const first = new Map<string, number>()
  const distinct: string[] = []
  const distinctOf = texts.map((raw) => {
    const text = comparedText(raw, params)
    if (text === null) return -1
    const known = first.get(text)
    if (known !== undefined) return known
    first.set(text, distinct.length)
    return distinct.push(text) - 1
  })
  const placeOf = new Int32Array(distinct.length).fill(-1)
  distinctOf.forEach((d, i) => {
    if (d >= 0 && placeOf[d] === -1) placeOf[d] = i
  })
  const chunks = Array.from({ length: Math.ceil(distinct.length / CHUNK) }, (_, c) => packChunk(distinct.slice(c * CHUNK, (c + 1) * CHUNK)))
  const prints = fingerprinter()
  const printsOf = (d: number) => {
    const { units, start } = chunks[Math.floor(d / CHUNK)] as (typeof chunks)[number]
    return prints(units, start[d % CHUNK] as number, start[(d % CHUNK) + 1] as number)
  }
  const quotable = [...new Set(wanted.map((i) => distinctOf[i] as number))].filter((d) => d >= 0).sort((a, b) => a - b)
  const index = new Map<number, number[]>()
  for (const d of quotable)
    for (const print of printsOf(d)) {
      const list = index.get(print)
      if (list === undefined) index.set(print, [d])
      else if (list.length <= MOST_TEXTS) list.push(d)
    }
  const set = createShingleSet(chunks)
  const sizes = new Map<number, number>()
  for (const d of quotable) sizes.set(d, set.load(d))
  const found: Quote[] = []
  for (let d = 0; d < distinct.length; d++) {
    if (d % 1024 === 0) await pauseAt(step, 'looking for quotes', d, distinct.length)
    const candidates = new Set<number>()
    for (const print of printsOf(d)) {
      const list = index.get(print)
      if (list !== undefined && list.length <= MOST_TEXTS) for (const other of list) if (other !== d) candidates.add(other)
    }
    if (candidates.size === 0) continue
    const size = set.load(d)
    for (const other of candidates) {
      const own = sizes.get(other) as number
      if (own < LEAST_SHINGLES || own >= size) continue
      const shared = set.shared(other, Math.ceil(LEAST_SHARE * own - 1e-6))
      if (shared < 0 || shared >= LEAST_JACCARD * (size + own - shared)) continue
      if (longestIncreasing(set.places, shared) < LEAST_ORDER * shared) continue
      found.push({ quoted: placeOf[other] as number, within: placeOf[d] as number, share: shared / own })
    }
  }
  return found.sort((a, b) => a.quoted - b.quoted || a.within - b.within)
}

/** The distinct fingerprints of a text: of each window of shingles the least hash. */
function fingerprinter(): (units: Uint16Array, from: number, to: number) => Set<number> {
  let hashes = new Int32Array(1024)
  return (units, from, to) => {
    if (hashes.length < to - from) hashes = new Int32Array(2 * (to - from))
    const count = hashShingles(units, from, to, hashes)
    const prints = new Set<number>()
    let least = -1
    for (let end = 0; end < count; end++) {
      const begin = Math.max(0, end - WINDOW + 1)
      if (least < begin) {
        least = begin
        for (let i = begin; i <= end; i++) if ((hashes[i] as number) <= (hashes[least] as number)) least = i
      } else if ((hashes[end] as number) <= (hashes[least] as number)) least = end
      if (end >= WINDOW - 1 || end === count - 1) prints.add(hashes[least] as number)
    }
    return prints
  }
}
