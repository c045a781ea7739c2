/**
 * Kin: families that share a template. A text with many slots falls into several families, since two of its texts share less than seven tenths of their shingles; word by word they are still
 * alike. Families are taken from the one with most accounts down; each joins the first one before it with 2 · alike / (n + m) >= LEAST_ALIKE, alike = pieces in common in one order
 * (Myers 1986; links, numbers and names are pieces), n and m those of the two commonest texts. Stars, not chains, so that kin never wander. Only for showing: networks and nulls see families.
 */
import { alikeShare, piecesOf } from '../../traces/index.js'

const LEAST_ALIKE = 0.7

/** Of each text, in the order given, the place of its star's centre: its own where it leads. */
export function findKin(texts: readonly string[], check: (done: number) => void): Int32Array {
  const pieces = texts.map((text) => piecesOf(text))
  const ids = new Map<string, number>()
  const bags = pieces.map((own) =>
    Int32Array.from(own, (piece) => {
      const id = ids.get(piece) ?? ids.size
      ids.set(piece, id)
      return id
    }).sort(),
  )
  const leads: number[] = []
  return Int32Array.from(texts, (_, i) => {
    if (i % 64 === 0) check(i)
    const own = pieces[i] as readonly string[]
    const found = leads.find((lead) => {
      const other = pieces[lead] as readonly string[]
      // The shorter one whole in the longer one, and what both have in any order, are the most that can be alike.
      const least = (LEAST_ALIKE * (own.length + other.length)) / 2
      if (Math.min(own.length, other.length) < least || inCommon(bags[i] as Int32Array, bags[lead] as Int32Array) < least) return false
      return alikeShare(own, other) >= LEAST_ALIKE
    })
    if (found === undefined) leads.push(i)
    return found ?? i
  })
}

/** How many of two ascending lists are in both. */
function inCommon(a: Int32Array, b: Int32Array): number {
  let many = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number]
    if (x === y) many++
    if (x <= y) i++
    if (y <= x) j++
  }
  return many
}
