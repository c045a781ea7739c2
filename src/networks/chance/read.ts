import { type TraceId, tracesOf } from '../../model/index.js'
import { type Job, objectTable } from '../../store/index.js'
import { readTakingPart, type TakingPart } from '../taking-part.js'
import { type Cascades, type Columns, cascadesOf } from './cascades.js'

export async function readCascades(job: Job, trace: TraceId, which: TakingPart = {}): Promise<Cascades> {
  return cascadesOf(await readTraceColumns(job, trace, which))
}

/** Traces of one kind that take part, by object, time, account, post. */
export async function readTraceColumns(job: Job, trace: TraceId, which: TakingPart = {}): Promise<Columns & { readonly post: Int32Array }> {
  const { count, unitMs, baseMs, objectStart, objectKey, ...columns } = await readTakingPart(job, trace, which)
  const [account, post, time] = [columns.account, columns.post, columns.time].map((column) => column.subarray(0, count)) as [
    Int32Array,
    Int32Array,
    Int32Array | Float64Array,
  ]
  const object = new Int32Array(count)
  for (let o = 0; o < objectKey.length; o++) object.fill(objectKey[o] as number, objectStart[o], objectStart[o + 1])
  return { object, account, post, atMs: Float64Array.from(time, (each) => each * unitMs + baseMs) }
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
