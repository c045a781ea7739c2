import { COMMANDS, type Entry } from './commands/index.js'
import { EXIT_CODES } from './exit.js'
import { type Flag, GLOBAL_FLAGS } from './flags.js'
import type { CommandPage } from './page.js'
import { bold, fold } from './render.js'

export const TOP_EXAMPLES: readonly [string, string] = ['lockstep investigate posts.csv', 'lockstep demo harbour']

export function usageOf(entry: Entry): string {
  return `lockstep ${[entry.verb, ...entry.args].join(' ')}`
}
export function writtenFlag(flag: Flag): string {
  const long = `--${flag.canBeOff ? '[no-]' : ''}${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`
  return flag.short === undefined ? long : `-${flag.short}, ${long}`
}
export function meaningOf(flag: Flag): string {
  const notes = [
    flag.choices && flag.choices.length <= 12 && !flag.meaning.includes(flag.choices.join(' | ')) ? flag.choices.join(' | ') : '',
    flag.isMany ? 'may be repeated' : '',
    flag.default === undefined ? '' : `default: ${flag.default}`,
  ].filter((note) => note !== '')
  return notes.length === 0 ? flag.meaning : `${flag.meaning} [${notes.join('; ')}]`
}

function columns(rows: readonly (readonly [string, string])[], width = 24): string[] {
  return rows.flatMap(([left, right]) => {
    const folded = fold(right, 96 - width, ' '.repeat(width + 2))
    return left.length > width - 2
      ? [`  ${left}`, `${' '.repeat(width + 2)}${folded[0]}`, ...folded.slice(1)]
      : [`  ${left.padEnd(width)}${folded[0]}`, ...folded.slice(1)]
  })
}
const flagRows = (flags: readonly Flag[]) => columns(flags.map((flag) => [writtenFlag(flag), meaningOf(flag)] as const))

export function topHelp(version: string): string {
  return [
    ...TOP_EXAMPLES.map((example) => `  ${example}`),
    '',
    `lockstep ${version}: find, measure and document coordinated behaviour in social-media data that you lawfully hold.`,
    'It measures groups. It gives no account a verdict and says nothing about who a person is (SAFEGUARDS.md).',
    '',
    bold('Commands'),
    ...columns(
      COMMANDS.map((entry) => [[entry.verb, ...entry.args].join(' '), entry.line] as const),
      26,
    ),
    '',
    bold('Flags the same everywhere'),
    ...flagRows(GLOBAL_FLAGS),
    '',
    bold('Exit codes'),
    ...columns(
      Object.entries(EXIT_CODES).map(([code, meaning]) => [code, meaning] as const),
      6,
    ),
    '',
    'Help for one command: lockstep COMMAND --help',
    '',
  ].join('\n')
}

export function commandHelp(entry: Entry, page: CommandPage): string {
  const args = entry.args.map((arg) => [arg, page.argsMean[bareArg(arg)] ?? ''] as const)
  return [
    ...page.examples.map((example) => `  ${example}`),
    '',
    `${usageOf(entry)}: ${entry.line}`,
    ...(args.length === 0 ? [] : ['', bold('Arguments'), ...columns(args)]),
    ...(page.flags ? ['', bold('Flags'), ...flagRows(page.flags)] : []),
    ...page.described.flatMap((set) => ['', bold(set.title), ...flagRows(set.flags)]),
    ...(page.notes ? ['', ...page.notes.flatMap((note) => fold(note, 98, ''))] : []),
    '',
    `Also: ${GLOBAL_FLAGS.map((flag) => `--${flag.name}`).join(' ')}`,
    '',
  ].join('\n')
}

/** `[FILE…]` → `FILE`. */
export function bareArg(arg: string): string {
  return arg.replace(/[[\]…]/g, '')
}
