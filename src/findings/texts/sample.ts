/** Every n-th own post with a text, the same on every machine; `family` is the object of the trace, null outside of all. */
import { type Job, traceTable } from '../../store/index.js'

const SAMPLE = 20_000

export interface SampledPost {
  readonly text: string
  readonly family: number | null
}

export interface PostSample {
  readonly rows: readonly SampledPost[]
  /** Own posts with text, of which the rows are a sample. */
  readonly posts: number
}

export async function samplePosts({ db }: Job, trace: string): Promise<PostSample> {
  const own = 'p.text is not null and p.repost_of is null and p.repost_of_account is null and p.given_object is null'
  const { posts, most } = await db.row<{ posts: number; most: number | null }>(
    `select count(*) as posts, max(p.post_key) as most from posts p where ${own}`,
  )
  const step = Math.max(1, Math.floor(((most ?? 0) + 1) / SAMPLE))
  const rows = await db.rows<SampledPost>(
    `select min(p.text) as text, min(t.object_key) as family from posts p left join ${traceTable(trace)} t using (post_key)
     where ${own} and p.post_key % ${step} = 0 group by p.post_key order by p.post_key`,
  )
  return { rows, posts }
}
