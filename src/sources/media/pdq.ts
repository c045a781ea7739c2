/**
 * PDQ, the 256-bit perceptual hash of a picture (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
 * 2019, published with ThreatExchange as hashing.pdf).
 *
 * Computes from luminance Y = 0.299 R + 0.587 G + 0.114 B (0–255):
 *   1. two passes of a box filter along rows and columns (Jarosz), window ⌈side / 128⌉, means over what lies inside the picture;
 *   2. the 64 × 64 grid of pixel centres of the result, A;
 *   3. B = D A Dᵀ, D the rows 1 to 16 of the 64-point cosine transform: 16 × 16 frequencies without the constant one;
 *   4. bit 16 i + j is set where B[i][j] is greater than the median of B (the lower of the two middle values, so about 128 bits are set).
 * Written as 64 hexadecimal digits, bit 255 first. Distance: number of differing bits; two pictures match at 31 or less.
 * Quality: ⌊ Σ |⌊100 (a − b) / 255⌋| / 90 ⌋ over neighbours a, b of A, at most 100; under 50 there is too little in the picture to compare.
 * Rotations and flips: a turned picture has the same frequencies with other signs and places, so its hash comes from B without decoding again. The boxes and the grid are not quite symmetrical, so these hashes lie 8 to 18 bits
 * from those of pictures that were turned; `turnedHashes` turns the pixels instead and gives the very hashes that turned files have.
 *
 * Convention: like the published program, all arithmetic is in single precision and in its order, so equal pixels give equal hashes
 * bit for bit; a picture with a side over 512 is first brought to 512 × 512 by nearest neighbour. Undefined (quality 0, all bits 0)
 * when a side is under 5 pixels.
 */

/** Brightness of each pixel, 0 to 255, row by row. */
export interface Luma {
  readonly width: number
  readonly height: number
  readonly pixels: Float32Array
}
/** What was done to a picture. Turns are clockwise (the published program counts them the other way); a flip along a diagonal is a turn and a mirror. */
export const TURNS = [
  'none',
  'rotated-90',
  'rotated-180',
  'rotated-270',
  'mirrored',
  'upside-down',
  'transposed',
  'anti-transposed',
] as const
export type Turn = (typeof TURNS)[number]

export interface Pdq {
  /** 64 hexadecimal digits in lower case. */
  readonly hash: string
  /** 0 to 100. */
  readonly quality: number
  /** The hash that the picture would have after each turn; `none` is `hash`. */
  readonly turned: Readonly<Record<Turn, string>>
}

export const PDQ_BITS = 256
/** The published limit of a match, in bits. */
export const PDQ_MATCH = 31
/** The published least quality that is compared. */
export const PDQ_QUALITY = 50
const LEAST_SIDE = 5
const FIRST_SIDE = 512
const GRID = 64
const KEPT = 16
const f = Math.fround

/** Luminance of interleaved 8-bit pixels; one or two channels are grey (and alpha), three or four colour (and alpha). */
export function lumaOf(bytes: Uint8Array, width: number, height: number, channels: number): Luma {
  const pixels = new Float32Array(width * height)
  if (channels < 3) for (let p = 0; p < pixels.length; p++) pixels[p] = bytes[p * channels] as number
  else {
    const [r, g, b] = [f(0.299), f(0.587), f(0.114)]
    for (let p = 0, at = 0; p < pixels.length; p++, at += channels)
      pixels[p] = f(f(r * (bytes[at] as number)) + f(g * (bytes[at + 1] as number))) + f(b * (bytes[at + 2] as number))
  }
  return { width, height, pixels }
}

export function pdq(luma: Luma): Pdq {
  if (luma.width < LEAST_SIDE || luma.height < LEAST_SIDE)
    return { hash: hexOf(new Float32Array(KEPT * KEPT)), quality: 0, turned: NOTHING }
  const grid = downsample(luma.width > FIRST_SIDE || luma.height > FIRST_SIDE ? nearest(luma, FIRST_SIDE) : luma)
  const frequencies = transform(grid)
  const turned = Object.fromEntries(TURNS.map((turn) => [turn, hexOf(turnedBy(turn, frequencies))])) as Record<Turn, string>
  return { hash: turned.none, quality: qualityOf(grid), turned }
}

/** The hashes of the picture after each turn, made on its pixels: what a file that was turned without loss has. */
export function turnedHashes(luma: Luma): Readonly<Record<Turn, string>> {
  return Object.fromEntries(TURNS.map((turn) => [turn, hashOf(turnedLuma(luma, turn))])) as Record<Turn, string>
}

function hashOf(luma: Luma): string {
  if (luma.width < LEAST_SIDE || luma.height < LEAST_SIDE) return NOTHING.none
  return hexOf(transform(downsample(luma)))
}

/** Turned, and brought to FIRST_SIDE when it is larger, as `pdq` would do after the turn. */
function turnedLuma({ width, height, pixels }: Luma, turn: Turn): Luma {
  const { swaps, flipsX, flipsY } = MOVES[turn]
  const [w, h] = swaps ? [height, width] : [width, height]
  const isLarge = w > FIRST_SIDE || h > FIRST_SIDE
  const [outW, outH] = isLarge ? [FIRST_SIDE, FIRST_SIDE] : [w, h]
  const out = new Float32Array(outW * outH)
  for (let y = 0; y < outH; y++)
    for (let x = 0; x < outW; x++) {
      const atX = Math.floor((x * w) / outW)
      const atY = Math.floor((y * h) / outH)
      const [fromX, fromY] = swaps ? [atY, atX] : [atX, atY]
      out[y * outW + x] = pixels[(flipsY ? height - 1 - fromY : fromY) * width + (flipsX ? width - 1 - fromX : fromX)] as number
    }
  return { width: outW, height: outH, pixels: out }
}

/** Where a pixel of the turned picture comes from: rows and columns change places, then either is counted from the other end. */
const MOVES: Readonly<Record<Turn, { readonly swaps: boolean; readonly flipsX: boolean; readonly flipsY: boolean }>> = {
  none: { swaps: false, flipsX: false, flipsY: false },
  'rotated-90': { swaps: true, flipsX: false, flipsY: true },
  'rotated-180': { swaps: false, flipsX: true, flipsY: true },
  'rotated-270': { swaps: true, flipsX: true, flipsY: false },
  mirrored: { swaps: false, flipsX: true, flipsY: false },
  'upside-down': { swaps: false, flipsX: false, flipsY: true },
  transposed: { swaps: true, flipsX: false, flipsY: false },
  'anti-transposed': { swaps: true, flipsX: true, flipsY: true },
}

/** Number of bits in which two hashes differ. */
export function pdqDistance(a: string, b: string): number {
  let bits = 0
  for (let at = 0; at < 64; at += 8) {
    let x = Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16)
    for (; x !== 0; x &= x - 1) bits++
  }
  return bits
}

function nearest({ width, height, pixels }: Luma, side: number): Luma {
  const out = new Float32Array(side * side)
  for (let y = 0; y < side; y++) {
    const row = Math.floor((y * height) / side) * width
    for (let x = 0; x < side; x++) out[y * side + x] = pixels[row + Math.floor((x * width) / side)] as number
  }
  return { width: side, height: side, pixels: out }
}

function downsample({ width, height, pixels }: Luma): Float32Array {
  if (width === GRID && height === GRID) return pixels
  const across = Math.ceil(width / (2 * GRID))
  const down = Math.ceil(height / (2 * GRID))
  const a = pixels.slice()
  const b = new Float32Array(a.length)
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) box(a, b, y * width, 1, width, across)
    for (let x = 0; x < width; x++) box(b, a, x, width, height, down)
  }
  const grid = new Float32Array(GRID * GRID)
  for (let i = 0; i < GRID; i++) {
    const row = Math.floor(((i + 0.5) * height) / GRID) * width
    for (let j = 0; j < GRID; j++) grid[i * GRID + j] = a[row + Math.floor(((j + 0.5) * width) / GRID)] as number
  }
  return grid
}

/** Running mean of `window` values around each of `length` values from `start`, fewer at both ends. */
function box(from: Float32Array, to: Float32Array, start: number, stride: number, length: number, window: number): void {
  const ahead = Math.floor((window + 2) / 2) - 1
  const behind = window - ahead - 1
  let sum = 0
  let inside = 0
  for (let next = -ahead; next < length; next++) {
    const enters = next + ahead
    if (enters < length) {
      sum = f(sum + (from[start + enters * stride] as number))
      inside++
    }
    const leaves = next - behind - 1
    if (leaves >= 0) {
      sum = f(sum - (from[start + leaves * stride] as number))
      inside--
    }
    if (next >= 0) to[start + next * stride] = sum / inside
  }
}

function qualityOf(grid: Float32Array): number {
  let steps = 0
  const step = (from: number, to: number) => Math.abs(Math.trunc(f(f(f((grid[from] as number) - (grid[to] as number)) * 100) / 255)))
  for (let i = 0; i < GRID; i++)
    for (let j = 0; j < GRID; j++) {
      const at = i * GRID + j
      if (i < GRID - 1) steps += step(at, at + GRID)
      if (j < GRID - 1) steps += step(at, at + 1)
    }
  return Math.min(100, Math.floor(steps / 90))
}

const COSINES = (() => {
  const rows = new Float32Array(KEPT * GRID)
  const scale = f(Math.sqrt(2 / GRID))
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < GRID; j++) rows[i * GRID + j] = scale * Math.cos((Math.PI / 2 / GRID) * (i + 1) * (2 * j + 1))
  return rows
})()

function transform(grid: Float32Array): Float32Array {
  const half = new Float32Array(KEPT * GRID)
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < GRID; j++) {
      let sum = 0
      for (let k = 0; k < GRID; k++) sum = f(sum + f((COSINES[i * GRID + k] as number) * (grid[k * GRID + j] as number)))
      half[i * GRID + j] = sum
    }
  const out = new Float32Array(KEPT * KEPT)
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < KEPT; j++) {
      let sum = 0
      for (let k = 0; k < GRID; k++) sum = f(sum + f((half[i * GRID + k] as number) * (COSINES[j * GRID + k] as number)))
      out[i * KEPT + j] = sum
    }
  return out
}

/** For each turn: whether rows and columns change places, and which frequencies change sign (i counts rows from 0, which is frequency 1). */
const SIGNS: Readonly<Record<Turn, readonly [swaps: boolean, negates: (i: number, j: number) => boolean]>> = {
  none: [false, () => false],
  'rotated-90': [true, (i) => i % 2 === 0],
  'rotated-180': [false, (i, j) => (i + j) % 2 === 1],
  'rotated-270': [true, (_, j) => j % 2 === 0],
  mirrored: [false, (_, j) => j % 2 === 0],
  'upside-down': [false, (i) => i % 2 === 0],
  transposed: [true, () => false],
  'anti-transposed': [true, (i, j) => (i + j) % 2 === 1],
}

function turnedBy(turn: Turn, frequencies: Float32Array): Float32Array {
  const [swaps, negates] = SIGNS[turn]
  const out = new Float32Array(frequencies.length)
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < KEPT; j++) {
      const value = frequencies[i * KEPT + j] as number
      out[swaps ? j * KEPT + i : i * KEPT + j] = negates(i, j) ? -value : value
    }
  return out
}

function hexOf(frequencies: Float32Array): string {
  const median = frequencies.slice().sort()[(KEPT * KEPT) / 2 - 1] as number
  let hex = ''
  for (let nibble = 63; nibble >= 0; nibble--) {
    let digit = 0
    for (let bit = 0; bit < 4; bit++) if ((frequencies[nibble * 4 + bit] as number) > median) digit |= 1 << bit
    hex += digit.toString(16)
  }
  return hex
}

const NOTHING = Object.fromEntries(TURNS.map((turn) => [turn, '0'.repeat(64)])) as Record<Turn, string>
