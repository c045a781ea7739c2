/**
 * Two small grey copies laid over each other: is what both show the same picture?
 *
 * The alignment is first improved by small steps (correlation of 32 cells a side). Then the common part is cut into cells, each the mean of its area in either picture,
 * and blocks of BLOCK × BLOCK cells are compared. A block that is flat in both tells nothing, unless its brightness is another one. Otherwise it agrees when the
 * correlation is at least `agree`, or what is left after the best gain is no more than `noise` grey levels. Result: blocks that tell something, and how many of them disagree.
 * Undefined (null) when the common part is too small to be compared, or correlates so little at first (`hopeless`) that small steps cannot help.
 */
import type { Corners, Look } from '../../model/index.js'
import { type Alignment, backwards, mapped, mirroredCorners, overlapOf } from './alignment.js'

export const OVERLAY = {
  cells: 96,
  block: 6,
  flat: 4,
  agree: 0.75,
  noise: 12,
  brightness: 40,
  edge: 1.5,
  leastPixels: 24,
  hopeless: 0.3,
} as const

interface Counts {
  readonly agreeing: number
  readonly disagreeing: number
  readonly unclear: number
}

export interface Overlay extends Counts {
  readonly alignment: Alignment
  /** The common part in pixels of either small copy; of the second one as it is, also when it is in a mirror. */
  readonly common: readonly [Corners, Corners]
}

/** Sums of all pixels above and to the left: the mean of any rectangle by four look-ups. */
export interface Summed {
  readonly width: number
  readonly height: number
  readonly sums: Float64Array
}

export function summed({ width, height, grey }: Look, mirror = false): Summed {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += grey[y * width + (mirror ? width - 1 - x : x)] as number
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + row
    }
  }
  return { width, height, sums }
}

/** Only what lies in `partA` and `partB` is laid over each other: margins and bars are not part of a picture. */
export function overlay(a: Look, b: Look, first: Alignment, partA: Corners, partB: Corners): Overlay | null {
  const [sa, sb] = [summed(a), summed(b, first.mirror)]
  const turned = first.mirror ? mirroredCorners(partB, b.width) : partB
  const alignment = improved(sa, sb, first, partA, turned)
  if (!alignment) return null
  const common = commonPart(partA, turned, alignment)
  if (!common) return null
  const inner = inset(common, OVERLAY.edge / Math.min(1, alignment.scaleX), OVERLAY.edge / Math.min(1, alignment.scaleY))
  const grid = gridOf(inner, alignment)
  if (!grid) return null
  const counted = countBlocks(cellsOf(sa, inner, grid), cellsOf(sb, mapped(inner, alignment), grid), grid)
  const other = mapped(common, alignment)
  return { alignment, common: [common, first.mirror ? mirroredCorners(other, b.width) : other], ...counted }
}

interface Grid {
  readonly columns: number
  readonly rows: number
}

/** About square cells, no finer than the coarser of the two copies. */
function gridOf(common: Corners, { scaleX, scaleY }: Alignment, most: number = OVERLAY.cells): Grid | null {
  const width = (common.right - common.left) * Math.min(1, scaleX)
  const height = (common.bottom - common.top) * Math.min(1, scaleY)
  const least = Math.min(width, height)
  if (least < OVERLAY.leastPixels / 2 || Math.max(width, height) < OVERLAY.leastPixels) return null
  const by = Math.min(1, most / Math.max(width, height))
  return { columns: Math.floor(width * by), rows: Math.floor(height * by) }
}

function commonPart(a: Corners, b: Corners, alignment: Alignment): Corners | null {
  const common = overlapOf(a, mapped(b, backwards(alignment)))
  return common.right > common.left && common.bottom > common.top ? common : null
}

const inset = ({ left, top, right, bottom }: Corners, dx: number, dy: number): Corners => ({
  left: left + dx,
  top: top + dy,
  right: right - dx,
  bottom: bottom - dy,
})

function cellsOf(picture: Summed, part: Corners, { columns, rows }: Grid): Float64Array {
  const out = new Float64Array(columns * rows)
  const [width, height] = [(part.right - part.left) / columns, (part.bottom - part.top) / rows]
  const across = Array.from({ length: columns + 1 }, (_, i) => part.left + i * width)
  let above = across.map((x) => sumAt(picture, x, part.top))
  for (let row = 0; row < rows; row++) {
    const below = across.map((x) => sumAt(picture, x, part.top + (row + 1) * height))
    for (let column = 0; column < columns; column++)
      out[row * columns + column] =
        ((below[column + 1] as number) - (below[column] as number) - (above[column + 1] as number) + (above[column] as number)) /
        (width * height)
    above = below
  }
  return out
}

/** The sum up to a place between pixels: exact for pixels that are squares of one brightness. */
function sumAt({ width, height, sums }: Summed, px: number, py: number): number {
  const [x, y] = [Math.min(width, Math.max(0, px)), Math.min(height, Math.max(0, py))]
  const [left, top] = [Math.min(width - 1, Math.floor(x)), Math.min(height - 1, Math.floor(y))]
  const [u, v] = [x - left, y - top]
  const at = top * (width + 1) + left
  const upper = (sums[at] as number) * (1 - u) + (sums[at + 1] as number) * u
  const lower = (sums[at + width + 1] as number) * (1 - u) + (sums[at + width + 2] as number) * u
  return upper * (1 - v) + lower * v
}

/** One side or one axis at a time, in steps from 1/48 of the common part down to 1/800, as long as the correlation rises. */
function improved(a: Summed, b: Summed, first: Alignment, partA: Corners, partB: Corners): Alignment | null {
  const whole = commonPart(partA, partB, first)
  const common = whole && inset(whole, (whole.right - whole.left) * 0.03, (whole.bottom - whole.top) * 0.03)
  const grid = common && gridOf(common, first, 36)
  if (!common || !grid) return null
  const cells = cellsOf(a, common, grid)
  const score = (part: Corners) => correlation(cells, cellsOf(b, part, grid))
  let best = mapped(common, first)
  let bestScore = score(best)
  if (bestScore < OVERLAY.hopeless) return null
  for (let step = 1 / 48; step > 1 / 800; step /= 2)
    for (let round = 0, rose = true; rose && round < 6; round++) {
      rose = false
      for (const [dl, dr, dt, db] of MOVES) {
        const [w, h] = [(best.right - best.left) * step, (best.bottom - best.top) * step]
        const next = { left: best.left + dl * w, right: best.right + dr * w, top: best.top + dt * h, bottom: best.bottom + db * h }
        const value = score(next)
        if (value > bestScore + 2e-5) [best, bestScore, rose] = [next, value, true]
      }
    }
  const scaleX = (best.right - best.left) / (common.right - common.left)
  const scaleY = (best.bottom - best.top) / (common.bottom - common.top)
  return { mirror: first.mirror, scaleX, shiftX: best.left - common.left * scaleX, scaleY, shiftY: best.top - common.top * scaleY }
}

/** Of left, right, top, bottom: a shift moves two, a stretch one. */
const MOVES = [
  [1, 1, 0, 0],
  [-1, -1, 0, 0],
  [0, 0, 1, 1],
  [0, 0, -1, -1],
  [1, 0, 0, 0],
  [-1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, -1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, -1, 0],
  [0, 0, 0, 1],
  [0, 0, 0, -1],
] as const

function correlation(a: Float64Array, b: Float64Array): number {
  const { sa, sb, ab, aa, bb } = momentsOf(a, b, a.length, (i) => i)
  const n = a.length
  const [va, vb] = [aa - (sa * sa) / n, bb - (sb * sb) / n]
  return va <= 0 || vb <= 0 ? 0 : (ab - (sa * sb) / n) / Math.sqrt(va * vb)
}

function momentsOf(a: Float64Array, b: Float64Array, count: number, at: (i: number) => number) {
  let [sa, sb, ab, aa, bb] = [0, 0, 0, 0, 0]
  for (let i = 0; i < count; i++) {
    const [x, y] = [a[at(i)] as number, b[at(i)] as number]
    sa += x
    sb += y
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return { sa, sb, ab, aa, bb }
}

function countBlocks(a: Float64Array, b: Float64Array, { columns, rows }: Grid): Counts {
  const light = gainOf(a, b)
  const size = OVERLAY.block
  const n = size * size
  let [agreeing, disagreeing, unclear] = [0, 0, 0]
  for (let top = 0; top + size <= rows; top += size)
    for (let left = 0; left + size <= columns; left += size) {
      const { sa, sb, ab, aa, bb } = momentsOf(a, b, n, (i) => (top + Math.floor(i / size)) * columns + left + (i % size))
      const [va, vb, cov] = [(aa - (sa * sa) / n) / n, (bb - (sb * sb) / n) / n, (ab - (sa * sb) / n) / n]
      const r = va > 0 && vb > 0 ? Math.max(0, cov / Math.sqrt(va * vb)) : 0
      const unexplained = Math.sqrt(Math.max(va, vb) * (1 - r * r))
      if (Math.abs(sb / n - light.gain * (sa / n) - light.offset) > OVERLAY.brightness) disagreeing++
      else if (Math.max(va, vb) < OVERLAY.flat ** 2) continue
      else if (r >= OVERLAY.agree) agreeing++
      else if (unexplained > OVERLAY.noise) disagreeing++
      else unclear++
    }
  return { agreeing, disagreeing, unclear }
}

/** Brightness and contrast of the whole, so that a lighter copy is the same picture. */
function gainOf(a: Float64Array, b: Float64Array): { gain: number; offset: number } {
  const n = a.length
  const { sa, sb, ab, aa } = momentsOf(a, b, n, (i) => i)
  const variance = aa - (sa * sa) / n
  const gain = variance > 0 ? Math.max(0, (ab - (sa * sb) / n) / variance) : 1
  return { gain, offset: (sb - gain * sa) / n }
}
