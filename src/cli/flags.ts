import { parseArgs } from 'node:util'
import type { Param } from '../model/index.js'
import type { Known } from './known.js'

/** One flag as data: parsing, help, completion and docs are made from it. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string
  readonly short?: string
  /** What stands for the value in help: `N`, `FILE`. Absent: a switch. */
  readonly value?: string
  readonly meaning: string
  /** The default as written for people. */
  readonly default?: string
  readonly isMany?: boolean
  /** Nothing else is taken. */
  readonly choices?: readonly string[]
  /** What completion offers; more may be taken. */
  readonly offers?: Known | readonly string[]
  /** Parameter of a method or source that this flag sets. */
  readonly param?: string
  /** A switch that can be turned off with `--no-…`. */
  readonly canBeOff?: boolean
}

export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'json', meaning: 'print one JSON object (long lists: first that object, then one row a line)' },
  { name: 'quiet', meaning: 'print no progress and no hints; errors are still printed' },
  { name: 'verbose', meaning: 'print each phase with its time' },
  { name: 'no-color', meaning: 'no colours (pipes and NO_COLOR switch them off too)' },
  { name: 'seed', value: 'N', default: '7', meaning: 'seed of every draw; the same seed gives the same result on every machine' },
  { name: 'yes', meaning: 'answer yes to every question' },
  { name: 'debug', meaning: 'show the stack of an error' },
  { name: 'help', short: 'h', meaning: 'show help' },
  { name: 'version', meaning: 'show the version' },
]

export type FlagValues = ReadonlyMap<string, readonly (string | boolean)[]>
export interface Parsed {
  readonly args: readonly string[]
  readonly values: FlagValues
}

/** The model is loaded only when something is wrong. `like`: what was meant, of what is known. */
async function wrong(
  what: string,
  column: string,
  fix: string,
  like?: { given: string; known: readonly string[]; mark?: string },
): Promise<never> {
  const { fail, nearest } = await import('../model/index.js')
  const near = like ? nearest(like.given, like.known) : null
  const meant = near === null ? '' : ` Did you mean '${like?.mark ?? ''}${near}'?`
  return fail({ code: 'usage/bad-flag', what: what + meant, where: { column }, fix, unchanged: 'nothing was done' })
}

function options(flags: readonly Flag[]) {
  const table: Record<string, { type: 'string' | 'boolean'; short?: string; multiple: true }> = {}
  for (const flag of flags) {
    const type = flag.value === undefined ? 'boolean' : 'string'
    table[flag.name] = flag.short === undefined ? { type, multiple: true } : { type, short: flag.short, multiple: true }
  }
  return table
}

/** Where the verb stands: the first word that is neither a global flag nor the value of one. -1: none. */
export function verbIndex(argv: readonly string[]): number {
  const { tokens } = parseArgs({ args: [...argv], options: options(GLOBAL_FLAGS), strict: false, allowPositionals: true, tokens: true })
  return tokens.find((token) => token.kind === 'positional')?.index ?? -1
}

export async function parseFlags(argv: readonly string[], flags: readonly Flag[], helpWith: string): Promise<Parsed> {
  const { tokens } = parseArgs({ args: [...argv], options: options(flags), strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, (string | boolean)[]>()
  const args: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value)
    if (token.kind !== 'option') continue
    const own = flags.find((flag) => flag.name === token.name)
    const negated = own ? undefined : flags.find((flag) => flag.canBeOff && token.name === `no-${flag.name}`)
    const flag = own ?? negated
    if (!flag) {
      const like = { given: token.name, known: flags.map((each) => each.name), mark: '--' }
      return wrong(`unknown flag ${token.rawName}.`, token.rawName, `see the flags: ${helpWith}`, like)
    }
    if (flag.value === undefined && token.value !== undefined)
      return wrong(`${token.rawName} takes no value`, token.rawName, `write ${token.rawName} alone`)
    if (flag.value !== undefined && token.value === undefined)
      return wrong(`${token.rawName} needs a value`, token.rawName, `write ${token.rawName} ${flag.value}`)
    const value = flag.value === undefined ? negated === undefined : (token.value as string)
    if (flag.choices && typeof value === 'string' && !flag.choices.includes(value))
      return wrong(`'${value}' is no value for ${token.rawName}.`, token.rawName, `give one of: ${flag.choices.join(', ')}`, {
        given: value,
        known: flag.choices,
      })
    const given = values.get(flag.name) ?? []
    if (given.length > 0 && !flag.isMany && flag.value !== undefined)
      return wrong(`${token.rawName} is given twice`, token.rawName, `give ${token.rawName} once`)
    values.set(flag.name, [...given, value])
  }
  return { args, values }
}

/** Flags made from the description of a method's or source's parameters. */
export async function flagsOfParams(params: Readonly<Record<string, Param<unknown>>>): Promise<Flag[]> {
  const { flagOf, rangeOf, showValue } = await import('../model/index.js')
  return Object.entries(params).map(([name, param]) => {
    const meaning = sentences([param.meaning, param.larger])
    const base = { name: flagOf(name), meaning, default: showValue(param, param.default), param: name }
    if (param.kind === 'boolean') return { ...base, canBeOff: true }
    const range = rangeOf(param)
    const unit = param.unit && param.kind !== 'duration' ? ` ${param.unit}` : ''
    return {
      ...base,
      value: param.kind === 'duration' ? '60s' : param.kind === 'text' ? 'TEXT' : param.kind === 'choice' ? 'NAME' : 'N',
      meaning: range === param.kind ? meaning : `${meaning} (${range}${unit})`,
      // where there is a state without a value, `none` is taken as well
      ...(param.choices ? (param.default === null ? { offers: param.choices } : { choices: param.choices }) : {}),
    }
  })
}

function sentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => part.replace(/\.$/, ''))
    .join('. ')
}

/** What was given for the parameters behind these flags, as written; `readParams` turns it into values. */
export function givenParams(flags: readonly Flag[], values: FlagValues): Record<string, string | boolean> {
  const given: Record<string, string | boolean> = {}
  for (const flag of flags) {
    const value = flag.param === undefined ? undefined : values.get(flag.name)?.at(-1)
    if (flag.param !== undefined && value !== undefined) given[flag.param] = value
  }
  return given
}
