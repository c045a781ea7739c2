import type { FollowedGroups, GroupsView, LayeredGroups } from '../../../model/index.js'
import { followedPicture, layersPicture, stepCounts } from '../../group-views.js'
import type { ReportData } from '../data.js'
import { type Html, html } from '../html.js'
import { table } from '../parts.js'
import { pictureOf } from '../pictures/spec.js'
import { count, plural, utc } from '../words.js'

const MOST_ROWS = 60

/** Only where such a view was made: groups through slices of time, thresholds or resolutions, and over several networks at once. */
export function views({ views: all, name }: ReportData): Html {
  if (all.length === 0) return html``
  return html`<section><h2 id="views">Groups seen otherwise</h2>
<p>The same networks searched again in another way. The groups and dossiers of this report are those of the whole network at its own settings; here is how groups come and go, at which thresholds they fall apart, and which of them live in several networks. Nothing here is tested against chance.</p>
${all.map((view) => (view.verb === 'layers' ? layers(view, name) : followed(view, name)))}</section>`
}

const idOf = ({ viewId }: GroupsView) => `view-${viewId}`.replaceAll(/[^a-z0-9-]/gi, '-')
const numbers = (heads: readonly string[]) => heads.map((head) => ({ head, isNumber: true }))
const cut = (shown: number, all: number, what: string) => (all > shown ? `, the first ${count(shown)} of ${plural(all, what)}` : '')

function followed(view: FollowedGroups, name: ReportData['name']): Html {
  const { by, lives, networkId, method } = view
  const head = { time: 'slice from', weight: 'least weight', resolution: 'resolution' }[by]
  const title = { time: 'through time', weight: 'at rising thresholds', resolution: 'at rising resolutions' }[by]
  const merged = lives.filter(({ end }) => typeof end === 'object').length
  const silent = lives.filter(({ end }) => end === 'silent').length
  const rows = stepCounts(view)
  return html`<h3>${networkId} ${title}, by ${method}</h3>
<p class="lead">${plural(lives.length, 'group')} followed through ${plural(rows.length, 'step')}: ${count(lives.length - merged - silent)} last to the end, ${count(silent)} went silent, ${count(merged)} merged into another.</p>
${lives.length === 0 ? '' : pictureOf(followedPicture(view), idOf(view), name)}${table(
  `Steps of ${networkId}${cut(MOST_ROWS, rows.length, 'step')}`,
  [{ head, isOneLine: true }, ...numbers(['edges', 'groups', 'born', 'split off', 'back', 'then merged', 'then silent'])],
  rows.slice(0, MOST_ROWS).map((row) => {
    const at = by === 'time' ? utc(row.at) : String(Number(row.at.toPrecision(6)))
    if (row.groups === null) return [at, 'no data', '', '', '', '', '', '']
    return [at, ...[row.edges, row.groups, row.born, row.split, row.back, row.merged, row.silent].map(count)]
  }),
)}`
}

function layers(view: LayeredGroups, name: ReportData['name']): Html {
  const { networks, groups, union, quality } = view
  const several = groups.filter((group) => group.layers.filter(({ edges }) => edges > 0).length > 1).length
  return html`<h3>${networks.join(', ')} at once</h3>
<p class="lead">${plural(groups.length, 'group')}, ${count(several)} of them in more than one network; modularity ${quality.toFixed(3)}. All edges in one network give ${plural(union.length, 'group')}.</p>
${groups.length === 0 ? '' : pictureOf(layersPicture(view), idOf(view), name)}${table(
  `Groups over the networks: members in each, and its share of the weight inside the group${cut(MOST_ROWS, groups.length, 'group')}`,
  [{ head: 'group' }, ...numbers(['accounts', ...networks, 'Jaccard with the best group of all edges'])],
  groups
    .slice(0, MOST_ROWS)
    .map((group, i) => [
      `M${i + 1}`,
      count(group.members.length),
      ...group.layers.map(({ members, edges, share }) => (edges === 0 ? '–' : `${count(members)} · ${Math.round(100 * share)} %`)),
      group.inUnion.toFixed(2),
    ]),
)}`
}
