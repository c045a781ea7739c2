import { type Html, html } from '../html.js'

export interface Frame {
  /** Unique in the page: the picture's title and description are found by it. */
  readonly id: string
  readonly title: string
  /** What a reader who does not see the picture needs to know. */
  readonly describe: string
  readonly width: number
  readonly height: number
}

/** A picture that a screen reader can read, that scales with the page and keeps its text readable when it does. */
export function frame({ id, title, describe, width, height }: Frame, body: readonly Html[]): Html {
  return html`<svg role="img" aria-labelledby="${id}-t ${id}-d" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title id="${id}-t">${title}</title><desc id="${id}-d">${describe}</desc>${body}</svg>`
}

/** Two digits after the point are finer than a screen and short enough for a file. */
export function at(value: number): number {
  return Math.round(value * 100) / 100
}

/** At most about `wanted` round steps from 0 to `top`: 1, 2 or 5 times a power of ten. */
export function roundSteps(top: number, wanted: number): number[] {
  let step = 1
  while (top / step > wanted) step *= String(step).startsWith('2') ? 2.5 : 2
  const steps: number[] = []
  for (let value = 0; value <= top; value += step) steps.push(value)
  return steps
}
