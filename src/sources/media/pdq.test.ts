import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { sharedData } from '../../../test/shared-data.js'
import { type Luma, lumaOf, PDQ_MATCH, pdq, pdqDistance, TURNS, type Turn, turnedHashes } from './pdq.js'

const folder = sharedData('pdq-bridge')

async function read(file: string): Promise<Luma> {
  const { data, info } = await sharp(file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return lumaOf(data, info.width, info.height, info.channels)
}
/** Smooth waves with an edge: nothing symmetrical in it. */
function drawn(width: number, height: number, shift = 0): Luma {
  const pixels = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = x / width
      const v = y / height
      pixels[y * width + x] = 128 + 50 * Math.sin(9 * u + 4 * v * v + shift) + 40 * Math.cos(13 * v - 5 * u * u) + (u + v > 1.3 ? 30 : 0)
    }
  return { width, height, pixels }
}
/** The turn made on the pixels themselves. */
function turn(how: Turn, { width, height, pixels }: Luma): Luma {
  const swaps = how === 'rotated-90' || how === 'rotated-270' || how === 'transposed' || how === 'anti-transposed'
  const w = swaps ? height : width
  const h = swaps ? width : height
  const out = new Float32Array(pixels.length)
  const source: Record<Turn, (x: number, y: number) => [number, number]> = {
    none: (x, y) => [x, y],
    'rotated-90': (x, y) => [y, height - 1 - x],
    'rotated-180': (x, y) => [width - 1 - x, height - 1 - y],
    'rotated-270': (x, y) => [width - 1 - y, x],
    mirrored: (x, y) => [width - 1 - x, y],
    'upside-down': (x, y) => [x, height - 1 - y],
    transposed: (x, y) => [y, x],
    'anti-transposed': (x, y) => [width - 1 - y, height - 1 - x],
  }
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const [sx, sy] = source[how](x, y)
      out[y * w + x] = pixels[sy * width + sx] as number
    }
  return { width: w, height: h, pixels: out }
}

describe.skipIf(folder === null)('the published hashes (shared data; skipped when it is absent)', () => {
  const rows = folder === null ? [] : readFileSync(join(folder, 'reference_hashes.csv'), 'utf8').trim().split('\n').slice(1)
  test.for(rows.map((row) => row.split(',') as [string, string]))('%s', async ([file, published], { annotate }) => {
    const { hash, quality } = pdq(await read(join(folder as string, file)))
    const distance = pdqDistance(hash, published)
    await annotate(`${distance} of 256 bits from the published hash, quality ${quality}`)
    expect(distance).toBeLessThanOrEqual(10)
    expect(quality).toBe(100)
  })
})

test.skipIf(folder === null)('turned hashes are near those of the turned photograph, and of no other turn', async () => {
  const photo = await read(join(folder as string, 'aaa-orig.jpg'))
  const { turned } = pdq(photo)
  for (const how of TURNS) {
    const { hash } = pdq(turn(how, photo))
    expect(pdqDistance(turned[how], hash), how).toBeLessThanOrEqual(20)
    for (const other of TURNS) if (other !== how) expect(pdqDistance(turned[other], hash), `${how}, ${other}`).toBeGreaterThan(PDQ_MATCH)
  }
})

test('hashes of turned pixels are those of turned pictures, to the bit, also of a large one', () => {
  for (const [width, height] of [
    [300, 200],
    [900, 610],
  ] as const) {
    const luma = drawn(width, height)
    const hashes = turnedHashes(luma)
    for (const how of TURNS) expect(hashes[how], how).toBe(pdq(turn(how, luma)).hash)
  }
})

test('equal pixels give equal hashes, whatever they were saved as and whatever came before', async () => {
  const { width, height, pixels } = drawn(300, 200)
  const grey = Uint8Array.from(pixels)
  const colours = Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[(i * 7) % grey.length] as number)
  const drawing = sharp(colours, { raw: { width, height, channels: 3 } })
  const expected = pdq(lumaOf(colours, width, height, 3))
  for (const saved of [drawing.clone().png(), drawing.clone().tiff({ compression: 'none' }), drawing.clone().webp({ lossless: true })]) {
    const { data, info } = await sharp(await saved.toBuffer())
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(pdq(lumaOf(data, info.width, info.height, info.channels))).toEqual(expected)
  }
  const before = Float32Array.from(grey)
  const luma = { width, height, pixels: before }
  pdq(luma)
  expect(before).toEqual(Float32Array.from(grey))
})

test('by hand: one wave across sets the bits of its own frequency', () => {
  // cos(π/64 · 1 · (x + 1/2)) is row 1 of the transform, so across only frequency 1 is there; down it is constant, and frequencies 1 to 16 of a
  // constant are 0. All 256 values are 0 but for rounding: too even to be compared.
  const pixels = new Float32Array(64 * 64)
  for (let y = 0; y < 64; y++)
    for (let x = 0; x < 64; x++)
      pixels[y * 64 + x] = 100 * Math.cos((Math.PI / 64) * (x + 0.5)) * Math.cos((Math.PI / 64) * (y + 0.5)) + 128
  const { hash, quality } = pdq({ width: 64, height: 64, pixels })
  // Frequency (1, 1) is bit 0, the last digit: 100 · 32, far over the median; the other 255 are rounding errors of some 1e-4.
  expect(Number.parseInt(hash.slice(-1), 16) & 1).toBe(1)
  // Steps of brightness: at most 100 · 2 · sin(π/128) = 4.9 of 255, that is 1 of 100 where it is over 2.55.
  expect(quality).toBeLessThan(50)
})

test('quality by hand: a chequerboard of 8 × 8 squares, black and white', () => {
  // 64 × 64 pixels: 7 edges × 64 pixels each way, every step 100: 2 · 7 · 64 · 100 / 90 = 995, shown as 100.
  const squares = (side: number, high: number) =>
    Float32Array.from({ length: 4096 }, (_, i) => ((Math.floor((i % 64) / side) + Math.floor(i / 64 / side)) % 2 === 0 ? 0 : high))
  expect(pdq({ width: 64, height: 64, pixels: squares(8, 255) }).quality).toBe(100)
  // One edge each way, steps of 26 / 255 = 10 of 100: 2 · 64 · 10 / 90 = 14.
  expect(pdq({ width: 64, height: 64, pixels: squares(32, 26) }).quality).toBe(14)
  expect(pdq({ width: 64, height: 64, pixels: new Float32Array(4096) }).quality).toBe(0)
})

test('a picture under 5 pixels has no hash; half the bits are set in any other', () => {
  expect(pdq(drawn(4, 100))).toMatchObject({ hash: '0'.repeat(64), quality: 0 })
  for (const [width, height] of [
    [5, 5],
    [64, 64],
    [65, 300],
    [513, 40],
    [2000, 3],
  ] as const) {
    const { hash } = pdq(drawn(width, height))
    expect(pdqDistance(hash, '0'.repeat(64)), `${width} × ${height}`).toBe(height < 5 ? 0 : 128)
  }
})

test('distance by hand', () => {
  const zero = '0'.repeat(64)
  expect(pdqDistance(zero, 'f'.repeat(64))).toBe(256)
  expect(pdqDistance(zero, `8${'0'.repeat(62)}1`)).toBe(2)
  expect(pdqDistance(`${'0'.repeat(31)}7${'0'.repeat(32)}`, zero)).toBe(3)
})
