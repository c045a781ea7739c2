/** Field by field: the SQL that turns the text of a column into the value of a field. */
import { COUNT_FIELDS, LIST_FIELDS, NEEDED_FIELDS, quoteName, quoteText, TIME_FIELDS } from '../model/index.js'
import type { IngestField, IngestPlan } from './ingest-plan.js'
import { timeRange, timeSql } from './ingest-time.js'
import { hiddenSql, isProfileSql, placeSql, profilePattern } from './profile-urls.js'

/** What is written for every account that is gone: no account of its own. */
export const DELETED = '[deleted]'
const REFERENCE_FIELDS = ['repost_of', 'repost_of_account', 'reply_to', 'reply_to_account', 'quote_of']
const ID_FIELDS = ['post_id', 'account_id', 'follower_id', 'object_id', 'content_id', ...REFERENCE_FIELDS]
const NEVER_WITH_PSEUDONYMS = ['description', 'profile_url', 'avatar', 'url_title']

/** The rows of the file as `line` (null: by position), `bad_json` and one text column per field, `raw_<n>`. */
export function rawRows(plan: IngestPlan): string {
  const { reading, fields } = plan
  const csv = (columns: readonly string[], delimiter: string, quote: string, hasHeader: boolean) =>
    `read_csv(${quoteText(reading.path)}, auto_detect=false, header=${hasHeader}, delim=${quoteText(delimiter)}, quote=${quoteText(quote)}, escape=${quoteText(quote)}, strict_mode=true, compression='none', max_line_size=16777216, buffer_size=16777216, parallel=true, nullstr='',${reading.isNumbered ? " new_line='\\n'," : ''} columns={${columns.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ')}})`
  const named = (expression: (field: IngestField) => string) => fields.map((field, i) => `${expression(field)} as raw_${i}`).join(', ')
  const line = reading.isNumbered ? 'l::bigint' : 'null::bigint'
  if (reading.shape === 'parquet')
    return `select ${line} as line, false as bad_json, null as bad_text, ${named((field) => parquetText(String(field.at)))} from read_parquet(${quoteText(reading.path)})`
  if (reading.shape === 'delimited') {
    const columns = Array.from({ length: reading.columns }, (_, i) => `c${i}`)
    const from = reading.isNumbered
      ? csv(['l', ...columns], ',', '"', false)
      : csv(columns, reading.delimiter, reading.quote, reading.hasHeader)
    return `select ${line} as line, false as bad_json, null as bad_text, ${named((field) => `c${field.at}`)} from ${from}`
  }
  const from = reading.isNumbered ? csv(['l', 'j'], ',', '"', false) : csv(['j'], '\u0001', '', false)
  const simple = fields.filter((field) => !isListPath(field) && !TYPED_PATH.test(String(field.at)))
  const list = `[${simple.map((field) => quoteText(String(field.at))).join(', ')}]`
  const extract = (field: IngestField) => {
    const [, members, type, member] = TYPED_PATH.exec(String(field.at)) ?? []
    if (members !== undefined)
      return `json_extract_string(list_filter(json_extract(j2, ${quoteText(`${members}[*]`)}), lambda m: json_extract_string(m, '$.type') = ${quoteText(String(type))})[1], ${quoteText(`$${member}`)})`
    return isListPath(field)
      ? `case when j2 is not null and len(json_extract_string(j2, ${quoteText(String(field.at))})) > 0 then to_json(json_extract_string(j2, ${quoteText(String(field.at))}))::varchar end`
      : `x[${simple.indexOf(field) + 1}]`
  }
  return `select line, j2 is null as bad_json, case when j2 is null then left(j, 200) end as bad_text, ${named(extract)} from (select *, json_extract_string(j2, ${simple.length === 0 ? "['$']" : list}) as x
    from (select ${line} as line, j, case when json_valid(j) and json_type(case when json_valid(j) then j end) = 'OBJECT' then j end as j2 from ${from}) as valid) as extracted`
}

/** One member of a list, told by its `type`. */
const TYPED_PATH = /^(.*)\[type=(\w+)\](\..*)$/
const isListPath = (field: IngestField) => String(field.at).includes('[*]')

/** A Parquet column as text: lists and structures as JSON, times as ISO in UTC. */
export function parquetText(column: string): string {
  const name = quoteName(column)
  return `case when regexp_matches(typeof(${name}), '\\]$|^(STRUCT|MAP)\\(') then to_json(${name})::varchar else ${name}::varchar end`
}

/** The member that stands for an object in a list, the first that it has. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  urls: ['expanded_url', 'url'],
  hashtags: ['tag', 'text', 'name'],
  mentions: ['username', 'screen_name', 'id'],
  media: ['media_key', 'id'],
}
function memberOf(item: string, field: string): string {
  const object = `case when starts_with(${item}, '{') and json_valid(${item}) then ${item} end`
  const members = (MEMBERS[field] ?? []).map((name) => `json_extract_string(${object}, '$.${name}')`)
  return members.length === 0 ? item : `case when ${object} is null then ${item} else coalesce(${members.join(', ')}) end`
}

function listSql(raw: string, field: string): string {
  const between = field === 'urls' ? '\\s*[|;,]?\\s+|\\s*\\|\\s*|,\\s*(?:http)' : '[\\s,|;]+'
  const inner = `regexp_replace(${raw}, '^\\s*\\[|\\]\\s*$', '', 'g')`
  const split =
    field === 'urls'
      ? `string_split_regex(regexp_replace(${inner}, '["'']?\\s*,\\s*["'']?(https?://)', ' \\1', 'g'), '[\\s|]+')`
      : `string_split_regex(${inner}, '${between}')`
  const items = `case when left(ltrim(${raw}), 1) = '[' and json_valid(${raw}) then list_transform(json_extract_string(case when json_valid(${raw}) then ${raw} end, '$[*]'), lambda y: ${memberOf('y', field)}) else ${split} end`
  const strip = field === 'hashtags' ? ' #＃' : field === 'mentions' ? ' @＠' : ' '
  return `case when ${raw} is not null then list_filter(list_transform(${items}, lambda x: trim(x, ${quoteText(`${strip}"'`)})), lambda x: x is not null and x <> '') end`
}

/** HMAC-SHA-256 in SQL, first 20 hex digits: the same id has the same pseudonym in every file under one key. */
export function hmacSql(value: string, key: Buffer): string {
  const pad = (byte: number) => {
    const block = Buffer.alloc(64)
    key.copy(block)
    return `from_hex('${Buffer.from(block.map((b) => b ^ byte)).toString('hex')}')`
  }
  return `'p' || left(sha256(${pad(0x5c)} || from_hex(sha256(${pad(0x36)} || encode(${value})))), 20)`
}

/** Addresses of accounts and posts keep their site; the rest is a pseudonym, the same for the same place. */
const hiddenAddress = (url: string, key: Buffer) =>
  `case when ${isProfileSql(url)} then ${hiddenSql(url, hmacSql(placeSql(url), key))} else ${url} end`
/** In texts they are cut off, and count in `urls` alone. */
const MASK_ADDRESS = quoteText(profilePattern('[^\\s]+'))

const MASK = `'(^|[^\\p{L}\\p{N}_])[@＠][\\p{L}\\p{N}_]+(?:[.@-]?[\\p{L}\\p{N}_]+)*'`

/** `of` a text without blanks around it; the engine's `trim` is slow, and few texts need it. */
function trimmed(raw: string, of: (text: string) => string): string {
  return `case when starts_with(${raw}, ' ') or ends_with(${raw}, ' ') or strlen(${raw}) <> length(${raw}) then ${of(`trim(${raw})`)} else ${of(raw)} end`
}
const given = (text: string) => `nullif(${text}, '')`
/** How programs write that there is no id; else all rows without one would become one account or object. No list of values: the engine would look all rows up in it. */
const NO_ID = '|(?i:null|none|nan|undefined)|NA|<NA>|N/A'
const id = (text: string) =>
  `case when strlen(${text}) > 9 or (${text} >= '0' and ${text} < ':') then ${text} when not regexp_full_match(${text}, '${NO_ID}') then ${text} end`
const reference = (text: string) =>
  `case when strlen(${text}) > 9 then ${text} when not regexp_full_match(${text}, '${NO_ID}|na|0|-1') then ${text} end`
/** An id that passed through a floating-point number, whose last digits are gone. */
const damaged = (raw: string) =>
  `(contains(${raw}, '.') or contains(${raw}, '+')) and regexp_full_match(${raw}, '\\s*(\\d(\\.\\d+[eE]\\+?|(,\\d+)?[eE]\\+)\\d+|\\d{16,}\\.0+)\\s*')`
const handle = (text: string) => `case when starts_with(${text}, '@') then ${given(`ltrim(${text}, '@')`)} else ${given(text)} end`

function valueSql(field: string, raw: string, plan: IngestPlan): string {
  const key = plan.pseudonymKey
  const hidden = (value: string) => (key ? `case when ${value} is not null then ${hmacSql(value, key)} end` : value)
  if (COUNT_FIELDS.includes(field)) return countSql(raw)
  if (field === 'platform') return `lower(nullif(trim(${raw}), ''))`
  if (field === 'object_id') return trimmed(raw, (text) => (key ? hiddenAddress(id(text), key) : id(text)))
  if (field === 'handle') return hidden(trimmed(raw, handle))
  if (ID_FIELDS.includes(field)) return hidden(trimmed(raw, REFERENCE_FIELDS.includes(field) ? reference : id))
  if (LIST_FIELDS.includes(field)) {
    const list = listSql(raw, field)
    if (field === 'media_pdq') return `list_transform(${list}, lambda x: 'pdq:' || regexp_replace(lower(x), '^pdq:', ''))`
    if (key && field === 'urls') return `list_transform(${list}, lambda x: ${hiddenAddress('x', key)})`
    return key && field === 'mentions' ? `list_transform(${list}, lambda x: ${hmacSql('x', key)})` : list
  }
  if (key && NEVER_WITH_PSEUDONYMS.includes(field)) return 'null::varchar'
  if (key && field === 'text')
    return `regexp_replace(regexp_replace(nullif(${raw}, ''), ${MASK_ADDRESS}, 'https://…', 'g'), ${MASK}, '\\1@…', 'g')`
  return `nullif(${raw}, '')`
}

/** Whole numbers only: the engine would round 1.234, which in much of Europe is 1234. Nearly all are as the engine writes them. */
function countSql(raw: string): string {
  const number = `try_cast(${raw} as bigint)`
  return `case when ${number}::varchar = ${raw} or regexp_full_match(${raw}, '\\s*[+-]?\\d+(\\.0+)?\\s*') then ${number} end`
}

/** How programs write that a count is not known. */
const BLANK_COUNT = quoteText('\\s*(-|n/?a|nan|null|none)?\\s*')

export interface Check {
  readonly field: string
  readonly column: string
  readonly code: string
  readonly message: string
}

/** What the masked text no longer tells: mentions and addresses, where no column gives them. And the handle as it is, for `hideTags`. */
function fromText({ fields }: IngestPlan, key: Buffer): string[] {
  const at = (name: string) => fields.findIndex(({ field }) => field === name)
  const text = `raw_${at('text')}`
  const lists: string[] = []
  if (at('text') >= 0 && at('mentions') < 0)
    lists.push(
      `list_transform(regexp_extract_all(${text}, '(?:^|[^\\p{L}\\p{N}_./@])[@＠]([\\p{L}\\p{N}_]+(?:[.-][\\p{L}\\p{N}_]+)*)', 1), lambda x: ${hmacSql('x', key)}) as v_mentions`,
    )
  if (at('text') >= 0 && at('urls') < 0)
    lists.push(
      `list_transform(list_transform(regexp_extract_all(${text}, '(?i:https?://[^\\s<>"“”«»]+)'), lambda x: regexp_replace(x, '[.,;:!?’)\\]]+$', '')), lambda x: ${hiddenAddress('x', key)}) as v_urls`,
    )
  if (at('handle') >= 0) lists.push(`lower(ltrim(trim(raw_${at('handle')}), '@')) as ${PLAIN_HANDLE}`)
  return lists
}

/** A column of staged rows in a pseudonymised import, which `hideTags` takes away. */
export const PLAIN_HANDLE = 'plain_handle'

/** The statement that reads the file: values, and for a row that cannot be kept the number of the check it failed. */
export function stagingSql(plan: IngestPlan): { sql: string; checks: readonly Check[] } {
  const checks: Check[] = [
    { field: '', column: '', code: 'source/bad-json', message: 'the record is no valid JSON object (a lone surrogate counts as invalid)' },
  ]
  const tests: string[] = ['when bad_json then 1']
  const values: string[] = []
  const odds: string[] = []
  const rawOf: string[] = ['bad_text']
  const check = (test: string, entry: Check, raw: string) => {
    checks.push(entry)
    rawOf.push(raw)
    tests.push(`when ${test} then ${checks.length}`)
  }
  for (const [i, { field, column, time }] of plan.fields.entries()) {
    const raw = `raw_${i}`
    const isNeeded = NEEDED_FIELDS[plan.recordKind].includes(field) || field === 'post_id'
    if (isNeeded)
      check(
        TIME_FIELDS.includes(field) ? `v_${field} is null and nullif(trim(${raw}), '') is null` : `v_${field} is null`,
        { field, column, code: 'source/missing-value', message: `${field} is empty` },
        `nullif(trim(${raw}), '')`,
      )
    if (TIME_FIELDS.includes(field)) {
      values.push(`${time ? timeSql(raw, time) : 'null::bigint'} as v_${field}`)
      const style = time?.style === 'pattern' ? time.pattern : time?.style
      const isGiven = isNeeded ? '' : `nullif(trim(${raw}), '') is not null and `
      check(`${isGiven}v_${field} is null`, { field, column, code: 'source/bad-time', message: `not a time of the style ${style}` }, raw)
      const { fromMs, belowMs, message } = timeRange(time)
      check(`v_${field} < ${fromMs} or v_${field} >= ${belowMs}`, { field, column, code: 'source/time-out-of-range', message }, raw)
      continue
    }
    values.push(`${valueSql(field, raw, plan)} as v_${field}`)
    if (COUNT_FIELDS.includes(field))
      odds.push(
        `case when v_${field} is null and not regexp_full_match(${raw}, ${BLANK_COUNT}, 'i') then left(${raw}, 80) end as odd_${field}`,
      )
    if (ID_FIELDS.includes(field))
      check(
        damaged(raw),
        { field, column, code: 'source/damaged-id', message: 'a spreadsheet or a program cut this id to a rounded number' },
        raw,
      )
  }
  if (plan.pseudonymKey) values.push(...fromText(plan, plan.pseudonymKey))
  const bad = `case ${tests.join(' ')} else 0 end`
  const value = plan.pseudonymKey
    ? 'null::varchar'
    : `case bad ${rawOf.map((raw, i) => `when ${i + 1} then left(${raw}, 200)`).join(' ')} end`
  return {
    checks,
    sql: `select line, ${[...values, ...odds].map((text) => text.slice(text.lastIndexOf(' as ') + 4)).join(', ')}, bad, ${value} as bad_value
      from (select *, ${[`${bad} as bad`, ...odds].join(', ')} from (select *, ${values.join(', ')} from (${rawRows(plan)}) as raws) as valued) as checked`,
  }
}
