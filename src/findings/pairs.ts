/** Who met whom among a chosen set of accounts: the work-horse of baseline draws and robustness. */
import type { TraceIndex } from './trace-index.js'

/**
 * The traces of some accounts on objects with two accounts or more, in order of object and time. `member` is the place of the account in the list it
 * was made from.
 */
export interface View {
  readonly size: number
  readonly position: Int32Array
  readonly member: Int32Array
}

export function viewOf(index: TraceIndex, accounts: readonly number[]): View {
  const known = accounts.filter((account) => account < index.accounts)
  let total = 0
  for (const account of known) total += (index.sharedStart[account + 1] as number) - (index.sharedStart[account] as number)
  const position = new Int32Array(total)
  let at = 0
  for (const account of known) {
    const from = index.sharedStart[account] as number
    const to = index.sharedStart[account + 1] as number
    for (let i = from; i < to; i++) position[at++] = index.bySharedAccount[i] as number
  }
  position.sort()
  const place = new Map<number, number>()
  for (let i = 0; i < accounts.length; i++) place.set(accounts[i] as number, i)
  const member = new Int32Array(total)
  for (let i = 0; i < total; i++) member[i] = place.get(index.account[position[i] as number] as number) as number
  return { size: accounts.length, position, member }
}

const STAMPS = new WeakMap<TraceIndex, { readonly draw: Int32Array; count: number }>()

/** Quick answer to "do any two of these share an object at all?": most draws do not, and need no further work. */
export function sharingCheck(index: TraceIndex): (accounts: Iterable<number>) => boolean {
  const stamps = STAMPS.get(index) ?? { draw: new Int32Array(index.objects), count: 0 }
  STAMPS.set(index, stamps)
  return (accounts) => {
    stamps.count += 2 ** 16
    if (stamps.count >= 2 ** 31 - 2 ** 16) {
      stamps.draw.fill(0)
      stamps.count = 2 ** 16
    }
    let place = 0
    for (const account of accounts) {
      const mark = stamps.count + place++
      for (let i = index.sharedStart[account] as number; i < (index.sharedStart[account + 1] as number); i++) {
        const object = index.object[index.bySharedAccount[i] as number] as number
        const before = stamps.draw[object] as number
        if (before >= stamps.count && before !== mark) return true
        stamps.draw[object] = mark
      }
    }
    return false
  }
}

export interface Met {
  /** low · size + high → distinct objects on which the two met. */
  readonly pairs: ReadonlyMap<number, number>
  /** Sum over pairs of distinct objects met on. */
  readonly meetings: number
}

/** Pairs within the window (inclusive) on one object. `keep` leaves traces out. */
export function countMet(index: TraceIndex, view: View, windowMs: number, keep?: (position: number, member: number) => boolean): Met {
  const pairs = new Map<number, number>()
  const seenOn = new Map<number, number>()
  let meetings = 0
  const { position, member, size } = view
  for (let i = 1, low = 0; i < position.length; i++) {
    const here = position[i] as number
    const object = index.object[here] as number
    const at = index.atMs[here] as number
    while (low < i && (index.object[position[low] as number] !== object || at - (index.atMs[position[low] as number] as number) > windowMs))
      low++
    if (low === i || (keep && !keep(here, member[i] as number))) continue
    for (let j = low; j < i; j++) {
      const a = Math.min(member[i] as number, member[j] as number)
      const b = Math.max(member[i] as number, member[j] as number)
      if (a === b || (keep && !keep(position[j] as number, member[j] as number))) continue
      const key = a * size + b
      if (seenOn.get(key) === object) continue
      seenOn.set(key, object)
      pairs.set(key, (pairs.get(key) ?? 0) + 1)
      meetings++
    }
  }
  return { pairs, meetings }
}

/** Places of the largest set of members joined by pairs that met on at least `minWeight` objects (of equal ones that of the lowest place); empty when no two are joined. */
export function joinedSet(met: Met, size: number, minWeight: number): ReadonlySet<number> {
  const parent = Int32Array.from({ length: size }, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number
      at = parent[at] as number
    }
    return at
  }
  for (const [key, objects] of met.pairs) if (objects >= minWeight) parent[root(Math.floor(key / size))] = root(key % size)
  const sets = new Map<number, number[]>()
  for (let i = 0; i < size; i++) {
    const own = sets.get(root(i))
    if (own) own.push(i)
    else sets.set(root(i), [i])
  }
  let largest: readonly number[] = []
  for (const one of sets.values()) if (one.length > Math.max(1, largest.length)) largest = one
  return new Set(largest)
}

export function largestTogether(met: Met, size: number, minWeight: number): number {
  return joinedSet(met, size, minWeight).size
}
