/** Slots: taken apart where that is shorter to tell, their form, their values. */
import type { Slot, SlotForm, SlotValue } from '../../../model/index.js'

const MOST_VALUES = 24
const MOST_ALTERNATIVES = 24
const MOST_COLUMNS = 8

/** Pieces of one slot, text by text → how many pieces belong together, from the left. One number where it stays whole. */
export function splitColumns(pieces: readonly (readonly string[])[], wordBits: number, slotBits: number): number[] {
  const many = pieces[0]?.length ?? 0
  if (many < 2 || many > MOST_COLUMNS || pieces.some((each) => each.length !== many)) return [many]
  /** best[j]: the shortest way to tell the first j columns, and where its last part begins. */
  const best: { bits: number; from: number }[] = [{ bits: 0, from: 0 }]
  for (let j = 1; j <= many; j++) {
    let shortest = { bits: Number.POSITIVE_INFINITY, from: 0 }
    for (let i = 0; i < j; i++) {
      const bits = (best[i] as { bits: number }).bits + slotBits + tell(pieces, i, j, wordBits)
      if (bits < shortest.bits - 1e-9) shortest = { bits, from: i }
    }
    best.push(shortest)
  }
  const lengths: number[] = []
  for (let j = many; j > 0; ) {
    const { from } = best[j] as { from: number }
    lengths.unshift(j - from)
    j = from
  }
  return lengths
}

/** A list of the different values, and for each text which of them: entropy. */
function tell(pieces: readonly (readonly string[])[], from: number, to: number, wordBits: number): number {
  const counts = new Map<string, number>()
  for (const each of pieces) {
    const value = each.slice(from, to).join('')
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  let bits = counts.size * (to - from) * wordBits
  for (const n of counts.values()) bits += n * Math.log2(pieces.length / n)
  return bits
}

const FORMS: readonly (readonly [SlotForm, RegExp])[] = [
  ['number', /^[\p{Sc}+\-−]?\p{Nd}+(?:[.,:/ ]\p{Nd}+)*\s?[%‰\p{Sc}°]?$/u],
  ['link', /^(?:https?:\/\/|www\.)\S+$/iu],
  ['handle', /^[@\uff20]\S+$/u],
  ['hashtag', /^[#\uff03]\S+$/u],
  ['capitalised', /^["“«'(]?\p{Lu}[\p{L}\p{M}\p{N}'’.-]*(?:[\s-]+\p{Lu}[\p{L}\p{M}\p{N}'’.-]*)*["”»')]?$/u],
]

function formOf(values: readonly SlotValue[]): SlotForm {
  const filled = values.filter(({ value }) => value !== '')
  const all = filled.reduce((sum, { texts }) => sum + texts, 0)
  const fits = (form: RegExp) => filled.reduce((sum, { value, texts }) => sum + (value.length <= 200 && form.test(value) ? texts : 0), 0)
  return FORMS.find(([, form]) => all > 0 && 10 * fits(form) >= 9 * all)?.[0] ?? 'words'
}

/** White space around a value does not make another one. */
export function slotOf(values: readonly string[], posts: readonly number[]): Slot {
  const found = new Map<string, { value: string; texts: number; posts: number }>()
  for (const [t, raw] of values.entries()) {
    const value = raw.trim()
    const seen = found.get(value) ?? { value, texts: 0, posts: 0 }
    found.set(value, { value, texts: seen.texts + 1, posts: seen.posts + (posts[t] as number) })
  }
  const all = [...found.values()].sort((x, y) => y.posts - x.posts || y.texts - x.texts || (x.value < y.value ? -1 : 1))
  return {
    form: formOf(all),
    isChoice: all.length >= 2 && all.length <= MOST_ALTERNATIVES && 2 * all.length <= values.length,
    distinct: all.length,
    values: all.slice(0, MOST_VALUES),
  }
}
