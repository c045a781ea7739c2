/**
 * Invented pictures that look enough like photographs for hashes: most of the power at low frequencies, things with edges, fine texture.
 * Six kinds; one seed gives one picture, the same on every machine that adds and multiplies alike.
 */
import { createRng, type Rng } from '../../src/statistics/index.js'

export interface Picture {
  readonly width: number
  readonly height: number
  /** Red, green, blue. */
  readonly rgb: Uint8Array
}
export type Colour = readonly [number, number, number]
export const SCENE_KINDS = ['landscape', 'things', 'crowd', 'texture', 'room', 'street'] as const
export type SceneKind = (typeof SCENE_KINDS)[number]

const SIZES = [
  [480, 360],
  [480, 270],
  [400, 400],
  [320, 480],
] as const

export function scene(seed: number, wanted?: SceneKind): Picture {
  const rng = createRng(seed)
  const [width, height] = SIZES[rng.below(SIZES.length)] as readonly [number, number]
  const picture = { width, height, rgb: new Uint8Array(width * height * 3) }
  const kind = wanted ?? (SCENE_KINDS[rng.below(SCENE_KINDS.length)] as SceneKind)
  DRAW[kind](picture, rng)
  grain(picture, rng, 4)
  return picture
}

const DRAW: Readonly<Record<SceneKind, (picture: Picture, rng: Rng) => void>> = {
  landscape: (picture, rng) => {
    gradient(picture, colour(rng), colour(rng))
    clouds(picture, rng, 40, 2)
    const ridges = 2 + rng.below(3)
    for (let i = 0; i < ridges; i++) ridge(picture, rng, 0.3 + (0.6 * i) / ridges)
    for (let i = rng.below(14); i > 0; i--) tree(picture, rng)
  },
  things: (picture, rng) => {
    gradient(picture, colour(rng), colour(rng))
    clouds(picture, rng, 25, 3)
    for (let i = 5 + rng.below(15); i > 0; i--) thing(picture, rng, 0.05 + 0.25 * rng.next())
  },
  crowd: (picture, rng) => {
    gradient(picture, colour(rng), colour(rng))
    const { width, height } = picture
    for (let i = 0; i < 60; i++) {
      const y = height * (0.3 + (0.7 * i) / 60)
      person(picture, rng, rng.next() * width, y, 8 + (i * height) / 3000)
    }
  },
  texture: (picture, rng) => {
    gradient(picture, colour(rng), colour(rng))
    clouds(picture, rng, 110, 2 + rng.below(3))
    for (let i = rng.below(4); i > 0; i--) thing(picture, rng, 0.2 + 0.2 * rng.next())
  },
  room: (picture, rng) => {
    const { width, height } = picture
    gradient(picture, colour(rng), colour(rng))
    box(picture, 0, Math.round(height * (0.6 + 0.2 * rng.next())), width, height, colour(rng), 1)
    for (let i = 4 + rng.below(8); i > 0; i--) {
      const [x, y] = [rng.next() * width, rng.next() * height]
      const [w, h] = [width * (0.05 + 0.3 * rng.next()), height * (0.05 + 0.35 * rng.next())]
      box(picture, x, y, x + w, y + h, colour(rng), 1)
      box(picture, x + w * 0.1, y + h * 0.1, x + w * 0.9, y + h * 0.9, colour(rng), 0.8)
    }
    person(picture, rng, width * (0.2 + 0.6 * rng.next()), height * 0.75, height / 9)
    clouds(picture, rng, 18, 3)
  },
  street: (picture, rng) => {
    const { width, height } = picture
    gradient(picture, colour(rng), colour(rng))
    for (let x = 0; x < width; ) {
      const w = width * (0.08 + 0.2 * rng.next())
      const top = height * (0.1 + 0.5 * rng.next())
      box(picture, x, top, x + w, height * 0.8, colour(rng), 1)
      const pane = colour(rng)
      const step = w / (2 + rng.below(5))
      for (let wy = top + step * 0.4; wy < height * 0.75; wy += step)
        for (let wx = x + step * 0.3; wx < x + w - step * 0.5; wx += step)
          if (rng.next() < 0.85) box(picture, wx, wy, wx + step * 0.5, wy + step * 0.6, pane, 0.9)
      x += w
    }
    box(picture, 0, height * 0.8, width, height, colour(rng), 1)
    for (let i = 3 + rng.below(8); i > 0; i--) person(picture, rng, rng.next() * width, height * (0.8 + 0.15 * rng.next()), height / 22)
    clouds(picture, rng, 14, 3)
  },
}

export function colour(rng: Rng): Colour {
  return [rng.below(256), rng.below(256), rng.below(256)]
}

export function gradient({ width, height, rgb }: Picture, from: Colour, to: Colour): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        rgb[(y * width + x) * 3 + c] =
          (from[c] as number) + (((to[c] as number) - (from[c] as number)) * (y + x * 0.3)) / (height + width * 0.3)
}

/** Sums of smooth noise, each octave twice as fine and half as strong. */
export function clouds(picture: Picture, rng: Rng, strength: number, coarsest: number): void {
  const { width, height, rgb } = picture
  const side = Math.max(width, height)
  const total = new Float32Array(width * height)
  for (let cells = coarsest, power = 1; cells < side / 3; cells *= 2, power *= 0.55) {
    const across = cells + 2
    const grid = Float32Array.from({ length: across * across }, () => rng.next() * 2 - 1)
    for (let y = 0; y < height; y++) {
      const v = (y * cells) / side
      const [j, q] = [Math.floor(v), ease(v - Math.floor(v))]
      for (let x = 0; x < width; x++) {
        const u = (x * cells) / side
        const i = Math.floor(u)
        const p = ease(u - i)
        const at = j * across + i
        const upper = (grid[at] as number) * (1 - p) + (grid[at + 1] as number) * p
        const lower = (grid[at + across] as number) * (1 - p) + (grid[at + across + 1] as number) * p
        ;(total[y * width + x] as number) += power * (upper * (1 - q) + lower * q)
      }
    }
  }
  for (let i = 0; i < total.length; i++)
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = clamp((rgb[i * 3 + c] as number) + strength * (total[i] as number))
}
const ease = (t: number): number => t * t * (3 - 2 * t)
const clamp = (value: number): number => Math.max(0, Math.min(255, value))

export function box({ width, height, rgb }: Picture, x0: number, y0: number, x1: number, y1: number, fill: Colour, alpha: number): void {
  for (let y = Math.max(0, Math.round(y0)); y < Math.min(height, Math.round(y1)); y++)
    for (let x = Math.max(0, Math.round(x0)); x < Math.min(width, Math.round(x1)); x++) blend(rgb, (y * width + x) * 3, fill, alpha)
}

function blend(rgb: Uint8Array, at: number, fill: Colour, alpha: number): void {
  for (let c = 0; c < 3; c++) rgb[at + c] = (rgb[at + c] as number) * (1 - alpha) + (fill[c] as number) * alpha
}

export function ellipse({ width, height, rgb }: Picture, cx: number, cy: number, rx: number, ry: number, fill: Colour, alpha = 1): void {
  for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(height, cy + ry); y++)
    for (let x = Math.max(0, Math.floor(cx - rx)); x < Math.min(width, cx + rx); x++)
      if (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1) blend(rgb, (y * width + x) * 3, fill, alpha)
}

function ridge(picture: Picture, rng: Rng, at: number): void {
  const { width, height, rgb } = picture
  const fill = colour(rng)
  const waves = Array.from(
    { length: 7 },
    (_, i) => [(i + 1) * (2 + rng.next() * 3), (rng.next() * 0.12) / (i + 1), rng.next() * 6.28] as const,
  )
  for (let x = 0; x < width; x++) {
    let top = at
    for (const [speed, size, phase] of waves) top += size * Math.sin((speed * x) / width + phase)
    for (let y = Math.max(0, Math.round(top * height)); y < height; y++) blend(rgb, (y * width + x) * 3, fill, 0.85)
  }
}

function tree(picture: Picture, rng: Rng): void {
  const { width, height } = picture
  const [x, y, size] = [rng.next() * width, height * (0.5 + 0.45 * rng.next()), height * (0.03 + 0.07 * rng.next())]
  box(picture, x - size / 8, y, x + size / 8, y + size, colour(rng), 1)
  for (let i = 0; i < 6; i++)
    ellipse(picture, x + (rng.next() - 0.5) * size, y - rng.next() * size, size * 0.5, size * 0.45, colour(rng), 0.8)
}

function thing(picture: Picture, rng: Rng, share: number): void {
  const { width, height } = picture
  const [x, y, size] = [rng.next() * width, rng.next() * height, share * Math.min(width, height)]
  const fill = colour(rng)
  if (rng.next() < 0.5) ellipse(picture, x, y, size, size * (0.4 + rng.next()), fill, 0.95)
  else box(picture, x - size, y - size * (0.3 + rng.next()), x + size, y + size * (0.3 + rng.next()), fill, 0.95)
  const stripes = colour(rng)
  for (let i = rng.below(7); i > 0; i--)
    box(picture, x - size * 0.8, y + (i - 3) * size * 0.2, x + size * 0.8, y + (i - 2.5) * size * 0.2, stripes, 0.7)
}

function person(picture: Picture, rng: Rng, x: number, y: number, size: number): void {
  box(picture, x - size * 0.7, y, x + size * 0.7, y + size * 2.6, colour(rng), 1)
  ellipse(picture, x, y - size * 0.6, size * 0.5, size * 0.65, [90 + rng.below(160), 70 + rng.below(130), 60 + rng.below(110)], 1)
  ellipse(picture, x, y - size * 0.95, size * 0.55, size * 0.35, colour(rng), 1)
}

export function grain({ rgb }: Picture, rng: Rng, strength: number): void {
  for (let i = 0; i < rgb.length; i++) rgb[i] = clamp((rgb[i] as number) + (rng.next() + rng.next() - 1) * strength)
}

export const copyOf = (picture: Picture): Picture => ({ ...picture, rgb: picture.rgb.slice() })

/** Lettering without a font: each letter 5 × 7 points, any letter is as good as another. */
export function lettering(picture: Picture, rng: Rng, x: number, y: number, point: number, letters: number, ink: Colour, alpha = 1): void {
  for (let i = 0; i < letters; i++) {
    if (rng.below(6) === 0) continue
    for (let row = 0; row < 7; row++)
      for (let column = 0; column < 5; column++)
        if (rng.below(100) < (column === 0 || row === 0 || row === 3 ? 75 : 35)) {
          const [px, py] = [x + (i * 6 + column) * point, y + row * point]
          box(picture, px, py, px + point, py + point, ink, alpha)
        }
  }
}
