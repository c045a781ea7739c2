import { fail, failIfCancelled, ProblemError } from '../model/index.js'
import { cutRecords } from '../sources/index.js'
import type { World } from '../store/index.js'

/**
 * A labels file says which accounts belong to what. CSV with a header (comma, semicolon or tab; quotes; UTF-8), one row per account:
 * - the account: `account_id`, `account`, `accountid`, `userid`, `user_id`, `author_id`, `handle`, `screen_name` or `id`;
 * - the label, a name of the thing it belongs to: `label`, `operation`, `campaign`, `group`, `cluster`, `class` or `name`;
 * - `kind`, if there: `operation`, `look-alike` or `background`. Without it a label that says "nothing" (`background`, `none`, `control`, `organic`,
 *   `0`, empty …) is background and every other is an operation;
 * - `strength`, if there: any word; results are also summed by it.
 * - `behaviours`, if there: ids of signals, joined by semicolons, that the account shows by what is known of it; empty for none.
 * Accounts that the file does not name are unlabelled: they count as no member of any operation.
 */
export interface AccountLabel {
  readonly label: string
  readonly kind: LabelKind
  readonly strength: string
  /** Absent when the file has no such column. */
  readonly behaviours?: readonly string[]
}
export type LabelKind = 'operation' | 'look-alike' | 'background'

const ACCOUNT = ['account_id', 'account', 'accountid', 'userid', 'user_id', 'author_id', 'handle', 'screen_name', 'id']
const LABEL = ['label', 'operation', 'campaign', 'group', 'cluster', 'class', 'name']
const NOTHING = /^(|background|none|no|organic|control|ordinary|normal|genuine|0|false|null|-)$/i
const LOOK_ALIKE = /^(look[ -_]?alike|harmless|benign)$/i

function kindOf(kind: string | undefined, label: string, where: { file: string; line: number }): LabelKind {
  if (kind === undefined) return NOTHING.test(label) ? 'background' : 'operation'
  if (LOOK_ALIKE.test(kind)) return 'look-alike'
  if (NOTHING.test(kind)) return 'background'
  if (/^operation$/i.test(kind)) return 'operation'
  fail({
    code: 'source/labels-kind',
    what: `${JSON.stringify(kind)} is no kind of label`,
    where: { ...where, column: 'kind', value: kind },
    fix: 'write operation, look-alike or background, or leave the column out',
    unchanged: 'nothing was evaluated',
  })
}

function behavioursOf(cell: string): string[] {
  const ids = cell.split(';').map((id) => id.trim().toLowerCase())
  return [...new Set(ids.filter((id) => id !== ''))].sort()
}

function column(header: readonly string[], names: readonly string[], what: string, file: string): number {
  const lower = header.map((name) => name.trim().toLowerCase())
  const index = names.map((name) => lower.indexOf(name)).find((found) => found >= 0)
  if (index === undefined)
    fail({
      code: 'source/labels-column',
      what: `the labels file has no column with the ${what}`,
      where: { file, line: 1, value: header.join(', ') },
      fix: `name it one of: ${names.join(', ')}`,
      unchanged: 'nothing was evaluated',
    })
  return index
}

/** @throws ProblemError `source/unreadable`, `source/labels-column`, `source/labels-kind`, `source/labels-conflict`, `source/labels-row` */
export async function readLabels(world: World, file: string): Promise<Map<string, AccountLabel>> {
  const labels = new Map<string, AccountLabel>()
  const shared = new Map<string, AccountLabel>()
  let columns: { account: number; label: number; kind: number; strength: number; behaviours: number; width: number } | undefined
  for await (const { cells, line } of rowsOf(file)) {
    failIfCancelled(world.signal)
    if (!columns) {
      const lower = cells.map((name) => name.trim().toLowerCase())
      columns = {
        account: column(cells, ACCOUNT, 'account', file),
        label: column(cells, LABEL, 'label', file),
        kind: lower.indexOf('kind'),
        strength: lower.indexOf('strength'),
        behaviours: lower.indexOf('behaviours'),
        width: cells.length,
      }
      continue
    }
    if (cells.length !== columns.width)
      fail({
        code: 'source/labels-row',
        what: `${cells.length} cells where the header has ${columns.width}`,
        where: { file, line, value: cells.join(',') },
        fix: 'quote cells that hold the delimiter, and give every row all columns',
        unchanged: 'nothing was evaluated',
      })
    const account = (cells[columns.account] as string).trim()
    const label = (cells[columns.label] as string).trim()
    const kind = kindOf(columns.kind < 0 ? undefined : (cells[columns.kind] as string).trim(), label, { file, line })
    const strength = columns.strength < 0 ? '' : (cells[columns.strength] as string).trim()
    const behaviours = columns.behaviours < 0 ? undefined : behavioursOf(cells[columns.behaviours] as string)
    const key = JSON.stringify([kind, kind === 'background' ? '' : label, strength, behaviours])
    const value = shared.get(key) ?? {
      label: kind === 'background' ? 'background' : label,
      kind,
      strength,
      ...(behaviours && { behaviours }),
    }
    shared.set(key, value)
    const before = labels.get(account)
    if (before && before !== value)
      fail({
        code: 'source/labels-conflict',
        what: `the account has two labels: ${before.label} and ${value.label}`,
        where: { file, line, value: account },
        fix: 'leave one row per account',
        unchanged: 'nothing was evaluated',
      })
    labels.set(account, value)
  }
  if (!columns) column([], ACCOUNT, 'account', file)
  return labels
}

async function* rowsOf(file: string): AsyncGenerator<{ cells: readonly string[]; line: number }> {
  try {
    for await (const { fields, line, fault } of cutRecords(file)) {
      if (fields === null)
        fail({
          code: 'source/labels-row',
          what: fault,
          where: { file, line },
          fix: 'close the quote, or double a quote inside a quoted cell; write the file as UTF-8',
          unchanged: 'nothing was evaluated',
        })
      yield { cells: fields, line }
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error
    fail(
      {
        code: 'source/unreadable',
        what: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'the labels file cannot be read',
        where: { file },
        fix: 'give the path of a CSV file with account_id and label columns',
        unchanged: 'nothing was evaluated',
      },
      error,
    )
  }
}
