/** Text on its way out. Posts are hostile input: every output passes what others wrote through here, and only here. */

/** Direction overrides, embeddings and isolates, and characters without width: they make a reader see other text than is there. */
const HIDDEN = /[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g
/** Not allowed in XML 1.0, and of no use to a reader: controls but tab and line ends, and the two non-characters. */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g
const LONE = /\p{Cs}/gu

/** Controls taken out, lone surrogates replaced by U+FFFD, direction overrides made visible as `[U+202E]`. */
export function cleanText(text: string): string {
  return text
    .replace(LONE, '\ufffd')
    .replace(CONTROL, '')
    .replace(HIDDEN, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For element content and quoted attributes, in HTML and XML alike. */
export function escapeMarkup(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (c) => ENTITIES[c] as string)
}

/** As `escapeMarkup`; line ends and tabs are kept by an XML reader only as references. */
export function escapeXml(text: string): string {
  return escapeMarkup(text).replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it; the full-width forms count too. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const clean = cleanText(value)
  const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(clean) ? `'${clean}` : clean
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Nothing is lost: what could deceive a reader is written as an escape. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** For a database that takes only valid UTF-8; nothing else is changed. */
export function wellFormed(text: string): string {
  return text.replace(LONE, '\ufffd')
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
