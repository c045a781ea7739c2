/** Every account's post times: position from[k] … from[k + 1] - 1 of `atMs` are account k's, ascending. */
import { checkCancelled, type Job } from '../store/index.js'

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
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from posts where ${where}`)
  const account = new Int32Array(n)
  const atMs = new Float64Array(n)
  const result = await job.db.connection.stream(
    `select account_key, posted_ms::double as at_ms from posts where ${where} order by account_key, posted_ms, post_key`,
  )
  let at = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    for (const [i, into] of [account, atMs].entries()) {
      const { items } = chunk.getColumnVector(i) as unknown as { items: Int32Array }
      into.set(items.length === chunk.rowCount ? items : items.subarray(0, chunk.rowCount), at)
    }
    at += chunk.rowCount
    checkCancelled(job)
  }
  const from = new Int32Array(accounts + 1)
  for (let i = 0; i < n; i++) from[(account[i] as number) + 1] = (from[(account[i] as number) + 1] as number) + 1
  for (let k = 0; k < accounts; k++) from[k + 1] = (from[k + 1] as number) + (from[k] as number)
  let clockMs = n === 0 ? 1 : (CLOCKS[0] as number)
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const ms of atMs) {
    while (clockMs > 1 && ms % clockMs !== 0) clockMs = CLOCKS[CLOCKS.indexOf(clockMs) + 1] ?? 1
    firstMs = Math.min(firstMs, ms)
    lastMs = Math.max(lastMs, ms)
  }
  return { from, atMs, clockMs, firstMs, lastMs }
}
