import { type TraceId, tracesOf } from '../../model/index.js'
import { checkCancelled, type Job, objectTable, traceTable } from '../../store/index.js'
import { type Cascades, type Columns, cascadesOf } from './cascades.js'

export async function readCascades(job: Job, trace: string): Promise<Cascades> {
  return cascadesOf(await readTraceColumns(job, trace))
}

/** Traces of one kind by object, time, account, post. */
export async function readTraceColumns(job: Job, trace: string): Promise<Columns & { readonly post: Int32Array }> {
  const table = traceTable(trace)
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from ${table}`)
  const columns = { object: new Int32Array(n), account: new Int32Array(n), post: new Int32Array(n), atMs: new Float64Array(n) }
  const result = await job.db.connection.stream(
    `select object_key, account_key, post_key, happened_ms::double as at_ms from ${table} order by object_key, happened_ms, account_key, post_key`,
  )
  const targets = [columns.object, columns.account, columns.post, columns.atMs]
  let at = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    const size = chunk.rowCount
    for (const [i, target] of targets.entries()) {
      const items = (chunk.getColumnVector(i) as unknown as { items: Int32Array }).items
      target.set(items.length === size ? items : items.subarray(0, size), at)
    }
    at += size
    checkCancelled(job)
  }
  return columns
}

/** Original posts that the data hold, of traces whose objects are posts: by object, its time and the account that published it. */
export async function readOriginals(job: Job, trace: string): Promise<{ object_key: number; at_ms: number; account: string | null }[]> {
  const ofPosts = tracesOf(trace as TraceId).filter((part) => part === 'repost' || part === 'reply-target')
  const found = []
  for (const part of ofPosts)
    found.push(
      ...(await job.db.rows<{ object_key: number; at_ms: number; account: string | null }>(
        `select o.object_key, min(p.posted_ms)::double as at_ms, min(a.account_id) as account from ${objectTable(trace)} o
         join posts p on o.object_id = ${trace.includes('+') ? `'${part} ' || ` : ''}p.platform || ':' || p.post_id left join accounts a using (account_key) group by 1 order by 1`,
      )),
    )
  return found
}

/** Time of the original post per object, NaN where not in the data. */
export async function readStarts(job: Job, trace: string, objects: number): Promise<Float64Array> {
  const startMs = new Float64Array(objects).fill(Number.NaN)
  for (const row of await readOriginals(job, trace)) startMs[row.object_key] = row.at_ms
  return startMs
}
