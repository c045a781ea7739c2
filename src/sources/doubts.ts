/** What the first rows say against the mapping, so that it is said before anything rests on it. */
import { fail } from '../model/index.js'
import { plainName, valuesOf } from './by-name.js'
import type { MappingGuess, Table } from './guess.js'

const IS_REPOST = ['is retweet', 'isretweet', 'is repost', 'is reblog', 'is rt']
const CLOCK = /^\s*\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s*[ap]m)?\s*$/i
const HAS_CLOCK = /\d:\d|\dT\d|^\s*-?\d{9,}/

export function doubtsOf(table: Table, guess: MappingGuess): string[] {
  return [...repostDoubts(table, guess), ...clockDoubts(table, guess)]
}

function repostDoubts(table: Table, { recordKind, fields }: MappingGuess): string[] {
  if (recordKind !== 'posts' || fields.some(({ field }) => field === 'repost_of' || field === 'repost_of_account')) return []
  const flag = table.columns.find(
    (column) => IS_REPOST.includes(plainName(column)) && valuesOf(table, column).some((value) => /^\s*(true|yes|y|t|1)\s*$/i.test(value)),
  )
  const text = fields.find(({ field }) => field === 'text')
  const texts = text ? valuesOf(table, text.column) : []
  const reposts = texts.filter((value) => /^\s*RT @/.test(value)).length
  const sign = flag
    ? `column "${flag}" says that there are reposts`
    : reposts >= Math.max(1, texts.length * 0.05)
      ? `${reposts} of the first ${texts.length} texts begin with "RT @"`
      : null
  return sign === null
    ? []
    : [
        `${sign}, but no column says what is reposted: they stand in the traces of texts, links and hashtags as if each were written anew (--map COLUMN=repost_of, or leave them out of the file)`,
      ]
}

const timesOf = (guess: MappingGuess) => guess.fields.filter(({ field }) => field === 'posted_at' || field === 'happened_at')

/** Days without a clock. */
function daysOnly(table: Table, guess: MappingGuess): string | undefined {
  return timesOf(guess)
    .map(({ column }) => column)
    .find((column) => {
      const values = valuesOf(table, column)
      return values.length > 0 && !values.some((value) => HAS_CLOCK.test(value))
    })
}

function clockDoubts(table: Table, guess: MappingGuess): string[] {
  const days = daysOnly(table, guess)
  return days === undefined
    ? []
    : [`times of column "${days}" are days without a clock: all of one day stand at midnight, so a window shorter than a day says nothing`]
}

/** @throws ProblemError `source/split-time` when one column has the day and another the clock, unless that one is left out by hand */
export function failOnSplitTime(file: string, table: Table, guess: MappingGuess, map: Readonly<Record<string, string>>): void {
  const days = daysOnly(table, guess)
  const clock =
    days === undefined
      ? undefined
      : guess.leftOut.find(({ column }) => {
          const values = valuesOf(table, column)
          return map[column] !== 'none' && values.length > 0 && values.every((value) => CLOCK.test(value))
        })?.column
  if (clock !== undefined)
    fail({
      code: 'source/split-time',
      what: `column "${days}" has the day and column "${clock}" the clock`,
      where: { file, column: days as string },
      fix: `join the two in one column, such as 2026-03-02 09:14:05; or go on without the clock: --map ${clock}=none`,
      unchanged: 'nothing was imported',
    })
}
