/** How clusters of pictures read on a terminal. */
import type { CaseMedia, MediaCluster } from '../model/index.js'
import type { Namer } from '../workflow/index.js'
import { bold, count, fold, gap, instant, plural, table, visible } from './render.js'

const SHOWN = 40
const platformWords = ({ platforms }: MediaCluster) => platforms.map(({ platform, copies }) => `${platform} ${count(copies)}`).join(', ')

export function mediaLines(media: CaseMedia, name: Namer): string[] {
  const { clusters, all, files, values, notes } = media
  return [
    `${plural(all, 'picture')} posted by two accounts or more; ${plural(files.total, 'file')}, ${count(values.found)} of ${plural(values.total, 'value')} of the media column are files or hashes`,
    ...(clusters.length === 0
      ? []
      : table(
          ['', 'accounts', 'copies', 'contents', 'platforms', 'first', 'by', 'span', 'half after'],
          clusters
            .slice(0, SHOWN)
            .map((each) => [
              each.clusterId,
              each.accounts,
              each.copies,
              each.contents,
              visible(platformWords(each), 40),
              instant(each.firstAtMs),
              visible(name(each.shown[0]?.post.accountKey as number), 20),
              gap(each.lastAtMs - each.firstAtMs),
              gap(each.halfAfterMs),
            ]),
        )),
    ...(all > SHOWN ? [`… and ${count(all - SHOWN)} more: --json lists ${count(clusters.length)}`] : []),
    ...fold('Ordinary: memes, press photographs, product pictures. That a picture is posted by many is no verdict.', 98, ''),
    ...notes.map((note) => `  ${note}`),
  ]
}

export function clusterLines(cluster: MediaCluster, name: Namer): string[] {
  const { shown, copies } = cluster
  return [
    bold(
      `${cluster.clusterId}  ${plural(cluster.accounts, 'account')} · ${plural(copies, 'copy', 'copies')} · ${plural(cluster.contents, 'content')} · ${visible(platformWords(cluster), 60)}`,
    ),
    cluster.objectId,
    `${instant(cluster.firstAtMs)} to ${instant(cluster.lastAtMs)}; half of the accounts within ${gap(cluster.halfAfterMs)} of the first`,
    ...table(
      ['account', 'platform', 'time', 'after', 'size', 'what was done', 'bits', 'SHA-256'],
      shown.map((copy) => [
        visible(name(copy.post.accountKey), 30),
        copy.platform,
        instant(copy.post.atMs),
        gap(copy.delayMs),
        copy.width === null ? '–' : `${copy.width} × ${copy.height}`,
        copy.how === '' ? '–' : copy.how,
        copy.distance ?? '–',
        copy.sha256 === null ? 'a hash only' : copy.sha256.slice(0, 12),
      ]),
    ),
    ...(copies > shown.length ? [`… and ${count(copies - shown.length)} more copies`] : []),
    'bits: how far its hash is from that of the first copy, of 256; up to 31 is a match',
  ]
}
