/**
 * All pairs that share objects, row by row: the later accounts on the objects of one account are laid side by side. Within each object the traces are held in order of account, so that the
 * later ones are the rest of its list.
 */
import { type Cascades, roomFor, type Trials } from './cascades.js'

interface Entries {
  /** By object, account, time; object o has entries objectStart[o] … */
  readonly account: Int32Array
  readonly atMs: Float64Array
  readonly position: Int32Array
  /** Entry of each place of byAccount. */
  readonly ofPlace: Int32Array
}

function entriesOf({ traces, accounts, objectStart, object, atMs, accountStart, byAccount }: Cascades): Entries {
  const next = objectStart.slice()
  const account = new Int32Array(traces)
  const at = new Float64Array(traces)
  const position = new Int32Array(traces)
  const ofPlace = new Int32Array(traces)
  for (let a = 0; a < accounts; a++)
    for (let i = accountStart[a] as number; i < (accountStart[a + 1] as number); i++) {
      const own = byAccount[i] as number
      const o = object[own] as number
      const entry = next[o] as number
      next[o] = entry + 1
      account[entry] = a
      at[entry] = atMs[own] as number
      position[entry] = own
      ofPlace[i] = entry
    }
  return { account, atMs: at, position, ofPlace }
}

/** Rows of accounts that are taken at a time. */
export const BLOCK = 64

/**
 * Visits every pair a < b that shares at least `minShared` objects, by a, then b in order of meeting; trials from `from` to `to` - 1 are theirs. `take` gives the next block of rows, so
 * that threads can share them; without it all are taken in order.
 */
export function forEachPair(
  cascades: Cascades,
  minShared: number,
  visit: (a: number, b: number, trials: Trials, from: number, to: number) => void,
  between?: (done: number) => void,
  take?: () => number,
): void {
  const { accounts, objectStart, size, object: objectOf, accountStart, byAccount } = cascades
  const { account, atMs, position, ofPlace } = entriesOf(cascades)
  const shared = new Int32Array(accounts)
  const slot = new Int32Array(accounts)
  const touched = new Int32Array(accounts)
  let room = 1024
  let trials = roomFor(room)
  let block = 0
  const next = take ?? (() => block++)
  for (let first = next() * BLOCK; first < accounts; first = next() * BLOCK) {
    between?.(first)
    for (let a = first; a < Math.min(accounts, first + BLOCK); a++) row(a)
  }

  function row(a: number): void {
    const [low, high] = [accountStart[a] as number, accountStart[a + 1] as number]
    let many = 0
    let all = 0
    for (let i = low; i < high; i++) {
      const o = objectOf[byAccount[i] as number] as number
      const end = objectStart[o + 1] as number
      let k = (ofPlace[i] as number) + 1
      const isPlain = size[o] === end - (objectStart[o] as number)
      if (!isPlain) {
        // Later traces of a on the same object, and of others, count once.
        if (k < end && account[k] === a) continue
        for (let last = a; k < end; k++) {
          const b = account[k] as number
          if (b === last) continue
          last = b
          const before = shared[b] as number
          if (before === 0) touched[many++] = b
          shared[b] = before + 1
        }
        continue
      }
      for (; k < end; k++) {
        const b = account[k] as number
        const before = shared[b] as number
        if (before === 0) touched[many++] = b
        shared[b] = before + 1
      }
    }
    for (let k = 0; k < many; k++) {
      const b = touched[k] as number
      slot[b] = all
      if ((shared[b] as number) >= minShared) all += shared[b] as number
    }
    if (all > room) {
      room = all * 2
      trials = roomFor(room)
    }
    const { object, gapMs, atMs: closestMs, first, second } = trials
    for (let i = low; i < high; i++) {
      const own = byAccount[i] as number
      const o = objectOf[own] as number
      const end = objectStart[o + 1] as number
      const mine = ofPlace[i] as number
      if (size[o] !== end - (objectStart[o] as number)) {
        let to = mine + 1
        while (to < end && account[to] === a) to++
        several(o, mine, to, end)
        i += to - mine - 1
        continue
      }
      const at = atMs[mine] as number
      for (let k = mine + 1; k < end; k++) {
        const b = account[k] as number
        if ((shared[b] as number) < minShared) continue
        const here = slot[b] as number
        slot[b] = here + 1
        const other = atMs[k] as number
        object[here] = o
        gapMs[here] = at < other ? other - at : at - other
        closestMs[here] = Math.min(at, other)
        first[here] = own
        second[here] = position[k] as number
      }
    }
    for (let k = 0; k < many; k++) {
      const b = touched[k] as number
      const count = shared[b] as number
      shared[b] = 0
      if (count >= minShared) visit(a, b, trials, (slot[b] as number) - count, slot[b] as number)
    }
  }

  /** Entries from `mine` to `to` - 1 are a's on object o, those up to `end` - 1 of later accounts. */
  function several(o: number, mine: number, to: number, end: number): void {
    for (let k = to; k < end; ) {
      const b = account[k] as number
      let next = k + 1
      while (next < end && account[next] === b) next++
      if ((shared[b] as number) >= minShared) {
        const here = slot[b] as number
        slot[b] = here + 1
        trials.object[here] = o
        trials.first[here] = position[mine] as number
        trials.second[here] = position[k] as number
        let gap = Number.POSITIVE_INFINITY
        for (let i = mine, j = k; i < to && j < next; ) {
          const [left, right] = [atMs[i] as number, atMs[j] as number]
          if (Math.abs(left - right) < gap) {
            gap = Math.abs(left - right)
            trials.atMs[here] = Math.min(left, right)
          }
          if (left < right) i++
          else j++
        }
        trials.gapMs[here] = gap
      }
      k = next
    }
  }
}
