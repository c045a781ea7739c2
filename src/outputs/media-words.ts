/** Clusters of pictures in words and as a picture. */
import type { CaseMedia, MediaCluster, MediaCopy, RasterSpec } from '../model/index.js'
import { namePost } from './named.js'
import type { Namer } from './output.js'

const MOST_ACCOUNTS = 60

/** What was done to a copy, and how far it is from the first. */
export function copyWords({ distance, how }: Pick<MediaCopy, 'distance' | 'how'>): string {
  if (distance === null) return how === '' ? 'the same file' : how
  const bits = distance === 0 ? 'the same hash' : `${distance} of 256 bits from the first`
  return how === '' ? bits : `${how.replaceAll('-', ' ')}; ${bits}`
}

/** Accounts in the order in which they came, one line each. */
export function clusterPicture({ clusterId, shown, firstAtMs, lastAtMs }: MediaCluster): RasterSpec {
  const rows = new Map<number, number[]>()
  for (const { post } of shown) {
    const times = rows.get(post.accountKey)
    if (times) times.push(post.atMs)
    else rows.set(post.accountKey, [post.atMs])
  }
  return {
    kind: 'raster',
    title: `${clusterId}: who posted it when`,
    describe: `Accounts that posted the picture ${clusterId}, in the order in which they came; time runs to the right (UTC).`,
    fromMs: firstAtMs,
    toMs: lastAtMs,
    rows: [...rows].slice(0, MOST_ACCOUNTS).map(([account, atMs]) => ({ label: { account }, atMs })),
  }
}

export function nameCluster(cluster: MediaCluster, name: Namer) {
  return { ...cluster, shown: cluster.shown.map(({ post, ...copy }) => ({ ...copy, post: namePost(post, name) })) }
}

/** A list of many: without the pictures themselves. */
export function nameMedia(media: CaseMedia, name: Namer) {
  const bare = (cluster: MediaCluster) => ({ ...cluster, shown: cluster.shown.map((copy) => ({ ...copy, thumbnail: null })) })
  return { ...media, clusters: media.clusters.map((cluster) => nameCluster(bare(cluster), name)) }
}
