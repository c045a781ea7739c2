/**
 * Regions of a picture that are found again in a cropped, framed, captioned, enlarged or mirrored copy of it.
 *
 * A whole-picture hash changes when the picture's edge does; what lies inside does not. Where: extrema of differences of Gaussians over place and
 * scale (Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", 2004), upright, since copies on social media are not turned.
 * What: the gradients in 4 × 4 cells and 8 directions around it, written as 256 bits: 128 say whether a cell and direction is above the
 * region's median, 128 whether it is above the next direction of its cell. The same region in a mirror is the same numbers in another order.
 * A picture has at most MOST regions, the strongest, and at most CELL_MOST in each of 4 × 4 parts. A picture without detail has none.
 */
import { REGION_WORDS, type Regions } from '../../model/index.js'
import { type Luma, shrunk } from './luma.js'

export const REGION_LIMITS = { side: 256, most: 60, cellMost: 6 } as const
const INTERVALS = 3
const SIGMA = 1.6
const CONTRAST = 1.5
const EDGE = 10
const BLURRED_BY_CAMERA = 0.5

export function regionsOf(luma: Luma): Regions {
  const picture = shrunk(luma, REGION_LIMITS.side)
  const side = Math.max(picture.width, picture.height)
  const found: Found[] = []
  let base = blur(picture, Math.sqrt(SIGMA ** 2 - BLURRED_BY_CAMERA ** 2))
  for (let octave = 0; Math.min(base.width, base.height) >= 16 && octave < 5; octave++) {
    const levels = gaussians(base)
    for (const each of extrema(levels)) found.push({ ...each, octave, levels })
    base = halved(levels[INTERVALS] as Luma)
  }
  const kept = strongest(found, picture)
  const count = kept.length
  const out: Regions = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    size: new Float32Array(count),
    bits: new Uint32Array(count * REGION_WORDS),
    mirrorBits: new Uint32Array(count * REGION_WORDS),
  }
  kept.forEach((region, i) => {
    const by = 2 ** region.octave
    out.x[i] = ((region.x + 0.5) * by) / side
    out.y[i] = ((region.y + 0.5) * by) / side
    out.size[i] = (region.sigma * by) / side
    const parts = gradients(region)
    writeBits(parts, out.bits, i)
    writeBits(inMirror(parts), out.mirrorBits, i)
  })
  return out
}

interface Extremum {
  readonly x: number
  readonly y: number
  readonly sigma: number
  readonly level: number
  readonly response: number
}
interface Found extends Extremum {
  readonly octave: number
  readonly levels: readonly Luma[]
}

function gaussians(base: Luma): Luma[] {
  const levels = [base]
  const k = 2 ** (1 / INTERVALS)
  for (let i = 1; i < INTERVALS + 3; i++) {
    const before = SIGMA * k ** (i - 1)
    levels.push(blur(levels[i - 1] as Luma, before * Math.sqrt(k * k - 1)))
  }
  return levels
}

function extrema(levels: readonly Luma[]): Extremum[] {
  const { width, height } = levels[0] as Luma
  const differences = levels.slice(1).map((level, i) => level.pixels.map((value, at) => value - ((levels[i] as Luma).pixels[at] as number)))
  const out: Extremum[] = []
  for (let s = 1; s <= INTERVALS; s++) {
    const [below, here, above] = [differences[s - 1], differences[s], differences[s + 1]] as [Float32Array, Float32Array, Float32Array]
    const reach = Math.ceil(WINDOW * SIGMA * 2 ** (s / INTERVALS))
    for (let y = reach; y < height - reach; y++)
      for (let x = reach; x < width - reach; x++) {
        const at = y * width + x
        const value = here[at] as number
        if (Math.abs(value) < CONTRAST * 0.8 || !isExtreme(value, at, width, below, here, above)) continue
        const one = refined(x, y, s, width, below, here, above)
        if (one) out.push(one)
      }
  }
  return out
}

function isExtreme(value: number, at: number, width: number, below: Float32Array, here: Float32Array, above: Float32Array): boolean {
  const sign = value > 0 ? 1 : -1
  const least = value * sign
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const i = at + dy * width + dx
      if (sign * (below[i] as number) >= least || sign * (above[i] as number) >= least) return false
      if (i !== at && sign * (here[i] as number) >= least) return false
    }
  return true
}

/** Place and scale between the pixels, by the parabola through the neighbours, each axis for itself. Null for an edge, where the place along it is chance. */
function refined(
  x: number,
  y: number,
  s: number,
  width: number,
  below: Float32Array,
  here: Float32Array,
  above: Float32Array,
): Extremum | null {
  const at = y * width + x
  const value = here[at] as number
  const [left, right] = [here[at - 1] as number, here[at + 1] as number]
  const [up, down] = [here[at - width] as number, here[at + width] as number]
  const [lower, higher] = [below[at] as number, above[at] as number]
  const [dxx, dyy] = [left + right - 2 * value, up + down - 2 * value]
  const dxy =
    ((here[at + width + 1] as number) -
      (here[at + width - 1] as number) -
      (here[at - width + 1] as number) +
      (here[at - width - 1] as number)) /
    4
  const determinant = dxx * dyy - dxy * dxy
  if (determinant <= 0 || (dxx + dyy) ** 2 / determinant > (EDGE + 1) ** 2 / EDGE) return null
  const offset = (a: number, b: number) => {
    const curve = a + b - 2 * value
    return curve === 0 ? 0 : Math.min(0.5, Math.max(-0.5, (a - b) / (2 * curve)))
  }
  const [dx, dy, ds] = [offset(left, right), offset(up, down), offset(lower, higher)]
  const response = Math.abs(value + ((right - left) * dx + (down - up) * dy + (higher - lower) * ds) / 4)
  if (response < CONTRAST) return null
  return { x: x + dx, y: y + dy, sigma: SIGMA * 2 ** ((s + ds) / INTERVALS), level: s, response }
}

/** Half a region's side, in sigmas: its 4 × 4 cells are 3 sigmas wide each, and the outermost count little. */
const WINDOW = 5

/** Strongest first; ties by place, so that the choice is the same on every machine. */
function strongest(found: readonly Found[], { width, height }: Luma): Found[] {
  const order = [...found].sort((a, b) => b.response - a.response || a.octave - b.octave || a.y - b.y || a.x - b.x)
  const taken = new Int32Array(16)
  const kept: Found[] = []
  for (const each of order) {
    if (kept.length >= REGION_LIMITS.most) break
    const by = 2 ** each.octave
    const column = Math.min(3, Math.floor((4 * each.x * by) / width))
    const row = Math.min(3, Math.floor((4 * each.y * by) / height))
    const cell = row * 4 + column
    if ((taken[cell] as number) >= REGION_LIMITS.cellMost) continue
    ;(taken[cell] as number)++
    kept.push(each)
  }
  return kept
}

const CELLS = 4
const WAYS = 8

/** Row, column, direction; spread over the neighbouring cells and directions by nearness. */
function gradients({ x, y, sigma, level, levels }: Found): Float32Array {
  const { width, height, pixels } = levels[level] as Luma
  const parts = new Float32Array(CELLS * CELLS * WAYS)
  const cell = 3 * sigma
  const reach = Math.ceil((cell * (CELLS + 1)) / 2)
  const [cx, cy] = [Math.round(x), Math.round(y)]
  for (let py = Math.max(1, cy - reach); py <= Math.min(height - 2, cy + reach); py++)
    for (let px = Math.max(1, cx - reach); px <= Math.min(width - 2, cx + reach); px++) {
      const [u, v] = [(px - x) / cell, (py - y) / cell]
      const [column, row] = [u + 1.5, v + 1.5]
      if (column <= -1 || column >= CELLS || row <= -1 || row >= CELLS) continue
      const at = py * width + px
      const gx = (pixels[at + 1] as number) - (pixels[at - 1] as number)
      const gy = (pixels[at + width] as number) - (pixels[at - width] as number)
      const weight = Math.sqrt(gx * gx + gy * gy) * Math.exp(-(u * u + v * v) / 8)
      if (weight === 0) continue
      const way = (Math.atan2(gy, gx) / (2 * Math.PI) + 1) * WAYS
      spread(parts, row, column, way, weight)
    }
  return parts
}

function spread(parts: Float32Array, row: number, column: number, way: number, weight: number): void {
  const [r, c, w] = [Math.floor(row), Math.floor(column), Math.floor(way)]
  for (let i = 0; i <= 1; i++) {
    if (r + i < 0 || r + i >= CELLS) continue
    const byRow = weight * (i ? row - r : 1 - row + r)
    for (let j = 0; j <= 1; j++) {
      if (c + j < 0 || c + j >= CELLS) continue
      const byColumn = byRow * (j ? column - c : 1 - column + c)
      const at = ((r + i) * CELLS + c + j) * WAYS
      ;(parts[at + (w % WAYS)] as number) += byColumn * (1 - way + w)
      ;(parts[at + ((w + 1) % WAYS)] as number) += byColumn * (way - w)
    }
  }
}

/** Columns from right to left, and each direction θ is π − θ. */
function inMirror(parts: Float32Array): Float32Array {
  const out = new Float32Array(parts.length)
  for (let row = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS; column++)
      for (let way = 0; way < WAYS; way++)
        out[(row * CELLS + CELLS - 1 - column) * WAYS + ((WAYS + WAYS / 2 - way) % WAYS)] = parts[
          (row * CELLS + column) * WAYS + way
        ] as number
  return out
}

function writeBits(parts: Float32Array, out: Uint32Array, region: number): void {
  const median = [...parts].sort((a, b) => a - b)[parts.length >> 1] as number
  const from = region * REGION_WORDS
  for (let i = 0; i < parts.length; i++) {
    const next = parts[i - (i % WAYS) + ((i + 1) % WAYS)] as number
    const value = parts[i] as number
    if (value > median) (out[from + (i >> 5)] as number) |= 1 << (i & 31)
    if (value > next) (out[from + 4 + (i >> 5)] as number) |= 1 << (i & 31)
  }
}

function halved({ width, height, pixels }: Luma): Luma {
  const [w, h] = [width >> 1, height >> 1]
  const out = new Float32Array(w * h)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x
      out[y * w + x] =
        ((pixels[at] as number) + (pixels[at + 1] as number) + (pixels[at + width] as number) + (pixels[at + width + 1] as number)) / 4
    }
  return { width: w, height: h, pixels: out }
}

/** Gaussian, separated; beyond the edge the edge goes on. */
function blur({ width, height, pixels }: Luma, sigma: number): Luma {
  const radius = Math.ceil(3 * sigma)
  const kernel = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const sum = kernel.reduce((total, value, i) => total + (i === 0 ? value : 2 * value), 0)
  for (let i = 0; i <= radius; i++) kernel[i] = (kernel[i] as number) / sum
  const across = new Float32Array(pixels.length)
  const row = new Float32Array(width + 2 * radius)
  for (let y = 0; y < height; y++) {
    const from = y * width
    row.fill(pixels[from] as number, 0, radius)
    row.set(pixels.subarray(from, from + width), radius)
    row.fill(pixels[from + width - 1] as number, radius + width)
    for (let x = 0; x < width; x++) {
      let value = (kernel[0] as number) * (row[x + radius] as number)
      for (let i = 1; i <= radius; i++) value += (kernel[i] as number) * ((row[x + radius - i] as number) + (row[x + radius + i] as number))
      across[from + x] = value
    }
  }
  const out = new Float32Array(pixels.length)
  for (let y = 0; y < height; y++) {
    const to = y * width
    for (let x = 0; x < width; x++) out[to + x] = (kernel[0] as number) * (across[to + x] as number)
    for (let i = 1; i <= radius; i++) {
      const [up, down] = [Math.max(0, y - i) * width, Math.min(height - 1, y + i) * width]
      const weight = kernel[i] as number
      for (let x = 0; x < width; x++) (out[to + x] as number) += weight * ((across[up + x] as number) + (across[down + x] as number))
    }
  }
  return { width, height, pixels: out }
}
