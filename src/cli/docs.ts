/** The generated pages of docs/: made from the same descriptions as help. `npm run docs` writes them, test/docs.test.ts compares them. */
import { exportCard, formatCard, methodCard, paramTable, traceCard } from './cards.js'
import { COMMANDS } from './commands/index.js'
import type { AnyParams } from './described.js'
import { EXIT_CODES } from './exit.js'
import { type Flag, GLOBAL_FLAGS } from './flags.js'
import { bareArg, meaningOf, usageOf, writtenFlag } from './help.js'
import { makePage } from './page.js'

const MADE = '<!-- Made by `npm run docs` from the descriptions in src; do not edit by hand. -->'
const page = (lines: readonly string[]) => `${MADE}\n\n${lines.join('\n')}\n`
const cell = (text: string) => text.replaceAll('|', '\\|')

function flagTable(flags: readonly Flag[]): string[] {
  return ['| flag | meaning |', '| --- | --- |', ...flags.map((flag) => `| \`${writtenFlag(flag)}\` | ${cell(meaningOf(flag))} |`)]
}

async function flagsPage(): Promise<string> {
  const lines = [
    '# Commands and flags',
    '',
    'Durations are written `60s`, `10m`, `2d`. Without a terminal nothing asks. Data go to stdout, everything else to stderr.',
    '',
  ]
  lines.push('## Everywhere', '', ...flagTable(GLOBAL_FLAGS))
  for (const entry of COMMANDS) {
    const command = await makePage(entry)
    lines.push('', `## ${entry.verb}`, '', `\`${usageOf(entry)}\`: ${entry.line}.`, '')
    for (const arg of entry.args) lines.push(`- \`${arg}\`: ${command.argsMean[bareArg(arg)]}`)
    lines.push('', '```', ...command.examples, '```')
    if (command.flags) lines.push('', ...flagTable(command.flags))
    for (const set of command.described) lines.push('', `${set.title}:`, '', ...flagTable(set.flags))
    for (const note of command.notes ?? []) lines.push('', note)
  }
  return page(lines)
}

async function methodsPage(): Promise<string> {
  const { BACKBONE_METHODS, GROUP_METHODS, NETWORK_METHODS } = await import('../workflow/index.js')
  const lines = ['# Methods', '', 'Each card is what `lockstep methods ID` prints, and what the report says in its method section.']
  lines.push('', '# Networks')
  for (const method of NETWORK_METHODS) lines.push('', ...(await methodCard(method as unknown as Parameters<typeof methodCard>[0])))
  lines.push('', '# Backbones', '', '`lockstep backbone CASE NETWORK METHOD` makes a new network of the edges that stay.')
  for (const method of BACKBONE_METHODS) lines.push('', ...(await methodCard(method as unknown as Parameters<typeof methodCard>[0])))
  lines.push('', '# Groups')
  for (const method of GROUP_METHODS) lines.push('', ...(await methodCard(method as unknown as Parameters<typeof methodCard>[0])))
  return page(lines)
}

async function signalsPage(): Promise<string> {
  const { SIGNALS } = await import('../workflow/index.js')
  const lines = [
    '# Signals',
    '',
    'A signal measures a behaviour of a group against accounts of like activity in the same data: `lockstep signals CASE [GROUP]`. It describes the group and is no verdict on any account. Fields that a file lacks are named, never taken for 0.',
  ]
  for (const signal of SIGNALS) lines.push('', ...(await methodCard(signal as unknown as Parameters<typeof methodCard>[0])))
  return page(lines)
}

async function tracesPage(): Promise<string> {
  const { TRACES } = await import('../workflow/index.js')
  const lines = ['# Traces', '', 'A trace: one account did one thing to one object at one time. A repost counts in the repost trace only.']
  for (const trace of TRACES) lines.push('', ...traceCard(trace))
  return page(lines)
}

async function formatsPage(): Promise<string> {
  const { FIELDS_OF, NEEDED_FIELDS } = await import('../model/index.js')
  const { IMPORT_PARAMS, SOURCES } = await import('../workflow/index.js')
  const lines = [
    '# Formats',
    '',
    'CSV and TSV (any delimiter), NDJSON, JSON arrays and Parquet, each also gzip, zstd or zip, from a path or from stdin (`-`).',
    '',
  ]
  lines.push(
    'A file of posts, accounts, followers or ready-made traces needs no format of its own: its columns are guessed from names and values, `lockstep inspect FILE` shows the guess, `--map column=field` overrides it.',
    '',
  )
  lines.push('## Settings', '', ...(await paramTable(IMPORT_PARAMS as AnyParams)), '', '# Formats known by name')
  for (const source of SOURCES) lines.push('', ...formatCard(source))
  lines.push(
    '',
    '# Fields',
    '',
    'Nothing else reaches the store. There is no field for legal name, address, phone, e-mail, employer, place, device or IP: such columns are dropped and counted.',
  )
  for (const [kind, fields] of Object.entries(FIELDS_OF)) {
    const needed = NEEDED_FIELDS[kind as keyof typeof NEEDED_FIELDS]
    lines.push('', `## ${kind}`, '', '| field | meaning | |', '| --- | --- | --- |')
    for (const [field, meaning] of Object.entries(fields))
      lines.push(`| \`${field}\` | ${cell(meaning)} | ${needed.includes(field) ? 'needed' : ''} |`)
  }
  return page(lines)
}

async function exportsPage(): Promise<string> {
  const { OUTPUTS } = await import('../workflow/index.js')
  const lines = [
    '# Exports',
    '',
    '`lockstep export CASE WHAT --as ID`: WHAT is a network, a group (`G03`) or nothing for the whole case. Accounts appear under short names unless `--reveal --reason WHY` is given.',
  ]
  for (const output of OUTPUTS) lines.push('', ...exportCard(output))
  return page(lines)
}

function exitPage(): string {
  return page([
    '# Exit codes',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...Object.entries(EXIT_CODES).map(([code, meaning]) => `| ${code} | ${meaning} |`),
  ])
}

/** File name → text. */
export async function generatedDocs(): Promise<Readonly<Record<string, string>>> {
  return {
    'flags.md': await flagsPage(),
    'methods.md': await methodsPage(),
    'signals.md': await signalsPage(),
    'traces.md': await tracesPage(),
    'formats.md': await formatsPage(),
    'exports.md': await exportsPage(),
    'exit-codes.md': exitPage(),
  }
}
