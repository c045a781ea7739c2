/**
 * Shuffled data sets ("worlds") for the group test. A *cell* is one account on one object with all its times; two cells of an object *meet* when a trace of
 * each lies within the window of the other. Times, and so the cells that meet, stay as they are in every world: only whose cell it is changes.
 * shuffle:   account labels of the cells of one object are permuted (who acted on what is kept, when they did is not): chance of synchrony.
 * curveball: two accounts trade the objects that one of them has and the other has not, with the numbers of each kept, within months of the objects' first trace
 *            (objects of an account and accounts of an object are kept, who acted on what is not): chance of sharing. Strona et al., Nat. Commun. 5, 4114 (2014).
 */
import type { Rng } from '../statistics/index.js'
import type { TraceIndex } from './trace-index.js'

export const MONTH = 30 * 86_400_000
/** An account with many traces on one object gives many pairs and no more meetings. */
const PAIRS_A_MEETING = 20

export interface Cells {
  readonly count: number
  readonly accounts: number
  readonly account: Int32Array
  readonly object: Int32Array
  /** Cells of object o: objectStart[o] … objectStart[o + 1] - 1, those that meet another one first: up to metEnd[o]. */
  readonly objectStart: Int32Array
  readonly metEnd: Int32Array
  /** Meetings in order of time: two cells of one object and the second (since the first trace) in which they first met. */
  readonly first: Int32Array
  readonly second: Int32Array
  readonly atSeconds: Int32Array
  /** Month of the object's first trace. */
  readonly stratum: Int32Array
}

/** The cells of an index, which are the same for every window: in the order of objects and of their first traces. */
interface Layout {
  readonly count: number
  readonly account: Int32Array
  readonly object: Int32Array
  readonly stratum: Int32Array
  readonly objectStart: Int32Array
  /** Trace → its cell; objects on which an account has several traces. */
  readonly cellOf: Int32Array
  readonly hasRepeats: Uint8Array
  readonly leastMs: number
}
const LAYOUTS = new WeakMap<TraceIndex, Layout>()

function layoutOf(index: TraceIndex): Layout {
  const known = LAYOUTS.get(index)
  if (known) return known
  const { traces, objects } = index
  const [cellOf, account, object, stratum] = [0, 1, 2, 3].map(() => new Int32Array(traces)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  const objectStart = new Int32Array(objects + 1)
  const hasRepeats = new Uint8Array(objects)
  const lastCell = new Int32Array(index.accounts).fill(-1)
  let count = 0
  let leastMs = Number.POSITIVE_INFINITY
  for (let o = 0; o < objects; o++) {
    const from = index.objectStart[o] as number
    const month = Math.floor((index.atMs[from] as number) / MONTH)
    for (let i = from; i < (index.objectStart[o + 1] as number); i++) {
      const who = index.account[i] as number
      let cell = lastCell[who] as number
      if (cell < (objectStart[o] as number)) {
        cell = count++
        lastCell[who] = cell
        account[cell] = who
        object[cell] = o
        stratum[cell] = month
      } else hasRepeats[o] = 1
      cellOf[i] = cell
      leastMs = Math.min(leastMs, index.atMs[i] as number)
    }
    objectStart[o + 1] = count
  }
  const cut = (column: Int32Array) => column.slice(0, count)
  const layout = {
    count,
    account: cut(account),
    object: cut(object),
    stratum: cut(stratum),
    objectStart,
    cellOf,
    hasRepeats,
    leastMs,
  }
  LAYOUTS.set(index, layout)
  return layout
}

/** Null where the meetings are more than `most`, or the pairs of traces many times as many. */
export function makeCells(index: TraceIndex, windowMs: number, most: number): Cells | null {
  const { count, account, object, stratum, objectStart, cellOf, hasRepeats, leastMs } = layoutOf(index)
  const first: number[] = []
  const second: number[] = []
  const atSeconds: number[] = []
  const met = new Set<number>()
  let looked = 0
  for (let o = 0; o < index.objects; o++) {
    met.clear()
    const from = index.objectStart[o] as number
    for (let i = from, low = from; i < (index.objectStart[o + 1] as number); i++) {
      const at = index.atMs[i] as number
      while (at - (index.atMs[low] as number) > windowMs) low++
      looked += i - low
      if (looked > PAIRS_A_MEETING * most) return null
      for (let j = low; j < i; j++) {
        const a = Math.min(cellOf[i] as number, cellOf[j] as number)
        const b = Math.max(cellOf[i] as number, cellOf[j] as number)
        if (hasRepeats[o] === 1) {
          if (a === b || met.has(a * count + b)) continue
          met.add(a * count + b)
        }
        if (first.length === most) return null
        first.push(a)
        second.push(b)
        atSeconds.push(Math.floor((at - leastMs) / 1000))
      }
    }
  }
  const { place, metEnd } = meetersFirst(objectStart, count, first, second)
  const ordered = inOrderOf(atSeconds)
  const placed = new Int32Array(count)
  for (let cell = 0; cell < count; cell++) placed[place[cell] as number] = account[cell] as number
  return {
    count,
    accounts: index.accounts,
    account: placed,
    object,
    objectStart,
    metEnd,
    first: Int32Array.from(ordered, (m) => place[first[m] as number] as number),
    second: Int32Array.from(ordered, (m) => place[second[m] as number] as number),
    atSeconds: Int32Array.from(ordered, (m) => atSeconds[m] as number),
    stratum,
  }
}

/** Places by value, equal ones as they stand. Value and place as one number, while that is exact: many times quicker to sort than by a comparison. */
function inOrderOf(values: readonly number[]): ArrayLike<number> & Iterable<number> {
  const size = Math.max(1, values.length)
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  if ((most + 1) * size > Number.MAX_SAFE_INTEGER)
    return Array.from(values.keys()).sort((p, q) => (values[p] as number) - (values[q] as number))
  return Float64Array.from(values, (value, place) => value * size + place)
    .sort()
    .map((key) => key % size)
}

/** New places of the cells, by which those of an object that meet stand before those that do not. */
function meetersFirst(objectStart: Int32Array, cells: number, first: readonly number[], second: readonly number[]) {
  const meets = new Uint8Array(cells)
  for (const cell of first) meets[cell] = 1
  for (const cell of second) meets[cell] = 1
  const place = new Int32Array(cells)
  const metEnd = new Int32Array(Math.max(0, objectStart.length - 1))
  for (let o = 0; o < metEnd.length; o++) {
    const from = objectStart[o] as number
    const to = objectStart[o + 1] as number
    let next = from
    for (let cell = from; cell < to; cell++) if (meets[cell] === 1) place[cell] = next++
    metEnd[o] = next
    for (let cell = from; cell < to; cell++) if (meets[cell] === 0) place[cell] = next++
  }
  return { place, metEnd }
}

/** Labels of the cells in the next world; the array is used again. */
export type NextWorld = () => Int32Array

/** Only cells that meet need a label: as many are drawn, without putting back, from all of their object. */
export function shuffledWorlds(cells: Cells, rng: Rng): NextWorld {
  const labels = cells.account.slice()
  const { objectStart, metEnd } = cells
  return () => {
    for (let o = 0; o < metEnd.length; o++) {
      const to = objectStart[o + 1] as number
      for (let cell = objectStart[o] as number; cell < (metEnd[o] as number); cell++) {
        const other = cell + rng.below(to - cell)
        const kept = labels[cell] as number
        labels[cell] = labels[other] as number
        labels[other] = kept
      }
    }
    return labels
  }
}

/** A chain of trades: 25 rounds before the first world, one between worlds; in a round each account is in two trades on average. */
export function tradedWorlds(cells: Pick<Cells, 'count' | 'account' | 'object' | 'stratum'>, rng: Rng): NextWorld {
  const labels = cells.account.slice()
  const { object } = cells
  const { months, start, owner, cell } = rowsOf(cells)
  const objects = object.reduce((most, o) => Math.max(most, o + 1), 0)
  // Per object, the last trade in which the first account had it, and in which both had it.
  const inA = new Int32Array(objects)
  const inBoth = new Int32Array(objects)
  const pool = new Int32Array(cells.count)
  let turn = 0
  const trade = (a: number, b: number) => {
    turn++
    const [aFrom, aTo, bFrom, bTo] = [start[a] as number, start[a + 1] as number, start[b] as number, start[b + 1] as number]
    for (let i = aFrom; i < aTo; i++) inA[object[cell[i] as number] as number] = turn
    let size = 0
    for (let i = bFrom; i < bTo; i++) {
      const o = object[cell[i] as number] as number
      if (inA[o] === turn) inBoth[o] = turn
      else pool[size++] = cell[i] as number
    }
    const ofB = size
    for (let i = aFrom; i < aTo; i++) if (inBoth[object[cell[i] as number] as number] !== turn) pool[size++] = cell[i] as number
    if (ofB === 0 || ofB === size) return
    for (let k = size - 1; k > 0; k--) {
      const other = rng.below(k + 1)
      const kept = pool[k] as number
      pool[k] = pool[other] as number
      pool[other] = kept
    }
    let at = 0
    for (let i = bFrom; i < bTo; i++) if (inBoth[object[cell[i] as number] as number] !== turn) cell[i] = pool[at++] as number
    for (let i = aFrom; i < aTo; i++) if (inBoth[object[cell[i] as number] as number] !== turn) cell[i] = pool[at++] as number
  }
  let isMixed = false
  return () => {
    for (let round = isMixed ? 1 : 25; round > 0; round--)
      for (const { from, rows } of months) {
        if (rows < 2) continue
        for (let k = 0; k < rows; k++) {
          const i = rng.below(rows)
          const j = rng.below(rows - 1)
          trade(from + i, from + (j < i ? j : j + 1))
        }
      }
    isMixed = true
    for (let i = 0; i < labels.length; i++) labels[cell[i] as number] = owner[i] as number
    return labels
  }
}

/** A row is one account in one month, months and in them accounts ascending: its cells are cell[start[row]] … cell[start[row + 1] - 1], and owner the account of each. */
function rowsOf({ count, account, stratum }: Pick<Cells, 'count' | 'account' | 'stratum'>) {
  const cell = Int32Array.from({ length: count }, (_, i) => i).sort(
    (x, y) => (stratum[x] as number) - (stratum[y] as number) || (account[x] as number) - (account[y] as number) || x - y,
  )
  const owner = cell.map((each) => account[each] as number)
  const start: number[] = []
  const months: { readonly from: number; rows: number }[] = []
  for (let i = 0; i < count; i++) {
    const isNewMonth = i === 0 || stratum[cell[i] as number] !== stratum[cell[i - 1] as number]
    if (isNewMonth) months.push({ from: start.length, rows: 0 })
    if (!isNewMonth && owner[i] === owner[i - 1]) continue
    start.push(i)
    months[months.length - 1]!.rows++
  }
  return { months, start: Int32Array.from([...start, count]), owner, cell }
}
