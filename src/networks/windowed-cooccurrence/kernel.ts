/**
 * Counts, account by account: for each account the windows around its traces are scanned, every later account met there gets one more object,
 * and those that reach the minimum are measured in a second scan. (Gustavson's row-wise sparse product, ACM TOMS 4(3) 1978, on the
 * account × object matrix with itself.) No pair is ever stored, so memory does not grow with the number of pairs.
 */
import type { Hubs } from './hubs.js'

export interface KernelInput {
  readonly account: Int32Array
  readonly time: Int32Array | Float64Array
  readonly minWeight: number
  /** Window in units of `time`; Infinity = all of the time. */
  readonly window: number
  /** Account → first of its entries (hub traces are not among them). */
  readonly entryStart: Int32Array
  /** Four numbers per entry: first trace of its window, one past the last, the trace itself, its object. */
  readonly entries: Int32Array
  readonly hubs: Hubs
}

/** At most this many pairs of surviving edges are held at once; a single edge may hold more. */
const PAIRS_HELD = 1 << 21

/** Scratch space of one thread. `cell[2h]`: last object stamp of account h in this row, `cell[2h + 1]`: objects so far, or −1 − slot. */
export interface Scratch {
  readonly cell: Int32Array
  stamp: number
  met: Int32Array
  slot: Int32Array
  pairs: Int32Array
}

export function makeScratch(accounts: number): Scratch {
  return {
    cell: new Int32Array(accounts * 2),
    stamp: 0,
    met: new Int32Array(1024),
    slot: new Int32Array(1024),
    pairs: new Int32Array(4096),
  }
}

function grown(array: Int32Array, need: number): Int32Array {
  if (need <= array.length) return array
  const larger = new Int32Array(Math.max(need, array.length * 2))
  larger.set(array)
  return larger
}

/** Every edge from `account` to a later account; `emit` gets one edge at a time. The loops are functions of their own: the engine compiles such a one after its first rows. */
export function countRow(input: KernelInput, scratch: Scratch, lo: number, emit: (edge: EdgeRow) => void): void {
  const { entryStart, hubs } = input
  const from = (entryStart[lo] as number) * 4
  const to = (entryStart[lo + 1] as number) * 4
  const hubFrom = hubs.start[lo] as number
  const hubTo = hubs.start[lo + 1] as number
  if (from === to) return
  // What hubs may add decides how much other objects must give: a pair of weight k shares k − m objects that are no hubs, m of them at most.
  const least = Math.max(1, Math.ceil(input.minWeight - hubs.mostAdded(hubFrom, hubTo)))
  const { cell } = scratch
  if (scratch.stamp > 2_000_000_000) {
    cell.fill(0)
    scratch.stamp = 0
  }
  const found = meetOthers(input, scratch, lo, from, to, least)
  if (found === 0) return
  const others = scratch.met.subarray(0, found).sort()
  // Weights with hubs, and a slot for each that passes.
  let passed = 0
  let slots = scratch.slot
  const weights: number[] | null = hubTo > hubFrom ? [] : null
  for (let f = 0; f < found; f++) {
    const other = others[f] as number
    let weight = cell[other * 2 + 1] as number
    if (weights) {
      weight += hubs.added(input, hubFrom, hubTo, other)
      if (weight < input.minWeight) continue
      weights.push(weight)
    }
    if (passed * 2 + 2 > slots.length) slots = scratch.slot = grown(slots, passed * 2 + 2)
    slots[passed * 2] = other
    slots[passed * 2 + 1] = cell[other * 2 + 1] as number
    passed++
  }
  measureRow(input, scratch, lo, passed, weights, emit)
}

/** Leaves the later accounts met on at least `least` objects in `met`, and gives their number. */
function meetOthers({ account, entries }: KernelInput, scratch: Scratch, lo: number, from: number, to: number, least: number): number {
  const { cell } = scratch
  const base = scratch.stamp + 1
  let stamp = scratch.stamp
  let object = -1
  let met = scratch.met
  let found = 0
  for (let e = from; e < to; e += 4) {
    if (entries[e + 3] !== object) {
      object = entries[e + 3] as number
      scratch.stamp = ++stamp
    }
    const end = entries[e + 1] as number
    for (let j = entries[e] as number; j < end; j++) {
      const other = account[j] as number
      if (other <= lo) continue
      const at = other * 2
      const last = cell[at] as number
      if (last === stamp) continue
      const count = last < base ? 1 : (cell[at + 1] as number) + 1
      cell[at] = stamp
      cell[at + 1] = count
      if (count === least) {
        if (found === met.length) met = scratch.met = grown(met, found + 1)
        met[found++] = other
      }
    }
  }
  return found
}

export interface EdgeRow {
  lo: number
  hi: number
  weight: number
  objects: number
  /** Pairs as (trace of lo, trace of hi), from `start` to `end` in `pairs`. */
  pairs: Int32Array
  start: number
  end: number
  /** Of a loop, whose posts lie on both sides: how many they are. */
  posts?: number
}

/** Second scan: the pairs of the edges that passed, gathered edge by edge, a bounded number at once. */
function measureRow(
  input: KernelInput,
  scratch: Scratch,
  lo: number,
  passed: number,
  weights: number[] | null,
  emit: (edge: EdgeRow) => void,
) {
  const { entryStart, hubs } = input
  const { cell, slot } = scratch
  const from = (entryStart[lo] as number) * 4
  const to = (entryStart[lo + 1] as number) * 4
  const hubFrom = hubs.start[lo] as number
  const hubTo = hubs.start[lo + 1] as number
  const counts = new Float64Array(passed + 1)
  for (let s = 0; s < passed; s++) cell[(slot[s * 2] as number) * 2 + 1] = -1 - s
  const base = scratch.stamp + 1
  scratch.stamp++
  for (let s = 0; s < passed; s++) cell[(slot[s * 2] as number) * 2] = base
  let total = countPairs(input, cell, base, lo, from, to, counts)
  const hubPairs: number[][] | null = hubTo > hubFrom ? [] : null
  const hubObjects: number[] = []
  if (hubPairs)
    for (let s = 0; s < passed; s++) {
      const list: number[] = []
      hubObjects.push(hubs.pairs(input, hubFrom, hubTo, slot[s * 2] as number, list))
      hubPairs.push(list)
      counts[s]! += list.length / 2
      total += list.length / 2
    }
  for (let first = 0; first < passed; ) {
    let last = first
    let held = 0
    while (last < passed && (last === first || held + (counts[last] as number) <= PAIRS_HELD)) held += counts[last++] as number
    const isWhole = first === 0 && last === passed
    scratch.pairs = grown(scratch.pairs, (isWhole ? total : held) * 2)
    const pairs = scratch.pairs
    const place = new Int32Array(last - first + 1)
    for (let s = first; s < last; s++) place[s - first + 1] = (place[s - first] as number) + (counts[s] as number) * 2
    const next = place.slice()
    gatherPairs(input, cell, base, lo, from, to, { first, last, next, pairs })
    for (let s = first; s < last; s++) {
      if (hubPairs) pairs.set(hubPairs[s] as number[], next[s - first] as number)
      const objects = slot[s * 2 + 1] as number
      emit({
        lo,
        hi: slot[s * 2] as number,
        weight: weights ? (weights[s] as number) : objects,
        objects: objects + (hubPairs ? (hubObjects[s] as number) : 0),
        pairs,
        start: place[s - first] as number,
        end: place[s - first + 1] as number,
      })
    }
    first = last
  }
}

/** Adds the pairs of each slot to `counts`, and gives the sum. */
function countPairs(
  { account, entries }: KernelInput,
  cell: Int32Array,
  base: number,
  lo: number,
  from: number,
  to: number,
  counts: Float64Array,
): number {
  let total = 0
  for (let e = from; e < to; e += 4) {
    const end = entries[e + 1] as number
    for (let j = entries[e] as number; j < end; j++) {
      const other = account[j] as number
      if (other > lo && cell[other * 2] === base) {
        counts[-1 - (cell[other * 2 + 1] as number)]!++
        total++
      }
    }
  }
  return total
}

interface Gathering {
  readonly first: number
  readonly last: number
  /** Slot, from `first` on → where its next pair goes. */
  readonly next: Int32Array
  readonly pairs: Int32Array
}

function gatherPairs(
  { account, entries }: KernelInput,
  cell: Int32Array,
  base: number,
  lo: number,
  from: number,
  to: number,
  { first, last, next, pairs }: Gathering,
): void {
  for (let e = from; e < to; e += 4) {
    const end = entries[e + 1] as number
    const self = entries[e + 2] as number
    for (let j = entries[e] as number; j < end; j++) {
      const other = account[j] as number
      if (other <= lo || cell[other * 2] !== base) continue
      const s = -1 - (cell[other * 2 + 1] as number)
      if (s < first || s >= last) continue
      const p = next[s - first] as number
      pairs[p] = self
      pairs[p + 1] = j
      next[s - first] = p + 2
    }
  }
}
