/** The behaviours measured in one group: a table of all, then those with something to see. */
import type { SignalMeasure, SignalResult } from '../../../model/index.js'
import type { ReportData } from '../data.js'
import { type Html, html } from '../html.js'
import { details, foreign, list, table } from '../parts.js'
import { pictureOf } from '../pictures/spec.js'
import { plural, utc } from '../words.js'

const SAYS = {
  notable: '▲ beyond the baseline',
  not: '○ within the baseline',
  'not-in-data': '? not in this data',
  'too-little': '? too little to say',
} as const
const MOST_EVIDENCE = 8

const number = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(Number(value.toPrecision(3))))

const says = (result: SignalResult) => (result.status === 'measured' ? SAYS[result.isNotable ? 'notable' : 'not'] : SAYS[result.status])

function measures(rows: readonly SignalMeasure[], caption: string): Html {
  return table(
    caption,
    [{ head: 'measure' }, { head: 'this group' }, { head: 'accounts of like activity' }, { head: 'p', isNumber: true }],
    rows.map(({ name, unit, value, baseline, pValue, why }) => [
      name,
      value === null ? 'not measured' : `${number(value)} ${unit}`,
      baseline
        ? `${number(baseline.low)} to ${number(baseline.high)}, median ${number(baseline.median)} (${plural(baseline.draws, 'draw')})`
        : (why ?? ''),
      pValue === null ? '' : number(pValue),
    ]),
  )
}

function chapter(result: SignalResult, data: ReportData, title: string): Html {
  const { name } = data
  const shown = result.evidence.slice(0, MOST_EVIDENCE)
  return html`<h5>${title}: ${says(result)}</h5><p>${result.sentence}</p>${measures(result.measures, title)}
<p class="soft">Ordinary: ${result.ordinary}</p>
${result.pictures.map((picture, i) => pictureOf(picture, `${result.groupId}-${result.signalId}-${i}`, name))}
${
  shown.length === 0
    ? ''
    : details(
        `${plural(shown.length, 'post')} behind it${shown.length < result.evidence.length ? `, of ${result.evidence.length}` : ''}`,
        table(
          `Posts behind ${title}`,
          [{ head: 'account' }, { head: 'time', isOneLine: true }, { head: 'text' }, { head: 'file and line' }],
          shown.map((post) => [
            foreign(name(post.accountKey)),
            utc(post.atMs),
            post.text === null ? 'not in this file' : foreign(name.text(post.text).slice(0, 240), 'post'),
            `${post.fileSha256.slice(0, 12)}… line ${post.line}`,
          ]),
        ),
      )
}${result.limits.length === 0 ? '' : list(result.limits)}`
}

/** Notable ones open, the others folded. Nothing when signals were not measured. */
export function signalsPart(groupId: string, data: ReportData): Html {
  const mine = data.signals.filter((result) => result.groupId === groupId)
  if (mine.length === 0) return html``
  const title = (result: SignalResult) => data.cards.signals.find((card) => card.id === result.signalId)?.title ?? result.signalId
  const measured = mine.filter(({ status }) => status === 'measured')
  const notable = measured.filter(({ isNotable }) => isNotable)
  const rest = measured.filter(({ isNotable }) => !isNotable)
  return html`<h4>Behaviour, against accounts of like activity</h4>${table(
    `Signals of ${groupId}; p is corrected for all groups; none of them is a verdict`,
    [{ head: 'behaviour' }, { head: 'says', isOneLine: true }, { head: 'p corrected', isNumber: true }, { head: 'in words' }],
    mine.map((result) => [
      title(result),
      says(result),
      number(result.qValue),
      `${result.sentence}${result.missing.length ? ` Needs ${result.missing.join(', ')}.` : ''}`,
    ]),
  )}${notable.map((result) => chapter(result, data, title(result)))}${
    rest.length === 0
      ? ''
      : details(`Within the baseline: ${rest.map(title).join(', ')}`, html`${rest.map((result) => chapter(result, data, title(result)))}`)
  }`
}
