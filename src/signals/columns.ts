/** Many rows of numbers straight into typed arrays: a row of objects for each would take ten times the room. */
import { checkCancelled, type Job } from '../store/index.js'

/** Reads a query of integer (`int`) and double (`double`) columns without nulls. */
export async function readNumbers<const K extends readonly ('int' | 'double')[]>(
  job: Job,
  sql: string,
  kinds: K,
): Promise<{ [I in keyof K]: K[I] extends 'int' ? Int32Array : Float64Array }> {
  const parts: (Int32Array | Float64Array)[][] = kinds.map(() => [])
  const result = await job.db.connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    for (const [i, list] of parts.entries()) {
      const { items } = chunk.getColumnVector(i) as unknown as { items: Int32Array | Float64Array }
      list.push(items.slice(0, chunk.rowCount))
    }
    checkCancelled(job)
  }
  return kinds.map((kind, i) => {
    const list = parts[i] as (Int32Array | Float64Array)[]
    const length = list.reduce((sum, part) => sum + part.length, 0)
    const whole = kind === 'int' ? new Int32Array(length) : new Float64Array(length)
    let at = 0
    for (const part of list) {
      whole.set(part, at)
      at += part.length
    }
    parts[i] = []
    return whole
  }) as never
}

/** Where the rows of each key begin: `keys` ascending, from 0 to below `count`; key k has rows from[k] … from[k + 1] - 1. */
export function startsOf(keys: Int32Array, count: number): Int32Array {
  const from = new Int32Array(count + 1)
  for (const key of keys) from[key + 1] = (from[key + 1] as number) + 1
  for (let k = 0; k < count; k++) from[k + 1] = (from[k + 1] as number) + (from[k] as number)
  return from
}
