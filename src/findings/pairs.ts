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

/** Objects that two accounts or more are on, each once: account a has list[start[a]] … list[start[a + 1] - 1]. `seen`, per object: twice the last draw it was in, one more when two accounts were on it. `place`: of an account in the last draw that it was in. */
interface SharedObjects {
  readonly start: Int32Array
  readonly list: Int32Array
  readonly seen: Int32Array
  readonly place: Int32Array
  draws: number
}
const SHARED = new WeakMap<TraceIndex, SharedObjects>()

function sharedObjectsOf(index: TraceIndex): SharedObjects {
  const known = SHARED.get(index)
  if (known && known.draws < 2 ** 30 - 1) return known
  const start = new Int32Array(index.accounts + 1)
  const list = new Int32Array(index.bySharedAccount.length)
  let many = 0
  for (let a = 0; a < index.accounts; a++) {
    for (let i = index.sharedStart[a] as number; i < (index.sharedStart[a + 1] as number); i++) {
      // The traces of an account on one object stand side by side.
      const o = index.object[index.bySharedAccount[i] as number] as number
      if (many === start[a] || list[many - 1] !== o) list[many++] = o
    }
    start[a + 1] = many
  }
  const made = { start, list: list.slice(0, many), seen: new Int32Array(index.objects), place: new Int32Array(index.accounts), draws: 0 }
  SHARED.set(index, made)
  return made
}

/** Of a draw of accounts that the index knows, none twice: their traces on objects that two of them share, the only ones on which anybody can be met; null where there are none, as in most draws. */
export function viewOfShared(index: TraceIndex, accounts: readonly number[]): View | null {
  const shared = sharedObjectsOf(index)
  const { start, list, seen, place } = shared
  const once = 2 * ++shared.draws
  let isShared = false
  for (const account of accounts)
    for (let i = start[account] as number; i < (start[account + 1] as number); i++) {
      const o = list[i] as number
      const before = seen[o] as number
      if (before < once) seen[o] = once
      else if (before === once) {
        seen[o] = once + 1
        isShared = true
      }
    }
  if (!isShared) return null
  const found: number[] = []
  for (let i = 0; i < accounts.length; i++) {
    const account = accounts[i] as number
    place[account] = i
    for (let k = index.sharedStart[account] as number; k < (index.sharedStart[account + 1] as number); k++) {
      const at = index.bySharedAccount[k] as number
      if (seen[index.object[at] as number] === once + 1) found.push(at)
    }
  }
  const position = new Int32Array(found).sort()
  return { size: accounts.length, position, member: position.map((at) => place[index.account[at] as number] as number) }
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
