import type { TraceId } from '../../model/index.js'
import { type Job, objectTable, type Traces } from '../../store/index.js'
import { ownIds } from './sql.js'

/** Trace → its content: rows of one platform and content id have one number, the lowest post key among all posts with that id. */
export async function contentOf({ db }: Job, { post, count }: Traces): Promise<Int32Array> {
  // Only files of ready-made traces repeat a content id.
  const { given } = await db.row<{ given: boolean }>('select count(given_object) > 0 as given from posts')
  if (!given) return post
  const [keys = [], contents = []] = (await db.columns(`with near as (select hash(post_id) as h from posts group by 1 having count(*) > 1),
      few as (select post_key, platform, post_id from posts where hash(post_id) in (select h from near))
    select post_key, content from few join (select platform, post_id, min(post_key) as content from few group by all having count(*) > 1)
      using (platform, post_id) order by post_key`)) as number[][]
  if (keys.length === 0) return post
  const of = new Map(keys.map((key, i) => [key, contents[i] as number]))
  return post.subarray(0, count).map((key) => of.get(key) ?? key)
}

/** Trace → 1 when its object is its own content. */
export async function ownOf({ db }: Job, trace: TraceId, { post, objectKey, objectStart, count }: Traces): Promise<Uint8Array> {
  const own = new Uint8Array(count)
  for (const id of ownIds(trace)) {
    const [posts = [], objects = []] = (await db.columns(
      `select p.post_key, o.object_key from posts as p join ${objectTable(trace)} as o on o.object_id = ${id} order by p.post_key`,
    )) as number[][]
    if (posts.length === 0) continue
    const objectOf = new Map(posts.map((key, i) => [key, objects[i] as number]))
    for (let o = 0; o < objectKey.length; o++)
      for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++)
        if (objectOf.get(post[i] as number) === objectKey[o]) own[i] = 1
  }
  return own
}
