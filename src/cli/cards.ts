/** Cards of formats, traces, methods and exports as Markdown lines; the terminal and the docs print the same. */
import type { Param, Reference, TraceId } from '../model/index.js'
import type { AnyParams } from './described.js'
import { fold } from './render.js'

export interface MethodCard {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly params: object
  readonly references: readonly Reference[]
  readonly isDirected?: boolean
  readonly weightMeans?: string
  readonly ordinary?: string
  /** Of a signal: the fields that it is measured from. */
  readonly needs?: readonly string[]
}
export interface TraceCard {
  readonly id: TraceId
  readonly title: string
  readonly objectMeans: string
  readonly normalisedHow: string
  readonly ordinary: string
  readonly needs: readonly string[]
}
export interface FormatCard {
  readonly id: string
  readonly title: string
  readonly recordKind: string | null
  readonly shapes: readonly string[]
  readonly mapping: Readonly<Record<string, string | null>>
  readonly platform?: string
  readonly recognisedBy: readonly string[]
  readonly from: string
  readonly lacks: string
}
export interface ExportCard {
  readonly id: string
  readonly title: string
  readonly of: readonly string[]
  readonly mediaType: string
  readonly extension: string
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

export async function paramTable(params: AnyParams): Promise<string[]> {
  const { flagOf, rangeOf, showValue } = await import('../model/index.js')
  const rows = Object.entries(params).map(([name, param]: [string, Param<unknown>]) => {
    const unit = param.unit && param.kind !== 'duration' ? ` ${param.unit}` : ''
    return `| \`--${flagOf(name)}\` | ${cell(showValue(param, param.default))} | ${cell(rangeOf(param))}${unit} | ${cell(param.meaning)} | ${cell(param.larger)} |`
  })
  return rows.length === 0
    ? ['No parameters.']
    : ['| flag | default | range | what it is | what more of it does |', '| --- | --- | --- | --- | --- |', ...rows]
}

export async function methodCard(method: MethodCard): Promise<string[]> {
  return [
    `## ${method.id}`,
    '',
    `**${method.title}.** ${method.what}`,
    '',
    ...(method.weightMeans === undefined
      ? []
      : [`- Edge weight: ${method.weightMeans}`, `- Edges have a direction: ${method.isDirected ? 'yes' : 'no'}`]),
    ...(method.ordinary === undefined
      ? []
      : [`- Ordinary behaviour that ${method.needs ? 'gives the same' : 'makes such edges'}: ${method.ordinary}`]),
    ...(method.needs === undefined ? [] : [`- Fields needed: ${method.needs.map((field) => `\`${field}\``).join(', ')}`, '']),
    ...(method.weightMeans === undefined ? [] : ['']),
    ...(await paramTable(method.params as AnyParams)),
    ...(method.references.length === 0
      ? []
      : [
          '',
          'Read:',
          '',
          ...method.references.map((reference) => `- ${reference.text}${reference.doi === undefined ? '' : ` doi:${reference.doi}`}`),
        ]),
  ]
}

export function traceCard(trace: TraceCard): string[] {
  return [
    `## ${trace.id}`,
    '',
    `**${trace.title}.**`,
    '',
    `- The object: ${trace.objectMeans}`,
    `- How it is normalised: ${trace.normalisedHow}`,
    `- Ordinary behaviour: ${trace.ordinary}`,
    `- Fields needed (one of): ${trace.needs.map((field) => `\`${field}\``).join(', ') || 'none'}`,
  ]
}

const ROWS: Readonly<Record<string, string>> = {
  posts: 'Each row is a post.',
  accounts: 'Each row is an account.',
  traces: 'Each row is a ready-made trace.',
  followers: 'Each row is a follower of an account.',
  any: 'What a row is, is decided from the columns.',
}

export function formatCard(format: FormatCard): string[] {
  return [
    `## ${format.id}`,
    '',
    `**${format.title}.** From: ${format.from}`,
    '',
    `- Written as: ${format.shapes.join(', ')}`,
    `- ${ROWS[format.recordKind ?? 'any'] ?? ''}`,
    `- Lacks or bends: ${format.lacks}`,
    `- Recognised by the columns: ${format.recognisedBy.map((column) => `\`${column}\``).join(', ') || 'none; it is used when no other format fits'}`,
    ...(format.platform === undefined ? [] : [`- Platform: ${format.platform}`]),
    ...(Object.keys(format.mapping).length === 0
      ? []
      : [
          '',
          '| column | becomes |',
          '| --- | --- |',
          ...Object.entries(format.mapping).map(
            ([column, field]) => `| \`${cell(column)}\` | ${field === null ? 'left out on purpose' : `\`${field}\``} |`,
          ),
        ]),
  ]
}

export function exportCard(output: ExportCard): string[] {
  return [
    `## ${output.id}`,
    '',
    `**${output.title}.** Of: ${output.of.join(', ')}. File ending \`.${output.extension.replace(/^\./, '')}\`, media type \`${output.mediaType}\`.`,
  ]
}

/** For the terminal: Markdown marks taken away, table rows folded. */
export function plainCard(lines: readonly string[]): string[] {
  const isHead = (line: string) => /^\|( --- \|)+$/.test(line) || /^\| (flag|column) \|/.test(line)
  return lines
    .filter((line) => !isHead(line))
    .flatMap((line) => {
      const bare = line.replace(/^## /, '').replaceAll('**', '').replaceAll('`', '')
      if (!bare.startsWith('| ')) return fold(bare, 98, bare.startsWith('- ') ? '  ' : '')
      const cells = bare
        .slice(2, -2)
        .split(/(?<!\\) \| /)
        .map((each) => each.replaceAll('\\|', '|'))
      if (cells.length < 5) return [`  ${cells.join('  becomes  ')}`]
      const [flag, standard, range, meaning, larger] = cells
      return [
        `  ${flag}  (default ${standard}; ${range})`,
        ...fold(`${meaning} ${larger}`, 90, '      ').map((each, i) => (i === 0 ? `      ${each}` : each)),
      ]
    })
}
