/** What the report needs from the store: read only, small results, in a total order. */
import { type CaseTexts, type Dossier, type PostRef, quoteText } from '../../model/index.js'
import { type Job, objectTable, traceTable } from '../../store/index.js'
import { type Collection, type FileFacts, type MemberActivity, membersByWeight, type Written } from './data.js'
import { plural, span, utc } from './words.js'

const COLUMNS = 160
const STEPS_MS = [60_000, 600_000, 3_600_000, 6 * 3_600_000, 86_400_000, 7 * 86_400_000, 30 * 86_400_000, 365 * 86_400_000]

/** Hours where they fit on a page, else the next larger step. */
function bucketFor(spanMs: number): number {
  return STEPS_MS.slice(2).find((step) => spanMs / step <= 1200) ?? Math.ceil(spanMs / 1200)
}

async function readFiles(job: Job): Promise<FileFacts[]> {
  const rows = await job.db.rows<Omit<FileFacts, 'dropped'> & { dropped: string }>(`
    select sha256 as "sha256", name as "name", format as "format", record_kind as "recordKind", rows_read as "rowsRead", rows_kept as "rowsKept",
      rows_merged as "rowsMerged", rows_rejected as "rowsRejected", dropped as "dropped" from files order by file_key`)
  return rows.map((row) => ({ ...row, dropped: droppedColumns(row.dropped) }))
}

/** The column holds JSON: a list of names, a list of {column, …}, or column → count. */
function droppedColumns(text: string): string[] {
  const value: unknown = text ? JSON.parse(text) : []
  if (Array.isArray(value))
    return value.map((entry) => (typeof entry === 'string' ? entry : String((entry as { column?: unknown }).column)))
  return Object.keys(value as object)
}

export async function gatherCollection(job: Job): Promise<Omit<Collection, 'traces' | 'gaps'>> {
  const total = await job.db.row<{ posts: number; accounts: number; fromMs: number | null; toMs: number | null }>(`
    select count(*) as "posts", count(distinct account_key) as "accounts", min(posted_ms) as "fromMs", max(posted_ms) as "toMs" from posts`)
  const fromMs = total.fromMs ?? 0
  const toMs = total.toMs ?? 0
  const bucketMs = bucketFor(toMs - fromMs)
  const perBucket = total.posts === 0 ? [] : new Array<number>(Math.floor((toMs - fromMs) / bucketMs) + 1).fill(0)
  for (const { i, n } of await job.db.rows<{ i: number; n: number }>(
    'select (posted_ms - $1::bigint) // $2::bigint as "i", count(*) as "n" from posts group by 1 order by 1',
    [BigInt(fromMs), BigInt(bucketMs)],
  ))
    perBucket[i] = n
  return { files: await readFiles(job), posts: total.posts, accounts: total.accounts, fromMs, toMs, bucketMs, perBucket }
}

/** The trace table of the dossier's network must be there. */
export async function gatherActivity(job: Job, dossier: Dossier): Promise<MemberActivity> {
  const { firstAtMs, lastAtMs } = dossier.group.measures
  const width = Math.max(1, Math.ceil((lastAtMs - firstAtMs + 1) / COLUMNS))
  const rows = await job.db.rows<{ k: number; i: number; n: number }>(
    `select account_key as "k", (happened_ms - $1::bigint) // $2::bigint as "i", count(*) as "n" from ${traceTable(dossier.network.trace)}
    where account_key in (select account_key from group_members where group_id = $3) group by 1, 2 order by 1, 2`,
    [BigInt(firstAtMs), BigInt(width), dossier.group.groupId],
  )
  const cells = new Map<number, [number, number][]>()
  const sums = new Map<number, number>()
  for (const { k, i, n } of rows) {
    sums.set(k, (sums.get(k) ?? 0) + n)
    if (i < 0 || i >= COLUMNS) continue
    const list = cells.get(k) ?? []
    list.push([i, n])
    cells.set(k, list)
  }
  return {
    fromMs: firstAtMs,
    toMs: lastAtMs,
    columns: COLUMNS,
    members: membersByWeight(dossier).map(({ key }) => ({ key, traces: sums.get(key) ?? 0, cells: cells.get(key) ?? [] })),
  }
}

const FAMILY_TRACE = 'near-duplicate-text'
const MOST_FAMILIES = 3
const MOST_EXAMPLES = 3

/** Families that two members or more wrote; the trace table must be there. */
export async function gatherWritten({ db }: Job, groupId: string, { families }: CaseTexts): Promise<Written[]> {
  if (families.length === 0) return []
  const idOf = new Map(families.map(({ objectId, familyId }) => [objectId, familyId]))
  const own = `select t.object_key, t.account_key, t.post_key, t.happened_ms from ${traceTable(FAMILY_TRACE)} t join group_members m using (account_key) where m.group_id = ${quoteText(groupId)}`
  const rows = await db.rows<{ key: number; objectId: string; members: number; posts: number }>(
    `select object_key as "key", object_id as "objectId", count(distinct account_key) as "members", count(*) as "posts" from (${own}) join ${objectTable(FAMILY_TRACE)} using (object_key)
     where object_id in (select unnest(from_json($1, '["varchar"]'))) group by 1, 2 having count(distinct account_key) > 1 order by 3 desc, 4 desc, 2 limit ${MOST_FAMILIES}`,
    [JSON.stringify([...idOf.keys()])],
  )
  const posts = await db.rows<PostRef & { key: number }>(
    rows.length === 0
      ? 'select 1 where false'
      : `with firsts as (select o.object_key, o.account_key, p.text, o.post_key, o.happened_ms from (${own}) o join posts p using (post_key) where o.object_key in (${rows.map(({ key }) => key).join(', ')})
           qualify row_number() over (partition by o.object_key, p.text order by o.happened_ms, o.account_key, o.post_key) = 1),
         chosen as (select * from firsts qualify row_number() over (partition by object_key order by happened_ms, account_key, post_key) <= ${MOST_EXAMPLES})
         select s.object_key as "key", p.post_key as "postKey", p.post_id as "postId", p.account_key as "accountKey", p.posted_ms as "atMs", p.text as "text", f.sha256 as "fileSha256", f.name as "fileName", p.line as "line"
         from chosen s join posts p using (post_key) join files f using (file_key) order by s.object_key, p.posted_ms, p.account_key, p.post_key`,
  )
  return rows.map(({ key, objectId, members, posts: many }) => ({
    familyId: idOf.get(objectId) as string,
    members,
    posts: many,
    examples: posts.filter((post) => post.key === key).map(({ key: _, ...post }) => post),
  }))
}

/** What the data cannot show, from what is in them: said first, in words. */
export function gapsOf(data: Omit<Collection, 'gaps'>): string[] {
  const gaps: string[] = []
  const missing = data.traces.filter(({ isInData }) => !isInData).map(({ title }) => title)
  if (missing.length)
    gaps.push(`Not in these files: ${missing.join(', ')}. Co-action of these kinds cannot be seen, whether or not there was any.`)
  const rejected = data.files.reduce((sum, file) => sum + file.rowsRejected, 0)
  if (rejected > 0) gaps.push(`${plural(rejected, 'row')} could not be read and ${rejected === 1 ? 'is' : 'are'} left out.`)
  const silent = data.perBucket.reduce((best, posts, i, all) => (posts > 0 ? best : longer(best, all, i)), { from: 0, length: 0 })
  if (silent.length >= 2 && data.perBucket.length > 4)
    gaps.push(
      `No post for ${span(silent.length * data.bucketMs)} from ${utc(data.fromMs + silent.from * data.bucketMs)}: the longest empty stretch; silence or a gap in collection.`,
    )
  if (!data.files.some(({ recordKind }) => recordKind === 'accounts'))
    gaps.push('No file of accounts: when accounts were made is not known.')
  gaps.push(
    'How the posts were chosen (by search words, by account, by a sample) is not in the files; accounts and posts outside that choice are unseen.',
  )
  return gaps
}

/** The empty stretch that begins at `from`, if it is longer than the best so far. */
function longer(best: { from: number; length: number }, all: readonly number[], from: number): { from: number; length: number } {
  if (from < best.from + best.length) return best
  let length = 0
  while (from + length < all.length && all[from + length] === 0) length++
  return length > best.length ? { from, length } : best
}
