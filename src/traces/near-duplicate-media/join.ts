/**
 * Which files are one object, given pairs that are copies.
 *
 * Ties that add nothing of their own (saved again, resized, mirrored, framed, marked, cropped) join at once, and so do chains of them. A tie is *weak* when one side has
 * a caption bar that the other lacks, or shows it only as a part (under `part` of its content): that side says something more. Two sets joined by weak ties become one object
 * only when neither has a weak tie to any other set. So a bare picture and its one captioned copy are one object; a base picture with two different captions in the data
 * is a template, whose versions stay apart; and a collage does not make one object of the pictures in it.
 */
import type { Comparison } from './compare.js'

export const PART_SHARE = 0.45

export interface Tie {
  readonly a: number
  readonly b: number
  readonly isWeak: boolean
}

export function isWeak({ changes, covered }: Pick<Comparison, 'changes' | 'covered'>): boolean {
  return changes.some(({ kind }) => kind === 'caption-bar') || Math.min(...covered) < PART_SHARE
}

/** For each file the number of the first file of its object. */
export function joinCopies(files: number, ties: readonly Tie[]): Int32Array {
  const root = Int32Array.from({ length: files }, (_, i) => i)
  const find = (i: number): number => {
    while (root[i] !== i) i = root[i] = root[root[i] as number] as number
    return i
  }
  const unite = (i: number, j: number) => {
    const [a, b] = [find(i), find(j)]
    if (a !== b) root[Math.max(a, b)] = Math.min(a, b)
  }
  for (const { a, b, isWeak } of ties) if (!isWeak) unite(a, b)
  const others = new Map<number, Set<number>>()
  for (const tie of ties) {
    if (!tie.isWeak) continue
    const [a, b] = [find(tie.a), find(tie.b)]
    if (a === b) continue
    others.set(a, (others.get(a) ?? new Set()).add(b))
    others.set(b, (others.get(b) ?? new Set()).add(a))
  }
  for (const [a, sets] of others) {
    const [b] = sets
    if (sets.size === 1 && others.get(b as number)?.size === 1) unite(a, b as number)
  }
  return root.map((_, i) => find(i))
}
