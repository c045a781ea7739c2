import { type Html, html } from '../html.js'
import { count, span, utc } from '../words.js'
import { at, frame, roundSteps } from './frame.js'

export interface TimelinePicture {
  readonly id: string
  readonly title: string
  readonly fromMs: number
  readonly bucketMs: number
  /** What everybody did per bucket: the area. */
  readonly all: readonly number[]
  readonly allWords: string
  /** What the members did: bars on a scale of their own below. */
  readonly member?: readonly number[]
  readonly memberWords?: string
}

const WIDTH = 720
const LEFT = 52
const RIGHT = 12
/** More columns than pixels say nothing: neighbours are summed, and the picture says so by its bucket width. */
const MOST_COLUMNS = 240

function squeeze(values: readonly number[], by: number): number[] {
  const sums: number[] = []
  values.forEach((value, i) => {
    const column = Math.floor(i / by)
    sums[column] = (sums[column] ?? 0) + value
  })
  return sums
}

export function timelinePicture(spec: TimelinePicture): Html {
  const by = Math.max(1, Math.ceil(spec.all.length / MOST_COLUMNS))
  const all = squeeze(spec.all, by)
  const member = spec.member && squeeze(spec.member, by)
  const bucket = spec.bucketMs * by
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, all.length)
  const panel = (values: readonly number[], top: number, height: number, kind: string, words: string) => {
    const most = Math.max(1, ...values)
    const y = (value: number) => at(top + height - (value / most) * height)
    const bars = values.map((value, i) =>
      value === 0
        ? ''
        : `M${at(LEFT + i * step)} ${at(top + height)}V${y(value)}h${at(Math.max(0.8, step - (step > 4 ? 1 : 0)))}V${at(top + height)}z`,
    )
    return html`<text class="axis" x="${LEFT}" y="${top - 6}">${words} per ${span(bucket)}, most ${count(most)}</text>${roundSteps(
      most,
      3,
    ).map(
      (value) =>
        html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text class="axis" x="${LEFT - 6}" y="${at(y(value) + 4)}" text-anchor="end">${count(value)}</text>`,
    )}<path class="${kind}" d="${bars.join('')}"/>`
  }
  const height = member ? 270 : 160
  const to = spec.fromMs + bucket * all.length
  const ticks = [0, 1, 2, 3].map((i) => {
    const ms = spec.fromMs + Math.round((i * (to - spec.fromMs)) / 3)
    const text = utc(ms, to - spec.fromMs > 8 * 86_400_000 ? 'day' : 'minute').replace(' UTC', '')
    const x = at(LEFT + (i * (WIDTH - LEFT - RIGHT)) / 3)
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${height - 30}" y2="${height - 24}"/><text class="axis" x="${x}" y="${height - 10}" text-anchor="${i === 0 ? 'start' : i === 3 ? 'end' : 'middle'}">${text}</text>`
  })
  const body = member
    ? [panel(member, 24, 90, 'mine', spec.memberWords ?? 'members'), panel(all, 150, 86, 'all', spec.allWords)]
    : [panel(all, 24, 102, 'all', spec.allWords)]
  const peak = all.indexOf(Math.max(...all))
  return frame(
    {
      id: spec.id,
      title: spec.title,
      describe: `From ${utc(spec.fromMs)} to ${utc(to)}; most in the ${span(bucket)} from ${utc(spec.fromMs + Math.max(0, peak) * bucket)}.`,
      width: WIDTH,
      height,
    },
    [...body, ...ticks],
  )
}
