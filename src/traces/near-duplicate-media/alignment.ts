/** How one picture lies on another: rectangles and the way from pixels of one small copy to pixels of the other. */
import type { Corners } from '../../model/index.js'

/** From pixels of one small copy to pixels of the other: x → scaleX · x + shiftX, the same for y. With `mirror`, of the other one in a mirror. */
export interface Alignment {
  readonly mirror: boolean
  readonly scaleX: number
  readonly shiftX: number
  readonly scaleY: number
  readonly shiftY: number
}

export const areaOf = ({ left, top, right, bottom }: Corners): number => Math.max(0, right - left) * Math.max(0, bottom - top)

export function overlapOf(a: Corners, b: Corners): Corners {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  }
}

export function mapped({ left, top, right, bottom }: Corners, { scaleX, shiftX, scaleY, shiftY }: Alignment): Corners {
  return {
    left: left * scaleX + shiftX,
    top: top * scaleY + shiftY,
    right: right * scaleX + shiftX,
    bottom: bottom * scaleY + shiftY,
  }
}

/** `alignment` the other way round, of the same pair (the mirror, if any, stays with the second picture). */
export function backwards({ mirror, scaleX, shiftX, scaleY, shiftY }: Alignment): Alignment {
  return { mirror, scaleX: 1 / scaleX, shiftX: -shiftX / scaleX, scaleY: 1 / scaleY, shiftY: -shiftY / scaleY }
}

/** One rectangle laid on another. */
export function alignCorners(from: Corners, to: Corners, mirror: boolean): Alignment {
  const scaleX = (to.right - to.left) / (from.right - from.left)
  const scaleY = (to.bottom - to.top) / (from.bottom - from.top)
  return { mirror, scaleX, shiftX: to.left - from.left * scaleX, scaleY, shiftY: to.top - from.top * scaleY }
}

export function mirroredCorners({ left, top, right, bottom }: Corners, width: number): Corners {
  return { left: width - right, top, right: width - left, bottom }
}
