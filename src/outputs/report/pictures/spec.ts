/** A picture given as data → SVG and its table. Colours: blue for the group, grey for what it is compared with, patterns of both for more. */
import type {
  Axis,
  BarsSpec,
  HeatSpec,
  Label,
  LinesSpec,
  PictureSpec,
  RasterSpec,
  RiverSpec,
  ScatterSpec,
  Series,
} from '../../../model/index.js'
import type { Namer } from '../../output.js'
import { type Html, html, type Value } from '../html.js'
import { type Column, details, figure, foreign, table } from '../parts.js'
import { count, span, utc } from '../words.js'
import { barsPicture } from './bars.js'
import { at, frame, roundSteps } from './frame.js'
import { pictureFile } from './lines.js'
import { rasterPicture } from './raster.js'
import { templatePicture } from './template.js'

const WIDTH = 720
const HEIGHT = 260
const LEFT = 62
const TOP = 24
const RIGHT = 14
const BOTTOM = 40
const MOST_POINTS = 4000
const MOST_TABLE = 200
const RASTER_COLUMNS = 240

/** One picture as a file of its own. */
export function specFile(spec: PictureSpec, name: Namer): string {
  return pictureFile(draw(spec, 'picture', (label) => (typeof label === 'string' ? label : name(label.account))))
}

export function pictureOf(spec: PictureSpec, id: string, name: Namer): Html {
  const text = (label: Label) => (typeof label === 'string' ? label : name(label.account))
  const svg = draw(spec, id, text)
  const { columns, rows } = tableOf(spec, text)
  const cut = rows.length > MOST_TABLE ? ` (the first ${MOST_TABLE} of ${count(rows.length)} rows)` : ''
  return html`${figure(svg, spec.describe)}${details(`${spec.title} as a table${cut}`, table(spec.title, columns, rows.slice(0, MOST_TABLE)), true)}`
}

function draw(spec: PictureSpec, id: string, text: (label: Label) => string): Html {
  const titled = { id, title: spec.title, describe: spec.describe }
  switch (spec.kind) {
    case 'bars':
      return barsPicture({
        ...titled,
        rows: spec.rows.map(({ label, value, expected }) => ({
          label: text(label),
          value,
          ...(expected === undefined ? {} : { of: expected }),
          note: `${shortNumber(value)}${expected === undefined ? '' : ` (${besideOf(spec)} ${shortNumber(expected)})`}`,
        })),
      })
    case 'raster':
      return raster(spec, id, text)
    case 'heat':
      return frame({ ...titled, width: WIDTH, height: TOP + 16 * spec.rows.length + 40 }, heat(spec, text))
    case 'template':
      return templatePicture(spec, id)
    case 'river':
      return frame({ ...titled, width: WIDTH, height: HEIGHT + 20 * Math.ceil(spec.layers.length / 3) }, river(spec))
    default:
      return frame({ ...titled, width: WIDTH, height: HEIGHT + 20 }, plane(spec))
  }
}

const besideOf = ({ expectedIs = 'baseline' }: BarsSpec) => expectedIs

function shortNumber(value: number): string {
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(3)))
}

interface Scale {
  readonly least: number
  readonly most: number
  readonly ticks: readonly number[]
  show(value: number): string
}

function scaleOf(axis: Axis, values: readonly number[], isFromZero: boolean): Scale {
  let least = values.reduce((x, y) => Math.min(x, y), Number.POSITIVE_INFINITY)
  let most = values.reduce((x, y) => Math.max(x, y), Number.NEGATIVE_INFINITY)
  if (!(least <= most)) [least, most] = [0, 1]
  if (axis.kind === 'time') {
    if (most === least) most = least + 1
    const ticks = [0, 1, 2, 3].map((i) => least + ((most - least) * i) / 3)
    const to = most - least > 8 * 86_400_000 ? 'day' : 'minute'
    return { least, most, ticks, show: (value) => utc(Math.round(value), to).replace(' UTC', '') }
  }
  if (isFromZero) least = Math.min(0, least)
  if (most <= least) most = least + 1
  const step = (most - least) / 4
  const ticks = least === 0 && most >= 4 ? roundSteps(most, 5) : [0, 1, 2, 3, 4].map((i) => least + step * i)
  return { least, most, ticks, show: shortNumber }
}

/** Scatter and lines: one plane, x to the right, y up. */
function plane(spec: ScatterSpec | LinesSpec): Html[] {
  const points = spec.series.flatMap((series) => series.points)
  const xs = scaleOf(
    spec.x,
    points.map(([x]) => x),
    false,
  )
  const ys = scaleOf(
    spec.y,
    points.map(([, y]) => y),
    spec.kind === 'lines',
  )
  const x = (value: number) => at(LEFT + ((value - xs.least) / (xs.most - xs.least)) * (WIDTH - LEFT - RIGHT))
  const y = (value: number) => at(HEIGHT - BOTTOM - ((value - ys.least) / (ys.most - ys.least)) * (HEIGHT - BOTTOM - TOP))
  const axes = html`<text class="axis" x="${LEFT}" y="14">${spec.y.title}</text>${ys.ticks.map(
    (value) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text class="axis" x="${LEFT - 6}" y="${at(y(value) + 4)}" text-anchor="end">${spec.y.kind === 'time' ? ys.show(value).slice(0, 10) : ys.show(value)}</text>`,
  )}${xs.ticks.map((value, i) => {
    const anchor = i === 0 ? 'start' : i === xs.ticks.length - 1 ? 'end' : 'middle'
    return html`<text class="axis" x="${x(value)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="${anchor}">${xs.show(value)}</text>`
  })}<text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${spec.x.title}</text>`
  const marks = [...spec.series].map((series, i) => ({ series, i })).reverse()
  return [
    axes,
    ...marks.map(({ series, i }) => (spec.kind === 'scatter' ? dots(series, i, x, y) : path(series, i, x, y))),
    legend(
      spec.series.map((series) => series.name),
      HEIGHT + 8,
    ),
  ]
}

function dots({ points }: Series, i: number, x: (v: number) => number, y: (v: number) => number): Html {
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS))
  const shown = points.filter((_, k) => k % step === 0)
  const size = i === 0 ? 2.4 : 1.4
  return html`<path class="${i === 0 ? 'mine some' : 'all'}" d="${shown.map(([px, py]) => `M${at(x(px) - size)} ${y(py)}l${size} -${size}l${size} ${size}l-${size} ${size}z`).join('')}"/>`
}

const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 5']

function path({ points }: Series, i: number, x: (v: number) => number, y: (v: number) => number): Html {
  const d = points.map(([px, py], k) => `${k === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('')
  return html`<path class="${i === 0 ? 'line-mine' : 'line-all'}" stroke-dasharray="${DASHES[i % DASHES.length]}" d="${d}"/>`
}

function legend(names: readonly string[], top: number): Html {
  const wide = (WIDTH - LEFT) / Math.min(3, Math.max(1, names.length))
  return html`${names.map((name, i) => {
    const left = LEFT + (i % 3) * wide
    const y = top + 18 * Math.floor(i / 3)
    return html`<path class="${i === 0 ? 'line-mine' : 'line-all'}" stroke-dasharray="${DASHES[i % DASHES.length]}" d="M${at(left)} ${y}h22"/><text class="axis" x="${at(left + 28)}" y="${y + 4}">${name.slice(0, 34)}</text>`
  })}`
}

function heat(spec: HeatSpec, text: (label: Label) => string): Html[] {
  const left = 110
  const most = Math.max(1e-12, ...spec.cells.flatMap((row) => row.map((value) => value ?? 0)))
  const wide = (WIDTH - left - RIGHT) / Math.max(1, spec.columns.length)
  const every = Math.ceil(spec.columns.length / 12)
  return [
    html`<text class="axis" x="${left}" y="14">${spec.unit}, darkest ${shortNumber(most)}</text>`,
    html`${spec.rows.map(
      (label, r) =>
        html`<text class="axis" x="${left - 6}" y="${TOP + 16 * r + 12}" text-anchor="end">${text(label).slice(0, 15)}</text>${(
          spec.cells[r] ?? []
        ).map((value, c) =>
          value === null || value === 0
            ? ''
            : html`<rect class="mine" x="${at(left + c * wide)}" y="${TOP + 16 * r}" width="${at(Math.max(1, wide - 0.6))}" height="15" fill-opacity="${at(0.12 + (0.88 * value) / most)}"/>`,
        )}`,
    )}`,
    html`${spec.columns.map((label, c) =>
      c % every === 0
        ? html`<text class="axis" x="${at(left + (c + 0.5) * wide)}" y="${TOP + 16 * spec.rows.length + 16}" text-anchor="middle">${label}</text>`
        : '',
    )}`,
  ]
}

/** Shades from full to pale, each layer named in the legend and in the table. */
function river(spec: RiverSpec): Html[] {
  const steps = Math.max(1, ...spec.layers.map((layer) => layer.values.length))
  const sums = Array.from({ length: steps }, (_, i) => spec.layers.reduce((sum, layer) => sum + (layer.values[i] ?? 0), 0))
  const most = Math.max(1e-12, ...sums)
  const x = (i: number) => at(LEFT + (i / steps) * (WIDTH - LEFT - RIGHT))
  const y = (value: number) => at(HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - TOP))
  const base = new Float64Array(steps)
  const areas = spec.layers.map((layer, k) => {
    let d = ''
    for (let i = 0; i < steps; i++) {
      const from = base[i] as number
      const to = from + (layer.values[i] ?? 0)
      base[i] = to
      if (to > from) d += `M${x(i)} ${y(from)}V${y(to)}H${x(i + 1)}V${y(from)}z`
    }
    return html`<path class="mine" fill-opacity="${shade(k, spec.layers.length)}" d="${d}"/>`
  })
  const end = spec.fromMs + steps * spec.stepMs
  return [
    html`<text class="axis" x="${LEFT}" y="14">${spec.unit} per ${span(spec.stepMs)}, most ${shortNumber(most)}</text>`,
    ...areas,
    html`<text class="axis" x="${LEFT}" y="${HEIGHT - BOTTOM + 16}">${utc(spec.fromMs, 'day')}</text><text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - BOTTOM + 16}" text-anchor="end">${utc(end, 'day')}</text>`,
    html`${spec.layers.map((layer, k) => {
      const left = at(LEFT + ((k % 3) * (WIDTH - LEFT)) / 3)
      const top = HEIGHT + 20 * Math.floor(k / 3)
      return html`<rect class="mine" x="${left}" y="${top}" width="14" height="12" fill-opacity="${shade(k, spec.layers.length)}"/><text class="axis" x="${left + 20}" y="${top + 11}">${layer.name.slice(0, 30)}</text>`
    })}`,
  ]
}

const shade = (k: number, of: number) => at(1 - (0.85 * k) / Math.max(1, of))

function raster(spec: RasterSpec, id: string, text: (label: Label) => string): Html {
  const step = Math.max(1, spec.toMs - spec.fromMs + 1) / RASTER_COLUMNS
  return rasterPicture({
    id,
    title: spec.title,
    fromMs: spec.fromMs,
    toMs: spec.toMs,
    columns: RASTER_COLUMNS,
    rows: spec.rows.map(({ label, atMs }) => {
      const cells = new Map<number, number>()
      for (const ms of atMs) {
        const column = Math.min(RASTER_COLUMNS - 1, Math.max(0, Math.floor((ms - spec.fromMs) / step)))
        cells.set(column, (cells.get(column) ?? 0) + 1)
      }
      return { label: text(label), cells: [...cells].sort((a, b) => a[0] - b[0]) }
    }),
  })
}

function tableOf(spec: PictureSpec, text: (label: Label) => string): { columns: Column[]; rows: Value[][] } {
  const number = (head: string): Column => ({ head, isNumber: true })
  const value = (axis: Axis, v: number) => (axis.kind === 'time' ? utc(Math.round(v)) : shortNumber(v))
  switch (spec.kind) {
    case 'bars':
      return {
        columns: [{ head: '' }, number(spec.unit), number(besideOf(spec))],
        rows: spec.rows.map(({ label, value: v, expected }) => [
          foreign(text(label)),
          shortNumber(v),
          expected === undefined ? '' : shortNumber(expected),
        ]),
      }
    case 'heat':
      return {
        columns: [{ head: '' }, ...spec.columns.map(number)],
        rows: spec.rows.map((label, r) => [foreign(text(label)), ...(spec.cells[r] ?? []).map((v) => (v === null ? '' : shortNumber(v)))]),
      }
    case 'river':
      return {
        columns: [{ head: 'from' }, ...spec.layers.map((layer) => number(layer.name))],
        rows: Array.from({ length: Math.max(0, ...spec.layers.map((layer) => layer.values.length)) }, (_, i) => [
          utc(spec.fromMs + i * spec.stepMs, 'minute'),
          ...spec.layers.map((layer) => shortNumber(layer.values[i] ?? 0)),
        ]),
      }
    case 'template':
      return {
        columns: [{ head: 'slot' }, { head: 'form' }, { head: 'values' }],
        rows: spec.slots.map(({ form, values }, i) => [String(i + 1), form, foreign(values)]),
      }
    case 'raster':
      return {
        columns: [{ head: 'account' }, number('marks'), { head: 'first' }, { head: 'last' }],
        rows: spec.rows.map(({ label, atMs }) => [
          foreign(text(label)),
          count(atMs.length),
          atMs.length === 0 ? '' : utc(atMs.reduce((x, y) => Math.min(x, y))),
          atMs.length === 0 ? '' : utc(atMs.reduce((x, y) => Math.max(x, y))),
        ]),
      }
    default:
      return {
        columns: [{ head: 'series' }, { head: spec.x.title }, { head: spec.y.title }],
        rows: spec.series.flatMap((series) => series.points.map(([x, y]) => [series.name, value(spec.x, x), value(spec.y, y)])),
      }
  }
}
