/** Hashtags that are the handle of an account of the same file, in a pseudonymised import: #somebody names somebody. */
import { quoteText } from '../model/index.js'
import type { Database } from './database.js'
import type { IngestPlan } from './ingest-plan.js'
import { stagedFields } from './ingest-rows.js'
import { hmacSql, PLAIN_HANDLE } from './ingest-sql.js'

/** After staging, outside a transaction; the handles as they are go with it. */
export async function hideTags(db: Database, plan: IngestPlan): Promise<void> {
  const key = plan.pseudonymKey
  const fields = stagedFields(plan)
  if (!key || !fields.includes('handle')) return
  const tags = [
    ...(fields.includes('hashtags') ? ['select unnest(v_hashtags) as tag from incoming'] : []),
    ...(fields.includes('text')
      ? ["select unnest(regexp_extract_all(v_text, '[#＃]([\\p{L}\\p{N}\\p{M}_]+)', 1)) as tag from incoming"]
      : []),
  ]
  const found =
    tags.length === 0
      ? []
      : await db.rows<{ tag: string }>(
          `select distinct lower(tag) as tag from (${tags.join(' union all ')}) where lower(tag) in (select ${PLAIN_HANDLE} from incoming) order by tag`,
        )
  const changes: string[] = []
  if (found.length > 0) {
    const list = found.map(({ tag }) => quoteText(tag)).join(', ')
    const any = quoteText(`([#＃])(?i:${found.map(({ tag }) => tag).join('|')})($|[^\\p{L}\\p{N}\\p{M}_])`)
    if (fields.includes('hashtags'))
      changes.push(`list_transform(v_hashtags, lambda x: if(lower(x) in (${list}), ${hmacSql('lower(x)', key)}, x)) as v_hashtags`)
    if (fields.includes('text'))
      changes.push(`regexp_replace(regexp_replace(v_text, ${any}, '\\1…\\2', 'g'), ${any}, '\\1…\\2', 'g') as v_text`)
  }
  const replaced = changes.length > 0 ? ` replace (${changes.join(', ')})` : ''
  await db.run(`create or replace temp table incoming as select * exclude (${PLAIN_HANDLE})${replaced} from incoming`)
}
