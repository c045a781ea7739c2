import { checkCancelled, type Job } from '../../store/index.js'
import { OWN_POSTS, SEPARATOR, SEPARATOR_SQL, type Trace } from '../trace.js'
import { hasHashes, isComparable, type KnownMedia, LEAST_QUALITY, readCatalogue } from './catalogue.js'
import { clusterItems, nearness } from './clusters.js'
import { FILM_MATCH } from './film-match.js'
import { clusterFilms } from './films.js'
import { MATCH_BITS } from './hamming.js'
import { type Looks, openLooks } from './looks.js'
import { refineClusters } from './refine.js'

/** Of each value of the media column (`platform` SEPARATOR `value`) the name of its object, null when it has none. */
export async function nameClusters(job: Job, raws: readonly string[]): Promise<readonly (string | null)[]> {
  const catalogue = await readCatalogue(job.db)
  const found = raws.map((raw) => {
    const media = catalogue.find(raw.slice(raw.indexOf(SEPARATOR) + 1))
    return media === null || media === 'ambiguous' ? null : media
  })
  const uses = new Map<string, { media: KnownMedia; uses: number }>()
  for (const media of found) {
    if (media === null) continue
    const known = uses.get(media.id)
    if (known) known.uses++
    else uses.set(media.id, { media, uses: 1 })
  }
  const items = [...uses.values()].map((each) => ({ ...each.media, uses: each.uses }))
  const looks = openLooks(job.db)
  const names = new Map<string, string>()
  const pictures = items.filter((item) => item.kind === 'picture' && isComparable(item))
  nameObjects(pictures, await clusterPictures(job, pictures, looks), (item) => `pdq:${item.hash}`, names)
  const films = items.filter((item) => item.kind === 'video').map((item) => ({ ...item, mediaKey: item.mediaKey as number }))
  nameObjects(films, await clusterFilms(job, films, looks), (item) => `video:${item.sha256}`, names)
  return found.map((media) => (media === null ? null : (names.get(media.id) ?? null)))
}

type Item = KnownMedia & { readonly uses: number }

async function clusterPictures(job: Job, pictures: readonly Item[], looks: Looks): Promise<Int32Array> {
  const { leader } = await clusterItems(pictures, (done, total) => {
    checkCancelled(job)
    job.note('near-duplicate-media: comparing hashes', done, total)
  })
  const how = (member: number, first: number) => nearness(pictures[first] as Item, pictures[member] as Item).how
  return await refineClusters(job, pictures, leader, how, looks)
}

/** An object has the name of its most used file, the lesser name among equals. */
function nameObjects<T extends Item>(
  items: readonly T[],
  first: Int32Array,
  nameOf: (item: T) => string,
  names: Map<string, string>,
): void {
  const best = new Map<number, T>()
  items.forEach((item, i) => {
    const known = best.get(first[i] as number)
    if (!known || item.uses > known.uses || (item.uses === known.uses && nameOf(item) < nameOf(known))) best.set(first[i] as number, item)
  })
  items.forEach((item, i) => {
    if ((first[i] as number) >= 0) names.set(item.id, nameOf(best.get(first[i] as number) as T))
  })
}

export const nearDuplicateMedia: Trace = {
  id: 'near-duplicate-media',
  title: 'Nearly the same picture or video',
  objectMeans:
    'copies of one picture, named by the PDQ hash of the most used one, or of one video, named by its SHA-256; a picture or video that is like no other is an object of its own',
  normalisedHow:
    `Files given with the case (\`--media\`) are found by the path, name or SHA-256 in the media column and hashed on this machine; a platform's own hashes are written \`pdq:\` and 64 hexadecimal digits. ` +
    `A picture belongs to a cluster when its hash, as it is, turned or mirrored, differs from the leader's in at most ${MATCH_BITS} of 256 bits, the published limit of PDQ. Pictures with quality under ${LEAST_QUALITY} (black frames, plain areas, simple logos) are not compared and have no object. ` +
    'The search by hash is exact. Files are looked at once more: a small grey copy of each is laid over the other, and what contradicts is taken apart; crops, caption bars, frames and surrounds are found by regions of the picture. ' +
    'Copies are the same picture resized, saved again, mirrored, cropped, framed, marked, or under one caption; one picture under two different captions is two objects. ' +
    `Videos and moving pictures are bags of frames, one a second: copies when ${FILM_MATCH.share * 100} % of the comparable frames of one are in the other, at whatever speed. Sound is compared and shown, and joins nothing: many use one tune`,
  ordinary:
    'Memes, press photographs, product pictures, logos and screenshots of the same app are passed around by people who never met; one picture with other words on it can be near another. That a cluster is large says nothing; whether accounts meet in rare clusters more often than chance is what the null models ask.',
  needs: ['media'],
  isInData: hasHashes,
  rows: `select account_key, platform || ${SEPARATOR_SQL} || unnest(media) as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  families: nameClusters,
}
