import { COMMANDS } from './commands/index.js'
import { type Flag, GLOBAL_FLAGS } from './flags.js'
import { pageOf } from './page.js'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

interface Completed {
  readonly verb: string
  readonly line: string
  readonly flags: readonly Flag[]
}

async function everything(): Promise<Completed[]> {
  return Promise.all(
    COMMANDS.map(async (entry) => {
      const page = await pageOf(entry)
      const flags = [...(page.flags ?? []), ...page.described.flatMap((set) => set.flags), ...GLOBAL_FLAGS]
      return {
        verb: entry.verb,
        line: entry.line,
        flags: flags.filter((flag, i) => flags.findIndex((each) => each.name === flag.name) === i),
      }
    }),
  )
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const names = (flags: readonly Flag[]) => flags.map((flag) => `--${flag.name}`).join(' ')

function bash(list: readonly Completed[]): string {
  return `# lockstep completion for bash: source <(lockstep completion bash)
_lockstep() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb= flags= values= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in -*) ;; *) verb=\${COMP_WORDS[i]}; break ;; esac
  done
  case $verb in
${list.map((each) => `    ${each.verb}) flags=${quote(names(each.flags))} ;;`).join('\n')}
    *) COMPREPLY=($(compgen -W ${quote(`${list.map((each) => each.verb).join(' ')} --help --version`)} -- "$word")); return ;;
  esac
  case $verb/$before in
${list
  .flatMap((each) =>
    each.flags
      .filter((flag) => flag.choices)
      .map((flag) => `    ${each.verb}/--${flag.name}) values=${quote((flag.choices ?? []).join(' '))} ;;`),
  )
  .join('\n')}
  esac
  if [[ -n $values ]]; then COMPREPLY=($(compgen -W "$values" -- "$word"))
  elif [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames 2>/dev/null
  fi
}
complete -F _lockstep lockstep
`
}

function zsh(list: readonly Completed[]): string {
  const bracket = (text: string) => text.replace(/[[\]:]/g, ' ').replace(/\s+/g, ' ')
  const spec = (flag: Flag) =>
    quote(
      `--${flag.name}[${bracket(flag.meaning)}]${flag.value === undefined ? '' : `:${flag.value}:${flag.choices ? `(${flag.choices.join(' ')})` : '_files'}`}`,
    )
  return `#compdef lockstep
# lockstep completion for zsh: lockstep completion zsh > a folder of your fpath, as _lockstep
_lockstep() {
  local -a verbs
  verbs=(${list.map((each) => quote(`${each.verb}:${bracket(each.line)}`)).join(' ')})
  if (( CURRENT == 2 )); then _describe command verbs; return; fi
  case $words[2] in
${list.map((each) => `    ${each.verb}) _arguments ${each.flags.map(spec).join(' ')} '*:file:_files' ;;`).join('\n')}
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
      (flag) =>
        `complete -c lockstep -n '__fish_seen_subcommand_from ${each.verb}' -l ${flag.name}${flag.value === undefined ? '' : ' -r'}${flag.choices ? ` -f -a ${quoteFish(flag.choices.join(' '))}` : ''} -d ${quoteFish(flag.meaning)}`,
    ),
  )
  return `# lockstep completion for fish: lockstep completion fish > ~/.config/fish/completions/lockstep.fish\n${[...verbs, ...flags].join('\n')}\n`
}

export async function completionScript(shell: Shell): Promise<string> {
  const list = await everything()
  return shell === 'bash' ? bash(list) : shell === 'zsh' ? zsh(list) : fish(list)
}
