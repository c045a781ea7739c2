/** Two texts in runs of pieces that both have and that only one has, for showing them side by side. Joined, the runs are the texts. */
import { align } from './align.js'
import { tokensOf } from './tokens.js'

export interface Difference {
  readonly text: string
  readonly isOwn: boolean
}

/** Capitals, width and unseen signs are no difference. */
export function differencesOf(first: string, second: string): { readonly first: Difference[]; readonly second: Difference[] } {
  const [a, b] = [tokensOf(first), tokensOf(second)]
  const ids = new Map<string, number>()
  const { from, isSame } = align(numbered(ids, a.keys), numbered(ids, b.keys))
  const shared = new Uint8Array(b.keys.length)
  for (const [i, same] of isSame.entries()) if (same) shared[from[i] as number] = 1
  return { first: runs(a.texts, isSame), second: runs(b.texts, shared) }
}

function runs(texts: readonly string[], isShared: Uint8Array): Difference[] {
  const found: Difference[] = []
  for (const [i, text] of texts.entries()) {
    const isOwn = isShared[i] === 0
    const last = found.at(-1)
    if (last?.isOwn === isOwn) found[found.length - 1] = { text: last.text + text, isOwn }
    else found.push({ text, isOwn })
  }
  return found
}

/** Folded pieces of a text, in order. */
export function piecesOf(text: string): readonly string[] {
  return tokensOf(text).keys
}

/** 2 · alike / (n + m), alike = pieces that both have in one order; 1 for two empty lists. */
export function alikeShare(first: readonly string[], second: readonly string[]): number {
  const ids = new Map<string, number>()
  const alike = align(numbered(ids, first), numbered(ids, second)).isSame.reduce((sum, each) => sum + each, 0)
  return first.length + second.length === 0 ? 1 : (2 * alike) / (first.length + second.length)
}

function numbered(ids: Map<string, number>, keys: readonly string[]): Int32Array {
  return Int32Array.from(keys, (key) => {
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    return id
  })
}
