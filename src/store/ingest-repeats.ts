/**
 * Rows whose platform and post id were seen before, in the case or in this file. Where both sides have a value and the content is another, the row is
 * a reject; otherwise it is merged: the first row is kept, and what it left blank is filled in from the first merged row that has it.
 * Links, hashtags and mentions are compared as sets, since programs put them in different orders; an empty list is a blank.
 */
import { LIST_FIELDS, quoteText } from '../model/index.js'
import type { Database } from './database.js'
import type { IngestPlan } from './ingest-plan.js'
import { isTold, platformSql, withLines } from './ingest-rows.js'

const CONTENT = ['text', 'repost_of', 'reply_to', 'quote_of', 'urls', 'hashtags', 'mentions']
/** Said otherwise, these are no other post: addresses of media are signed anew at each visit, and programs differ about the rest. */
const BESIDE = ['language', 'client', 'repost_of_account', 'reply_to_account', 'media', 'url_title']

export interface Filled {
  readonly posts: number
  /** Fields that were filled in, or would have been. */
  readonly fields: readonly string[]
  /** False: there was something, but the case has forgotten an account, whose traces could come back in this way. */
  readonly isDone: boolean
}
export interface Otherwise {
  readonly field: string
  readonly rows: number
}

export const NOTHING_FILLED: { filled: Filled; otherwise: readonly Otherwise[] } = {
  filled: { posts: 0, fields: [], isDone: true },
  otherwise: [],
}

const isList = (field: string) => LIST_FIELDS.includes(field)
const isValue = (field: string, value: string) => (isList(field) ? `coalesce(len(${value}) > 0, false)` : `${value} is not null`)

function saysOtherwise(field: string, a: string, b: string): string {
  if (!isList(field)) return `coalesce(${a} <> ${b}, false)`
  const plain = (list: string) => (field === 'urls' || field === 'media' ? list : `list_transform(${list}, lambda x: lower(x))`)
  const set = (list: string) => `list_sort(list_distinct(${plain(list)}))`
  return `coalesce(${a} <> ${b} and len(${a}) > 0 and len(${b}) > 0 and ${set(a)} <> ${set(b)}, false)`
}

const given = (plan: IngestPlan, fields: readonly string[]) => fields.filter((field) => plan.fields.some((one) => one.field === field))

function differs(plan: IngestPlan, row: string, account: string, ms: string, other: (field: string) => string): string {
  const content = given(plan, CONTENT).map((field) => saysOtherwise(field, `${row}.v_${field}`, other(field)))
  return [`${row}.v_account_id <> ${account}`, `${row}.v_posted_at <> ${ms}`, ...content].join(' or ')
}

/** With the case first: a row that differs from it there must not stand for the rows after it. */
export async function findRepeats(db: Database, plan: IngestPlan): Promise<void> {
  if (!isTold(plan)) return
  if ((await db.row<{ n: number }>('select count(*) as n from posts')).n > 0)
    await db.run(`insert into left_out select i.ord, case when ${differs(plan, 'i', 'a.account_id', 'q.posted_ms', (field) => `q.${field}`)} then 'differs' else 'merged' end
      from (select rowid as ord, ${platformSql(plan)} as p, * from incoming where bad = 0) as i
      join posts as q on q.platform = i.p and q.post_id = i.v_post_id and q.given_object is null join accounts as a on a.account_key = q.account_key
      where not exists (select 1 from left_out as o where o.ord = i.ord)`)
  await findRepeatsInFile(db, plan)
}

export async function findRepeatsInFile(db: Database, plan: IngestPlan): Promise<void> {
  if (!isTold(plan)) return
  const twice = 'select hash(v_post_id) from incoming where bad = 0 group by 1 having count(*) > 1'
  if ((await db.row<{ n: number }>(`select count(*) as n from (${twice}) as t`)).n === 0) return
  await db.run(`create or replace temp table repeats as select i.rowid as ord, ${platformSql(plan)} as p, i.* from incoming as i
    where bad = 0 and hash(v_post_id) in (${twice}) and not exists (select 1 from left_out as o where o.ord = i.rowid and o.what <> 'merged')`)
  await db.run(`insert into left_out select r.ord, case when ${differs(plan, 'r', 'f.v_account_id', 'f.v_posted_at', (field) => `f.v_${field}`)} then 'differs' else 'merged' end
    from (select * from repeats where not exists (select 1 from left_out as o where o.ord = repeats.ord)) as r
    join (select * from repeats where not exists (select 1 from left_out as o where o.ord = repeats.ord) qualify row_number() over (partition by p, v_post_id order by ord) = 1) as f
    on f.p = r.p and f.v_post_id = r.v_post_id where r.ord > f.ord`)
  // Of rows that agree with one that left something blank, the first that has it speaks for it, and those after it must agree with that.
  const fields = given(plan, CONTENT)
  if (fields.length > 0)
    await db.run(`update left_out set what = 'differs' from (
      with rows as (select * from repeats where not exists (select 1 from left_out as o where o.ord = repeats.ord and o.what = 'differs')),
      told as (select p, v_post_id, ${fields.map((field) => `arg_min(v_${field}, ord) filter (where ${isValue(field, `v_${field}`)}) as ${field}`).join(', ')}
        from rows group by p, v_post_id having count(*) > 1)
      select r.ord from rows as r join told as t on t.p = r.p and t.v_post_id = r.v_post_id
      where ${fields.map((field) => saysOtherwise(field, `r.v_${field}`, `t.${field}`)).join(' or ')}) as d where d.ord = left_out.ord`)
  await db.run('drop table repeats')
}

/** Of a staged file alone, without a case. */
export async function countRepeats(db: Database, plan: IngestPlan): Promise<{ readonly merged: number; readonly differing: number }> {
  await findRepeatsInFile(db, plan)
  return await db.row(
    "select count(*) filter (where what = 'merged') as merged, count(*) filter (where what = 'differs') as differing from left_out",
  )
}

/** Rows of the view `arriving` that nothing merges and that stand in the case: traces by object, account, content and time, posts without ids by account, time and text. */
export async function countDoubled(db: Database, plan: IngestPlan): Promise<number> {
  const isTraces = plan.recordKind === 'traces'
  if (!isTraces && (plan.recordKind !== 'posts' || isTold(plan))) return 0
  const same = isTraces
    ? [
        'q.given_object = r.v_object_id',
        'q.posted_ms = r.v_happened_at',
        ...given(plan, ['content_id']).map(() => 'q.post_id = r.v_content_id'),
      ]
    : ['q.posted_ms = r.v_posted_at', ...given(plan, ['text']).map(() => 'q.text is not distinct from r.v_text')]
  const { n } = await db.row<{ n: number }>(`select count(*) as n from arriving as r semi join
    (select p.given_object, p.post_id, p.posted_ms, p.text, a.platform, a.account_id from posts as p join accounts as a using (account_key) where p.given_object is ${isTraces ? 'not ' : ''}null) as q
    on q.account_id = r.v_account_id and q.platform = ${platformSql(plan)} and ${same.join(' and ')}`)
  return n
}

/** After the posts of the file are written. `values`: field → its value in a row `r`. Where each value came from stands in `post_fills`. */
export async function fillBlanks(
  db: Database,
  plan: IngestPlan,
  fileKey: number,
  values: ReadonlyMap<string, string>,
  mayFill: boolean,
): Promise<{ filled: Filled; otherwise: readonly Otherwise[] }> {
  if (values.size === 0) return NOTHING_FILLED
  await db.run(`create or replace temp view merged as select r.*, q.post_key, ${[...values.keys()].map((field) => `q.${field}, `).join('')}
    from ${withLines(plan)} as r join left_out as o on o.ord = r.ord and o.what = 'merged'
    join posts as q on q.platform = ${platformSql(plan)} and q.post_id = r.v_post_id and q.given_object is null`)
  const fills = [...values].map(([field, value]) => ({
    field,
    value,
    isOpen: `(not ${isValue(field, `r.${field}`)} and ${isValue(field, value)})`,
  }))
  await db.run(
    `create or replace temp table fills as select post_key, ${fills
      .map(
        ({ field, value, isOpen }) =>
          `arg_min(${value}, ord) filter (where ${isOpen}) as ${field}, arg_min(physical_line, ord) filter (where ${isOpen}) as line_${field}`,
      )
      .join(', ')} from merged as r where ${fills.map(({ isOpen }) => isOpen).join(' or ') || 'false'} group by post_key`,
  )
  const counted = await db.row<Record<string, number>>(
    `select count(*) as n, ${fills.map(({ field }) => `count(${field}) as ${field}`).join(', ')} from fills`,
  )
  const beside = [...values].filter(([field]) => BESIDE.includes(field))
  const said = await db.row<Record<string, number>>(
    `select count(*) as n${beside.map(([field, value]) => `, count(*) filter (where ${saysOtherwise(field, `r.${field}`, value)}) as ${field}`).join('')} from merged as r`,
  )
  const filled = fills.map(({ field }) => field).filter((field) => (counted[field] as number) > 0)
  if (mayFill && filled.length > 0) {
    await db.run(
      `update posts as p set ${filled.map((field) => `${field} = coalesce(s.${field}, p.${field})`).join(', ')} from fills as s where s.post_key = p.post_key`,
    )
    await db.run(
      `insert into post_fills ${filled
        .map((field) => `select post_key, ${quoteText(field)} as field, ${fileKey}, line_${field} from fills where ${field} is not null`)
        .join(' union all ')} order by post_key, field`,
    )
  }
  await db.run('drop table fills')
  await db.run('drop view merged')
  return {
    filled: { posts: counted.n as number, fields: filled, isDone: mayFill },
    otherwise: beside.map(([field]) => ({ field, rows: said[field] as number })).filter(({ rows }) => rows > 0),
  }
}
