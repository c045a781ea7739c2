/** The SQL that turns the text of a time into milliseconds since 1970; null where it is none. */
import { quoteText, ZONES } from '../model/index.js'
import type { IngestTime } from './ingest-plan.js'

/** Posts before 1970 or after 2199 are damaged times, not posts. A number before March 1973 is a day or a damaged time, unless a person says otherwise. */
export function timeRange(time: IngestTime | undefined): { fromMs: number; belowMs: number; message: string } {
  const belowMs = Date.UTC(2200, 0, 1)
  return time?.style.startsWith('unix') && !time.isGiven
    ? { fromMs: 1e11, belowMs, message: `as ${time.style} the time lies before March 1973 or after 2199` }
    : { fromMs: 0, belowMs, message: 'the time lies before 1970 or after 2199' }
}

export function timeSql(raw: string, time: IngestTime): string {
  if (time.style === 'pattern') return `epoch_ms(try_strptime(trim(${raw}), ${quoteText(time.pattern as string)})::timestamptz)`
  if (time.style === 'twitter') return `epoch_ms(try_strptime(trim(${raw}), '%a %b %d %H:%M:%S %z %Y')::timestamptz)`
  if (time.style === 'iso') return isoSql(raw)
  const factor = { 'unix-s': '1000', 'unix-ms': '1', 'unix-us': '0.001' }[time.style]
  // The cast to a decimal of this width takes 30 µs a row, so plain digits go without it.
  const [seconds, part] = [1, 2].map((at) => `split_part(trim(${raw}), '.', ${at})`)
  const plain = {
    'unix-s': `try_cast(${seconds} as bigint) * 1000 + try_cast(rpad(left(${part}, 3), 3, '0') as bigint)`,
    'unix-ms': `try_cast(${seconds} as bigint)`,
    'unix-us': `try_cast(${seconds} as bigint) // 1000`,
  }[time.style]
  const whole = { 'unix-s': '* 1000', 'unix-ms': '', 'unix-us': '// 1000' }[time.style]
  // Nearly all are nothing but digits: those go first, since looking at them costs least.
  return `case when strlen(${raw}) <= 15 and ${raw} >= '0' and try_cast(${raw} as bigint)::varchar = ${raw} then try_cast(${raw} as bigint) ${whole}
    when regexp_full_match(trim(${raw}), '\\d{1,15}(\\.\\d{1,6})?') then ${plain}
    else try_cast(floor(try_cast(trim(${raw}) as decimal(30, 6)) * ${factor}) as bigint) end`
}

const NAMES = Object.keys(ZONES).join('|')
const PARTS = `\\s*(\\d{4}-\\d{1,2}-\\d{1,2})[T ](\\d{1,2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,6})\\d*)?)?)?\\s*(${NAMES}|[+-](?:0\\d|1[0-5])(?::?\\d{2})?)?\\s*`

/**
 * The engine reads most; what it would read wrongly (EST and BST as places far away, offsets of a day and more, words) or not at all is put
 * together anew from its parts. A leap second becomes the next one.
 */
function isoSql(raw: string): string {
  const cast = (value: string) => `epoch_ms(try_cast(${value} as timestamptz))`
  const isUnsafe = `regexp_matches(${raw}, '\\s[A-Za-z]{3,4}\\s*$|[+-](1[6-9]|[2-9]\\d)(:?\\d\\d)?\\s*$')`
  const or = (part: string, otherwise: string) => `case ${part} when '' then '${otherwise}' else ${part} end`
  const zones = Object.entries(ZONES).map(([name, offset]) => `when '${name}' then '${offset}'`)
  const zone = `case t.z when '' then '' ${zones.join(' ')} else left(t.z, 3) || ':' || case strlen(t.z) when 3 then '00' else right(t.z, 2) end end`
  const seconds = `case t.s when '' then '00' when '60' then '59' else t.s end`
  const whole = `t.d || ' ' || t.h || ':' || ${or('t.m', '00')} || ':' || ${seconds} || '.' || ${or('t.f', '0')} || ${zone}`
  const parts = `regexp_extract(upper(${raw}), '^${PARTS}$', ['d', 'h', 'm', 's', 'f', 'z'])`
  return `coalesce(
      case when ${raw} < ':' and (ends_with(${raw}, 'Z') or strlen(${raw}) <= 19 or not ${isUnsafe}) then ${cast(raw)} end,
      list_transform([${parts}], lambda t: ${cast(whole)} + case t.s when '60' then 1000 else 0 end)[1])`
}
