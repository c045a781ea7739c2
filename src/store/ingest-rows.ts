/** The rows of a file that was staged: their platform, their lines, the fields they have. */
import { quoteText } from '../model/index.js'
import type { IngestPlan } from './ingest-plan.js'

export function platformSql(plan: IngestPlan): string {
  const given = quoteText(plan.platform)
  return plan.fields.some(({ field }) => field === 'platform') ? `coalesce(v_platform, ${given})` : given
}

export function stagedFields(plan: IngestPlan): string[] {
  const fields = plan.fields.map(({ field }) => field)
  if (!plan.pseudonymKey || !fields.includes('text')) return fields
  // Taken from the text before it is masked.
  return [...fields, ...['mentions', 'urls'].filter((field) => !fields.includes(field))]
}

/** Incoming rows with their physical line. */
export function withLines(plan: IngestPlan): string {
  const { reading } = plan
  if (reading.isNumbered) return '(select *, rowid as ord, line as physical_line from incoming)'
  if (reading.lines)
    return '(select i.*, i.rowid as ord, l.physical::bigint as physical_line from incoming as i join incoming_lines as l on l.rowid = i.rowid)'
  return `(select *, rowid as ord, rowid + ${reading.hasHeader ? 2 : 1} as physical_line from incoming)`
}

/** Whether the file says which rows are one post. */
export function isTold(plan: IngestPlan): boolean {
  return plan.recordKind === 'posts' && plan.fields.some(({ field }) => field === 'post_id')
}
