import type { Database } from './database.js'

/** Groups on which a person has said something, in the order of their numbers; `among` is SQL of group ids. Said when a step removes them. */
export async function judgedGroups(db: Database, among: string): Promise<string[]> {
  const rows = await db.rows<{ group_id: string }>(
    `select group_id from dossiers where group_id in (${among}) and (body->>'$.status' <> 'draft' or (body->'$.answers')::varchar <> '{}')
     order by length(group_id), group_id`,
  )
  return rows.map((row) => row.group_id)
}
