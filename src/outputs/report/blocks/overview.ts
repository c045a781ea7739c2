import type { Dossier } from '../../../model/index.js'
import type { ReportData } from '../data.js'
import { type Html, html, type Value } from '../html.js'
import { figure, table } from '../parts.js'
import { barsPicture } from '../pictures/bars.js'
import { count, STANDING, utc } from '../words.js'

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
    title: 'Groups by size',
    describe: 'Number of accounts in each group, in the order of the table.',
    rows: shown.map((dossier) => ({
      label: `${STANDING[dossier.standing].mark} ${dossier.group.groupId} ${dossier.network.networkId}`,
      value: dossier.group.measures.size,
      note: `${count(dossier.group.measures.size)} accounts`,
    })),
  }),
  `▲ stands out, ◆ explained, ○ not beyond chance.${shown.length < dossiers.length ? ` The first ${shown.length} of ${count(dossiers.length)} groups; the table has all.` : ''}`,
)}
${table(
  'All groups, those that stand out first',
  [
    { head: 'group' },
    { head: 'standing' },
    { head: 'network' },
    { head: 'accounts', isNumber: true },
    { head: 'ties', isNumber: true },
    { head: 'from' },
    { head: 'in a sentence' },
  ],
  dossiers.map((dossier) => [
    id(dossier),
    standingChip(dossier),
    dossier.network.networkId,
    count(dossier.group.measures.size),
    count(dossier.group.measures.edges),
    utc(dossier.group.measures.firstAtMs, 'minute'),
    dossier.summary,
  ]),
)}</section>`
}
