import { COMMANDS } from './commands/index.js'
import { type Flag, GLOBAL_FLAGS } from './flags.js'
import { bareArg } from './help.js'
import { knownValues, offered } from './known.js'
import { pageOf } from './page.js'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

interface CompletedFlag extends Pick<Flag, 'name' | 'short' | 'value' | 'meaning'> {
  readonly values: readonly string[]
}
interface Completed {
  readonly verb: string
  readonly line: string
  /** A switch that can be off stands twice. */
  readonly flags: readonly CompletedFlag[]
  readonly args: readonly { readonly name: string; readonly isMany: boolean; readonly values: readonly string[] }[]
}

async function everything(): Promise<Completed[]> {
  const known = await knownValues()
  return Promise.all(
    COMMANDS.map(async (entry) => {
      const page = await pageOf(entry)
      const flags = [...(page.flags ?? []), ...page.described.flatMap((set) => set.flags), ...GLOBAL_FLAGS]
      return {
        verb: entry.verb,
        line: entry.line,
        flags: flags
          .filter((flag, i) => flags.findIndex((each) => each.name === flag.name) === i)
          .flatMap(({ name, short, value, meaning, choices, offers, canBeOff }) => [
            { name, short, value, meaning, values: choices ?? offered(known, offers) },
            ...(canBeOff ? [{ name: `no-${name}`, meaning: `off: ${meaning}`, values: [] }] : []),
          ]),
        args: entry.args.map((arg) => ({
          name: bareArg(arg),
          isMany: arg.includes('…'),
          // a page that stands for many is no word to type
          values: offered(known, page.argsOffer?.[bareArg(arg)]).filter((value) => !value.includes('ID')),
        })),
      }
    }),
  )
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const written = ({ name, short }: CompletedFlag) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]

function bash(list: readonly Completed[]): string {
  const cases = (lines: readonly string[]) => lines.map((line) => `    ${line} ;;`).join('\n')
  const flags = list.map(
    (each) =>
      `${each.verb}) flags=${quote(each.flags.flatMap(written).join(' '))} takes=${quote(
        ` ${each.flags
          .filter(({ value }) => value !== undefined)
          .flatMap(written)
          .join(' ')} `,
      )}`,
  )
  const values = list.flatMap((each) =>
    each.flags
      .filter((flag) => flag.values.length > 0)
      .map(
        (flag) =>
          `${written(flag)
            .map((flag) => `${each.verb}/${flag}`)
            .join('|')}) values=${quote(flag.values.join(' '))}`,
      ),
  )
  const args = list.flatMap((each) =>
    each.args.flatMap(({ isMany, values }, i) =>
      values.length === 0 ? [] : [`${each.verb}/${isMany ? '*' : i}) args=${quote(values.join(' '))}`],
    ),
  )
  return `# lockstep completion for bash: source <(lockstep completion bash)
_lockstep() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb= flags= takes=' --seed ' values= args= given=0 i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) [[ $takes == *" \${COMP_WORDS[i]} "* ]] && ((i++)); continue ;;
    esac
    [[ -n $verb ]] && { ((given++)); continue; }
    verb=\${COMP_WORDS[i]}
    case $verb in
${cases(flags)}
    esac
  done
  case $verb in
    ${list.map((each) => each.verb).join('|')}) ;;
    *) COMPREPLY=($(compgen -W ${quote(`${list.map((each) => each.verb).join(' ')} --help --version`)} -- "$word")); return ;;
  esac
  case $verb/$before in
${cases(values)}
  esac
  case $verb/$given in
${cases(args)}
  esac
  if [[ -n $values ]]; then COMPREPLY=($(compgen -W "$values" -- "$word"))
  elif [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif [[ -n $args && $takes != *" $before "* ]]; then COMPREPLY=($(compgen -W "$args" -- "$word"))
  else mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames 2>/dev/null
  fi
}
complete -F _lockstep lockstep
`
}

function zsh(list: readonly Completed[]): string {
  const bracket = (text: string) => text.replace(/[[\]:]/g, ' ').replace(/\s+/g, ' ')
  const from = (values: readonly string[]) => (values.length > 0 ? `(${values.join(' ')})` : '_files')
  const spec = (flag: CompletedFlag) =>
    written(flag).map((name) =>
      quote(`${name}[${bracket(flag.meaning)}]${flag.value === undefined ? '' : `:${flag.value}:${from(flag.values)}`}`),
    )
  const argument = ({ name, isMany, values }: Completed['args'][number], i: number) =>
    quote(`${isMany ? '*' : i + 2}:${name}:${from(values)}`)
  return `#compdef lockstep
# lockstep completion for zsh: lockstep completion zsh > a folder of your fpath, as _lockstep
_lockstep() {
  local -a verbs
  verbs=(${list.map((each) => quote(`${each.verb}:${bracket(each.line)}`)).join(' ')})
  if (( CURRENT == 2 )); then _describe command verbs; return; fi
  case $words[2] in
${list.map((each) => `    ${each.verb}) _arguments ${[...each.flags.flatMap(spec), ...each.args.map(argument)].join(' ')} ;;`).join('\n')}
  esac
}
compdef _lockstep lockstep
`
}

function fish(list: readonly Completed[]): string {
  const quoteFish = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const verbs = list.map((each) => `complete -c lockstep -n __fish_use_subcommand -f -a ${each.verb} -d ${quoteFish(each.line)}`)
  const flags = list.flatMap((each) =>
    each.flags.map(
      ({ name, short, value, meaning, values }) =>
        `complete -c lockstep -n '__fish_seen_subcommand_from ${each.verb}' -l ${name}${short === undefined ? '' : ` -s ${short}`}${value === undefined ? '' : ' -r'}${values.length > 0 ? ` -f -a ${quoteFish(values.join(' '))}` : ''} -d ${quoteFish(meaning)}`,
    ),
  )
  const args = list.flatMap((each) =>
    each.args.flatMap(({ name, isMany, values }, i) =>
      values.length === 0
        ? []
        : [
            `complete -c lockstep -n '__fish_seen_subcommand_from ${each.verb}; and test (count (commandline -opc)) -${isMany ? 'ge' : 'eq'} ${i + 2}' -f -a ${quoteFish(values.join(' '))} -d ${name}`,
          ],
    ),
  )
  return `# lockstep completion for fish: lockstep completion fish > ~/.config/fish/completions/lockstep.fish\n${[...verbs, ...flags, ...args].join('\n')}\n`
}

export async function completionScript(shell: Shell): Promise<string> {
  const list = await everything()
  return shell === 'bash' ? bash(list) : shell === 'zsh' ? zsh(list) : fish(list)
}
