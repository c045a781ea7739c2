import { checkCancelled, type Job } from '../../store/index.js'
import { OWN_POSTS, SEPARATOR, SEPARATOR_SQL, type Trace } from '../trace.js'
import { hasHashes, isComparable, type KnownMedia, LEAST_QUALITY, readCatalogue } from './catalogue.js'
import { clusterItems } from './clusters.js'
import { MATCH_BITS } from './hamming.js'

/** Of each value of the media column (`platform` SEPARATOR `value`) the hash of its cluster's leader, null when it is in none. */
export async function nameClusters(job: Job, raws: readonly string[]): Promise<readonly (string | null)[]> {
  const catalogue = await readCatalogue(job.db)
  const found = raws.map((raw) => {
    const media = catalogue.find(raw.slice(raw.indexOf(SEPARATOR) + 1))
    return media === null || media === 'ambiguous' || media.kind !== 'picture' || !isComparable(media) ? null : media
  })
  const uses = new Map<string, { media: KnownMedia; uses: number }>()
  for (const media of found) {
    if (media === null) continue
    const known = uses.get(media.id)
    if (known) known.uses++
    else uses.set(media.id, { media, uses: 1 })
  }
  const items = [...uses.values()].map((each) => ({ ...each.media, uses: each.uses }))
  const { leader } = await clusterItems(items, (done, total) => {
    checkCancelled(job)
    job.note('near-duplicate-media: comparing hashes', done, total)
  })
  const place = new Map(items.map(({ id }, i) => [id, i]))
  return found.map((media) => {
    if (media === null) return null
    const leads = items[leader[place.get(media.id) as number] as number] as KnownMedia
    return `pdq:${leads.hash}`
  })
}

export const nearDuplicateMedia: Trace = {
  id: 'near-duplicate-media',
  title: 'Nearly the same picture',
  objectMeans:
    'a cluster of nearly the same pictures, named by the PDQ hash of the one that leads it; a picture that is like no other is a cluster of its own',
  normalisedHow:
    `Files given with the case (\`--media\`) are found by the path, name or SHA-256 in the media column and hashed on this machine; a platform's own hashes are written \`pdq:\` and 64 hexadecimal digits. ` +
    `A picture belongs to a cluster when its hash, as it is, turned or mirrored, differs from the leader's in at most ${MATCH_BITS} of 256 bits, the published limit of PDQ. Pictures with quality under ${LEAST_QUALITY} (black frames, plain areas, simple logos) are not compared and have no object. ` +
    'All clusters are found: the search is exact',
  ordinary:
    'Memes, press photographs, product pictures, logos and screenshots of the same app are passed around by people who never met; one picture with other words on it can be near another. That a cluster is large says nothing; whether accounts meet in rare clusters more often than chance is what the null models ask.',
  needs: ['media'],
  isInData: hasHashes,
  rows: `select account_key, platform || ${SEPARATOR_SQL} || unnest(media) as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  families: nameClusters,
}
