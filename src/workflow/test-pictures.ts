/** For tests only: pictures drawn from numbers, each unlike the others. */
import sharp, { type Sharp } from 'sharp'
import { createRng } from '../statistics/index.js'

/** Discs of light and shade at drawn places: as rich as a photograph for a hash, and nobody's. */
export function drawPicture(seed: number | string, width = 240, height = 180): Sharp {
  const rng = createRng(`picture ${seed}`)
  const blobs = Array.from({ length: 30 }, () => ({
    x: rng.next(),
    y: rng.next(),
    size: 0.04 + 0.2 * rng.next(),
    light: [rng.next(), rng.next(), rng.next()].map((part) => 200 * (part - 0.5)),
  }))
  const bytes = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = [128, 128, 128]
      for (const blob of blobs) {
        const far = ((x / width - blob.x) ** 2 + (y / height - blob.y) ** 2) / blob.size ** 2
        if (far < 1) for (let c = 0; c < 3; c++) colour[c]! += (blob.light[c] as number) * (1.3 - far)
      }
      bytes.set(
        colour.map((value) => Math.max(0, Math.min(255, Math.round(value)))),
        (y * width + x) * 3,
      )
    }
  return sharp(bytes, { raw: { width, height, channels: 3 } })
}
