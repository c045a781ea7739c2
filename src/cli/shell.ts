/** Command lines for people to copy: what came from them is quoted so that a shell reads it as it was. */
import type { Call } from './command.js'
import { HIDDEN } from './render.js'

const PLAIN = /^[\p{L}\p{N}_@%+=:,./-]+$/u

export function quoted(text: string): string {
  if (PLAIN.test(text)) return text
  if (!/[\t\n\r]/.test(text) && text.search(HIDDEN) === -1) return `'${text.replaceAll("'", "'\\''")}'`
  const shown = text
    .replace(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replace(HIDDEN, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `$'${shown}'`
}

/** An argument that begins with a dash would be a flag. */
const argument = (text: string) => quoted(/^-./.test(text) ? `./${text}` : text)

/** shell`lockstep import ${name} ${files}`: names and lists of names become arguments; stdin is asked for again. */
export function shell(parts: TemplateStringsArray, ...values: readonly (string | undefined | readonly string[])[]): string {
  const words = values.map((value) => (typeof value === 'string' || value === undefined ? [value ?? ''] : value))
  const line = parts.map((part, i) => part + (words[i] ?? []).map(argument).join(' ')).join('')
  return words.flat().includes('-') ? `${line} < FILE` : line
}

/** The flags of reading files that were given, to be given again. */
export async function readingFlags(call: Call): Promise<string> {
  const { flagOf } = await import('../model/index.js')
  const lists = ['map', 'media'].flatMap((name) => call.all(name).map((value) => [name, value] as const))
  const given = [...lists, ...Object.entries(call.params).map(([name, value]) => [flagOf(name), value] as const)]
  return given
    .map(([name, value]) =>
      value === true
        ? ` --${name}`
        : value === false
          ? ` --no-${name}`
          : value.startsWith('-')
            ? ` --${name}=${quoted(value)}`
            : ` --${name} ${quoted(value)}`,
    )
    .join('')
}
