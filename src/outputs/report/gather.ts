/** What the report needs from the store: read only, small results, in a total order. */
import { type CaseTexts, type Dossier, type PostRef, quoteText, type TraceId } from '../../model/index.js'
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

/** Of groups of one network, whose trace table must be there. */
export async function gatherActivity(job: Job, trace: TraceId, dossiers: readonly Dossier[]): Promise<Map<string, MemberActivity>> {
  const widthOf = ({ group: { measures } }: Dossier) => Math.max(1, Math.ceil((measures.lastAtMs - measures.firstAtMs + 1) / COLUMNS))
  const spans = dossiers.map(
    (each) => `(${quoteText(each.group.groupId)}, ${each.group.measures.firstAtMs}::bigint, ${widthOf(each)}::bigint)`,
  )
  const rows = await job.db.rows<{ g: string; k: number; i: number; n: number }>(
    `select group_id as "g", account_key as "k", (happened_ms - first_ms) // width as "i", count(*) as "n"
     from ${traceTable(trace)} join group_members using (account_key) join (values ${spans.join(', ')}) as spans (group_id, first_ms, width) using (group_id)
     group by 1, 2, 3 order by 1, 2, 3`,
  )
  return new Map(
    dossiers.map((dossier) => {
      const { groupId, measures } = dossier.group
      const cells = new Map<number, [number, number][]>()
      const sums = new Map<number, number>()
      for (const { k, i, n } of rows.filter(({ g }) => g === groupId)) {
        sums.set(k, (sums.get(k) ?? 0) + n)
        if (i < 0 || i >= COLUMNS) continue
        const list = cells.get(k) ?? []
        list.push([i, n])
        cells.set(k, list)
      }
      const members = membersByWeight(dossier).map(({ key }) => ({ key, traces: sums.get(key) ?? 0, cells: cells.get(key) ?? [] }))
      return [groupId, { fromMs: measures.firstAtMs, toMs: measures.lastAtMs, columns: COLUMNS, members }]
    }),
  )
}

const FAMILY_TRACE = 'near-duplicate-text'
const MOST_FAMILIES = 3
const MOST_EXAMPLES = 3

/** By group, families that two members or more wrote; the trace table must be there. */
export async function gatherWritten({ db }: Job, groupIds: readonly string[], { families }: CaseTexts): Promise<Map<string, Written[]>> {
  const idOf = new Map(families.map(({ objectId, familyId }) => [objectId, familyId]))
  const own = `select m.group_id, t.object_key, t.account_key, t.post_key, t.happened_ms from ${traceTable(FAMILY_TRACE)} t join group_members m using (account_key) where m.group_id in (${groupIds.map(quoteText).join(', ')})`
  const rows = await db.rows<{ groupId: string; key: number; objectId: string; members: number; posts: number }>(
    `select group_id as "groupId", object_key as "key", object_id as "objectId", count(distinct account_key) as "members", count(*) as "posts" from (${own}) join ${objectTable(FAMILY_TRACE)} using (object_key)
     where object_id in (select unnest(from_json($1, '["varchar"]'))) group by 1, 2, 3 having count(distinct account_key) > 1
     qualify row_number() over (partition by group_id order by count(distinct account_key) desc, count(*) desc, object_id) <= ${MOST_FAMILIES} order by 1, 4 desc, 5 desc, 3`,
    [JSON.stringify([...idOf.keys()])],
  )
  if (rows.length === 0) return new Map()
  const chosen = rows.map(({ groupId, key }) => `(${quoteText(groupId)}, ${key})`).join(', ')
  const posts = await db.rows<PostRef & { groupId: string; key: number }>(
    `with firsts as (select o.group_id, o.object_key, o.account_key, p.text, o.post_key, o.happened_ms from (${own}) o join posts p using (post_key) where (o.group_id, o.object_key) in (values ${chosen})
       qualify row_number() over (partition by o.group_id, o.object_key, p.text order by o.happened_ms, o.account_key, o.post_key) = 1),
     chosen as (select * from firsts qualify row_number() over (partition by group_id, object_key order by happened_ms, account_key, post_key) <= ${MOST_EXAMPLES})
     select s.group_id as "groupId", s.object_key as "key", p.post_key as "postKey", p.post_id as "postId", p.account_key as "accountKey", p.posted_ms as "atMs", p.text as "text", f.sha256 as "fileSha256", f.name as "fileName", p.line as "line"
     from chosen s join posts p using (post_key) join files f using (file_key) order by 1, 2, p.posted_ms, p.account_key, p.post_key`,
  )
  const written = rows.map(({ groupId, key, objectId, members, posts: many }) => ({
    groupId,
    familyId: idOf.get(objectId) as string,
    members,
    posts: many,
    examples: posts.filter((post) => post.groupId === groupId && post.key === key).map(({ groupId: _, key: _key, ...post }) => post),
  }))
  return new Map(
    groupIds.map((groupId) => [groupId, written.filter((each) => each.groupId === groupId).map(({ groupId: _, ...each }) => each)]),
  )
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
