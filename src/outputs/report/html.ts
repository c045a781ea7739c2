import { escapeMarkup } from '../text.js'

const MARKUP = Symbol('markup')
/** Markup that this program wrote. Only `html` makes it, so text from a file can never pass for it. */
export interface Html {
  readonly [MARKUP]: string
}
export type Value = string | number | Html | null | undefined | false | readonly Value[]

function show(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escapeMarkup(value)
  if (MARKUP in value) return value[MARKUP]
  return value.map(show).join('')
}

/** Tagged template for HTML and SVG: every value is escaped, always; there is no way to hand in raw text. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0] as string
  for (let i = 0; i < values.length; i++) text += show(values[i]) + parts[i + 1]
  return { [MARKUP]: text }
}

export function markupOf(value: Html): string {
  return value[MARKUP]
}
