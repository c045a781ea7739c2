/** How the times of each column are written, settled before the file is read. */
import { fail, TIME_FIELDS } from '../model/index.js'
import { dayFirst, type FieldGuess, monthFirst, namedStyle, type TimeStyle } from '../sources/index.js'
import { type Database, type IngestPlan, type IngestTime, surveyDates } from '../store/index.js'

const SAY_HOW = 'say how times are written with --time-format: iso, unix-s, unix-ms, unix-us, twitter, or a pattern such as %d/%m/%Y %H:%M'

/** The engine says whether it knows a pattern. */
async function readTimeFormat(db: Database, text: string): Promise<TimeStyle> {
  const refuse = (cause?: unknown): never =>
    fail(
      {
        code: 'usage/bad-parameter',
        what: `${JSON.stringify(text)} is no way to write times`,
        where: { column: '--time-format', value: text },
        fix: SAY_HOW,
        unchanged: 'nothing was imported',
      },
      cause,
    )
  const style = namedStyle(text) ?? refuse()
  if (style.style === 'pattern') await db.row('select try_strptime($1, $2) as t', ['', style.pattern]).catch(refuse)
  return style
}

/** Times get a settled style: given, guessed, or told from the whole column where day and month are both numbers. */
export async function settleTimes(
  db: Database,
  plan: IngestPlan,
  guesses: readonly FieldGuess[],
  timeFormat: string | null,
  name: string,
  warnings: string[],
  isZoneOpen: (column: string) => boolean,
): Promise<Map<string, IngestTime>> {
  const times = new Map<string, IngestTime>()
  const given = timeFormat === null ? null : await readTimeFormat(db, timeFormat)
  for (const { field, column, time } of guesses) {
    if (!TIME_FIELDS.includes(field)) continue
    let style: TimeStyle | undefined = given ?? time
    const ask = (code: string, what: string, value?: string): never =>
      fail({
        code,
        what,
        where: { file: name, column, value },
        fix: `${SAY_HOW}; --map ${JSON.stringify(`${column}=none`)} leaves the column out`,
        unchanged: 'nothing was imported',
      })
    if (!style) ask('source/unknown-time', `how the times of column "${column}" are written is not recognised`)
    if (style?.style === 'slashed') {
      const { values, firstOver12, secondOver12 } = await surveyDates(db, plan, field)
      if (firstOver12 > 0 && secondOver12 > 0)
        ask(
          'source/mixed-dates',
          `column "${column}" holds dates with the day first (${firstOver12}) and with the month first (${secondOver12})`,
        )
      if (firstOver12 === 0 && secondOver12 === 0)
        ask('source/ambiguous-date', `in none of the ${values} dates of column "${column}" is it told which number is the day`)
      style = firstOver12 > 0 ? dayFirst(style) : monthFirst(style)
      const message = `${name}: column "${column}" has the ${firstOver12 > 0 ? 'day' : 'month'} first: ${firstOver12 || secondOver12} of ${values} dates cannot be read the other way`
      if (!warnings.includes(message)) warnings.push(message)
    }
    times.set(field, { ...(style as IngestTime), isGiven: given !== null })
    if ((style?.style === 'iso' || style?.style === 'pattern') && isZoneOpen(column)) {
      const message = `${name}: times of column "${column}" that name no zone are taken as UTC (--time-zone)`
      if (!warnings.includes(message) && !(style.style === 'pattern' && /%z/i.test(style.pattern))) warnings.push(message)
    }
  }
  return times
}
