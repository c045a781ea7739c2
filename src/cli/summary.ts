/** How a case as a whole and its imports read on a terminal. */
import type { ImportResult, Overview } from '../workflow/index.js'
import { bytes, count, instant, plural, sparkline, table, visible } from './render.js'

const HOUR = 3_600_000

/** Name, counts, span, gaps: three or four lines. */
export function overviewHead(overview: Overview): string[] {
  const { span } = overview
  const when = span === null ? 'no posts' : `${instant(span.fromMs).slice(0, 16)} – ${instant(span.toMs).slice(0, 16)} UTC`
  const known = overview.accountsKnown > overview.accounts ? ` (${count(overview.accountsKnown)} known)` : ''
  return [
    `${visible(overview.name, 60)}  ${plural(overview.posts, 'post')} by ${plural(overview.accounts, 'account')}${known} · ${when}`,
    `gaps      ${gapWords(overview)}`,
  ]
}

/** Read out of the text where no column gives them. */
const IN_TEXT = ['urls', 'hashtags', 'mentions']
/** Numbers counted by the platform: not the reposts that are posts of the case. */
const COUNTS = ['reposts', 'likes']

/** What the data cannot show, said first. */
function gapWords(overview: Overview): string {
  const absent = overview.fields.filter((field) => !field.isInData && field.field !== 'given_object').map((field) => field.field)
  const counts = absent.filter((field) => COUNTS.includes(field))
  const missing = [
    ...absent.filter((field) => !COUNTS.includes(field) && (absent.includes('text') || !IN_TEXT.includes(field))),
    ...(counts.length > 0 ? [`counts of ${counts.join(' and ')}`] : []),
  ]
  const longest = overview.gaps.toSorted((a, b) => b.hours - a.hours || a.fromMs - b.fromMs)[0]
  const silent = longest ? [`${plural(longest.hours, 'hour')} without posts from ${instant(longest.fromMs).slice(0, 16)} UTC`] : []
  const more = overview.gaps.length > 1 ? [`${plural(overview.gaps.length - 1, 'shorter gap')}`] : []
  const rejected = overview.rejects.total > 0 ? [`${plural(overview.rejects.total, 'row')} rejected`] : []
  const fields =
    missing.length > 0
      ? [`not in this data: ${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ` and ${missing.length - 8} more` : ''}`]
      : []
  const all = [...silent, ...more, ...rejected, ...fields]
  return all.length === 0 ? 'none seen' : all.join(' · ')
}

function curve(overview: Overview): string[] {
  const first = overview.perHour[0]
  const last = overview.perHour.at(-1)
  if (!first || !last) return []
  const hours = (last.fromMs - first.fromMs) / HOUR + 1
  const buckets = Math.min(60, hours)
  const values = new Array<number>(buckets).fill(0)
  for (const hour of overview.perHour) values[Math.floor((((hour.fromMs - first.fromMs) / HOUR) * buckets) / hours)]! += hour.posts
  return [`posts     ${sparkline(values)}`]
}

export function overviewLines(overview: Overview): string[] {
  const files = table(
    ['file', 'format', 'rows are', 'read', 'kept', 'merged', 'rejected', 'bytes'],
    overview.files.map((file) => [
      file.name,
      file.format,
      file.recordKind,
      file.rowsRead,
      file.rowsKept,
      file.rowsMerged,
      file.rowsRejected,
      bytes(file.bytes),
    ]),
    40,
  )
  const networks = overview.networks.map(
    (each) => `  ${each.networkId}  ${plural(each.accounts, 'account')}  ${plural(each.edges, 'edge')}`,
  )
  return [
    ...overviewHead(overview),
    ...curve(overview),
    '',
    ...(overview.files.length === 0 ? ['no file was imported yet'] : files),
    '',
    overview.networks.length === 0 ? 'networks  none yet' : 'networks',
    ...networks,
    `groups    ${count(overview.groups)} · dossiers ${count(overview.dossiers)} · steps ${count(overview.steps)}`,
  ]
}

const MOST_LEFT_OUT = 5

/** What was guessed of each file that was read, a line each. */
export function guessLines(imports: readonly ImportResult[]): string[] {
  return imports
    .filter(({ mapping }) => Object.keys(mapping).length > 0)
    .map((each) => {
      const name = (column: string) => visible(column, 40)
      const time = (column: string) => (each.times[column] === undefined ? '' : ` (${each.times[column]})`)
      const more = each.leftOut.length - MOST_LEFT_OUT
      const parts = [
        ...Object.entries(each.mapping).map(([column, field]) => `${field} ← ${name(column)}${time(column)}`),
        ...(each.leftOut.length === 0
          ? []
          : [`left out: ${each.leftOut.slice(0, MOST_LEFT_OUT).map(name).join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
        ...(each.isSure ? [] : ['not sure: check with lockstep inspect']),
      ]
      return `${visible(each.file, 100)}  ${each.format}, ${each.recordKind}: ${parts.join(' · ')}`
    })
}

export function importLines(imports: readonly ImportResult[]): string[] {
  return table(
    ['file', 'format', 'rows are', 'read', 'kept', 'merged', 'rejected', 'dropped columns'],
    imports.map((each) => [
      each.file,
      each.format,
      each.recordKind,
      ...(each.isKnown
        ? [null, null, null, null, null]
        : [each.rowsRead, each.rowsKept, each.rowsMerged, each.rowsRejected, each.dropped.join(', ') || 'none']),
    ]),
    40,
  )
}
