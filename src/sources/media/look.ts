/**
 * Everything by which one picture is compared with others, from its brightness alone, besides PDQ of the whole: PDQ of what is left without margins and
 * caption bars; regions for crops; a small grey copy on which a suspected pair is laid over each other. No colour, no metadata.
 */
import type { Corners, Look } from '../../model/index.js'
import { cut, type Luma, mirrored, shrunk } from './luma.js'
import { frameOf } from './margins.js'
import { pdq } from './pdq.js'
import { regionsOf } from './regions.js'

/** Longer side of the small grey copy. */
export const LOOK_SIDE = 160
/** Parts are hashed from a copy of this side; PDQ itself looks at no more. */
const PART_SIDE = 512
/** Margins are looked for in a copy of this side, so that noise has been evened out and lettering still stands. */
const FRAME_SIDE = 256

/** Of a part of the picture: `content` (without margins) or `picture` (without caption bars too), plain and in the mirror. A part that is the whole is left out. */
export interface PartHash {
  readonly name: string
  readonly hash: string
  readonly quality: number
}

export interface Seen {
  readonly parts: readonly PartHash[]
  readonly look: Look
}

export function lookOf(whole: Luma): Seen {
  const luma = shrunk(whole, PART_SIDE)
  const middle = shrunk(luma, FRAME_SIDE)
  const small = shrunk(middle, LOOK_SIDE)
  const frame = frameOf(middle)
  const parts: PartHash[] = []
  const seen = new Set([JSON.stringify({ left: 0, top: 0, right: middle.width, bottom: middle.height })])
  for (const [name, rect] of [
    ['content', frame.content],
    ['picture', frame.picture],
  ] as const) {
    const key = JSON.stringify(rect)
    if (seen.has(key)) continue
    seen.add(key)
    const inner = cut(luma, grown(rect, luma.width / middle.width, luma))
    const { hash, quality } = pdq(inner)
    parts.push({ name, hash, quality }, { name: `${name} mirrored`, hash: pdq(mirrored(inner)).hash, quality })
  }
  const by = small.width / middle.width
  const look = {
    width: small.width,
    height: small.height,
    grey: Uint8Array.from(small.pixels, (value) => Math.max(0, Math.min(255, Math.round(value)))),
    content: grown(frame.content, by, small),
    picture: grown(frame.picture, by, small),
    regions: regionsOf(middle),
  }
  return { parts, look }
}

function grown({ left, top, right, bottom }: Corners, by: number, { width, height }: { width: number; height: number }): Corners {
  return {
    left: Math.round(left * by),
    top: Math.round(top * by),
    right: Math.min(width, Math.round(right * by)),
    bottom: Math.min(height, Math.round(bottom * by)),
  }
}
