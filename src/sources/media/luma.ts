/** Grey pictures (pdq.ts says what they are) made smaller, cut and mirrored. */
import type { Corners } from '../../model/index.js'
import type { Luma } from './pdq.js'

export type { Luma }

/** The picture in a mirror: left is right. */
export function mirrored({ width, height, pixels }: Luma): Luma {
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[y * width + x] = pixels[y * width + width - 1 - x] as number
  return { width, height, pixels: out }
}

/** Each new pixel is the mean of the area that it covers, so that no detail turns into another by sampling. */
export function scaled(luma: Luma, width: number, height: number): Luma {
  if (width === luma.width && height === luma.height) return luma
  const across = scaleRows(luma.pixels, luma.width, luma.height, width)
  const turned = scaleRows(turn(across, width, luma.height), luma.height, width, height)
  return { width, height, pixels: turn(turned, height, width) }
}

/** As it is, or made smaller so that its longer side has `side` pixels. */
export function shrunk(luma: Luma, side: number): Luma {
  const by = side / Math.max(luma.width, luma.height)
  if (by >= 1) return luma
  return scaled(luma, Math.max(1, Math.round(luma.width * by)), Math.max(1, Math.round(luma.height * by)))
}

export function cut({ width, pixels }: Luma, { left, top, right, bottom }: Corners): Luma {
  const out = new Float32Array((right - left) * (bottom - top))
  for (let y = top; y < bottom; y++) out.set(pixels.subarray(y * width + left, y * width + right), (y - top) * (right - left))
  return { width: right - left, height: bottom - top, pixels: out }
}

function turn(pixels: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(pixels.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = pixels[y * width + x] as number
  return out
}

function scaleRows(pixels: Float32Array, from: number, rows: number, to: number): Float32Array {
  const step = from / to
  const [starts, firsts, weights]: [number[], number[], number[]] = [[0], [], []]
  for (let x = 0; x < to; x++) {
    const [begin, end] = step >= 1 ? [x * step, (x + 1) * step] : enlarged((x + 0.5) * step - 0.5, from)
    const last = Math.min(from - 1, Math.ceil(end) - 1)
    firsts.push(Math.floor(begin))
    for (let i = Math.floor(begin); i <= last; i++) weights.push((Math.min(end, i + 1) - Math.max(begin, i)) / (end - begin))
    starts.push(weights.length)
  }
  const weigh = Float64Array.from(weights)
  const out = new Float32Array(rows * to)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < to; x++) {
      const [start, end] = [starts[x] as number, starts[x + 1] as number]
      let at = y * from + (firsts[x] as number)
      let sum = 0
      for (let k = start; k < end; k++) sum += (weigh[k] as number) * (pixels[at++] as number)
      out[y * to + x] = sum
    }
  return out
}

/** Two neighbours, weighed by how near they are, written as the stretch of one pixel's length that covers both. */
function enlarged(at: number, from: number): [number, number] {
  const begin = Math.min(Math.max(at, 0), from - 1)
  return [begin, begin + 1]
}
