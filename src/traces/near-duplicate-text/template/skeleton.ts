/** Which pieces of the base are fixed and which gaps between them are slots; the formula is in template.ts. */
import type { Alignment } from './align.js'

/** One text laid beside the base. */
export interface Laid extends Alignment {
  /** Its pieces as numbers. */
  readonly ids: Int32Array
}

export interface Skeleton {
  /** Pieces of the base, ascending. */
  readonly fixed: readonly number[]
  /** Of each gap, one more than the fixed pieces. */
  readonly isSlot: readonly boolean[]
  readonly bits: number
}

/** Supports that are tried as h. */
const MOST_LEVELS = 12
/** What so many texts have is fixed, however few bits a slot would take: a word that one text in twenty leaves out is no slot. */
const SURE = 0.9

/** Rissanen's universal code for a whole number of at least 1, in bits. */
export function logStar(k: number): number {
  let bits = Math.log2(2.865064)
  for (let rest = Math.log2(k); rest > 0; rest = Math.log2(rest)) bits += rest
  return bits
}

export function chooseSkeleton(base: number, laid: readonly Laid[], wordBits: number): Skeleton {
  const support = new Int32Array(base)
  for (const { isSame } of laid) for (let j = 0; j < base; j++) support[j] = (support[j] as number) + (isSame[j] as number)
  const sure = Math.ceil(SURE * laid.length)
  const levels = [...new Set(support.map((h) => Math.min(h, sure)))].filter((h) => h > 0 && 2 * h >= laid.length).sort((x, y) => y - x)
  const step = Math.max(1, levels.length / MOST_LEVELS)
  let best: Skeleton | null = null
  for (let i = 0; i < levels.length; i += step) {
    const tried = measure(base, laid, wordBits, support, levels[Math.floor(i)] as number)
    if (best === null || tried.bits < best.bits) best = tried
  }
  return best ?? measure(base, laid, wordBits, support, laid.length + 1)
}

function measure(base: number, laid: readonly Laid[], wordBits: number, support: Int32Array, level: number): Skeleton {
  const fixed = Array.from(support.keys()).filter((j) => (support[j] as number) >= level)
  const place = Math.log2(base + 1)
  let bits = fixed.length * wordBits
  for (const j of fixed)
    for (const { from, to, isSame } of laid) if (!isSame[j]) bits += place + 2 + told((to[j] as number) - (from[j] as number), wordBits)
  const isSlot: boolean[] = []
  for (let g = 0; g <= fixed.length; g++) {
    const { asSlot, asDepartures } = gapBits(fixed, g, laid, wordBits, place)
    const empty = laid.filter((each) => gapAt(fixed, g, each).many === 0).length
    isSlot.push(fixed.length === 0 || (asSlot < asDepartures && empty < SURE * laid.length))
    bits += isSlot[g] ? asSlot : asDepartures
  }
  return { fixed, isSlot, bits }
}

/** A slot's values are told one by one, or as a list of the different ones and which of them each text has, whichever is shorter. */
function gapBits(fixed: readonly number[], g: number, laid: readonly Laid[], wordBits: number, place: number) {
  const counts = new Map<string, number>()
  let oneByOne = 0
  let list = 0
  let asDepartures = 0
  for (const each of laid) {
    const { start, many } = gapAt(fixed, g, each)
    const bits = told(many, wordBits)
    oneByOne += bits
    if (many > 0) asDepartures += place + 2 + bits
    const key = each.ids.subarray(start, start + many).join(' ')
    const seen = counts.get(key) ?? 0
    if (seen === 0) list += bits
    counts.set(key, seen + 1)
  }
  for (const n of counts.values()) list += n * Math.log2(laid.length / n)
  return { asSlot: place + Math.min(oneByOne, list), asDepartures }
}

function told(pieces: number, wordBits: number): number {
  return logStar(pieces + 1) + pieces * wordBits
}

/** What a text has between two fixed pieces. */
export function gapAt(fixed: readonly number[], g: number, { from, to, ids }: Laid): { start: number; many: number } {
  const start = g === 0 ? 0 : (to[fixed[g - 1] as number] as number)
  const end = g === fixed.length ? ids.length : (from[fixed[g] as number] as number)
  return { start, many: end - start }
}
