/**
 * How two pictures lie on each other, told from their regions: regions of nearly equal bits are paired, and the largest set of pairs that one
 * scaling and shift explains is looked for, with every pair as the guess in turn (as in RANSAC, but all guesses are tried, so nothing is left to chance).
 * The least squares line through their places, for each axis, is the alignment. Undefined (null) below LEAST pairs.
 */
import { type Look, REGION_WORDS, type Regions } from '../../model/index.js'
import type { Alignment } from './alignment.js'

export const REGION_MATCH = { bits: 56, least: 3, place: 0.035, scale: 0.3, mostPairs: 200 } as const

export interface RegionAlignment {
  readonly alignment: Alignment
  /** Pairs of regions that it explains. */
  readonly pairs: number
}

export function alignByRegions(a: Look, b: Look, mirror: boolean): RegionAlignment | null {
  const pairs = pairsOf(a.regions, b.regions, mirror)
  if (pairs.length < REGION_MATCH.least) return null
  const [sideA, sideB] = [Math.max(a.width, a.height), Math.max(b.width, b.height)]
  const widthB = b.width / sideB
  const places = pairs.map(({ i, j }) => ({
    i,
    j,
    xa: a.regions.x[i] as number,
    ya: a.regions.y[i] as number,
    xb: mirror ? widthB - (b.regions.x[j] as number) : (b.regions.x[j] as number),
    yb: b.regions.y[j] as number,
    zoom: Math.log((b.regions.size[j] as number) / (a.regions.size[i] as number)),
  }))
  let best: Place[] = []
  for (const guess of places) {
    const scale = Math.exp(guess.zoom)
    const agreeing = distinct(
      places.filter(
        (each) =>
          Math.abs(each.zoom - guess.zoom) < REGION_MATCH.scale &&
          Math.abs((each.xa - guess.xa) * scale + guess.xb - each.xb) < REGION_MATCH.place * Math.max(1, scale) + slack(each, guess) &&
          Math.abs((each.ya - guess.ya) * scale + guess.yb - each.yb) < REGION_MATCH.place * Math.max(1, scale) + slack(each, guess),
      ),
    )
    if (agreeing.length > best.length) best = agreeing
  }
  if (best.length < REGION_MATCH.least) return null
  const guess = Math.exp(best.reduce((sum, each) => sum + each.zoom, 0) / best.length)
  const [x, y] = [line(best, 'xa', 'xb', guess), line(best, 'ya', 'yb', guess)]
  if (!x || !y) return null
  return {
    alignment: {
      mirror,
      scaleX: (x.scale * sideB) / sideA,
      shiftX: x.shift * sideB,
      scaleY: (y.scale * sideB) / sideA,
      shiftY: y.shift * sideB,
    },
    pairs: best.length,
  }
}

interface Place {
  readonly i: number
  readonly j: number
  readonly xa: number
  readonly ya: number
  readonly xb: number
  readonly yb: number
  readonly zoom: number
}

/** A region's own size is known to a tenth or so: the farther two regions are apart, the farther off the guess. */
const slack = (a: Place, b: Place): number => 0.12 * Math.exp(b.zoom) * Math.max(Math.abs(a.xa - b.xa), Math.abs(a.ya - b.ya))

/** Each region counts once. */
function distinct(pairs: readonly Place[]): Place[] {
  const [left, right] = [new Set<number>(), new Set<number>()]
  return pairs.filter(({ i, j }) => {
    if (left.has(i) || right.has(j)) return false
    left.add(i)
    right.add(j)
    return true
  })
}

/** Least squares; where the places are too near each other to tell a scale, the regions' sizes give it. */
function line(pairs: readonly Place[], from: 'xa' | 'ya', to: 'xb' | 'yb', zoom: number): { scale: number; shift: number } | null {
  const n = pairs.length
  const [mf, mt] = [pairs.reduce((sum, each) => sum + each[from], 0) / n, pairs.reduce((sum, each) => sum + each[to], 0) / n]
  const spread = pairs.reduce((sum, each) => sum + (each[from] - mf) ** 2, 0)
  const along = pairs.reduce((sum, each) => sum + (each[from] - mf) * (each[to] - mt), 0)
  const scale = spread < n * 0.05 ** 2 ? zoom : along / spread
  if (!(scale > zoom / 1.5 && scale < zoom * 1.5)) return null
  return { scale, shift: mt - mf * scale }
}

interface Pair {
  readonly i: number
  readonly j: number
  readonly distance: number
}

/** Regions whose bits differ in REGION_MATCH.bits or fewer, nearest first. */
function pairsOf(a: Regions, b: Regions, mirror: boolean): Pair[] {
  const bits = mirror ? b.mirrorBits : b.bits
  const pairs: Pair[] = []
  for (let i = 0; i < a.count; i++)
    for (let j = 0; j < b.count; j++) {
      const distance = bitsApart(a.bits, i, bits, j)
      if (distance <= REGION_MATCH.bits) pairs.push({ i, j, distance })
    }
  return pairs.sort((p, q) => p.distance - q.distance || p.i - q.i || p.j - q.j).slice(0, REGION_MATCH.mostPairs)
}

export function bitsApart(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  let sum = 0
  for (let word = 0; word < REGION_WORDS; word++) {
    let v = ((a[i * REGION_WORDS + word] as number) ^ (b[j * REGION_WORDS + word] as number)) >>> 0
    v -= (v >>> 1) & 0x55555555
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
    sum += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
    if (sum > REGION_MATCH.bits && word >= 3) return sum
  }
  return sum
}
