/**
 * Which films are copies, by their bags of frames (vPDQ of ThreatExchange): a frame of one meets a frame of the other when their PDQ differ in 31 bits or less and both have
 * enough quality. Share of A in B = frames of A that meet one of B, of all comparable frames of A; the same the other way round. Copies when the larger of the two shares is at least
 * `share` and at least `least` different frames of either meet, or when all frames of both do (a short or still film). So a film in a longer one is a copy of it, played slower or
 * faster it is one too, and films that only begin with the same opening are not. Mirrored frames and frames without the letterbox count for themselves: the way that
 * gives the largest share is the one that is told.
 * Films without a frame of enough quality are like no other.
 */
import { crossPairs, packHashes, type Step } from './hamming.js'

export const FILM_MATCH = { share: 0.8, least: 3 } as const

export interface FilmFrames {
  /** Hashes of frames of enough quality, by how they were taken; `''` as they are. */
  readonly ways: ReadonlyMap<string, readonly string[]>
}
export interface FilmTie {
  readonly a: number
  readonly b: number
  /** How the frames of each were taken: `''`, `mirrored`, `content`, `content mirrored`. */
  readonly ways: readonly [string, string]
  readonly shares: readonly [number, number]
}

interface Met {
  readonly a: number
  readonly b: number
  readonly ways: readonly [string, string]
  readonly of: readonly [Set<number>, Set<number>]
}

/** Of two films that share a frame in any way; a < b, in order. */
export async function tieFilms(films: readonly FilmFrames[], step: Step): Promise<FilmTie[]> {
  const frames = films.flatMap(({ ways }, film) =>
    [...ways].flatMap(([way, hashes]) => hashes.map((hash, at) => ({ film, way, at, hash }))),
  )
  const plain = frames.filter(({ way }) => !way.endsWith('mirrored'))
  const met = new Map<string, Met>()
  await crossPairs(
    packHashes(frames.map(({ hash }) => hash)),
    packHashes(plain.map(({ hash }) => hash)),
    (i, j) => {
      const [first, second] = [frames[i], plain[j]] as [(typeof frames)[number], (typeof frames)[number]]
      if (first.film === second.film) return
      // A mirrored way is always told of the later film.
      if (first.way.endsWith('mirrored') ? first.film < second.film : first.film > second.film) return
      const [one, other] = first.film < second.film ? [first, second] : [second, first]
      const key = `${one.film} ${other.film} ${one.way}|${other.way}`
      const tie: Met = met.get(key) ?? { a: one.film, b: other.film, ways: [one.way, other.way], of: [new Set(), new Set()] }
      met.set(key, tie)
      tie.of[0].add(one.at)
      tie.of[1].add(other.at)
    },
    step,
  )
  const best = new Map<string, FilmTie>()
  for (const { a, b, ways, of } of met.values()) {
    const all = [framesOf(films[a] as FilmFrames, ways[0]), framesOf(films[b] as FilmFrames, ways[1])] as const
    const shares = [of[0].size / all[0], of[1].size / all[1]] as const
    const enough = Math.min(of[0].size, of[1].size) >= FILM_MATCH.least || Math.min(...shares) === 1
    if (!enough || Math.max(...shares) < FILM_MATCH.share) continue
    const known = best.get(`${a} ${b}`)
    if (!known || isBetter({ ways, shares }, known)) best.set(`${a} ${b}`, { a, b, ways, shares })
  }
  return [...best.values()].sort((p, q) => p.a - q.a || p.b - q.b)
}

const framesOf = ({ ways }: FilmFrames, way: string): number => ways.get(way)?.length ?? 0

function isBetter(one: Pick<FilmTie, 'ways' | 'shares'>, other: Pick<FilmTie, 'ways' | 'shares'>): boolean {
  const [p, q] = [one, other].map(({ shares }) => shares[0] + shares[1]) as [number, number]
  return p > q || (p === q && one.ways.join(' ').length < other.ways.join(' ').length)
}
