/** For tests: cascades from rows in any order. */
import { type Cascades, cascadesOf } from './cascades.js'

export type Row = readonly [object: number, account: number, atMs: number]

export function made(rows: readonly Row[]): Cascades {
  const list = [...rows].sort((x, y) => x[0] - y[0] || x[2] - y[2] || x[1] - y[1])
  return cascadesOf({
    object: Int32Array.from(list, (row) => row[0]),
    account: Int32Array.from(list, (row) => row[1]),
    atMs: Float64Array.from(list, (row) => row[2]),
  })
}
