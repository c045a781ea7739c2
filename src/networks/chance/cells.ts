/**
 * Cells: one account on one object, with all its times there. Shuffles of accounts within an object move whole cells, so that an account keeps its times together and the pairs of cells
 * that meet stay as many as they were; only whose they are changes.
 */
import type { Cascades } from './cascades.js'

export interface Cells {
  readonly count: number
  readonly account: Int32Array
  /** Cells of object o, by first time: objectStart[o] … objectStart[o + 1] - 1. */
  readonly objectStart: Int32Array
  /** Cell of each trace. */
  readonly ofTrace: Int32Array
  /** Times of cell c, ascending: timeStart[c] … timeStart[c + 1] - 1. */
  readonly timeStart: Int32Array
  readonly atMs: Float64Array
}

export function cellsOf(cascades: Cascades): Cells {
  const { traces, objects, objectStart: traceStart, account: accountOf } = cascades
  const ofTrace = new Int32Array(traces)
  const objectStart = new Int32Array(objects + 1)
  const cellOf = new Int32Array(cascades.accounts)
  const seenOn = new Int32Array(cascades.accounts).fill(-1)
  let count = 0
  for (let o = 0; o < objects; o++) {
    for (let i = traceStart[o] as number; i < (traceStart[o + 1] as number); i++) {
      const a = accountOf[i] as number
      if (seenOn[a] !== o) {
        seenOn[a] = o
        cellOf[a] = count++
      }
      ofTrace[i] = cellOf[a] as number
    }
    objectStart[o + 1] = count
  }
  const account = new Int32Array(count)
  const timeStart = new Int32Array(count + 1)
  for (let i = 0; i < traces; i++) {
    const cell = ofTrace[i] as number
    account[cell] = accountOf[i] as number
    timeStart[cell + 1]!++
  }
  for (let c = 0; c < count; c++) timeStart[c + 1]! += timeStart[c] as number
  const next = timeStart.slice()
  const atMs = new Float64Array(traces)
  for (let i = 0; i < traces; i++) atMs[next[ofTrace[i] as number]!++] = cascades.atMs[i] as number
  return { count, account, objectStart, ofTrace, timeStart, atMs }
}

/** Least gap between a time of each of two cells. */
export function gapBetween({ timeStart, atMs }: Cells, x: number, y: number): number {
  let i = timeStart[x] as number
  let j = timeStart[y] as number
  const [endX, endY] = [timeStart[x + 1] as number, timeStart[y + 1] as number]
  if (endX === i + 1 && endY === j + 1) return Math.abs((atMs[i] as number) - (atMs[j] as number))
  let gap = Number.POSITIVE_INFINITY
  while (i < endX && j < endY) {
    const [left, right] = [atMs[i] as number, atMs[j] as number]
    gap = Math.min(gap, Math.abs(left - right))
    if (left < right) i++
    else j++
  }
  return gap
}
