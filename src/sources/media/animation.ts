/** Frames of a GIF or WebP that moves. However often it repeats, each frame is read once; frames beyond the limits are not read, and that is said. */
import sharp from 'sharp'
import { FRAME_LIMITS, type Frame } from './frames.js'
import { lumaOf } from './pdq.js'
import { openOptions } from './picture.js'
import type { MediaLimits } from './record.js'

/** Of a frame that says nothing of its length, as browsers have it. */
const DEFAULT_DELAY_MS = 100

export interface Animation {
  readonly frames: readonly Frame[]
  readonly durationMs: number
  readonly notes: readonly string[]
}

/** At most one frame a second is kept, and the first of each second is taken. */
export async function decodeAnimation(path: string, limits: Pick<MediaLimits, 'pixels'>): Promise<Animation> {
  const { width = 1, height = 1, pageHeight, pages = 1, delay = [] } = await sharp(path, { ...openOptions(limits), pages: 1 }).metadata()
  const size = width * (pageHeight ?? height)
  const read = Math.max(1, Math.min(pages, FRAME_LIMITS.most, Math.floor(limits.pixels / size)))
  const opened = sharp(path, { ...openOptions(limits), pages: read })
    .removeAlpha()
    .toColourspace('srgb')
  const { data, info } = await opened.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const frameHeight = info.pageHeight ?? Math.floor(info.height / read)
  const bytes = info.width * frameHeight * info.channels
  const frames: Frame[] = []
  let at = 0
  for (let i = 0; i < read; i++) {
    const last = frames.at(-1)
    if (!last || at >= last.offsetMs + 1000)
      frames.push({ offsetMs: at, luma: lumaOf(data.subarray(i * bytes, (i + 1) * bytes), info.width, frameHeight, info.channels) })
    at += Math.max(20, delay[i] ?? DEFAULT_DELAY_MS)
  }
  return { frames, durationMs: at, notes: read < pages ? [`the first ${read} of ${pages} frames`] : [] }
}
