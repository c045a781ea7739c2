import { FIELDS_OF, LIST_FIELDS, NEEDED_FIELDS, type RecordKind, TIME_FIELDS } from '../model/index.js'
import { wordsOf } from './forbidden.js'
import type { FieldGuess, Table } from './guess.js'
import { namesOf } from './names.js'
import { guessTimeStyle } from './times.js'

/** Column names meet field names without case, blanks and marks. */
export const plainName = (name: string) => wordsOf(name).join(' ')

/** Below these stands a profile: of a post only who wrote it may come from there. */
const PEOPLE = new Set(['author', 'user', 'account', 'owner', 'actor', 'channel', 'profile', 'creator', 'sender', 'from'])
const OF_PEOPLE = ['platform', 'account_id', 'handle']
/** Below these stand other posts, pages and files. */
const OTHERS = new Set(
  'retweeted retweet reblog reblogged repost reposted quoted quote reply replied parent root referenced original forward forwarded fwd shared embed card media poll preview includes conversation'.split(
    ' ',
  ),
)

/** Given values of a column in the first rows. */
export function valuesOf(table: Table, column: string): string[] {
  return (table.values[table.columns.indexOf(column)] ?? []).filter((value): value is string => value !== null && value.trim() !== '')
}

/** Names first; values confirm or refuse. */
export function byName(table: Table, columns: readonly string[], kind: RecordKind): FieldGuess[] {
  const guesses: FieldGuess[] = []
  const lists = new Set(columns.flatMap((column) => [...column.matchAll(/\[\*\]/g)].map(({ index }) => column.slice(0, index))))
  for (const path of columns.map(pathOf)) {
    const { column } = path
    // Empty in some records, a list of objects in others: its members are columns of their own.
    if (lists.has(column)) continue
    for (const field of Object.keys(FIELDS_OF[kind])) {
      const likeness = likenessOf(path, field, kind)
      if (likeness === 0) continue
      const values = valuesOf(table, column)
      const fit = fitOf(field, values)
      if (fit < 0.5) continue
      guesses.push({
        field,
        column,
        confidence: Math.round(likeness * (0.6 + 0.4 * fit) * 100) / 100,
        why: values.length === 0 ? 'by name; it is empty in the first rows' : 'by name and values',
      })
    }
  }
  if (!guesses.some((guess) => TIME_FIELDS.includes(guess.field))) guesses.push(...timesByValue(table, columns, kind))
  return guesses
}

/** A column name cut at its dots, and what it and its ends are called: `user.screen_name` → `user screen name`, `screen name`. */
export interface ColumnPath {
  readonly column: string
  readonly parts: readonly string[]
  readonly ends: readonly string[]
}
export function pathOf(column: string): ColumnPath {
  const parts = column.split(/(?<!\\)\./)
  return { column, parts, ends: parts.map((_, from) => plainName(parts.slice(from).join('.'))) }
}

/** The whole path is surest, then the longest end of it that is a name of the field. 0: neither. */
export function likenessOf({ parts, ends }: ColumnPath, field: string, kind: RecordKind): number {
  const names = namesOf(kind, field)
  for (const [from, end] of ends.entries()) {
    const rank = names.indexOf(end)
    if (rank < 0 || !mayStand(parts, from, field, kind)) continue
    const base = from === 0 ? 1 : from < parts.length - 1 ? 0.9 : 0.7
    return base - rank * 0.005
  }
  return 0
}

const hasWord = (parts: readonly string[], words: ReadonlySet<string>) => parts.flatMap(wordsOf).some((word) => words.has(word))
export const isOfProfile = ({ parts }: ColumnPath) => hasWord(parts.slice(0, -1), PEOPLE)

function mayStand(parts: readonly string[], from: number, field: string, kind: RecordKind): boolean {
  const above = parts.slice(0, from)
  const isList = parts.some((part) => part.endsWith('[*]'))
  if (isList && (!LIST_FIELDS.includes(field) || above.some((part) => part.endsWith('[*]')))) return false
  if (hasWord(above, OTHERS)) return false
  if ((kind === 'posts' || kind === 'traces') && hasWord(above, PEOPLE) && !OF_PEOPLE.includes(field)) return false
  // user.name and author.name are names shown; user_name may be a handle.
  return !(field === 'handle' && parts.length > 1 && plainName(parts.at(-1) as string) === 'name')
}

/** Share of the values that look like this field. */
function fitOf(field: string, values: readonly string[]): number {
  if (values.length === 0) return 1
  const share = (test: (value: string) => boolean) => values.filter(test).length / values.length
  if (TIME_FIELDS.includes(field)) return guessTimeStyle(values)?.share ?? 0.5
  if (['post_id', 'account_id', 'follower_id'].includes(field)) return share((value) => value.length <= 200 && !/\s/.test(value.trim()))
  // A name that is shown has blanks, and is not to be kept (SAFEGUARDS 2).
  if (field === 'handle') return share((value) => !/\s/.test(value.trim())) > 0.98 ? 1 : 0
  if (field === 'urls') return share((value) => /:\/\/|^www\.|^\s*\[\s*\]\s*$|\.[a-z]{2,}/i.test(value))
  if (field === 'language') return share((value) => value.trim().length <= 12)
  if (field === 'text') return values.every((value) => /^\s*\d+\s*$/.test(value)) ? 0 : 1
  return 1
}

/** No column is named like a time: the only one whose values are all dates may be it. */
function timesByValue(table: Table, columns: readonly string[], kind: RecordKind): FieldGuess[] {
  const field = NEEDED_FIELDS[kind].find((name) => TIME_FIELDS.includes(name))
  if (!field) return []
  const found = columns.filter((column) => {
    const { parts } = pathOf(column)
    if (!mayStand(parts, parts.length - 1, field, kind)) return false
    const guess = guessTimeStyle(valuesOf(table, column))
    return guess !== null && guess.share > 0.95 && !guess.time.style.startsWith('unix')
  })
  return found.length === 1 ? [{ field, column: found[0] as string, confidence: 0.7, why: 'by values only' }] : []
}
