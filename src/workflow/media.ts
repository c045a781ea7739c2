import { gatherMedia, openMedia } from '../findings/index.js'
import { type CaseMedia, fail, type MediaCluster } from '../model/index.js'
import { clusterPicture, type Namer, specFile } from '../outputs/index.js'
import type { Case, World } from '../store/index.js'
import { putPicture } from './put-picture.js'

export interface MediaOptions {
  /** One cluster: `M01`, or its object `pdq:…`. */
  readonly cluster?: string
  readonly clusters?: number
  readonly copies?: number
}

/** As many as a list shows. */
export const MOST_CLUSTERS = 200
/** Of each cluster. */
const MOST_COPIES = 2000

/** Clusters of nearly the same pictures; reads and writes nothing. @throws ProblemError `usage/no-media`, `usage/unknown-cluster` */
export async function readMedia(world: World, kase: Case, { cluster, clusters, copies }: MediaOptions = {}): Promise<CaseMedia> {
  const job = kase.job(world)
  const opened = await openMedia(job)
  if (opened === null)
    fail({
      code: 'usage/no-media',
      what: 'the case holds no hashes of pictures',
      fix: 'give the files that the media column names: lockstep import CASE --media FOLDER; or map the hashes of the platform: --map column=media_pdq',
      unchanged: 'nothing was done',
    })
  const media = await gatherMedia(job, opened, {
    clusters: clusters ?? MOST_CLUSTERS,
    copies: copies ?? (cluster === undefined ? 1 : MOST_COPIES),
    only: cluster,
  })
  if (cluster !== undefined && media.clusters.length === 0)
    fail({
      code: 'usage/unknown-cluster',
      what: `there is no cluster ${JSON.stringify(cluster)} that two accounts posted`,
      fix: 'see which there are: lockstep media CASE',
      unchanged: 'nothing was done',
    })
  return media
}

/** The spread of one cluster as SVG. @throws ProblemError `usage/cannot-write` */
export function writeMediaPicture(cluster: MediaCluster, path: string, name: Namer): string {
  return putPicture(path, specFile(clusterPicture(cluster), name))
}
