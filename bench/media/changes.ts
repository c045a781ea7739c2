/** What is done to a picture before it is posted again, and pictures that only look alike. */
import type { Sharp } from 'sharp'
import sharp from 'sharp'
import { createRng, type Rng } from '../../src/statistics/index.js'
import { box, type Colour, clouds, colour, copyOf, ellipse, gradient, grain, lettering, type Picture, scene } from './scenes.js'

export interface Change {
  readonly id: string
  readonly make: (picture: Picture, rng: Rng) => Promise<Picture>
}

const WHITE: Colour = [255, 255, 255]
const BLACK: Colour = [0, 0, 0]

export const open = ({ width, height, rgb }: Picture): Sharp => sharp(rgb, { raw: { width, height, channels: 3 } })

async function drawn(image: Sharp): Promise<Picture> {
  const { data, info } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) }
}

/** Every copy is saved once more, as a platform does. */
async function saved(picture: Picture, quality = 75): Promise<Picture> {
  return drawn(sharp(await open(picture).jpeg({ quality }).toBuffer()))
}

function cropped(picture: Picture, left: number, top: number, right: number, bottom: number): Promise<Picture> {
  const { width, height } = picture
  const [x, y] = [Math.round(width * left), Math.round(height * top)]
  return drawn(
    open(picture).extract({
      left: x,
      top: y,
      width: Math.round(width * (1 - left - right)),
      height: Math.round(height * (1 - top - bottom)),
    }),
  )
}

/** On a larger ground of one colour. */
export function framed(picture: Picture, left: number, top: number, right: number, bottom: number, ground: Colour): Picture {
  const { width, height } = picture
  const [l, t, r, b] = [left * width, top * height, right * width, bottom * height].map(Math.round) as [number, number, number, number]
  const out = { width: width + l + r, height: height + t + b, rgb: new Uint8Array((width + l + r) * (height + t + b) * 3) }
  box(out, 0, 0, out.width, out.height, ground, 1)
  for (let y = 0; y < height; y++) out.rgb.set(picture.rgb.subarray(y * width * 3, (y + 1) * width * 3), ((y + t) * out.width + l) * 3)
  return out
}

export function captioned(picture: Picture, rng: Rng): Picture {
  const atTop = rng.next() < 0.5
  const dark = rng.next() < 0.4
  const share = 0.14 + 0.12 * rng.next()
  const out = framed(picture, 0, atTop ? share : 0, 0, atTop ? 0 : share, dark ? BLACK : WHITE)
  const bar = out.height - picture.height
  const from = atTop ? 0 : picture.height
  const lines = 1 + rng.below(2)
  const point = Math.max(1, Math.floor((bar / lines / 7) * 0.6))
  const fit = Math.floor((out.width * 0.9) / (6 * point))
  for (let i = 0; i < lines; i++) {
    const letters = Math.min(fit, 12 + rng.below(25))
    lettering(out, rng, (out.width - letters * 6 * point) / 2, from + (bar * (i + 0.25)) / lines, point, letters, dark ? WHITE : BLACK)
  }
  return out
}

/** White letters with a dark shade on the picture itself, above and below, as on a meme. */
export function overwritten(picture: Picture, rng: Rng): Picture {
  const out = copyOf(picture)
  const point = Math.max(2, Math.round(picture.width / 85))
  const fit = Math.floor((picture.width * 0.94) / (6 * point))
  for (const y of [picture.height * 0.04, picture.height * 0.96 - 7 * point]) {
    const letters = Math.min(fit, 7 + rng.below(10))
    const x = (picture.width - letters * 6 * point) / 2
    const seed = rng.below(1e9)
    lettering(out, createRng(seed), x + point / 2, y + point / 2, point, letters, BLACK)
    lettering(out, createRng(seed), x, y, point, letters, WHITE)
  }
  return out
}

function watermarked(picture: Picture, rng: Rng): Picture {
  const out = copyOf(picture)
  const point = Math.max(1, Math.round(picture.width / 300))
  const letters = 8 + rng.below(5)
  const x = rng.next() < 0.5 ? picture.width * 0.03 : picture.width * 0.97 - letters * 6 * point
  const y = rng.next() < 0.5 ? picture.height * 0.03 : picture.height * 0.97 - 7 * point
  lettering(out, rng, x, y, point, letters, WHITE, 0.75)
  return out
}

function tiled(picture: Picture, rng: Rng): Picture {
  const out = copyOf(picture)
  const seed = rng.below(1e9)
  const point = Math.max(1, Math.round(picture.width / 240))
  for (let y = 0; y < picture.height; y += picture.height / 5)
    for (let x = (y % 2) * 20; x < picture.width; x += picture.width / 3) lettering(out, createRng(seed), x, y, point, 9, WHITE, 0.2)
  return out
}

/** A wide picture in an upright one, its own blurred enlargement behind it. */
async function onItsBlur(picture: Picture): Promise<Picture> {
  const { width, height } = picture
  const tall = Math.round(Math.max(width * 1.4, height * 1.15))
  const back = await open(picture).resize(width, tall, { fit: 'cover' }).blur(14).png().toBuffer()
  const front = await open(picture).png().toBuffer()
  return drawn(sharp(back).composite([{ input: front, left: 0, top: Math.round((tall - height) / 2) }]))
}

/** A telephone's picture of a post: bars of lettering and buttons above and below. */
function screenshotOf(picture: Picture, rng: Rng): Picture {
  const out = framed(picture, 0.04, 0.32, 0.04, 0.4, WHITE)
  const point = Math.max(1, Math.round(out.width / 260))
  lettering(out, rng, out.width * 0.04, out.height * 0.015, point, 5, BLACK)
  ellipse(out, out.width * 0.1, out.height * 0.09, out.width * 0.05, out.width * 0.05, colour(rng))
  for (const at of [0.07, 0.11, 0.15]) lettering(out, rng, out.width * 0.2, out.height * at, point, 18 + rng.below(12), BLACK)
  for (const at of [0.8, 0.85, 0.9]) lettering(out, rng, out.width * 0.05, out.height * at, point, 20 + rng.below(15), BLACK)
  return out
}

const side = (rng: Rng, share: number): [number, number, number, number] => {
  const cuts: [number, number, number, number] = [0, 0, 0, 0]
  cuts[rng.below(4)] = share
  return cuts
}

export const CHANGES: readonly Change[] = [
  { id: 're-encode, JPEG quality 30', make: (p) => saved(p, 30) },
  { id: 're-encode, WebP quality 40', make: async (p) => drawn(sharp(await open(p).webp({ quality: 40 }).toBuffer())) },
  { id: 'resize to a half', make: async (p) => saved(await drawn(open(p).resize(Math.round(p.width / 2)))) },
  { id: 'resize to a quarter', make: async (p) => saved(await drawn(open(p).resize(Math.round(p.width / 4)))) },
  {
    id: 'stretch by 10 %',
    make: async (p) => saved(await drawn(open(p).resize(Math.round(p.width * 1.1), p.height, { fit: 'fill' }))),
  },
  { id: 'lighter, more contrast', make: async (p) => saved(await drawn(open(p).linear(1.25, 10))) },
  { id: 'blur', make: async (p) => saved(await drawn(open(p).blur(1.5))) },
  { id: 'mirror', make: async (p) => saved(await drawn(open(p).flop())) },
  { id: 'crop, 3 % of every side', make: async (p) => saved(await cropped(p, 0.03, 0.03, 0.03, 0.03)) },
  { id: 'crop, 10 % of every side', make: async (p) => saved(await cropped(p, 0.1, 0.1, 0.1, 0.1)) },
  { id: 'crop, 20 % of one side', make: async (p, rng) => saved(await cropped(p, ...side(rng, 0.2))) },
  {
    id: 'crop, 70 % kept each way, anywhere',
    make: async (p, rng) => {
      const [x, y] = [rng.next() * 0.3, rng.next() * 0.3]
      return saved(await cropped(p, x, y, 0.3 - x, 0.3 - y))
    },
  },
  {
    id: 'crop to a square',
    make: async (p) => {
      const cutX = Math.max(0, 1 - p.height / p.width) / 2
      const cutY = Math.max(0, 1 - p.width / p.height) / 2
      return saved(p.width === p.height ? await cropped(p, 0.22, 0, 0.22, 0) : await cropped(p, cutX, cutY, cutX, cutY))
    },
  },
  { id: 'border, one colour', make: async (p, rng) => saved(framed(p, 0.08, 0.08, 0.08, 0.08, rng.next() < 0.5 ? BLACK : colour(rng))) },
  { id: 'letterbox', make: async (p) => saved(framed(p, 0, 0.25, 0, 0.25, BLACK)) },
  { id: 'blurred surround', make: async (p) => saved(await onItsBlur(p)) },
  { id: 'caption bar', make: async (p, rng) => saved(captioned(p, rng)) },
  { id: 'watermark in a corner', make: async (p, rng) => saved(watermarked(p, rng)) },
  { id: 'watermark all over, faint', make: async (p, rng) => saved(tiled(p, rng)) },
  { id: 'screenshot of the post', make: async (p, rng) => saved(screenshotOf(p, rng)) },
  { id: 'mirror and crop 5 %', make: async (p) => saved(await cropped(await drawn(open(p).flop()), 0.05, 0.05, 0.05, 0.05)) },
  { id: 'crop 8 % and caption bar', make: async (p, rng) => saved(captioned(await cropped(p, 0.08, 0.08, 0.08, 0.08), rng)) },
]

export interface LookAlike {
  readonly id: string
  readonly make: (seed: number) => Promise<readonly [Picture, Picture]>
}

/** Another moment of the same scene: the camera has moved a little, others stand in front. */
async function nextMoment(seed: number): Promise<[Picture, Picture]> {
  const rng = createRng(`moment/${seed}`)
  const base = scene(seed, 'room')
  const people = (picture: Picture): Picture => {
    const out = copyOf(picture)
    for (let i = 0; i < 3; i++) {
      const [x, size] = [rng.next() * out.width, out.height * (0.09 + 0.06 * rng.next())]
      box(out, x - size, out.height * 0.55, x + size, out.height, colour(rng), 1)
      ellipse(out, x, out.height * 0.45, size * 0.6, size * 0.8, colour(rng))
    }
    return out
  }
  return [await saved(people(base)), await saved(await cropped(people(base), 0.03, 0.01, 0, 0.02))]
}

/** One app, two posts: the same bars and buttons, other words and another picture. */
function appScreen(rng: Rng): Picture {
  const out: Picture = { width: 320, height: 560, rgb: new Uint8Array(320 * 560 * 3) }
  box(out, 0, 0, 320, 560, [246, 247, 249], 1)
  box(out, 0, 0, 320, 46, [28, 92, 180], 1)
  lettering(out, createRng('app'), 16, 16, 2, 10, WHITE)
  for (let i = 0; i < 5; i++) ellipse(out, 32 + i * 64, 536, 10, 10, [90, 96, 104])
  for (let post = 0; post < 2; post++) {
    const top = 60 + post * 232
    box(out, 8, top, 312, top + 222, WHITE, 1)
    ellipse(out, 30, top + 22, 14, 14, colour(rng))
    lettering(out, rng, 52, top + 14, 1, 14, BLACK)
    for (let line = 0; line < 4; line++) lettering(out, rng, 18, top + 48 + line * 13, 1, 44, [40, 40, 40])
    if (rng.next() < 0.7) {
      const inside = scene(rng.below(1e6))
      for (let y = 0; y < 110; y++)
        for (let x = 0; x < 280; x++)
          for (let c = 0; c < 3; c++)
            out.rgb[((top + 104 + y) * 320 + 20 + x) * 3 + c] = inside.rgb[
              (Math.floor((y * inside.height) / 110) * inside.width + Math.floor((x * inside.width) / 280)) * 3 + c
            ] as number
    }
  }
  return out
}

function logo(rng: Rng): Picture {
  const out: Picture = { width: 400, height: 400, rgb: new Uint8Array(400 * 400 * 3) }
  box(out, 0, 0, 400, 400, WHITE, 1)
  const ink = colour(rng)
  ellipse(out, 200, 180, 100, 100, ink)
  for (let i = 1 + rng.below(3); i > 0; i--)
    if (rng.next() < 0.5) box(out, 130 + rng.below(70), 110 + rng.below(70), 210 + rng.below(60), 190 + rng.below(70), WHITE, 1)
    else ellipse(out, 150 + rng.below(100), 130 + rng.below(100), 15 + rng.below(45), 15 + rng.below(45), WHITE)
  lettering(out, rng, 80, 310, 5, 8, ink)
  return out
}

function nearlyBlack(rng: Rng): Picture {
  const out: Picture = { width: 480, height: 270, rgb: new Uint8Array(480 * 270 * 3) }
  gradient(out, [rng.below(6), rng.below(6), rng.below(6)], [rng.below(9), rng.below(9), rng.below(9)])
  clouds(out, rng, 2, 3)
  grain(out, rng, 2)
  return out
}

export const LOOK_ALIKES: readonly LookAlike[] = [
  {
    id: 'one picture under two caption bars',
    make: async (seed) => {
      const [base, rng] = [scene(seed), createRng(`bars/${seed}`)]
      return [await saved(captioned(base, rng)), await saved(captioned(base, rng))]
    },
  },
  {
    id: 'one picture with two texts written on it',
    make: async (seed) => {
      const [base, rng] = [scene(seed), createRng(`texts/${seed}`)]
      return [await saved(overwritten(base, rng)), await saved(overwritten(base, rng))]
    },
  },
  { id: 'two press photos of one scene', make: nextMoment },
  {
    id: 'two screens of one app',
    make: async (seed) => [await saved(appScreen(createRng(`app1/${seed}`))), await saved(appScreen(createRng(`app2/${seed}`)))],
  },
  {
    id: 'two frames that are nearly black',
    make: async (seed) => [await saved(nearlyBlack(createRng(`black1/${seed}`))), await saved(nearlyBlack(createRng(`black2/${seed}`)))],
  },
  {
    id: 'two logos of one style',
    make: async (seed) => [await saved(logo(createRng(`logo1/${seed}`))), await saved(logo(createRng(`logo2/${seed}`)))],
  },
]
