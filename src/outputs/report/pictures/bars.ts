import { type Html, html } from '../html.js'
import { count } from '../words.js'
import { at, frame } from './frame.js'

export interface BarsPicture {
  readonly id: string
  readonly title: string
  readonly describe: string
  readonly rows: readonly { readonly label: string; readonly value: number; readonly of?: number; readonly note?: string }[]
}

const WIDTH = 480
const MOST_LETTERS = 30

/** Lying bars, one per row; the pale part is the whole that the value is a part of. */
export function barsPicture(spec: BarsPicture): Html {
  const left = Math.min(215, 16 + 6.6 * Math.max(...spec.rows.map(({ label }) => Math.min(label.length, MOST_LETTERS)), 4))
  const most = Math.max(1, ...spec.rows.map(({ value, of }) => Math.max(value, of ?? 0)))
  const right = 16 + 6.6 * Math.max(...spec.rows.map(({ note, value }) => (note ?? count(value)).length), 2)
  const x = (value: number) => at((value / most) * Math.max(60, WIDTH - left - right))
  return frame({ ...spec, width: WIDTH, height: 8 + 24 * spec.rows.length }, [
    html`${spec.rows.map(({ label, value, of, note }, i) => {
      const y = 4 + 24 * i
      const short = label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label
      return html`<text class="axis" x="${left - 8}" y="${y + 16}" text-anchor="end">${short}</text>${of === undefined ? '' : html`<rect class="whole" x="${left}" y="${y + 3}" width="${x(of)}" height="17"/>`}<rect class="mine" x="${left}" y="${y + 5}" width="${x(value)}" height="13"/><text class="axis" x="${left + x(Math.max(value, of ?? 0)) + 8}" y="${y + 16}">${note ?? count(value)}</text>`
    })}`,
  ])
}

/** A label that has a line of its own. */
const MOST_WORDS = 64

export interface RangePicture {
  readonly id: string
  readonly title: string
  readonly rows: readonly {
    readonly label: string
    readonly value: number
    readonly low: number
    readonly median: number
    readonly high: number
  }[]
}

/** Each row on a scale of its own: the band is what the baseline gives, the diamond what the group shows. */
export function rangePicture(spec: RangePicture): Html {
  const left = 8
  return frame(
    {
      id: spec.id,
      title: spec.title,
      describe: spec.rows
        .map(({ label, value, low, high }) => `${label}: ${count(value)}, baseline ${count(low)} to ${count(high)}.`)
        .join(' '),
      width: WIDTH,
      height: 6 + 46 * spec.rows.length,
    },
    [
      html`${spec.rows.map(({ label, value, low, median, high }, i) => {
        const least = Math.min(0, value, low)
        const most = Math.max(value, high, least + 1e-9)
        const x = (v: number) => at(left + ((v - least) / (most - least)) * (WIDTH - left - 70))
        const y = 30 + 46 * i
        return html`<text class="axis" x="0" y="${y - 14}">${label.length > MOST_WORDS ? `${label.slice(0, MOST_WORDS - 1)}…` : label}</text><line class="grid" x1="${left}" x2="${WIDTH - 70}" y1="${y}" y2="${y}"/><rect class="whole" x="${x(low)}" y="${y - 8}" width="${Math.max(3, at(x(high) - x(low)))}" height="16"/><line class="middle" x1="${x(median)}" x2="${x(median)}" y1="${y - 8}" y2="${y + 8}"/><path class="mine" d="M${x(value)} ${y - 8}l8 8l-8 8l-8 -8z"/><text class="axis" x="${at(x(value) + 14)}" y="${y + 4}">${count(value)}</text>`
      })}`,
    ],
  )
}
