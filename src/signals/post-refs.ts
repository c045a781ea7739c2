import type { PostRef } from '../model/index.js'
import type { Job } from '../store/index.js'

const MOST = 200

/** Posts as evidence, by time; of many the first. */
export async function postRefs(job: Job, postKeys: readonly number[]): Promise<PostRef[]> {
  const keys = [...new Set(postKeys)].sort((a, b) => a - b).slice(0, MOST)
  if (keys.length === 0) return []
  return job.db.rows<PostRef>(
    `select post_key as "postKey", post_id as "postId", account_key as "accountKey", posted_ms as "atMs", text as "text", f.sha256 as "fileSha256", f.name as "fileName", line as "line"
     from posts join files f using (file_key) where post_key in (${keys.join(', ')}) order by posted_ms, post_key`,
  )
}
