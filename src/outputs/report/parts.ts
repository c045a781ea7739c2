import { type Html, html, type Value } from './html.js'

export interface Column {
  /** A time or a name: kept on one line. */
  readonly isOneLine?: boolean
  readonly head: string
  readonly isNumber?: boolean
}

/** A table that scrolls by itself when the screen is narrower than it, by keyboard as well. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Value[])[]): Html {
  const kind = (column: Column | undefined) => (column?.isNumber ? html` class="n"` : column?.isOneLine ? html` class="whole-line"` : '')
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption><span>${caption}</span></caption><thead><tr>${columns.map(
    (column) => html`<th scope="col"${kind(column)}>${column.head}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, i) => html`<td${kind(columns[i])}>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`
}

/** `fits`: narrow enough for a phone as it is; others scroll in their own box. */
export function figure(svg: Html, caption: Value, fits = false): Html {
  return html`<figure tabindex="0"${fits ? html` class="small-screen"` : ''}>${svg}<figcaption>${caption}</figcaption></figure>`
}

/** Folded on a screen, open on paper; `again`: the numbers of a picture beside it, on paper only when it was opened. */
export function details(summary: Value, body: Value, again = false): Html {
  return html`<details${again ? html` class="again"` : ''}><summary>${summary}</summary>${body}</details>`
}

export function list(items: readonly Value[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`
}

/** What others wrote: isolated from the page's direction, never a link. */
export function foreign(text: string, kind: 'post' | 'object' = 'object'): Html {
  return html`<bdi class="${kind}" dir="auto">${text}</bdi>`
}

export function shortHash(sha256: string): Html {
  return html`<span class="hash" title="${sha256}">${sha256.slice(0, 12)}…</span>`
}
