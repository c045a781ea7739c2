import type { CaseScan, ScanCount, TraceScan } from '../../../model/index.js'
import type { ReportData } from '../data.js'
import { type Html, html } from '../html.js'
import { details, figure, foreign, list, table } from '../parts.js'
import { scanPicture } from '../pictures/scan.js'
import { count, plural, span } from '../words.js'

const MOST_PAIRS = 20

const number = (value: number) => (value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1))
const beside = ({ data, low, high }: ScanCount) => `${count(data)} / ${low === high ? count(low) : `${count(low)}–${count(high)}`}`

/** Only where a scan was made: each window beside shuffled data, with its curve and table. */
export function scans({ scans: all, name }: ReportData): Html {
  if (all.length === 0) return html``
  return html`<section><h2 id="windows">Windows</h2>
<p>How close in time is together? Each window stands beside data sets in which the account labels were shuffled within each object, so that objects keep their spread and accounts what they share. The window where the data rise above them is where acting together shows; having looked at many windows is counted in the p of the scan.</p>
${all.map((scan) => [scan.traces.map((each) => oneTrace(scan, each, name)), across(scan, name), leftOut(scan)])}</section>`
}

function oneTrace(scan: CaseScan, each: TraceScan, name: ReportData['name']): Html {
  const { rows, passing } = each
  const id = `scan-${scan.scanId}-${each.trace}`.replaceAll(/[^a-z-]/g, '-')
  const lives = rows.filter((row) => row.isWhereExcessLives).map((row) => span(row.windowMs))
  return html`<h3>${each.trace}: ${plural(each.pairs, 'pair')} of accounts that share enough</h3>
<p class="lead">${
    lives.length > 0
      ? `The excess of repeated meetings lives at ${lives.join(', ')}; p of the whole scan ${number(each.p)}.`
      : `No excess beyond what looking at ${plural(rows.length, 'window')} gives by chance; p of the whole scan ${number(each.p)}.`
  } ${plural(passing.length, 'pair')} ${passing.length === 1 ? 'passes' : 'pass'} over all windows together.</p>
${figure(scanPicture(id, each), 'Repeated meetings: those of a pair beyond its first. The scale of the upper panel is logarithmic; the bars are pairs that pass Benjamini–Hochberg among the testable ones at that window alone.')}
${table(
  `Data / least and most of ${each.shuffles} shuffles`,
  [
    { head: 'window', isNumber: true },
    ...['met', 'twice or more', 'three times or more', 'testable', 'pass', 'repeated meetings', 'excess', 'p'].map((head) => ({
      head,
      isNumber: true,
    })),
    { head: 'excess lives here' },
  ],
  rows.map((row) => [
    span(row.windowMs),
    beside(row.met),
    beside(row.twice),
    beside(row.thrice),
    count(row.tests),
    beside(row.passing),
    beside(row.repeated),
    count(Math.round(10 * row.excess) / 10),
    row.p === null ? '–' : number(row.p),
    row.isWhereExcessLives ? '◆ yes' : '',
  ]),
)}
${each.notes.length > 0 ? list(each.notes) : ''}
${
  passing.length === 0
    ? ''
    : details(
        `Pairs that pass over all windows together${passing.length > MOST_PAIRS ? `, the first ${MOST_PAIRS} of ${count(passing.length)}` : ''}`,
        table(
          'p combined over the windows (Cauchy), and the least of its parts; rate: share of pairs with as small a p that chance gives',
          [
            { head: 'accounts' },
            ...['shared', 'met at its window', 'least p', 'at', 'combined p', 'rate'].map((head) => ({ head, isNumber: true })),
          ],
          passing.slice(0, MOST_PAIRS).map((pair) => {
            const best = pair.p.indexOf(Math.min(...pair.p))
            return [
              [foreign(name(pair.a)), ' – ', foreign(name(pair.b))],
              count(pair.shared),
              count(pair.met[best] as number),
              number(pair.p[best] as number),
              span(rows[best]?.windowMs as number),
              number(pair.combined),
              number(pair.rate),
            ]
          }),
        ),
      )
}`
}

function leftOut({ leftOut: left = [] }: CaseScan): Html {
  return left.length === 0 ? html`` : html`<p>Traces left out:</p>${list(left.map(({ why }) => why))}`
}

function across({ traces, across: all }: CaseScan, name: ReportData['name']): Html {
  if (all === null) return html``
  return html`<h3>Over the traces together</h3>
<p>${plural(all.passing.length, 'pair')} ${all.passing.length === 1 ? 'passes' : 'pass'} when ${traces.map(({ trace }) => trace).join(', ')} are combined, corrected for ${count(all.tests)} tests. The traces depend on each other, since one post may carry several; the combination allows for that when p is small.</p>
${
  all.passing.length === 0
    ? ''
    : table(
        `Combined p with its parts${all.passing.length > MOST_PAIRS ? `, the first ${MOST_PAIRS} of ${count(all.passing.length)}` : ''}; – means nothing to see there, which counts as p = 0.99`,
        [{ head: 'accounts' }, ...[...traces.map(({ trace }) => trace), 'combined', 'corrected'].map((head) => ({ head, isNumber: true }))],
        all.passing
          .slice(0, MOST_PAIRS)
          .map((pair) => [
            [foreign(name(pair.a)), ' – ', foreign(name(pair.b))],
            ...pair.parts.map((part) => (part === null ? '–' : number(part))),
            number(pair.p),
            number(pair.q),
          ]),
      )
}`
}
