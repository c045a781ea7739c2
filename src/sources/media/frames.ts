/**
 * A film as a bag of frames (as in vPDQ of ThreatExchange): one frame a second, PDQ of each, frames that hardly differ from the last one kept left out.
 * Each frame is hashed as it is and in the mirror; where the whole film has margins (letterbox), also without them. Of at most LOOKS frames, spread evenly,
 * the look is kept, so that cropped and captioned copies are found as with pictures.
 */
import type { Corners, Look } from '../../model/index.js'
import { lookOf } from './look.js'
import { cut, type Luma, mirrored } from './luma.js'
import { frameOf } from './margins.js'
import { PDQ_QUALITY, pdq, pdqDistance } from './pdq.js'

export const FRAME_LIMITS = {
  /** Frames looked at; those of a longer film are spread over it. */
  most: 600,
  /** Bits from the frame kept last, or less: the same picture still. */
  same: 10,
  looks: 12,
  /** Part of either side that must be margin in every frame. */
  margin: 0.04,
} as const

export interface Frame {
  readonly offsetMs: number
  readonly luma: Luma
}
export interface FrameHash {
  readonly offsetMs: number
  /** Empty, `mirrored`, `content` or `content mirrored`. */
  readonly name: string
  readonly hash: string
  readonly quality: number
}
export interface FilmSeen {
  readonly hashes: readonly FrameHash[]
  readonly looks: readonly { readonly offsetMs: number; readonly look: Look }[]
  readonly framesSeen: number
}

export interface FrameBag {
  add(frame: Frame): void
  finish(): FilmSeen
}

export function frameBag(): FrameBag {
  const kept: { offsetMs: number; luma: Luma; hash: string; inMirror: string; quality: number }[] = []
  let content: Corners | null = null
  let framesSeen = 0
  return {
    add({ offsetMs, luma }) {
      framesSeen++
      const { hash, quality } = pdq(luma)
      const last = kept.at(-1)
      if (last && pdqDistance(last.hash, hash) <= FRAME_LIMITS.same && Math.abs(last.quality - quality) < 20) return
      // A dark or empty frame says nothing about the margins of the film.
      if (quality >= PDQ_QUALITY) content = union(content, frameOf(luma).content)
      kept.push({ offsetMs, luma, hash, inMirror: pdq(mirrored(luma)).hash, quality })
    },
    finish() {
      const hashes: FrameHash[] = []
      for (const { offsetMs, luma, hash, inMirror, quality } of kept) {
        hashes.push({ offsetMs, name: '', hash, quality }, { offsetMs, name: 'mirrored', hash: inMirror, quality })
        if (!content || !isTrimmed(luma, content)) continue
        const part = cut(luma, content)
        const inner = pdq(part)
        hashes.push(
          { offsetMs, name: 'content', hash: inner.hash, quality: inner.quality },
          { offsetMs, name: 'content mirrored', hash: pdq(mirrored(part)).hash, quality: inner.quality },
        )
      }
      return { hashes, looks: spread(kept.filter(({ quality }) => quality >= PDQ_QUALITY)), framesSeen }
    },
  }
}

function spread(frames: readonly Frame[]): FilmSeen['looks'] {
  const count = Math.min(FRAME_LIMITS.looks, frames.length)
  return Array.from({ length: count }, (_, i) => {
    const { offsetMs, luma } = frames[Math.floor(((i + 0.5) * frames.length) / count)] as Frame
    return { offsetMs, look: lookOf(luma).look }
  })
}

const union = (a: Corners | null, b: Corners): Corners =>
  a
    ? {
        left: Math.min(a.left, b.left),
        top: Math.min(a.top, b.top),
        right: Math.max(a.right, b.right),
        bottom: Math.max(a.bottom, b.bottom),
      }
    : b

function isTrimmed({ width, height }: Luma, { left, top, right, bottom }: Corners): boolean {
  return right - left < width * (1 - FRAME_LIMITS.margin) || bottom - top < height * (1 - FRAME_LIMITS.margin)
}
