import type { Dossier } from '../../../model/index.js'
import type { ReportData } from '../data.js'
import { type Html, html, type Value } from '../html.js'
import { figure, table } from '../parts.js'
import { barsPicture } from '../pictures/bars.js'
import { count, percent, STANDING, span, utc } from '../words.js'

export const MOST_BARS = 40

export function standingChip({ standing, status, isFragile }: Dossier): Html {
  const { mark, words } = STANDING[standing]
  return html`<span class="chip">${mark} ${words}</span>${isFragile ? html` <span class="chip">~ fragile</span>` : ''}${status === 'dismissed' ? html` <span class="chip">dismissed</span>` : ''}`
}

/** `hasFull` says which groups have their own chapter below. */
export function overview({ dossiers }: ReportData, hasFull: ReadonlySet<string>): Html {
  const id = (dossier: Dossier): Value =>
    hasFull.has(dossier.group.groupId) ? html`<a href="#${dossier.group.groupId}">${dossier.group.groupId}</a>` : dossier.group.groupId
  if (dossiers.length === 0)
    return html`<section><h2 id="groups">Groups</h2><p>No group passed the settings. This says that no set of accounts did the same things together often enough under the parameters above; it does not say that there is no coordination of another kind.</p></section>`
  const shown = dossiers.slice(0, MOST_BARS)
  return html`<section><h2 id="groups">Groups</h2>
${figure(
  barsPicture({
    id: 'group-sizes',
    title: 'Accounts in each group',
    describe: 'Number of accounts in each group, in the order of the table.',
    rows: shown.map((dossier) => ({
      label: `${STANDING[dossier.standing].mark} ${dossier.group.groupId} ${dossier.network.networkId}`,
      value: dossier.group.measures.size,
      note: count(dossier.group.measures.size),
    })),
  }),
  `Accounts in each group. ▲ stands out, ◆ explained, ○ not beyond chance.${shown.length < dossiers.length ? ` The first ${shown.length} of ${count(dossiers.length)} groups; the table has all.` : ''}`,
  true,
)}
${table(
  'All groups, those that stand out first',
  [
    { head: 'group' },
    { head: 'standing' },
    { head: 'network', isOneLine: true },
    { head: 'accounts', isNumber: true },
    { head: 'ties', isNumber: true },
    { head: 'objects', isNumber: true },
    { head: 'half in', isNumber: true },
    { head: 'together', isNumber: true },
    { head: 'spread', isNumber: true },
    { head: 'from', isOneLine: true },
    { head: 'to', isOneLine: true },
    { head: 'would explain it' },
  ],
  dossiers.map((dossier) => [
    id(dossier),
    standingChip(dossier),
    dossier.network.networkId,
    count(dossier.group.measures.size),
    count(dossier.group.measures.edges),
    count(dossier.group.measures.objects),
    span(dossier.group.measures.gapMedianMs),
    percent(dossier.group.measures.coordinatedTraces, dossier.group.measures.memberTraces),
    percent(dossier.group.measures.spreadMemberTraces, dossier.group.measures.spreadAllTraces),
    utc(dossier.group.measures.firstAtMs, 'day'),
    utc(dossier.group.measures.lastAtMs, 'day'),
    fitting(dossier),
  ]),
)}
<p class="small soft">Half in: half of the meetings lie closer together than this. Together: of the members' traces, those that are part of a meeting. Spread: of all traces on the objects that they share, those made by members. Would explain it: other explanations whose measurement fits.</p></section>`
}

function fitting({ explanations }: Dossier): Value {
  const names = explanations.filter(({ answer }) => answer === 'fits').map(({ id }) => id.replaceAll('-', ' '))
  return names.length ? names.join(', ') : '–'
}
