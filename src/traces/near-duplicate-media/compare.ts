/**
 * Are two pictures copies of one picture, and what was changed between them?
 *
 * Given one or more guesses how they lie on each other, they are laid over each other (overlay.ts). They are copies when
 * - enough blocks agree (RULE.agreeing), most are clear, and no more than RULE.disagreeing of the clear ones disagree, and
 * - one of the two is found whole in the other: no more than RULE.missing of its content (one-coloured margins aside) lies outside the common part.
 * So a bare picture and the same under a caption bar are copies. The same picture under two different texts is not: either lacks the other's text.
 * Nor are two photographs of one scene, two screens of one app, or pictures that share only a logo. Black frames tell nothing and match nothing.
 */
import type { Corners, Look } from '../../model/index.js'
import { type Alignment, alignCorners, areaOf, mirroredCorners, overlapOf } from './alignment.js'
import { type Overlay, overlay } from './overlay.js'
import { alignByRegions } from './region-match.js'

export const RULE = { agreeing: 16, disagreeing: 0.06, clear: 0.5, missing: 0.04, leastShare: 0.12, trimmed: 0.06, strip: 12 } as const

export type Side = 'first' | 'second'
export type PictureChange =
  | { readonly kind: 'mirror' }
  /** That side shows less of the picture than the other; `kept` of the other's area. */
  | { readonly kind: 'crop'; readonly of: Side; readonly kept: number }
  | { readonly kind: 'border' | 'caption-bar'; readonly of: Side }
  /** Something is written or stuck on one of them, in that share of the telling blocks. */
  | { readonly kind: 'mark'; readonly share: number }
  | { readonly kind: 'stretch'; readonly by: number }

export interface Comparison {
  readonly same: boolean
  readonly alignment: Alignment
  readonly agreeing: number
  readonly disagreeing: number
  readonly unclear: number
  /** Share of each one's content that lies in the common part. */
  readonly covered: readonly [number, number]
  readonly changes: readonly PictureChange[]
}

/** The best of the guesses; null when none could be compared. */
export function compareLooks(a: Look, b: Look, guesses: readonly Alignment[]): Comparison | null {
  let best: Comparison | null = null
  for (const guess of guesses)
    for (const [partA, partB] of partsOf(a, b)) {
      const laid = overlay(a, b, guess, partA, partB)
      const judged = laid && judge(a, b, laid, partA, partB)
      if (judged && (!best || isBetter(judged, best))) best = judged
      if (best?.same) return best
    }
  return best
}

/**
 * Which part of the one is to be found in which part of the other: the content of either anywhere in the other. A caption bar that only one of them
 * has may be left out of account: a picture cropped and captioned is a copy of the picture.
 */
function partsOf(a: Look, b: Look): (readonly [Corners, Corners])[] {
  const [barA, barB] = [hasBar(a), hasBar(b)]
  const parts: (readonly [Corners, Corners])[] = [
    [a.content, wholeOf(b)],
    [wholeOf(a), b.content],
  ]
  if (barA && !barB) parts.push([a.picture, wholeOf(b)])
  if (barB && !barA) parts.push([wholeOf(a), b.picture])
  return parts
}
const wholeOf = ({ width, height }: Look): Corners => ({ left: 0, top: 0, right: width, bottom: height })

/** Everything there is to guess from the two alone: frames on frames, regions on regions, plain and in the mirror. For pairs already suspected, since it costs some milliseconds. */
export function guessesOf(a: Look, b: Look): Alignment[] {
  return [false, true].flatMap((mirror) => {
    const regions = alignByRegions(a, b, mirror)
    return [...(regions ? [regions.alignment] : []), ...frameGuesses(a, b, mirror)]
  })
}

export function frameGuesses(a: Look, b: Look, mirror: boolean): Alignment[] {
  const turned = (corners: Corners) => (mirror ? mirroredCorners(corners, b.width) : corners)
  const seen = new Set<string>()
  const out: Alignment[] = []
  for (const from of [wholeOf(a), a.content, a.picture])
    for (const to of [wholeOf(b), b.content, b.picture]) {
      const [one, other] = [shape(from), shape(to)]
      if (Math.abs(Math.log(one / other)) > Math.log(1.3)) continue
      const key = JSON.stringify([from, to])
      if (!seen.has(key)) out.push(alignCorners(from, turned(to), mirror))
      seen.add(key)
    }
  return out
}
const shape = ({ left, top, right, bottom }: Corners): number => (right - left) / (bottom - top)

const isBetter = (one: Comparison, other: Comparison): boolean =>
  Number(one.same) - Number(other.same) > 0 ||
  (one.same === other.same && one.agreeing - 3 * one.disagreeing > other.agreeing - 3 * other.disagreeing)

function judge(a: Look, b: Look, laid: Overlay, partA: Corners, partB: Corners): Comparison {
  const { alignment, common, agreeing, disagreeing, unclear } = laid
  const covered = [share(common[0], partA), share(common[1], partB)] as const
  // A bar left out on one side, and on the other a strip that looks like one too: two texts on one picture.
  const areTwoTexts = (partA === a.picture && hasStrip(b, common[1])) || (partB === b.picture && hasStrip(a, common[0]))
  const same =
    !areTwoTexts &&
    agreeing >= RULE.agreeing &&
    disagreeing <= (agreeing + disagreeing) * RULE.disagreeing &&
    agreeing >= (agreeing + disagreeing + unclear) * RULE.clear &&
    Math.max(...covered) >= 1 - RULE.missing &&
    Math.min(...covered) >= RULE.leastShare
  return { same, alignment, agreeing, disagreeing, unclear, covered, changes: same ? changesOf(a, b, laid) : [] }
}

/** Above or below the common part, a strip that looks like a caption bar: mostly of one brightness, with something quite different on it. */
function hasStrip({ width, grey, content }: Look, common: Corners): boolean {
  const left = Math.round(content.left)
  const right = Math.round(content.right)
  // A bar is put above or below the whole width; what is cut off at the sides too is a crop.
  if (common.right - common.left < (1 - RULE.missing) * (right - left)) return false
  for (const [from, to] of [
    [content.top, Math.round(common.top)],
    [Math.round(common.bottom), content.bottom],
  ] as const) {
    if (to - from < RULE.missing * (content.bottom - content.top)) continue
    const counts = new Int32Array(256)
    for (let y = from; y < to; y++) for (let x = left; x < right; x++) (counts[grey[y * width + x] as number] as number)++
    const commonest = counts.reduce((best, count, i) => (count > (counts[best] as number) ? i : best), 0)
    const near = counts.reduce((sum, count, i) => (Math.abs(i - commonest) <= RULE.strip ? sum + count : sum), 0)
    const far = counts.reduce((sum, count, i) => (Math.abs(i - commonest) > 5 * RULE.strip ? sum + count : sum), 0)
    const all = (to - from) * (right - left)
    if (near > 0.45 * all && far > 0.02 * all) return true
  }
  return false
}

const share = (part: Corners, whole: Corners): number => areaOf(overlapOf(part, whole)) / areaOf(whole)

function changesOf(a: Look, b: Look, { alignment, common, agreeing, disagreeing }: Overlay): PictureChange[] {
  const changes: PictureChange[] = []
  if (alignment.mirror) changes.push({ kind: 'mirror' })
  const stretch = alignment.scaleX / alignment.scaleY
  if (Math.abs(Math.log(stretch)) > 0.04) changes.push({ kind: 'stretch', by: stretch })
  const looks = [a, b] as const
  for (const [i, of] of [
    [0, 'first'],
    [1, 'second'],
  ] as const) {
    const [mine, other] = [looks[i], looks[1 - i] as Look]
    // What lies in my margin is not in the other: a plain sky at the edge of both is no border.
    const isFramed = isTrimmed(mine) && share(common[i], wholeOf(mine)) < 1 - RULE.trimmed
    if (isFramed && !isTrimmed(other)) changes.push({ kind: 'border', of })
    const isUncovered = share(common[i], mine.content) < 1 - RULE.missing
    if (isUncovered && (hasBar(mine) || hasStrip(mine, common[i]))) changes.push({ kind: 'caption-bar', of })
    const kept = share(common[1 - i] as Corners, other.picture)
    if (kept < 1 - RULE.missing && !hasStrip(other, common[1 - i] as Corners)) changes.push({ kind: 'crop', of, kept })
  }
  if (disagreeing > 0) changes.push({ kind: 'mark', share: disagreeing / (agreeing + disagreeing) })
  return changes
}

const hasBar = ({ picture, content }: Look): boolean => areaOf(picture) < areaOf(content) * (1 - RULE.trimmed)
const isTrimmed = ({ width, height, content }: Look): boolean => areaOf(content) < width * height * (1 - RULE.trimmed)
