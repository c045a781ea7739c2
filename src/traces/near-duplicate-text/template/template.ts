/**
 * The template of a family: the words that stay and the slots that vary, "I am ⟨1⟩ from ⟨2⟩ and I never …".
 *
 * By the idea of InfoShield (Lee, Vajiac, Kulshrestha, Levy, Park, Jones, Rabbany, Faloutsos, ICDE 2021): of all templates take the one with which the texts
 * are told in the fewest bits (minimum description length). Each distinct text is laid beside one of them, the base (align.ts); piece j of the base has a support, the texts that have it.
 *   w          bits of a piece: log2 of the number of different pieces in the family, at least 1
 *   template   w per fixed piece, log2(n + 1) per slot (its place), n = pieces of the base
 *   slot       log*(k + 1) + k w per text that fills it with k pieces, or the same per different value and the entropy of the choice per text, whichever is less
 *   departure  log2(n + 1) + 2 + log*(k + 1) + k w for every place where a text has k other pieces than the template
 * A piece is fixed when its support is at least h; the gap between two fixed pieces is a slot where that is cheaper than departures; h, between half and nine tenths of the texts, is the one of least
 * total, the largest of equals. log* is Rissanen's universal code for whole numbers. InfoShield aligns by partial order and searches words that InfoShield-Coarse chose; here the family is given.
 *
 * A slot whose values all have the same number of pieces is taken apart where that is shorter to tell: values drawn independently ("great|good" before "product|thing") need fewer entries.
 * Nothing is lost: `regenerate` gives each text back, sign by sign. Differences of capitals, width and unseen signs in a fixed piece are departures, counted as `respelled`.
 * Cost: only `MOST_TEXTS` distinct texts are laid side by side, the commonest first and the rest evenly over their order; the result says of how many.
 * One text has no slots; texts that share nothing have one slot.
 */
import type { TemplatePart, TextTemplate } from '../../../model/index.js'
import { createRng, type Rng } from '../../../statistics/index.js'
import { align } from './align.js'
import { chooseSkeleton, gapAt, type Laid, logStar, type Skeleton } from './skeleton.js'
import { slotOf, splitColumns } from './slots.js'
import { spinOf } from './spin.js'
import { tokensOf } from './tokens.js'

export interface Member {
  readonly text: string
  /** Posts with this very text. */
  readonly posts: number
}

/** How a text fills a template: a value for each slot, and what it has in place of fixed pieces. */
export interface Filling {
  readonly values: readonly string[]
  /** By place among the fixed pieces. */
  readonly departures: ReadonlyMap<number, string>
}

export interface AlignedFamily {
  readonly template: TextTemplate
  /** The texts that were laid side by side, and how each fills `pieces`. */
  readonly members: readonly Member[]
  readonly fillings: readonly Filling[]
  /** Fixed pieces and slots in order, one by one. */
  readonly pieces: readonly TemplatePart[]
}

export const MOST_TEXTS = 1_000
/** Pieces of all texts together; a family of long texts is laid side by side for fewer. */
const MOST_PIECES = 200_000
const BASES = 8
const JUDGES = 24

/** Distinct members, the commonest first, ties bytewise; when they are many, half of those and every n-th of the rest. */
function sampleMembers(given: readonly Member[]): { readonly members: readonly Member[]; readonly distinct: number } {
  const sums = new Map<string, number>()
  for (const { text, posts } of given) sums.set(text, (sums.get(text) ?? 0) + posts)
  const all = [...sums].map(([text, posts]) => ({ text, posts })).sort((x, y) => y.posts - x.posts || (x.text < y.text ? -1 : 1))
  if (all.length <= MOST_TEXTS) return { members: all, distinct: all.length }
  const rest = all.slice(MOST_TEXTS / 2)
  const some = Array.from({ length: MOST_TEXTS / 2 }, (_, i) => rest[Math.floor((2 * i * rest.length) / MOST_TEXTS)] as Member)
  return { members: [...all.slice(0, MOST_TEXTS / 2), ...some], distinct: all.length }
}

interface Column {
  readonly texts: readonly string[]
  readonly ids: Int32Array
}

/** The order in which the members are given does not matter; `of`: how many different texts there are, when not all are given. */
export function alignFamily(given: readonly Member[], rng: Rng = createRng('template'), of?: number): AlignedFamily {
  const { members: sampled, distinct } = sampleMembers(given)
  const ids = new Map<string, number>()
  const members: Member[] = []
  const columns: Column[] = []
  let cut = 0
  let pieces = 0
  for (const member of sampled) {
    const { texts, keys, isCut } = tokensOf(member.text)
    pieces += texts.length
    if (pieces > MOST_PIECES && members.length > 1) break
    if (isCut) cut++
    members.push(member)
    columns.push({ texts, ids: Int32Array.from(keys, (key) => idOf(ids, key)) })
  }
  const base = columns[centre(columns)] ?? { texts: [], ids: new Int32Array(0) }
  const laid: Laid[] = columns.map((column) => ({ ...align(base.ids, column.ids), ids: column.ids }))
  const wordBits = Math.max(1, Math.log2(ids.size))
  const skeleton = chooseSkeleton(base.texts.length, laid, wordBits)
  const surfaces = skeleton.fixed.map((j) => commonest(columns, laid, members, j))
  const filled = columns.map((column, t) => fill(column, laid[t] as Laid, skeleton, surfaces))
  const settled = settleSlots(surfaces, skeleton, filled, wordBits, Math.log2(base.texts.length + 1))
  const posts = members.map((member) => member.posts)
  const slots = Array.from({ length: settled.many }, (_, s) =>
    slotOf(
      settled.values.map((values) => values[s] as string),
      posts,
    ),
  )
  const plain = columns.reduce((sum, { texts }) => sum + logStar(texts.length + 1) + texts.length * wordBits, 0)
  const template: TextTemplate = {
    parts: joined(
      settled.pieces,
      slots.map((_, s) => isSpaced(settled.values.map((values) => values[s] as string))),
    ),
    slots,
    spin: spinOf(slots, settled.values, rng),
    texts: members.length,
    ofTexts: of ?? distinct,
    departing: filled.filter((each) => each.departs).length,
    respelled: filled.filter((each) => !each.departs && each.departures.size > 0).length,
    cut,
    bitsShare: plain === 0 ? 1 : Math.min(1, skeleton.bits / plain),
  }
  const fillings = filled.map(({ departures }, t) => ({ values: settled.values[t] as string[], departures }))
  return { template, members, fillings, pieces: settled.pieces }
}

export function templateOf(members: readonly Member[], rng?: Rng, of?: number): TextTemplate {
  return alignFamily(members, rng, of).template
}

/** The text that fills a template so. */
export function regenerate({ pieces }: Pick<AlignedFamily, 'pieces'>, { values, departures }: Filling): string {
  let fixed = 0
  let text = ''
  for (const piece of pieces) text += 'slot' in piece ? values[piece.slot] : (departures.get(fixed++) ?? piece.text)
  return text
}

function idOf(ids: Map<string, number>, key: string): number {
  const id = ids.get(key) ?? ids.size
  ids.set(key, id)
  return id
}

/** The commonest text, or the one of some others that is most like a sample of all. */
function centre(columns: readonly Column[]): number {
  const some = (many: number) =>
    Array.from({ length: Math.min(many, columns.length) }, (_, i) => Math.floor((i * columns.length) / Math.min(many, columns.length)))
  const judges = some(JUDGES)
  let best = { place: 0, alike: -1 }
  for (const place of some(BASES)) {
    const own = columns[place] as Column
    let alike = 0
    for (const judge of judges) {
      const other = columns[judge] as Column
      const same = align(own.ids, other.ids).isSame.reduce((sum, each) => sum + each, 0)
      alike += (2 * same) / Math.max(1, own.ids.length + other.ids.length)
    }
    if (alike > best.alike + 1e-9) best = { place, alike }
  }
  return best.place
}

/** How most posts write piece j. */
function commonest(columns: readonly Column[], laid: readonly Laid[], members: readonly Member[], j: number): string {
  const counts = new Map<string, number>()
  for (const [t, { isSame, from }] of laid.entries()) {
    if (!isSame[j]) continue
    const text = columns[t]?.texts[from[j] as number] as string
    counts.set(text, (counts.get(text) ?? 0) + (members[t] as Member).posts)
  }
  return ([...counts].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1))[0] as [string, number])[0]
}

interface Filled {
  /** Pieces in each gap that is a slot; none in the others. */
  readonly gaps: readonly (readonly string[])[]
  readonly departures: ReadonlyMap<number, string>
  /** In words, not in spelling alone. */
  readonly departs: boolean
}

function fill({ texts }: Column, laid: Laid, { fixed, isSlot }: Skeleton, surfaces: readonly string[]): Filled {
  const gaps: string[][] = []
  const departures = new Map<number, string>()
  let departs = false
  let before = ''
  for (let g = 0; g <= fixed.length; g++) {
    const { start, many } = gapAt(fixed, g, laid)
    const between = texts.slice(start, start + many)
    gaps.push(isSlot[g] ? between : [])
    if (!isSlot[g] && many > 0) {
      departs = true
      if (g === 0) before = between.join('')
      else departures.set(g - 1, (departures.get(g - 1) ?? (surfaces[g - 1] as string)) + between.join(''))
    }
    if (g === fixed.length) break
    const j = fixed[g] as number
    const own = before + texts.slice(laid.from[j], laid.to[j]).join('')
    before = ''
    if (own !== surfaces[g]) departures.set(g, own)
    if (!laid.isSame[j]) departs = true
  }
  return { gaps, departures, departs }
}

function settleSlots(surfaces: readonly string[], { isSlot }: Skeleton, filled: readonly Filled[], wordBits: number, slotBits: number) {
  const pieces: TemplatePart[] = []
  const values: string[][] = filled.map(() => [])
  let many = 0
  for (const [g, slot] of isSlot.entries()) {
    if (slot) {
      const own = filled.map(({ gaps }) => gaps[g] as readonly string[])
      const lengths = splitColumns(own, wordBits, slotBits)
      let from = 0
      for (const [i, length] of lengths.entries()) {
        const to = i === lengths.length - 1 ? undefined : from + length
        for (const [t, each] of own.entries()) (values[t] as string[]).push(each.slice(from, to).join(''))
        pieces.push({ slot: many++ })
        from += length
      }
    }
    if (g < surfaces.length) pieces.push({ text: surfaces[g] as string })
  }
  return { pieces, values, many }
}

function isSpaced(values: readonly string[]): boolean {
  const spaced = values.filter((value) => /^\s/u.test(value)).length
  return 2 * spaced > values.filter((value) => value !== '').length
}

/** Fixed pieces run together; the white space that most values of a slot begin with goes before it. */
function joined(pieces: readonly TemplatePart[], spaced: readonly boolean[]): TemplatePart[] {
  const parts: TemplatePart[] = []
  const add = (text: string) => {
    const last = parts.at(-1)
    if (last !== undefined && 'text' in last) parts[parts.length - 1] = { text: last.text + text }
    else parts.push({ text })
  }
  for (const piece of pieces) {
    if ('text' in piece) add(piece.text)
    else {
      if (spaced[piece.slot]) add(' ')
      parts.push(piece)
    }
  }
  return parts
}
