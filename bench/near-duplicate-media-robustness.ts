/**
 * How well changed copies of pictures and films are found, and how often different ones are taken for copies:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/near-duplicate-media-robustness.js [pairs N] [pictures N] [clips N]
 * `pairs`: all pairs of N invented pictures through search and comparison, as the trace does it; plain PDQ and plain pHash (64 bits, DCT) on the same pairs give
 * the largest distance at which at most one in a million matches. `pictures`: N pictures and each change. `clips`: N films of eight shots and each change.
 * Pictures are drawn by seed; the photograph of the shared PDQ test data takes part where it is there.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { frameBag } from '../src/sources/media/frames.js'
import { scaled } from '../src/sources/media/luma.js'
import { type Luma, lumaOf, PDQ_QUALITY, pdqDistance } from '../src/sources/media/pdq.js'
import { createRng } from '../src/statistics/index.js'
import { type Comparison, compareLooks, frameGuesses } from '../src/traces/near-duplicate-media/compare.js'
import { tieFilms } from '../src/traces/near-duplicate-media/film-match.js'
import { alignByRegions } from '../src/traces/near-duplicate-media/region-match.js'
import { searchRegions } from '../src/traces/near-duplicate-media/region-search.js'
import { CHANGES, LOOK_ALIKES, open } from './media/changes.js'
import { type Looked, lookAt } from './media/look-at.js'
import { type Picture, scene } from './media/scenes.js'

const MATCH = 31
/** Of plain hashes at one false match in a million, as `pairs` found them; 31 is the published limit of PDQ. */
const AT_MILLIONTH = { pdq: 31, phash: Number(process.env.PHASH_LIMIT ?? 8) }
const say = (line: string) => process.stdout.write(`${line}\n`)
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

async function pairs(n: number): Promise<void> {
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
  say(
    `${all} pairs of ${n} different pictures: ${suspected.size} within ${MATCH} bits by any hash, of which ${byHash} are taken for copies; ${candidates.length} candidates by regions, of which ${byRegions} are`,
  )
  for (const kind of ['pdq', 'phash'] as const) {
    let [sum, limit] = [0, -1]
    for (let d = 0; d < counts[kind].length; d++) {
      sum += counts[kind][d] as number
      if (sum / all > 1e-6) break
      limit = d
    }
    say(`${kind}: at most one pair in a million up to ${limit} bits`)
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

async function pictures(n: number): Promise<void> {
  const photo = await photograph()
  const scenes = [...(photo ? [photo] : []), ...Array.from({ length: n }, (_, i) => scene(1 + i))]
  const from = performance.now()
  const looks = scenes.map(lookAt)
  say(
    `ms a look: ${((performance.now() - from) / scenes.length).toFixed(0)}; regions of the pictures: ${looks.map(({ regions }) => regions.count).sort((a, b) => a - b)}`,
  )
  const small = scenes.map((each) => phash(lumaOfPicture(each)))
  const percent = (found: number) => `${Math.round((100 * found) / scenes.length)} %`
  say('| change | found | plain PDQ | plain pHash |\n| --- | --- | --- | --- |')
  for (const change of CHANGES) {
    const found = { ours: 0, pdq: 0, phash: 0 }
    for (const [i, picture] of scenes.entries()) {
      const copy = await change.make(picture, createRng(`${change.id}/${i}`))
      const look = lookAt(copy)
      const original = looks[i] as Looked
      if (pdqDistance(original.hashes[0] as string, look.hashes[0] as string) <= AT_MILLIONTH.pdq) found.pdq++
      if (apart(small[i] as Uint8Array, phash(lumaOfPicture(copy))) <= AT_MILLIONTH.phash) found.phash++
      if (findCopy(original, look)) found.ours++
    }
    say(`| ${change.id} | ${percent(found.ours)} | ${percent(found.pdq)} | ${percent(found.phash)} |`)
  }
  say('\n| look-alikes | taken for one | by plain PDQ | by plain pHash |\n| --- | --- | --- | --- |')
  for (const { id, make } of LOOK_ALIKES) {
    const taken = { ours: 0, pdq: 0, phash: 0 }
    for (let i = 0; i < n; i++) {
      const two = await make(1 + i)
      const [a, b] = two.map(lookAt) as [Looked, Looked]
      const isComparable = Math.min(a.quality, b.quality) >= PDQ_QUALITY
      if (isComparable && pdqDistance(a.hashes[0] as string, b.hashes[0] as string) <= AT_MILLIONTH.pdq) taken.pdq++
      if (apart(phash(lumaOfPicture(two[0])), phash(lumaOfPicture(two[1]))) <= AT_MILLIONTH.phash) taken.phash++
      if (isComparable && findCopy(a, b)) taken.ours++
    }
    say(`| ${id} | ${taken.ours} of ${n} | ${taken.pdq} | ${taken.phash} |`)
  }
}

/** Eight shots of two to four seconds; what a second shows of the shot is its middle, then nearer, so that frames differ. */
async function clips(n: number): Promise<void> {
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
  say(`\n| change of a film, by frames alone | found of ${n} | other films taken for it |\n| --- | --- | --- |`)
  for (const [id, made] of copies) {
    const ties = await tieFilms([...originals, ...made], () => undefined)
    const right = ties.filter(({ a, b }) => b === a + n).length
    const wrong = ties.filter(({ a, b }) => a % n !== b % n).length
    say(`| ${id} | ${right} | ${wrong} |`)
  }
}

const PARTS = { pairs, pictures, clips } as const
const args = process.argv.slice(2)
for (const [name, usual] of [
  ['pairs', 1500],
  ['pictures', 60],
  ['clips', 20],
] as const) {
  const at = args.indexOf(name)
  if (args.length === 0 || at >= 0) await PARTS[name](Number(args[at + 1] ?? usual) || usual)
}
