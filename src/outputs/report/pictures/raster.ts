import { type Html, html } from '../html.js'
import { plural, utc } from '../words.js'
import { at, frame } from './frame.js'

export interface RasterPicture {
  readonly id: string
  readonly title: string
  readonly fromMs: number
  readonly toMs: number
  readonly columns: number
  readonly rows: readonly { readonly label: string; readonly cells: readonly (readonly [column: number, traces: number])[] }[]
}

export const MOST_ROWS = 60
const WIDTH = 720
const LEFT = 92

/** One line per account, time to the right: columns that line up are accounts that acted in the same moment. Darker with more traces. */
export function rasterPicture(spec: RasterPicture): Html {
  const row = spec.rows.length > 30 ? 9 : 14
  const top = 6
  const height = top + row * spec.rows.length + 26
  const step = (WIDTH - LEFT - 10) / spec.columns
  const marks = (least: number, most: number) =>
    spec.rows
      .map(({ cells }, i) =>
        cells
          .filter(([, traces]) => traces >= least && traces < most)
          .map(
            ([column]) =>
              `M${at(LEFT + column * step)} ${top + i * row + 1}h${at(Math.max(step, 1.6))}v${row - 3}h-${at(Math.max(step, 1.6))}z`,
          )
          .join(''),
      )
      .join('')
  return frame(
    {
      id: spec.id,
      title: spec.title,
      describe: `${plural(spec.rows.length, 'account')}, one line each, over the time from ${utc(spec.fromMs)} to ${utc(spec.toMs)}. Marks that stand above one another were made at the same time.`,
      width: WIDTH,
      height,
    },
    [
      html`<g class="axis">${spec.rows.map(
        ({ label }, i) =>
          html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 10}" y1="${top + i * row + row - 1}" y2="${top + i * row + row - 1}"/><text x="${LEFT - 6}" y="${top + i * row + row - 3}" text-anchor="end"${row < 12 ? html` class="tiny"` : ''}>${label.slice(0, 13)}</text>`,
      )}</g>`,
      html`<path class="mine one" d="${marks(1, 2)}"/><path class="mine some" d="${marks(2, 4)}"/><path class="mine" d="${marks(4, Infinity)}"/>`,
      html`<text class="axis" x="${LEFT}" y="${height - 8}">${utc(spec.fromMs, 'minute')}</text><text class="axis" x="${WIDTH - 10}" y="${height - 8}" text-anchor="end">${utc(spec.toMs, 'minute')}</text>`,
    ],
  )
}
