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
  const numbers = (keys: readonly string[]) =>
    Int32Array.from(keys, (key) => {
      const id = ids.get(key) ?? ids.size
      ids.set(key, id)
      return id
    })
  const { from, isSame } = align(numbers(a.keys), numbers(b.keys))
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
