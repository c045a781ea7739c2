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
  const leads: number[] = []
  return Int32Array.from(texts, (_, i) => {
    if (i % 64 === 0) check(i)
    const own = pieces[i] as readonly string[]
    const found = leads.find((lead) => {
      const other = pieces[lead] as readonly string[]
      // the shorter one whole in the longer one is the most that can be
      if (2 * Math.min(own.length, other.length) < LEAST_ALIKE * (own.length + other.length)) return false
      return alikeShare(own, other) >= LEAST_ALIKE
    })
    if (found === undefined) leads.push(i)
    return found ?? i
  })
}
