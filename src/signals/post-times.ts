/** Every account's post times: position from[k] … from[k + 1] - 1 of `atMs` are account k's, ascending. */
import type { Job } from '../store/index.js'
import { readNumbers, startsOf } from './columns.js'

export interface PostTimes {
  readonly from: Int32Array
  readonly atMs: Float64Array
  /** Largest of second, minute, hour, day that every time is a whole multiple of, in ms; 1 when they are finer than a second. */
  readonly clockMs: number
  readonly firstMs: number
  readonly lastMs: number
}

const CLOCKS = [86_400_000, 3_600_000, 60_000, 1000]

export async function readPostTimes(job: Job, accounts: number, where = 'true'): Promise<PostTimes> {
  const sql = `select account_key, posted_ms::double as at_ms from posts where ${where} order by account_key, posted_ms, post_key`
  const [account, atMs] = await readNumbers(job, sql, ['int', 'double'])
  const from = startsOf(account, accounts)
  let clockMs = atMs.length === 0 ? 1 : (CLOCKS[0] as number)
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const ms of atMs) {
    while (clockMs > 1 && ms % clockMs !== 0) clockMs = CLOCKS[CLOCKS.indexOf(clockMs) + 1] ?? 1
    firstMs = Math.min(firstMs, ms)
    lastMs = Math.max(lastMs, ms)
  }
  return { from, atMs, clockMs, firstMs, lastMs }
}
