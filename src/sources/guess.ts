import { ACCOUNT_FIELDS, FIELDS_OF, fail, LIST_FIELDS, NEEDED_FIELDS, type RecordKind, TIME_FIELDS } from '../model/index.js'
import { byName, valuesOf } from './by-name.js'
import { forbiddenReason } from './forbidden.js'
import { guessKind } from './guess-kind.js'
import type { Source } from './source.js'
import { guessTimeStyle, type TimeStyle } from './times.js'

export interface FieldGuess {
  readonly field: string
  readonly column: string
  /** 1 = given by a person or by a named format. */
  readonly confidence: number
  readonly why: string
  readonly time?: TimeStyle
}
export interface LeftOut {
  readonly column: string
  /** Forbidden columns say which safeguard; others were not recognised. */
  readonly reason: string
  readonly isForbidden: boolean
}
export interface MappingGuess {
  readonly source: Source
  readonly recordKind: RecordKind
  readonly fields: readonly FieldGuess[]
  readonly leftOut: readonly LeftOut[]
  readonly missing: readonly string[]
  readonly isSure: boolean
}
export interface Table {
  readonly columns: readonly string[]
  /** Values of each column in the first rows; null = absent. */
  readonly values: readonly (readonly (string | null)[])[]
  /** Columns may stand where nothing was looked at. */
  readonly hasMore?: boolean
}

export function recogniseSource(sources: readonly Source[], columns: readonly string[], shape: string): Source | undefined {
  const present = new Set(columns.map((column) => column.trim().toLowerCase()))
  return sources.find(
    (source) =>
      source.recognisedBy.length > 0 &&
      (source.shapes as readonly string[]).includes(shape) &&
      source.recognisedBy.every((column) => present.has(column)),
  )
}

export function guessMapping(
  table: Table,
  source: Source,
  asked: { map?: Readonly<Record<string, string>>; recordKind?: RecordKind | null; isMapWhole?: boolean },
): MappingGuess {
  const recordKind = asked.recordKind ?? source.recordKind ?? guessKind(table.columns, asked.map)
  const known = FIELDS_OF[recordKind]
  checkMap(table, known, recordKind, asked.map ?? {})
  const chosen = new Map<string, FieldGuess>()
  const isUsed = (column: string) => [...chosen.values()].some((guess) => guess.column === column) || asked.map?.[column] === 'none'
  const take = (guess: FieldGuess) => {
    if (!chosen.has(guess.field) && !isUsed(guess.column)) chosen.set(guess.field, guess)
  }
  for (const [column, field] of Object.entries(asked.map ?? {}))
    if (field !== 'none') take({ field, column, confidence: 1, why: 'given with --map' })
  const allowed = asked.isMapWhole ? [] : table.columns.filter((column) => forbiddenReason(column) === null)
  for (const column of allowed) {
    const field = source.mapping[column.trim().toLowerCase()]
    if (field && field in known) take({ field, column, confidence: 1, why: `format ${source.id}` })
  }
  if (source.recognisedBy.length === 0)
    for (const guess of byName(table, allowed, recordKind).sort((a, b) => isLinks(a) - isLinks(b) || b.confidence - a.confidence))
      if (!isLinks(guess) || !isOwnAddress(table, guess.column, [...chosen.values()])) take(guess)
  const fields = [...chosen.values()].map((guess) => withTime(guess, table))
  const missing = NEEDED_FIELDS[recordKind].filter((field) => !chosen.has(field))
  const leftOut = table.columns
    .filter((column) => !fields.some((guess) => guess.column === column))
    .map((column) => {
      const reason = forbiddenReason(column)
      return { column, reason: reason ?? 'not mapped to a field', isForbidden: reason !== null }
    })
  const order = Object.keys(known)
  fields.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field))
  const isSure = missing.length === 0 && fields.every((guess) => guess.confidence >= 0.8)
  return { source, recordKind, fields, leftOut, missing, isSure }
}

/** Links come after ids and handles, which tell a post's own address. */
const isLinks = (guess: FieldGuess) => Number(guess.field === 'urls')

/** Nearly every row has one address, none twice, and it holds the row's own post id, handle or account id. */
function isOwnAddress(table: Table, column: string, chosen: readonly FieldGuess[]): boolean {
  const valuesIn = (name: string) => table.values[table.columns.indexOf(name)] ?? []
  const own = chosen.filter(({ field }) => ['post_id', 'account_id', 'handle'].includes(field)).map((guess) => valuesIn(guess.column))
  const links = valuesIn(column)
  const given = links.filter((link) => link !== null)
  const isOwn = links.filter((link, row) => {
    const parts = new Set((link ?? '').toLowerCase().split(/[/?#=&@\s]+/))
    return own.some((ids) => parts.has((ids[row] ?? '/').trim().toLowerCase().replace(/^@/, '')))
  })
  return new Set(given).size === given.length && isOwn.length > 0 && isOwn.length >= 0.9 * links.length
}

function withTime(guess: FieldGuess, table: Table): FieldGuess {
  if (!TIME_FIELDS.includes(guess.field)) return guess
  const values = valuesOf(table, guess.column)
  // Nothing to tell it from: values that appear later and are not ISO become rejects.
  const time = values.length === 0 ? ({ style: 'iso' } as const) : guessTimeStyle(values)?.time
  return time ? { ...guess, time } : guess
}

function checkMap(
  { columns, hasMore }: Table,
  known: Readonly<Record<string, string>>,
  kind: RecordKind,
  map: Readonly<Record<string, string>>,
): void {
  const bad = (code: string, what: string, fix: string) =>
    fail({ code, what, where: { column: '--map' }, fix, unchanged: 'nothing was imported' })
  const fields = new Map<string, string>()
  for (const [column, field] of Object.entries(map)) {
    if (!hasMore && !columns.includes(column))
      bad('usage/unknown-column', `the file has no column "${column}"`, `its columns are: ${columns.slice(0, 40).join(', ')}`)
    if (field === 'none') continue
    if (!(field in known))
      bad(
        'usage/unknown-field',
        `${kind} have no field "${field}"${field in ACCOUNT_FIELDS && kind !== 'accounts' ? ' (it belongs to accounts: --record-kind accounts)' : ''}`,
        `the fields of ${kind} are: ${Object.keys(known).join(', ')}; none leaves a column out`,
      )
    const reason = forbiddenReason(column)
    if (reason)
      bad(
        'usage/forbidden-column',
        `column "${column}" (${reason}) is never kept`,
        'leave it out of --map: such columns are dropped at the door',
      )
    if (column.includes('[*]') && !LIST_FIELDS.includes(field))
      bad(
        'usage/list-column',
        `column "${column}" holds several values a row, and ${field} is one`,
        `map it to one of ${LIST_FIELDS.join(', ')}, or write one value a row into the file`,
      )
    const other = fields.get(field)
    if (other !== undefined) bad('usage/field-twice', `columns "${other}" and "${column}" are both mapped to ${field}`, 'map one of them')
    fields.set(field, column)
  }
}
