/**
 * What belongs to the picture and what was put around it: one-coloured margins, and caption bars (lettering on one colour above or below).
 *
 * A row or column is margin when its brightness stays within `flat` of the edge's colour. A caption bar is a run of rows from the top or bottom
 * edge, each beginning and ending in the bar's colour, some of them with lettering and then some without, until the colour gives way across
 * the whole width (below `break` of it). Bars may not take more than `most` of the height: what is left would say little.
 */
import type { Corners } from '../../model/index.js'
import type { Luma } from './luma.js'

export const MARGIN_LIMITS = { flat: 10, bar: 24, barFlat: 0.98, ends: 0.02, break: 0.3, most: 0.6, barLeast: 0.05, left: 0.3 } as const

export interface Frame {
  /** Without one-coloured margins. */
  readonly content: Corners
  /** Without caption bars too; the same as `content` when there is none. */
  readonly picture: Corners
}

export function frameOf(luma: Luma): Frame {
  const whole = { left: 0, top: 0, right: luma.width, bottom: luma.height }
  const content = trimmed(luma, whole)
  const top = barOf(luma, content, 1)
  const bottom = barOf(luma, content, -1)
  if (top + bottom === 0 || (top + bottom) / (content.bottom - content.top) > MARGIN_LIMITS.most) return { content, picture: content }
  return { content, picture: trimmed(luma, { ...content, top: content.top + top, bottom: content.bottom - bottom }) }
}

/** The margins of all four sides taken off, from the outside in; the rectangle as given when nothing but margin is left, or too little. */
function trimmed(luma: Luma, rect: Corners): Corners {
  let { left, top, right, bottom } = rect
  for (let changed = true; changed; ) {
    changed = false
    if (left >= right || top >= bottom) return rect
    const colours = [rowColour(luma, top, left, right), rowColour(luma, bottom - 1, left, right)]
    const sides = [columnColour(luma, left, top, bottom), columnColour(luma, right - 1, top, bottom)]
    if (colours[0] !== null)
      while (top < bottom && isFlatRow(luma, top, left, right, colours[0] as number)) [top, changed] = [top + 1, true]
    if (colours[1] !== null)
      while (bottom > top && isFlatRow(luma, bottom - 1, left, right, colours[1] as number)) [bottom, changed] = [bottom - 1, true]
    if (top >= bottom) return rect
    if (sides[0] !== null)
      while (left < right && isFlatColumn(luma, left, top, bottom, sides[0] as number)) [left, changed] = [left + 1, true]
    if (sides[1] !== null)
      while (right > left && isFlatColumn(luma, right - 1, top, bottom, sides[1] as number)) [right, changed] = [right - 1, true]
  }
  const enough = (now: number, before: number) => now >= before * MARGIN_LIMITS.left && now >= 16
  return enough(right - left, rect.right - rect.left) && enough(bottom - top, rect.bottom - rect.top) ? { left, top, right, bottom } : rect
}

/** The colour of a row's beginning, when the whole row keeps to it. */
function rowColour(luma: Luma, y: number, left: number, right: number): number | null {
  const colour = luma.pixels[y * luma.width + left] as number
  return isFlatRow(luma, y, left, right, colour) ? colour : null
}
function columnColour(luma: Luma, x: number, top: number, bottom: number): number | null {
  const colour = luma.pixels[top * luma.width + x] as number
  return isFlatColumn(luma, x, top, bottom, colour) ? colour : null
}
function isFlatRow({ width, pixels }: Luma, y: number, left: number, right: number, colour: number): boolean {
  for (let at = y * width + left; at < y * width + right; at++)
    if (Math.abs((pixels[at] as number) - colour) > MARGIN_LIMITS.flat) return false
  return true
}
function isFlatColumn({ width, pixels }: Luma, x: number, top: number, bottom: number, colour: number): boolean {
  for (let at = top * width + x; at < bottom * width + x; at += width)
    if (Math.abs((pixels[at] as number) - colour) > MARGIN_LIMITS.flat) return false
  return true
}

/**
 * Rows of the caption bar at the top (`step` 1) or the bottom (−1); 0 when there is none. Both ends of each row keep the bar's colour; rows with lettering
 * and at last rows without; then the picture begins across the whole width. Wider tolerances than for margins, since JPEG leaves ripples around letters.
 */
function barOf(luma: Luma, { left, top, right, bottom }: Corners, step: 1 | -1): number {
  const { width, pixels } = luma
  const first = step === 1 ? top : bottom - 1
  const colour = ((pixels[first * width + left] as number) + (pixels[first * width + right - 1] as number)) / 2
  const near = (value: number) => Math.abs(value - colour) <= MARGIN_LIMITS.bar
  const ends = Math.max(1, Math.round((right - left) * MARGIN_LIMITS.ends))
  let [rows, lettered, flat] = [0, 0, 0]
  for (let y = first; y >= top && y < bottom; y += step) {
    let same = 0
    let isClosed = true
    for (let x = left; x < right; x++) {
      if (near(pixels[y * width + x] as number)) same++
      else if (x < left + ends || x >= right - ends) isClosed = false
    }
    if (!isClosed) {
      const beyond = Math.min(bottom - 1, Math.max(top, y + 2 * step))
      const isSharp = shareNear(luma, beyond, left, right, near) < MARGIN_LIMITS.break
      return isSharp && lettered > 0 && flat > 0 && rows >= MARGIN_LIMITS.barLeast * (bottom - top) ? rows : 0
    }
    rows++
    if (same >= MARGIN_LIMITS.barFlat * (right - left)) flat++
    else [lettered, flat] = [lettered + 1, 0]
  }
  return 0
}

function shareNear({ width, pixels }: Luma, y: number, left: number, right: number, near: (value: number) => boolean): number {
  let same = 0
  for (let x = left; x < right; x++) if (near(pixels[y * width + x] as number)) same++
  return same / (right - left)
}
