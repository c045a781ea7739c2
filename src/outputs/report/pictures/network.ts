import { type Html, html } from '../html.js'
import { at, frame } from './frame.js'
import { type Link, layOut } from './layout.js'

export interface NetworkPicture {
  readonly id: string
  readonly title: string
  readonly nodes: readonly { readonly key: number; readonly label: string; readonly weight: number }[]
  readonly edges: readonly Link[]
  readonly seed: number
}

export const MOST_NODES = 300
export const MOST_EDGES = 900
const MOST_LABELS = 24
const SIZE = 460

/** The strongest accounts and ties; how many were left out is returned so that the page can say it. */
export function networkPicture(spec: NetworkPicture): { readonly svg: Html; readonly nodes: number; readonly edges: number } {
  const shown = [...spec.nodes].sort((x, y) => y.weight - x.weight || x.key - y.key).slice(0, MOST_NODES)
  const place = new Map(shown.map((node, i) => [node.key, i]))
  const links = [...spec.edges]
    .filter(({ a, b }) => place.has(a) && place.has(b))
    .sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b)
    .slice(0, MOST_EDGES)
    .map(({ a, b, weight }) => ({ a: place.get(a) as number, b: place.get(b) as number, weight }))
  const places = layOut(shown.length, links, spec.seed)
  const x = (i: number) => at(28 + (places[2 * i] as number) * (SIZE - 56))
  const y = (i: number) => at(28 + (places[2 * i + 1] as number) * (SIZE - 56))
  const heaviest = Math.max(1, ...links.map(({ weight }) => weight))
  const most = Math.max(1, ...shown.map(({ weight }) => weight))
  const svg = frame(
    {
      id: spec.id,
      title: spec.title,
      describe: `${shown.length} accounts as circles, larger with more summed weight; ${links.length} ties as lines, thicker with more weight. The accounts table beside it holds the same.`,
      width: SIZE,
      height: SIZE,
    },
    [
      html`<g class="tie">${links.map(
        ({ a, b, weight }) =>
          html`<line x1="${x(a)}" y1="${y(a)}" x2="${x(b)}" y2="${y(b)}" stroke-width="${at(0.5 + (2.5 * weight) / heaviest)}"/>`,
      )}</g>`,
      html`<g class="dot">${shown.map((node, i) => html`<circle cx="${x(i)}" cy="${y(i)}" r="${at(3 + 5 * Math.sqrt(node.weight / most))}"/>`)}</g>`,
      shown.length <= MOST_LABELS
        ? html`<g class="label">${shown.map(
            (node, i) =>
              html`<text x="${x(i)}" y="${at(y(i) + (y(i) > SIZE / 2 ? 19 : -11))}" text-anchor="${x(i) < 70 ? 'start' : x(i) > SIZE - 70 ? 'end' : 'middle'}">${node.label.slice(0, 16)}</text>`,
          )}</g>`
        : html``,
    ],
  )
  return { svg, nodes: shown.length, edges: links.length }
}
