import type { Inspection } from '../../workflow/index.js'
import type { Command } from '../command.js'
import { importFlags } from '../described.js'
import { importOptions, MAP_FLAG } from '../import-options.js'
import { numberOf } from '../number-of.js'
import { bytes, count, instant, plural, share, table, visible } from '../render.js'
import { readingFlags, shell } from '../shell.js'

const LIMIT = 200

function rejectLines(found: Inspection, isAll: boolean): string[] {
  if (found.rejects === 0) return []
  const shown = found.firstRejects.slice(0, isAll ? undefined : 3)
  return [
    `${plural(found.rejects, 'row')} of ${count(found.rows)} cannot be kept (${share(found.rejects, found.rows)}): ${Object.entries(
      found.rejectsByCode,
    )
      .map(([code, rows]) => `${code} ${count(rows)}`)
      .join(', ')}`,
    ...shown.map(
      (row) =>
        `  line ${row.line}, column ${visible(row.column ?? 'none', 40)}: "${visible(row.value ?? '', 60)}" ${visible(row.message, 200)}`,
    ),
    ...(found.rejects > shown.length
      ? [`  ${count(found.rejects - shown.length)} more: --problems${isAll ? ' --limit 0 shows all' : ''}`]
      : []),
  ]
}

const ONE_ROW = {
  posts: 'one row a post',
  accounts: 'one row an account',
  traces: 'one row a ready-made trace',
  followers: 'one row a follower of an account',
} as const

function platformOf(found: Inspection): string {
  const column = found.fields.find((each) => each.field === 'platform')?.column
  if (column !== undefined) return `platform in column ${visible(column, 40)}`
  return found.platform === 'unknown' ? 'platform not named (--platform names it)' : `platform ${visible(found.platform, 40)}`
}

function inspectionLines(found: Inspection, isAll: boolean): string[] {
  const delimiter = found.delimiter === null ? '' : `, delimiter ${JSON.stringify(found.delimiter)}`
  const packed = found.compression === 'none' ? '' : `, ${found.compression}`
  const kept = found.fields.map((each) => [
    each.column,
    each.time === undefined ? each.field : `${each.field} (${each.time})`,
    each.examples.map((value) => visible(value, 24)).join(', '),
    share(each.filled, found.rows),
    each.why,
  ])
  const dropped = found.leftOut.map((each) => [each.column, each.isForbidden ? 'dropped' : 'left out', '', '', each.reason])
  const span = found.firstMs === null ? '' : `, ${instant(found.firstMs)} to ${instant(found.lastMs)}`
  return [
    `${visible(found.file, 100)}  ${bytes(found.bytes)}  sha256 ${found.sha256}`,
    `looks like ${found.format}, ${ONE_ROW[found.recordKind]} (${found.isSure ? 'sure' : 'not sure: check it'}); ${platformOf(found)}; ${found.encoding}${delimiter}${packed}`,
    `${plural(found.rows, 'row')}${found.merged === 0 ? '' : `, ${count(found.merged)} of them say an earlier post again`}${span}`,
    ...table(['column', 'becomes', 'first values', 'filled', 'why'], [...kept, ...dropped], 50),
    ...rejectLines(found, isAll),
  ]
}

export const command: Command = {
  argsMean: { FILE: 'one or more files; - is stdin' },
  examples: ['lockstep inspect posts.csv', 'lockstep inspect export.ndjson.gz --map author=account_id --problems'],
  flags: [
    MAP_FLAG,
    { name: 'problems', meaning: 'show the rows that cannot be kept, not only three of them' },
    { name: 'limit', value: 'N', default: String(LIMIT), meaning: 'rows that --problems shows of each file; 0 shows all' },
  ],
  described: importFlags,
  async run(call) {
    const { inspectFiles } = await import('../../workflow/index.js')
    const limit = await numberOf(call, 'limit', LIMIT)
    const shown = call.has('problems') ? limit || Number.MAX_SAFE_INTEGER : 20
    const found = await inspectFiles(call.world, call.args, await importOptions(call, call.params), shown)
    const text = found.flatMap((each, i) => [...(i === 0 ? [] : ['']), ...inspectionLines(each, call.has('problems'))])
    const isForCase = found.every((each) => ['accounts', 'followers'].includes(each.recordKind))
    const again = `${isForCase ? shell`lockstep import CASE ${call.args}` : shell`lockstep investigate ${call.args}`}${await readingFlags(call)}`
    return { data: found, text, next: [again] }
  },
}
