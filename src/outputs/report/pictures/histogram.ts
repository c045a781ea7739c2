import { type Html, html } from '../html.js'
import { count, span } from '../words.js'
import { at, frame } from './frame.js'

export interface HistogramPicture {
  readonly id: string
  readonly title: string
  readonly bins: readonly { readonly upToMs: number; readonly pairs: number }[]
}

const WIDTH = 460
const HEIGHT = 180
const LEFT = 8

/** How many pairs of posts lay how far apart. */
export function histogramPicture({ id, title, bins }: HistogramPicture): Html {
  const most = Math.max(1, ...bins.map(({ pairs }) => pairs))
  const step = (WIDTH - LEFT - 10) / Math.max(1, bins.length)
  const top = 24
  const bottom = HEIGHT - 26
  const every = Math.ceil(bins.length / 10)
  const whole = bins.reduce((sum, { pairs }) => sum + pairs, 0)
  return frame(
    {
      id,
      title,
      describe: `${count(whole)} pairs; bars by the gap between the two posts of a pair. The table below holds the same.`,
      width: WIDTH,
      height: HEIGHT,
    },
    [
      html`<text class="axis" x="${LEFT}" y="14">pairs of posts by the gap between them, most ${count(most)}</text>`,
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 10}" y1="${bottom}" y2="${bottom}"/>`,
      html`${bins.map(({ upToMs, pairs }, i) => {
        const height = (pairs / most) * (bottom - top)
        return html`<rect class="mine" x="${at(LEFT + i * step + 1)}" y="${at(bottom - height)}" width="${at(Math.max(1, step - 2))}" height="${at(height)}"/>${i % every === 0 ? html`<text class="axis" x="${at(LEFT + (i + 0.5) * step)}" y="${HEIGHT - 8}" text-anchor="middle">≤ ${span(upToMs)}</text>` : ''}`
      })}`,
    ],
  )
}
