/** Films of a case that are copies: by their frames, and, where those have been cropped or captioned, by regions of some of them. */
import { checkCancelled, type Job } from '../../store/index.js'
import { type FilmFrames, tieFilms } from './film-match.js'
import { joinCopies } from './join.js'
import type { Looks } from './looks.js'
import { type Refinable, tieByRegions } from './refine.js'

const LEAST_QUALITY = 50

/** For each film the number of its object's first film; −1 for one that cannot be compared. */
export async function clusterFilms(
  job: Job,
  films: readonly (Refinable & { readonly mediaKey: number })[],
  looks: Looks,
): Promise<Int32Array> {
  const frames = await readFrames(
    job,
    films.map(({ mediaKey }) => mediaKey),
  )
  const ties = await tieFilms(frames, (done, total) => {
    checkCancelled(job)
    job.note('near-duplicate-media: comparing frames of films', done, total)
  })
  const byRegions = await tieByRegions(
    job,
    films,
    films.map((_, i) => i),
    looks,
  )
  const root = joinCopies(films.length, [...ties.map(({ a, b }) => ({ a, b, isWeak: false })), ...byRegions])
  return root.map((first, i) => (frames[i]?.ways.size ? first : -1))
}

/** Hashes of enough quality. */
export async function readFrames(job: Pick<Job, 'db'>, keys: readonly number[]): Promise<FilmFrames[]> {
  const [media = [], names = [], hashes = []] = (await job.db.columns(
    `select media_key, name, hash from media_hashes where kind = 'frame' and quality >= ${LEAST_QUALITY} order by media_key, name, offset_ms`,
  )) as [number[], string[], string[]]
  const ways = new Map<number, Map<string, string[]>>(keys.map((key) => [key, new Map()]))
  for (let i = 0; i < media.length; i++) {
    const of = ways.get(media[i] as number)
    if (!of) continue
    const way = names[i] as string
    if (!of.has(way)) of.set(way, [])
    of.get(way)?.push(hashes[i] as string)
  }
  return keys.map((key) => ({ ways: ways.get(key) as Map<string, string[]> }))
}
