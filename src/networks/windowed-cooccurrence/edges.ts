import type { EdgeRow } from './kernel.js'

/** Columns of edges. 64-bit columns are two 32-bit words, low first, as DuckDB stores them. */
export interface EdgeBlock {
  readonly count: number
  readonly columns: readonly (Int32Array | Float64Array)[]
}

/** Order of the columns of `edges` after network_key; words per value. */
const SHAPE = ['int', 'int', 'double', 'int', 'long', 'int', 'int', 'long', 'double', 'long', 'long', 'long', 'long', 'long'] as const

export interface EdgeBuffer {
  add(edge: EdgeRow): void
  take(): EdgeBlock
  readonly size: () => number
}

/** Sorts the first `size` values. Most edges have few pairs, for which calling the engine's sort costs more than the sorting. */
function sortFirst(values: Int32Array | Float64Array, size: number): void {
  if (size > 24) {
    values.subarray(0, size).sort()
    return
  }
  for (let i = 1; i < size; i++) {
    const value = values[i] as number
    let at = i
    for (; at > 0 && (values[at - 1] as number) > value; at--) values[at] = values[at - 1] as number
    values[at] = value
  }
}

function distinct(values: Int32Array, size: number): number {
  sortFirst(values, size)
  let count = size > 0 ? 1 : 0
  for (let i = 1; i < size; i++) if (values[i] !== values[i - 1]) count++
  return count
}

export interface EdgeTimes {
  readonly post: Int32Array
  readonly time: Int32Array | Float64Array
  readonly unitMs: number
  readonly baseMs: number
}

/** Measures each edge from its pairs and keeps it. Sums are whole numbers of ms, so they are exact. */
export function edgeBuffer({ post, time, unitMs, baseMs }: EdgeTimes): EdgeBuffer {
  let columns: (Int32Array | Float64Array)[] = []
  let room = 0
  let count = 0
  let gaps = new Float64Array(64)
  let postsA = new Int32Array(64)
  let postsB = new Int32Array(64)
  const make = (size: number) =>
    SHAPE.map((kind) => (kind === 'double' ? new Float64Array(size) : new Int32Array(kind === 'long' ? size * 2 : size)))
  const grow = () => {
    const size = Math.max(256, room * 2)
    const larger = make(size)
    for (const [i, column] of columns.entries()) (larger[i] as Int32Array).set(column as Int32Array)
    columns = larger
    room = size
  }
  const long = (column: number, value: number) => {
    const words = columns[column] as Int32Array
    words[count * 2] = value
    words[count * 2 + 1] = Math.floor(value / 4294967296)
  }
  const put = (column: number, value: number) => {
    ;(columns[column] as Float64Array)[count] = value
  }
  return {
    size: () => count,
    add: ({ lo, hi, weight, objects, pairs, start, end, posts }) => {
      if (count === room) grow()
      const size = (end - start) >> 1
      if (size > gaps.length) {
        gaps = new Float64Array(size * 2)
        postsA = new Int32Array(size * 2)
        postsB = new Int32Array(size * 2)
      }
      let sum = 0
      let first = Number.POSITIVE_INFINITY
      let last = Number.NEGATIVE_INFINITY
      let firstA = 0
      let firstB = 0
      for (let i = 0, p = start; i < size; i++, p += 2) {
        const [x, y] = [pairs[p] as number, pairs[p + 1] as number]
        const [tx, ty] = [time[x] as number, time[y] as number]
        postsA[i] = post[x] as number
        postsB[i] = post[y] as number
        const gap = Math.abs(tx - ty)
        gaps[i] = gap
        sum += gap
        if (tx < ty) firstA++
        else if (ty < tx) firstB++
        if (tx < first) first = tx
        if (ty < first) first = ty
        if (tx > last) last = tx
        if (ty > last) last = ty
      }
      sortFirst(gaps, size)
      const middle = size >> 1
      const median = size % 2 === 1 ? (gaps[middle] as number) : ((gaps[middle - 1] as number) + (gaps[middle] as number)) / 2
      put(0, lo)
      put(1, hi)
      put(2, weight)
      put(3, objects)
      long(4, size)
      put(5, posts ?? distinct(postsA, size))
      put(6, posts ?? distinct(postsB, size))
      long(7, sum * unitMs)
      put(8, median * unitMs)
      long(9, (gaps[0] as number) * unitMs)
      long(10, first * unitMs + baseMs)
      long(11, last * unitMs + baseMs)
      long(12, firstA)
      long(13, firstB)
      count++
    },
    take: () => {
      const block = {
        count,
        columns: columns.map((column, i) => column.slice(0, SHAPE[i] === 'long' ? count * 2 : count)),
      }
      count = 0
      return block
    },
  }
}
