/**
 * Spin text: "{Great|Good|Fine} {product|thing}", a program that draws each word on its own. Of a template's slots that are choices:
 *   possible  product of their numbers of alternatives, "nothing there" among them; seen: different combinations in the texts
 *   mutual    sum over pairs of slots of their mutual information, I(X; Y) = H(X) + H(Y) - H(X, Y), in bits; the most it could be is the sum of min(H(X), H(Y))
 *   expected  mean of it when each slot is shuffled over the texts on its own; p = (1 + draws with as much) / (1 + draws)
 * Independent: mutual less expected is at most a tenth of the most it could be, or p is above 0.05, and there are more combinations than the longest list has alternatives. p alone would
 * call a thousand texts dependent for one "have I felt | did I feel" torn in two. People who rewrite a text change several words together, and then the slots depend on each other. Texts
 * count once, so a list of different texts looks a little more independent than the draws behind it were. Undefined with fewer than two such slots.
 */
import type { Slot, Spin } from '../../../model/index.js'
import { type Rng, shuffle } from '../../../statistics/index.js'

const DRAWS = 199
const MOST_SLOTS = 8

/** `values[t][slot]`. */
export function spinOf(slots: readonly Slot[], values: readonly (readonly string[])[], rng: Rng): Spin | null {
  const chosen = slots.flatMap((slot, i) => (slot.isChoice ? [i] : []))
  if (chosen.length < 2) return null
  const columns = chosen.map((slot) => numbered(values.map((each) => (each[slot] as string).trim())))
  const seen = new Set(values.map((_, t) => columns.map((column) => column[t]).join(','))).size
  const tested = columns.slice(0, MOST_SLOTS)
  const entropies = tested.map(entropy)
  const mutual = mutualOf(tested, entropies)
  let asMuch = 0
  let sum = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    for (const column of tested) shuffle(column, rng)
    const drawn = mutualOf(tested, entropies)
    sum += drawn
    if (drawn >= mutual - 1e-9) asMuch++
  }
  const p = (1 + asMuch) / (1 + DRAWS)
  const lengths = chosen.map((slot) => (slots[slot] as Slot).distinct)
  const most = pairs(tested.length).reduce((bits, [i, j]) => bits + Math.min(entropies[i] as number, entropies[j] as number), 0)
  return {
    slots: chosen,
    possible: lengths.reduce((product, n) => product * n, 1),
    seen,
    mutualBits: mutual,
    expectedBits: sum / DRAWS,
    mostBits: most,
    p,
    isIndependent: (p > 0.05 || mutual - sum / DRAWS <= 0.1 * most) && seen > Math.max(...lengths),
  }
}

function numbered(values: readonly string[]): Int32Array {
  const ids = new Map<string, number>()
  return Int32Array.from(values, (value) => {
    const id = ids.get(value) ?? ids.size
    ids.set(value, id)
    return id
  })
}

function pairs(many: number): (readonly [number, number])[] {
  return Array.from({ length: many }, (_, j) => Array.from({ length: j }, (_, i) => [i, j] as const)).flat()
}

function mutualOf(columns: readonly Int32Array[], entropies: readonly number[]): number {
  return pairs(columns.length).reduce((sum, [i, j]) => {
    const both = columns[i] as Int32Array
    const other = columns[j] as Int32Array
    const joint = both.map((value, t) => value * 64 + (other[t] as number))
    return sum + (entropies[i] as number) + (entropies[j] as number) - entropy(joint)
  }, 0)
}

function entropy(values: Int32Array): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let bits = 0
  for (const n of [...counts.values()].sort((x, y) => x - y)) bits += (n / values.length) * Math.log2(values.length / n)
  return bits
}
