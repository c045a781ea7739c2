/**
 * How far a group heaps up in one place, against the spread of everybody else. For a category (or a window of time) with c of the group's n and share s of the others:
 *   e = n · (m + 1) / (N + 1), m of N others there;  LLR = c ln(c / e) - (c - e) where c > e, else 0 (Kulldorff 1997, Poisson form).
 * The value is the largest over all categories, or over all windows of the widths that begin at a member. Its p comes from draws, so the search is paid for.
 */
import { firstAtLeast, scanScore } from '../statistics/index.js'

export interface Excess {
  readonly llr: number
  /** How many of the group, and how many were expected. */
  readonly count: number
  readonly expected: number
  /** The number of the category, or the start of the window in ms. */
  readonly where: number | null
  /** Width of the window in ms. */
  readonly widthMs: number
}

const NONE: Excess = { llr: 0, count: 0, expected: 0, where: null, widthMs: 0 }

/**
 * Categories by number, -1 for none. A drawn set is itself among the others and is taken out of them (`isAmongOthers`); `others`: how many of all others fall in each category; `all` of them. Ties: the
 * lower number.
 */
export function excessCategory(own: readonly number[], others: ArrayLike<number>, all: number, isAmongOthers: boolean): Excess {
  const sorted = Int32Array.from(own).sort()
  let from = 0
  while (sorted[from] === -1) from++
  const n = sorted.length - from
  let best = NONE
  for (let to = from; from < sorted.length; from = to) {
    const category = sorted[from] as number
    while (sorted[to] === category) to++
    const c = to - from
    if (c < 2) continue
    const itself = isAmongOthers ? { there: c, all: n } : { there: 0, all: 0 }
    const expected = (n * ((others[category] as number) - itself.there + 1)) / (all - itself.all + 1)
    const llr = scanScore(c, expected)
    if (llr > best.llr) best = { llr, count: c, expected, where: category, widthMs: 0 }
  }
  return best
}

/** `own` and `others` ascending, in ms. */
export function excessWindow(own: ArrayLike<number>, others: Float64Array, widths: readonly number[], isAmongOthers: boolean): Excess {
  const n = own.length
  let best = NONE
  for (const widthMs of widths)
    for (let i = 0, to = 0; i < n; i++) {
      const from = own[i] as number
      while (to < n && (own[to] as number) <= from + widthMs) to++
      const c = to - i
      if (c < 2) continue
      const itself = isAmongOthers ? { there: c, all: n } : { there: 0, all: 0 }
      const expected =
        (n * (upTo(others, from + widthMs) - firstAtLeast(others, from) - itself.there + 1)) / (others.length - itself.all + 1)
      const llr = scanScore(c, expected)
      if (llr > best.llr) best = { llr, count: c, expected, where: from, widthMs }
    }
  return best
}

/** Values of whole milliseconds that are at most `limit`. */
const upTo = (sorted: Float64Array, limit: number) => firstAtLeast(sorted, limit + 0.5)
