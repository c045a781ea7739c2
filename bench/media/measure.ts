/** How well changed copies of pictures and films are found, and how often different ones are taken for copies. Pictures are drawn by seed. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { frameBag } from '../../src/sources/media/frames.js'
import { scaled } from '../../src/sources/media/luma.js'
import { type Luma, lumaOf, PDQ_QUALITY, pdqDistance } from '../../src/sources/media/pdq.js'
import { createRng } from '../../src/statistics/index.js'
import { type Comparison, compareLooks, frameGuesses } from '../../src/traces/near-duplicate-media/compare.js'
import { tieFilms } from '../../src/traces/near-duplicate-media/film-match.js'
import { alignByRegions } from '../../src/traces/near-duplicate-media/region-match.js'
import { searchRegions } from '../../src/traces/near-duplicate-media/region-search.js'
import { CHANGES, LOOK_ALIKES, open } from './changes.js'
import { type Looked, lookAt } from './look-at.js'
import { type Picture, scene } from './scenes.js'

const MATCH = 31
/** Of plain hashes: the published limit of PDQ; of pHash the largest at which at most one of a million different pairs matches (`differentPairs`). */
export const LIMITS = { pdq: MATCH, phash: 9 } as const
const lumaOfPicture = ({ rgb, width, height }: Picture): Luma => lumaOf(rgb, width, height, 3)

/** Signs of the 8 × 8 lowest frequencies against their median, of the picture at 32 × 32. */
function phash(luma: Luma): Uint8Array {
  const { pixels } = scaled(luma, 32, 32)
  const values: number[] = []
  for (let u = 0; u < 8; u++)
    for (let v = 0; v < 8; v++) {
      let sum = 0
      for (let y = 0; y < 32; y++)
        for (let x = 0; x < 32; x++)
          sum += (pixels[y * 32 + x] as number) * Math.cos((Math.PI * (2 * y + 1) * u) / 64) * Math.cos((Math.PI * (2 * x + 1) * v) / 64)
      values.push(sum)
    }
  const median = [...values].sort((a, b) => a - b)[32] as number
  return Uint8Array.from(values, (value) => (value > median ? 1 : 0))
}
const apart = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, bit, i) => sum + (bit === b[i] ? 0 : 1), 0)

/** As the trace does it: by hashes of the whole, the mirror and parts, then by regions; each candidate is looked at. */
function findCopy(a: Looked, b: Looked): Comparison | null {
  const byHash = (mirror: boolean) =>
    a.hashes.some((x, i) => b.hashes.some((y, j) => pdqDistance(x, y) <= MATCH && ((i % 2 === 1) !== (j % 2 === 1)) === mirror))
  for (const mirror of [false, true]) {
    const judged = byHash(mirror) ? compareLooks(a, b, frameGuesses(a, b, mirror)) : null
    if (judged?.same) return judged
  }
  for (const { mirror } of searchRegions([a.regions, b.regions]).candidates) {
    const aligned = alignByRegions(a, b, mirror)
    const judged = aligned && compareLooks(a, b, [aligned.alignment])
    if (judged?.same) return judged
  }
  return null
}

async function photograph(): Promise<Picture | null> {
  const path = join(process.env.LOCKSTEP_SHARED ?? join(process.cwd(), '..', 'shared'), 'data', 'pdq-bridge', 'aaa-orig.jpg')
  if (!existsSync(path)) return null
  const { data, info } = await sharp(path).resize(480).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) }
}

export interface DifferentPairs {
  readonly pictures: number
  readonly pairs: number
  readonly byHash: { readonly suspected: number; readonly taken: number }
  readonly byRegions: { readonly suspected: number; readonly taken: number }
  /** Largest distance at which at most one pair in a million matches; -1 where none is. */
  readonly atMillionth: { readonly pdq: number; readonly phash: number }
}

/** How many of `of` are matched, by all that the trace does and by the plain hashes alone. */
export interface Matched {
  readonly id: string
  readonly of: number
  readonly ours: number
  readonly pdq: number
  readonly phash: number
}

/** All pairs of n invented pictures through search and comparison, as the trace does it. */
export function differentPairs(n: number): DifferentPairs {
  const looks: Looked[] = []
  const small: Uint8Array[] = []
  for (let i = 0; i < n; i++) {
    const picture = scene(10_000 + i)
    looks.push(lookAt(picture))
    small.push(phash(lumaOfPicture(picture)))
  }
  const counts = { pdq: new Float64Array(257), phash: new Float64Array(65) }
  const suspected = new Set<number>()
  const words = looks.map(({ hashes }) =>
    hashes.map((hash) => Uint32Array.from({ length: 8 }, (_, w) => Number.parseInt(hash.slice(w * 8, w * 8 + 8), 16))),
  )
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      ;(counts.phash[apart(small[a] as Uint8Array, small[b] as Uint8Array)] as number)++
      const [p, q] = [words[a] as Uint32Array[], words[b] as Uint32Array[]]
      if ((looks[a] as Looked).quality >= PDQ_QUALITY && (looks[b] as Looked).quality >= PDQ_QUALITY)
        (counts.pdq[bits(p[0] as Uint32Array, q[0] as Uint32Array)] as number)++
      if (p.some((x) => q.some((y) => bits(x, y) <= MATCH))) suspected.add(a * n + b)
    }
  const all = (n * (n - 1)) / 2
  const { candidates } = searchRegions(looks.map(({ regions }) => regions))
  let [byHash, byRegions] = [0, 0]
  for (const key of suspected) {
    const [a, b] = [looks[Math.floor(key / n)] as Looked, looks[key % n] as Looked]
    if ([false, true].some((mirror) => compareLooks(a, b, frameGuesses(a, b, mirror))?.same)) byHash++
  }
  for (const { a, b, mirror } of candidates) {
    const aligned = alignByRegions(looks[a] as Looked, looks[b] as Looked, mirror)
    if (aligned && compareLooks(looks[a] as Looked, looks[b] as Looked, [aligned.alignment])?.same) byRegions++
  }
  const atMillionth = (kind: 'pdq' | 'phash') => {
    let [sum, limit] = [0, -1]
    for (let d = 0; d < counts[kind].length; d++) {
      sum += counts[kind][d] as number
      if (sum / all > 1e-6) break
      limit = d
    }
    return limit
  }
  return {
    pictures: n,
    pairs: all,
    byHash: { suspected: suspected.size, taken: byHash },
    byRegions: { suspected: candidates.length, taken: byRegions },
    atMillionth: { pdq: atMillionth('pdq'), phash: atMillionth('phash') },
  }
}

function bits(a: Uint32Array, b: Uint32Array): number {
  let sum = 0
  for (let w = 0; w < 8; w++) {
    let v = ((a[w] as number) ^ (b[w] as number)) >>> 0
    v -= (v >>> 1) & 0x55555555
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
    sum += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return sum
}

/** Each change of n invented pictures and, where the shared data lie, a photograph. */
export async function changedPictures(n: number): Promise<readonly Matched[]> {
  const photo = await photograph()
  const scenes = [...(photo ? [photo] : []), ...Array.from({ length: n }, (_, i) => scene(1 + i))]
  const looks = scenes.map(lookAt)
  const small = scenes.map((each) => phash(lumaOfPicture(each)))
  const rows: Matched[] = []
  for (const change of CHANGES) {
    const found = { ours: 0, pdq: 0, phash: 0 }
    for (const [i, picture] of scenes.entries()) {
      const copy = await change.make(picture, createRng(`${change.id}/${i}`))
      const look = lookAt(copy)
      const original = looks[i] as Looked
      if (pdqDistance(original.hashes[0] as string, look.hashes[0] as string) <= LIMITS.pdq) found.pdq++
      if (apart(small[i] as Uint8Array, phash(lumaOfPicture(copy))) <= LIMITS.phash) found.phash++
      if (findCopy(original, look)) found.ours++
    }
    rows.push({ id: change.id, of: scenes.length, ...found })
  }
  return rows
}

/** n pairs of pictures of each kind that look alike and are not the same. */
export async function lookAlikePictures(n: number): Promise<readonly Matched[]> {
  const rows: Matched[] = []
  for (const { id, make } of LOOK_ALIKES) {
    const taken = { ours: 0, pdq: 0, phash: 0 }
    for (let i = 0; i < n; i++) {
      const two = await make(1 + i)
      const [a, b] = two.map(lookAt) as [Looked, Looked]
      const isComparable = Math.min(a.quality, b.quality) >= PDQ_QUALITY
      if (isComparable && pdqDistance(a.hashes[0] as string, b.hashes[0] as string) <= LIMITS.pdq) taken.pdq++
      if (apart(phash(lumaOfPicture(two[0])), phash(lumaOfPicture(two[1]))) <= LIMITS.phash) taken.phash++
      if (isComparable && findCopy(a, b)) taken.ours++
    }
    rows.push({ id, of: n, ...taken })
  }
  return rows
}

/** Eight shots of two to four seconds; what a second shows of the shot is its middle, then nearer, so that frames differ. */
export async function changedFilms(n: number): Promise<readonly { readonly id: string; readonly found: number; readonly wrong: number }[]> {
  const shots = (seed: number) => Array.from({ length: 8 }, (_, i) => scene(50_000 + seed * 8 + i))
  const SIZE = { width: 320, height: 240 }
  const frame = async (picture: Picture): Promise<Picture> => {
    const data = await open(picture).resize(SIZE.width, SIZE.height, { fit: 'fill' }).removeAlpha().raw().toBuffer()
    return { ...SIZE, rgb: new Uint8Array(data) }
  }
  const film = (frames: readonly Picture[]) => {
    const bag = frameBag()
    frames.forEach((each, i) => {
      bag.add({ offsetMs: i * 1000, luma: lumaOfPicture(each) })
    })
    const { hashes } = bag.finish()
    const ways = new Map<string, string[]>()
    for (const { name, hash, quality } of hashes) if (quality >= PDQ_QUALITY) ways.set(name, [...(ways.get(name) ?? []), hash])
    return { ways }
  }
  const wanted = [
    're-encode, JPEG quality 30',
    'resize to a half',
    'mirror',
    'letterbox',
    'watermark in a corner',
    'crop, 3 % of every side',
    'caption bar',
  ]
  const originals = []
  const copies = new Map<string, ReturnType<typeof film>[]>()
  for (let i = 0; i < n; i++) {
    const frames = await Promise.all(shots(i).map(frame))
    originals.push(film(frames))
    const put = (id: string, made: readonly Picture[]) => copies.set(id, [...(copies.get(id) ?? []), film(made)])
    put(
      'every other second (double speed)',
      frames.filter((_, at) => at % 2 === 0),
    )
    put(
      'every second twice (half speed)',
      frames.flatMap((each) => [each, each]),
    )
    put('the middle six of eight', frames.slice(1, 7))
    for (const id of wanted) {
      const change = CHANGES.find((each) => each.id === id) as (typeof CHANGES)[number]
      put(id, await Promise.all(frames.map((each) => change.make(each, createRng(`${id}/${i}`)))))
    }
  }
  const rows = []
  for (const [id, made] of copies) {
    const ties = await tieFilms([...originals, ...made], () => undefined)
    rows.push({ id, found: ties.filter(({ a, b }) => b === a + n).length, wrong: ties.filter(({ a, b }) => a % n !== b % n).length })
  }
  return rows
}
