import { styleText } from 'node:util'

let hasColour = false
/** Colours only on a terminal, without NO_COLOR, without --no-color. */
export function useColour(isOn: boolean): void {
  hasColour = isOn
}
export function bold(text: string): string {
  return hasColour ? styleText('bold', text, { validateStream: false }) : text
}
export function dim(text: string): string {
  return hasColour ? styleText('dim', text, { validateStream: false }) : text
}

export const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Posts and names are hostile: control characters, direction marks and half characters are shown by their number. One line. */
export function visible(text: string, limit = 200): string {
  const shown = text
    .replace(/[\t\n\r]+/g, ' ')
    .replace(HIDDEN, (mark) => `<U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`)
  return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown
}

/** JSON whose bytes are harmless on a terminal; the values are the same. */
export function toJson(value: unknown): string {
  const text =
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each instanceof Map ? [...each] : each)) ?? 'null'
  return text.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function count(value: number | bigint): string {
  return value.toLocaleString('en-GB')
}
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}
export function share(part: number, whole: number): string {
  if (whole === 0) return 'none'
  const percent = (100 * part) / whole
  return `${percent === 0 || percent >= 10 ? percent.toFixed(0) : percent.toFixed(1)} %`
}
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  const unit = value < 1e6 ? ['kB', 1e3] : value < 1e9 ? ['MB', 1e6] : ['GB', 1e9]
  const size = value / (unit[1] as number)
  return `${size < 10 ? size.toFixed(1) : size.toFixed(0)} ${unit[0]}`
}
/** `2026-03-02 09:14:02 UTC`. */
export function instant(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return 'not in this file'
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
/** A gap in words: `0 s`, `11 s`, `4.5 min`, `3.2 h`. */
export function gap(ms: number): string {
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`
  if (ms < 3_600_000) return `${Number((ms / 60_000).toFixed(1))} min`
  if (ms < 172_800_000) return `${Number((ms / 3_600_000).toFixed(1))} h`
  return `${Number((ms / 86_400_000).toFixed(1))} d`
}

export type Cell = string | number | bigint | null | undefined

/** Columns padded to their widest cell; columns of numbers to the right. Wide columns are cut, the last one later. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], widest = 60): string[] {
  const isNumber = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number' || typeof row[i] === 'bigint' || row[i] === null),
  )
  const cells = rows.map((row) =>
    row.map((cell, i) => {
      if (cell === null || cell === undefined) return '–'
      return typeof cell === 'string'
        ? visible(cell, i === row.length - 1 ? 200 : widest)
        : typeof cell === 'number' && !Number.isInteger(cell)
          ? String(Number(cell.toPrecision(4)))
          : count(cell)
    }),
  )
  const width = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber[i] ? cell.padStart(width[i]!) : i === row.length - 1 ? cell : cell.padEnd(width[i]!)))
      .join('  ')
      .trimEnd()
  return [bold(line(head)), ...cells.map(line)]
}

/** Text folded at spaces, later lines indented. */
export function fold(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((each, i) => (i === 0 ? each : indent + each))
}

const BLOCKS = '▁▂▃▄▅▆▇█'
/** Bars one character wide; equal spans added up when there are more values than width. */
export function sparkline(values: readonly number[], width = 60): string {
  if (values.length === 0) return ''
  const size = Math.ceil(values.length / width)
  const sums = Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size).reduce((a, b) => a + b, 0),
  )
  const top = Math.max(...sums)
  return sums.map((sum) => (sum === 0 ? ' ' : BLOCKS[Math.min(7, Math.floor((8 * sum) / (top || 1)))])).join('')
}
