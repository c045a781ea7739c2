/** Rows that cannot be kept: shown, written, or too many. */
import { fail, quoteText } from '../model/index.js'
import type { Database } from './database.js'
import type { Staged } from './ingest.js'
import type { IngestPlan, IngestReject } from './ingest-plan.js'
import { isTold, withLines } from './ingest-rows.js'
import type { Check } from './ingest-sql.js'

export const POST_DIFFERS = 'source/post-differs'

/** Rows that cannot be kept, in the order of the file, at most `limit`. */
export async function readRejects(db: Database, plan: IngestPlan, staged: Staged, limit: number): Promise<IngestReject[]> {
  const rows = await db.rows<{ line: number; bad: number; value: string | null }>(
    `select physical_line as line, bad, case when bad > 0 then bad_value else v_${isTold(plan) ? 'post_id' : 'account_id'} end as value
      from ${withLines(plan)} as i where bad > 0 or ord in (select ord from left_out where what = 'differs') order by ord limit ${limit}`,
  )
  const found = rows.map(({ line, bad, value }) => {
    const { column, code, message } = bad > 0 ? (staged.checks[bad - 1] as Check) : differs(plan)
    return { line, column: column || null, value, code, message }
  })
  return [...plan.rejects, ...found].sort((a, b) => a.line - b.line).slice(0, limit)
}

function differs(plan: IngestPlan): Check {
  const column = plan.fields.find(({ field }) => field === 'post_id')?.column ?? 'post_id'
  return { field: 'post_id', column, code: POST_DIFFERS, message: 'another row has this post id and other content; the first is kept' }
}

/** `isCut`: a row that could not be read is kept without its text, which may be that of a forgotten account. */
export async function writeRejects(
  db: Database,
  plan: IngestPlan,
  staged: Staged,
  fileKey: number,
  differing: number,
  isCut: boolean,
): Promise<void> {
  const shape = '[{"line":"BIGINT","column":"VARCHAR","value":"VARCHAR","code":"VARCHAR","message":"VARCHAR"}]'
  for (let from = 0; from < plan.rejects.length; from += 5000)
    await db.run(
      `insert into rejects select ${fileKey}, r.line, r."column", r.value, r.code, r.message from (select unnest(from_json($1::json, '${shape}')) as r)`,
      [JSON.stringify(plan.rejects.slice(from, from + 5000).map((reject) => (isCut ? { ...reject, value: null } : reject)))],
    )
  const pick = (part: (check: Check) => string | null) =>
    `case bad ${staged.checks.map((check, i) => `when ${i + 1} then ${part(check) === null ? 'null' : quoteText(part(check) as string)}`).join(' ')} end`
  if (staged.rejects > plan.rejects.length)
    await db.run(`insert into rejects select ${fileKey}, physical_line, ${pick((check) => check.column || null)}, bad_value, ${pick((check) => check.code)}, ${pick((check) => check.message)}
      from ${withLines(plan)} as i where bad > 0 order by ord`)
  const { column, code, message } = differs(plan)
  if (differing > 0)
    await db.run(`insert into rejects select ${fileKey}, physical_line, ${quoteText(column)}, v_post_id, ${quoteText(code)}, ${quoteText(message)}
      from ${withLines(plan)} as i join left_out as o on o.ord = i.ord and o.what = 'differs' order by i.ord`)
}

export function failOnRejects(file: string, rejects: number, rows: number, maxRejects: number, first: IngestReject | undefined): never {
  return fail({
    code: 'source/too-many-rejects',
    what: `${rejects} of ${rows} rows cannot be kept, more than the ${maxRejects} allowed${first ? `; the first: ${first.message}` : ''}`,
    where: { file, line: first?.line, column: first?.column ?? undefined, value: first?.value ?? undefined },
    fix: `see them with lockstep inspect --problems; correct the mapping or the file, or allow them with --max-rejects ${rejects} and see them with lockstep get CASE rejects`,
    unchanged: 'nothing was imported',
  })
}
