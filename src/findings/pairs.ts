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

/**
 * Account a has list[start[a]] … list[start[a + 1] - 1], each on the object beside it: of its traces enough that any two accounts that meet within the window do so with them. A trace that nobody meets is left out, and
 * of several in a row on one object some that meet only whom the others meet. `seen`, per object: twice the last draw it was in, one more
 * when two accounts were on it. `place`: of an account in the last draw that it was in.
 */
interface Meeting {
  readonly windowMs: number
  readonly start: Int32Array
  readonly list: Int32Array
  readonly on: Int32Array
  readonly seen: Int32Array
  readonly place: Int32Array
  draws: number
}
const MEETING = new WeakMap<TraceIndex, Meeting>()

function meetingOf(index: TraceIndex, windowMs: number): Meeting {
  const known = MEETING.get(index)
  if (known?.windowMs === windowMs && known.draws < 2 ** 30 - 1) return known
  const { object, account, atMs } = index
  const meets = new Uint8Array(index.traces)
  for (let i = 1, other = -1; i < index.traces; i++) {
    // Only the last before it that is another account's: what is farther back has its own next one nearer, or is of the same account.
    if (object[i] !== object[i - 1]) other = -1
    else if (account[i] !== account[i - 1]) other = i - 1
    if (other >= 0 && (atMs[i] as number) - (atMs[other] as number) <= windowMs) meets[other] = meets[i] = 1
  }
  const start = new Int32Array(index.accounts + 1)
  const list = new Int32Array(index.bySharedAccount.length)
  let many = 0
  for (let a = 0; a < index.accounts; a++) {
    for (let i = index.sharedStart[a] as number; i < (index.sharedStart[a + 1] as number); i++)
      if (meets[index.bySharedAccount[i] as number] === 1) list[many++] = index.bySharedAccount[i] as number
    start[a + 1] = many
  }
  const seen = new Int32Array(index.objects)
  const own = list.slice(0, many)
  const on = own.map((at) => object[at] as number)
  const made = { windowMs, start, list: own, on, seen, place: new Int32Array(index.accounts), draws: 0 }
  MEETING.set(index, made)
  return made
}

/** Of a draw of accounts that the index knows, none twice: traces with which they meet within the window whom they meet, on objects that two of them are on; null where there are none, as in most draws. */
export function viewOfDraw(index: TraceIndex, accounts: readonly number[], windowMs: number): View | null {
  const meeting = meetingOf(index, windowMs)
  const { start, list, on, seen, place } = meeting
  const once = 2 * ++meeting.draws
  let isShared = false
  for (const account of accounts) {
    let last = -1
    for (let i = start[account] as number; i < (start[account + 1] as number); i++) {
      // The traces of an account on one object stand side by side.
      const o = on[i] as number
      if (o === last) continue
      last = o
      const before = seen[o] as number
      if (before < once) seen[o] = once
      else if (before === once) {
        seen[o] = once + 1
        isShared = true
      }
    }
  }
  if (!isShared) return null
  const found: number[] = []
  for (let i = 0; i < accounts.length; i++) {
    const account = accounts[i] as number
    place[account] = i
    for (let k = start[account] as number; k < (start[account + 1] as number); k++)
      if (seen[on[k] as number] === once + 1) found.push(list[k] as number)
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
