import { type Html, html, markupOf } from '../html.js'
import { at, frame } from './frame.js'
import { SLOT_FILLS } from './template.js'

export interface LinesPicture {
  readonly id: string
  readonly title: string
  readonly describe: string
  readonly panels: readonly Panel[]
}

/** x as wide as the panel goes, y from 0 to 1. */
export interface Panel {
  readonly title: string
  readonly xWords: string
  readonly x: readonly [number, number]
  readonly xTicks: readonly { readonly at: number; readonly label: string }[]
  readonly lines: readonly {
    readonly label: string
    readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[]
  }[]
  /** A thin line from corner to corner: what chance gives. */
  readonly hasDiagonal?: boolean
}

const PANEL = 390
const LEFT = 44
const TOP = 34
const SIDE = 260
/** Told apart by dashes too, not by colour alone. */
const LOOKS = [
  { stroke: '#0b62a4', dash: '' },
  { stroke: '#b3541e', dash: '7 4' },
  { stroke: '#3a7d44', dash: '2 3' },
  { stroke: '#6b4e9b', dash: '9 3 2 3' },
  { stroke: '#555555', dash: '4 2' },
  { stroke: '#8a2846', dash: '1 2' },
]

/** Lines side by side; whiskers where a point has an interval. */
export function linesPicture(spec: LinesPicture): Html {
  const rows = Math.max(...spec.panels.map((panel) => panel.lines.length))
  const height = TOP + SIDE + 44 + 18 * rows
  return frame(
    { ...spec, width: PANEL * spec.panels.length, height },
    spec.panels.map((panel, i) => panelOf(panel, i * PANEL)),
  )
}

function panelOf(panel: Panel, from: number): Html {
  const [least, most] = panel.x
  const x = (value: number) => at(from + LEFT + ((value - least) / (most - least || 1)) * SIDE)
  const y = (value: number) => at(TOP + SIDE - value * SIDE)
  return html`<text class="axis" x="${from + LEFT}" y="16">${panel.title}</text>${[0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      html`<line class="grid" x1="${x(least)}" x2="${x(most)}" y1="${y(value)}" y2="${y(value)}"/><text class="axis" x="${from + LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
  )}${panel.xTicks.map(
    (tick) =>
      html`<line class="grid" x1="${x(tick.at)}" x2="${x(tick.at)}" y1="${y(0)}" y2="${y(0) + 5}"/><text class="axis" x="${x(tick.at)}" y="${y(0) + 18}" text-anchor="middle">${tick.label}</text>`,
  )}<text class="axis" x="${x(least)}" y="${y(0) + 36}">${panel.xWords}</text>${
    panel.hasDiagonal && html`<line class="grid" x1="${x(least)}" x2="${x(most)}" y1="${y(0)}" y2="${y(1)}"/>`
  }${panel.lines.map((line, i) => {
    const look = LOOKS[i % LOOKS.length] as (typeof LOOKS)[number]
    const path = line.points.map((point, k) => `${k === 0 ? 'M' : 'L'}${x(point.x)} ${y(point.y)}`).join('')
    const whiskers = line.points.map(({ x: px, low, high }) =>
      low === undefined || high === undefined ? '' : `M${x(px)} ${y(low)}V${y(high)}`,
    )
    const key = TOP + SIDE + 54 + 18 * i
    return html`<path fill="none" stroke="${look.stroke}" stroke-width="2" stroke-dasharray="${look.dash}" d="${path}"/><path fill="none" stroke="${look.stroke}" stroke-width="1" d="${whiskers.join('')}"/>${line.points.length <= 12 && line.points.map((point) => html`<circle cx="${x(point.x)}" cy="${y(point.y)}" r="2.5" fill="${look.stroke}"/>`)}<line x1="${from + LEFT}" x2="${from + LEFT + 28}" y1="${key}" y2="${key}" stroke="${look.stroke}" stroke-width="2" stroke-dasharray="${look.dash}"/><text class="axis" x="${from + LEFT + 36}" y="${key + 4}">${line.label}</text>`
  })}`
}

/** A picture as a file of its own: no script, no outside link, white behind it. */
export function pictureFile(picture: Html): string {
  return `${markupOf(picture)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(
      '</desc>',
      `</desc><style>text{font:12px system-ui,sans-serif;fill:#333}.grid{stroke:#ccc;stroke-width:1}.mine{fill:#0072b2}.mine.one{fill-opacity:.7}.mine.some{fill-opacity:.85}.all{fill:#8a919b}.whole{fill:#cfd8e2}.line-mine{fill:none;stroke:#0072b2;stroke-width:2}.line-all{fill:none;stroke:#8a919b;stroke-width:1.6}.tiny{font-size:8px}${SLOT_FILLS}</style><rect width="100%" height="100%" fill="#fff"/>`,
    )}\n`
}
