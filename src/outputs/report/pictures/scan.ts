import type { TraceScan } from '../../../model/index.js'
import { type Html, html } from '../html.js'
import { count, span } from '../words.js'
import { at, frame } from './frame.js'

const WIDTH = 720
const LEFT = 64
const TOP = 24
const HEIGHT = 190

/** Repeated meetings by window: the band is the shuffles, the line the data; bars below are the pairs that pass. */
export function scanPicture(id: string, scan: TraceScan): Html {
  const { rows } = scan
  const step = (WIDTH - LEFT - 30) / Math.max(1, rows.length - 1)
  const x = (i: number) => at(LEFT + i * step)
  const most = Math.max(10, ...rows.flatMap(({ repeated }) => [repeated.data, repeated.high]))
  let decades = 1
  while (10 ** decades < most) decades++
  // Powers of ten, and room for 0 below 1.
  const y = (value: number) => at(TOP + HEIGHT - (HEIGHT * Math.log10(1 + value)) / Math.log10(1 + 10 ** decades))
  const points = (pick: (row: (typeof rows)[number]) => number) => rows.map((row, i) => `${x(i)} ${y(pick(row))}`)
  const passing = Math.max(1, ...rows.map((row) => row.passing.data))
  const bottom = TOP + HEIGHT + 22
  const bar = (value: number) => at((44 * value) / passing)
  return frame(
    {
      id,
      title: `${scan.trace}: repeated meetings by window`,
      describe: `${rows.map(({ windowMs, repeated }) => `${span(windowMs)}: ${count(repeated.data)} in the data, ${count(repeated.low)} to ${count(repeated.high)} in shuffled data.`).join(' ')} The table below holds the same.`,
      width: WIDTH,
      height: bottom + 76,
    },
    [
      html`<text class="axis" x="${LEFT}" y="14">repeated meetings: line = data, band = ${scan.shuffles} shuffles, diamond = where the excess lives</text>`,
      html`${[0, ...Array.from({ length: decades }, (_, i) => 10 ** (i + 1))].map(
        (value) =>
          html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(value)}" y2="${y(value)}"/><text class="axis" x="${LEFT - 8}" y="${at(y(value) + 4)}" text-anchor="end">${count(value)}</text>`,
      )}`,
      html`<path class="whole" d="M${points(({ repeated }) => repeated.low).join('L')}L${points(({ repeated }) => repeated.high)
        .reverse()
        .join('L')}z"/><path class="line-mine" d="M${points(({ repeated }) => repeated.data).join('L')}"/>`,
      html`${rows.map((row, i) =>
        row.isWhereExcessLives ? html`<path class="mine" d="M${x(i)} ${at(y(row.repeated.data) - 6)}l6 6l-6 6l-6 -6z"/>` : '',
      )}`,
      html`${rows.map(({ windowMs }, i) => html`<text class="axis" x="${x(i)}" y="${TOP + HEIGHT + 16}" text-anchor="middle">${span(windowMs)}</text>`)}`,
      html`<g>${rows.map(
        (row, i) =>
          html`<rect class="mine" x="${at(x(i) - 8)}" y="${at(bottom + 56 - bar(row.passing.data))}" width="16" height="${bar(row.passing.data)}"/>`,
      )}</g>`,
      html`<text class="axis" x="${LEFT - 8}" y="${bottom + 56}" text-anchor="end">pass</text><line class="grid" x1="${LEFT}" x2="${WIDTH - 20}" y1="${bottom + 56}" y2="${bottom + 56}"/>`,
      html`${rows.map((row, i) => html`<text class="axis" x="${x(i)}" y="${bottom + 72}" text-anchor="middle">${count(row.passing.data)}</text>`)}`,
    ],
  )
}
