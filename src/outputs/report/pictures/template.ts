import type { TemplateSpec } from '../../../model/index.js'
import { cleanText } from '../../text.js'
import { type Html, html } from '../html.js'
import { count, span, utc } from '../words.js'
import { at, frame } from './frame.js'

const WIDTH = 720
const SIDE = 12
const CELL = 7.4
const LINE = 26
const MOST_LINES = 12
const BARS = 60
const FILLS = ['#d3e8f5', '#fadfca', '#cdeee1', '#f2dceb', '#f7efb8', '#e2e5ea']
/** How many colours slots have; the number in each slot says which it is. */
export const SLOT_COLOURS = FILLS.length
export const SLOT_FILLS = `.words{font:12px ui-monospace,Menlo,Consolas,monospace}.edge{stroke:#50565e;stroke-width:1}${FILLS.map((fill, i) => `.slot${i}{fill:${fill}}`).join('')}`

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\uff01-\uff60]/u
const FROM_RIGHT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

interface Piece {
  readonly text: string
  readonly slot: number | null
}

/** Words one by one, wrapped at the edge; from the right where the text begins with a script that does. */
export function templatePicture(spec: TemplateSpec, id: string): Html {
  const pieces: Piece[] = spec.parts.flatMap((part): Piece[] =>
    'slot' in part
      ? [{ text: `⟨${part.slot + 1}⟩`, slot: part.slot }]
      : wordsOf(cleanText(part.text)).map((text) => ({ text, slot: null })),
  )
  const isFromRight = FROM_RIGHT.test(spec.parts.map((part) => ('text' in part ? part.text : '')).join(''))
  const placed: Html[] = []
  let [x, line] = [0, 0]
  for (const { text, slot } of pieces) {
    const wide = at(cells(text.trimEnd()) * CELL)
    if (x > 0 && x + wide > WIDTH - 2 * SIDE) [x, line] = [0, line + 1]
    if (line === MOST_LINES) {
      placed.push(html`<text class="words" x="${SIDE}" y="${20 + LINE * line}">… the picture stops here</text>`)
      break
    }
    const left = at(isFromRight ? WIDTH - SIDE - x - wide : SIDE + x)
    const y = 20 + LINE * line
    if (slot !== null)
      placed.push(html`<rect class="slot${slot % SLOT_COLOURS} edge" x="${left}" y="${y - 14}" width="${wide}" height="20" rx="3"/>`)
    placed.push(html`<text class="words" x="${at(left + wide / 2)}" y="${y}" text-anchor="middle">${text.trim()}</text>`)
    x += at(cells(text) * CELL)
  }
  const top = 44 + LINE * line
  const rows = spec.slots.map(({ form, values }, i) => {
    const y = top + 22 * i
    return html`<rect class="slot${i % SLOT_COLOURS} edge" x="${SIDE}" y="${y - 12}" width="30" height="16" rx="3"/><text class="words" x="${SIDE + 15}" y="${y}" text-anchor="middle">${i + 1}</text><text class="axis" x="${SIDE + 40}" y="${y}">${cut(`${form}: ${cleanText(values)}`, 92)}</text>`
  })
  const bottom = top + 22 * spec.slots.length + 8
  return frame({ id, title: spec.title, describe: spec.describe, width: WIDTH, height: bottom + BARS + 50 }, [
    ...placed,
    ...rows,
    bars(spec, bottom),
  ])
}

function bars({ spread: { fromMs, bucketMs, posts } }: TemplateSpec, top: number): Html {
  const most = posts.reduce((x, y) => Math.max(x, y), 1)
  const step = (WIDTH - 2 * SIDE) / posts.length
  const floor = top + 18 + BARS
  const d = posts.map((n, i) =>
    n === 0 ? '' : `M${at(SIDE + i * step)} ${floor}v${at((-BARS * n) / most)}h${at(Math.max(0.8, step - (step > 4 ? 1 : 0)))}V${floor}z`,
  )
  return html`<text class="axis" x="${SIDE}" y="${top + 10}">posts per ${span(bucketMs)}, most ${count(most)}</text><line class="grid" x1="${SIDE}" x2="${WIDTH - SIDE}" y1="${floor}" y2="${floor}"/><path class="mine" d="${d.join('')}"/><text class="axis" x="${SIDE}" y="${floor + 18}">${utc(fromMs)}</text><text class="axis" x="${WIDTH - SIDE}" y="${floor + 18}" text-anchor="end">${utc(fromMs + bucketMs * posts.length)}</text>`
}

/** Each word with the white space after it; long ones and those of scripts without spaces are cut. */
function wordsOf(text: string): string[] {
  return (text.match(/\s*\S+\s*|\s+/gu) ?? []).flatMap((word) =>
    [...word].length <= 24 ? [word.replace(/\s+/gu, ' ')] : (word.replace(/\s+/gu, ' ').match(/.{1,12}/gsu) ?? []),
  )
}

function cells(text: string): number {
  let sum = 0
  for (const sign of text) sum += WIDE.test(sign) ? 2 : 1
  return sum
}

function cut(text: string, most: number): string {
  const signs = [...text]
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : text
}
