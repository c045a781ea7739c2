import type { MediaCluster, MediaCopy } from '../../../model/index.js'
import { clusterPicture, copyWords } from '../../media-words.js'
import type { FullDossier, ReportData } from '../data.js'
import { type Html, html } from '../html.js'
import { details, foreign, list, shortHash, table } from '../parts.js'
import { pictureOf } from '../pictures/spec.js'
import { count, plural, span, utc } from '../words.js'

const MOST_SIDE_BY_SIDE = 6

/** Only where media were given: pictures that several accounts posted, nearly the same. */
export function media(data: ReportData): Html {
  const { media: all, name } = data
  if (all === null) return html``
  const left = all.all - all.clusters.length
  return html`<section><h2 id="pictures">Pictures</h2>
<p>${plural(all.all, 'picture was', 'pictures were')} posted by two accounts or more, as ${all.all === 1 ? 'it is' : 'they are'} or nearly so (by PDQ, up to 31 of 256 bits apart, also turned or mirrored; where files were given, also cropped, framed or captioned). Memes, press photographs and product pictures are passed around by people who never met: a picture is no verdict. ${plural(all.files.total, 'file')} were given; ${count(all.values.found)} of ${plural(all.values.total, 'value')} of the media column are files or hashes.</p>
${all.notes.length > 0 ? list(all.notes) : ''}
${all.clusters.map(
  (cluster) =>
    html`<h3>${cluster.clusterId} · ${plural(cluster.accounts, 'account')} · ${plural(cluster.copies, 'copy', 'copies')}</h3>${clusterPart(cluster, data, `all-${cluster.clusterId}`)}${details('Spread over time', pictureOf(clusterPicture(cluster), `spread-${cluster.clusterId}`, name))}`,
)}
${left > 0 ? html`<p>${plural(left, 'more picture')}: <code>lockstep media CASE</code></p>` : ''}</section>`
}

/** In a dossier: pictures that two members or more posted. */
export function mediaPart({ dossier, media: shared }: FullDossier, data: ReportData): Html {
  if (shared === undefined || shared.length === 0) return html``
  const id = dossier.group.groupId
  return html`<h4>Pictures that members share</h4>${shared.map(
    (cluster, i) =>
      html`<h5>${plural(cluster.accounts, 'member')} · ${plural(cluster.copies, 'copy', 'copies')}</h5>${clusterPart(cluster, data, `${id}-picture-${i + 1}`)}`,
  )}`
}

function clusterPart(cluster: MediaCluster, { name }: ReportData, id: string): Html {
  const { shown, platforms } = cluster
  const first = shown[0] as MediaCopy
  return html`<p>First ${utc(first.post.atMs)} by ${foreign(name(first.post.accountKey))} on ${first.platform}; half of the accounts within ${span(cluster.halfAfterMs)}, the last after ${span(cluster.lastAtMs - cluster.firstAtMs)}. ${platforms.map(({ platform, copies }) => `${platform}: ${count(copies)}`).join(', ')}.</p>
${sideBySide(shown, name, id)}
${details(
  cluster.copies > shown.length ? `The first ${count(shown.length)} of ${count(cluster.copies)} copies` : 'Every copy',
  table(
    'Copies in the order of time',
    [
      { head: 'account' },
      { head: 'platform' },
      { head: 'time', isOneLine: true },
      { head: 'after the first', isNumber: true },
      { head: 'copy' },
      { head: 'size', isNumber: true },
      { head: 'file' },
    ],
    shown.map((copy) => [
      foreign(name(copy.post.accountKey)),
      copy.platform,
      utc(copy.post.atMs),
      span(copy.delayMs),
      copyWords(copy),
      copy.width === null ? '–' : `${copy.width} × ${copy.height}`,
      copy.sha256 === null ? 'a hash only' : shortHash(copy.sha256),
    ]),
  ),
)}`
}

/** The first of each content, blurred until asked for: a box that is ticked by mouse or keyboard, without a script. */
function sideBySide(shown: readonly MediaCopy[], name: ReportData['name'], id: string): Html {
  const seen = new Set<string>()
  const different = shown.filter(({ sha256, thumbnail }) => {
    if (thumbnail === null || sha256 === null || seen.has(sha256)) return false
    seen.add(sha256)
    return true
  })
  if (different.length === 0) return html`<p class="soft">No picture at hand: the data give hashes only.</p>`
  return html`<div class="shots"><input type="checkbox" id="${id}"><label for="${id}">Show the ${different.length === 1 ? 'picture' : 'pictures'}; they are what strangers posted</label><div>${different
    .slice(0, MOST_SIDE_BY_SIDE)
    .map(
      (copy, i) =>
        html`<figure class="small-screen"><img src="data:image/webp;base64,${copy.thumbnail}" alt="${i === 0 ? 'The first copy' : `Copy ${i + 1}`}, as posted by ${name(copy.post.accountKey)}"><figcaption>${foreign(name(copy.post.accountKey))} · ${copy.platform}<br>${i === 0 ? 'the first copy' : copyWords(copy)}</figcaption></figure>`,
    )}</div></div>${different.length > MOST_SIDE_BY_SIDE ? html`<p class="soft small">${plural(different.length - MOST_SIDE_BY_SIDE, 'more content')} in the table.</p>` : ''}`
}
