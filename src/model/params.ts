import { z } from 'zod'
import { formatDuration, parseDuration } from './duration.js'
import { fail } from './problem.js'

/**
 * A parameter described as data. Flags, help, docs, the report's method section and (later) forms are made from it;
 * no other place states a default.
 */
export interface Param<T> {
  /** `duration` values are seconds; `choice` needs `choices`. */
  readonly kind: 'integer' | 'number' | 'duration' | 'boolean' | 'choice' | 'text'
  readonly default: T
  /** `none` (null) is allowed though the default is something. */
  readonly canBeNone?: boolean
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
  /** One sentence: what it is. */
  readonly meaning: string
  /** One sentence: what a larger (or the other) value does. */
  readonly larger: string
}

export type Params<P> = { readonly [K in keyof P]: Param<P[K]> }

export interface Reference {
  readonly text: string
  readonly doi?: string
}

function schemaOf(param: Param<unknown>): z.ZodType {
  if (param.kind === 'boolean') return z.boolean()
  if (param.kind === 'text') return z.string()
  if (param.kind === 'choice') return z.enum(param.choices as [string, ...string[]])
  let number = param.kind === 'integer' ? z.int() : z.number()
  if (param.min !== undefined) number = number.min(param.min)
  if (param.max !== undefined) number = number.max(param.max)
  return number
}

/** `null` as a default means "not set", and a person may leave it so. */
function fromText(param: Param<unknown>, text: string): unknown {
  if ((param.default === null || param.canBeNone) && (text === 'none' || text === '')) return null
  if (param.kind === 'duration') return parseDuration(text)
  if (param.kind === 'integer' || param.kind === 'number') return text.trim() === '' ? Number.NaN : Number(text)
  if (param.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  return text
}

/** How a value is written for people and in flags: `60s`, `2`, `none`. */
export function showValue(param: Param<unknown>, value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return param.kind === 'duration' ? formatDuration(value as number) : String(value)
}

export function rangeOf(param: Param<unknown>): string {
  if (param.kind === 'choice') return (param.choices ?? []).join(' | ')
  if (param.kind === 'boolean') return 'true | false'
  const show = (value: number) => (param.kind === 'duration' ? formatDuration(value) : String(value))
  if (param.min !== undefined && param.max !== undefined) return `${show(param.min)} to ${show(param.max)}`
  if (param.min !== undefined) return `${show(param.min)} or more`
  return param.kind
}

/** `windowSeconds` → `window`; `minWeight` → `min-weight`; `isPseudonymised` → `pseudonymised`. The unit is in the value (`60s`). */
export function flagOf(name: string): string {
  return name
    .replace(/Seconds$/, '')
    .replace(/^is(?=[A-Z])/, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/^-/, '')
}

/**
 * Defaults filled in, text from flags turned into values, ranges checked.
 * @throws ProblemError `usage/unknown-parameter`, `usage/bad-parameter`
 */
export function readParams<P extends object>(params: Params<P>, given: Readonly<Record<string, unknown>>, owner: string): P {
  const known = params as Readonly<Record<string, Param<unknown>>>
  for (const name of Object.keys(given))
    if (!(name in known))
      fail({
        code: 'usage/unknown-parameter',
        what: `${owner} has no parameter "${name}"`,
        fix: `its parameters are: ${Object.keys(known)
          .map((key) => `--${flagOf(key)}`)
          .join(', ')}`,
        unchanged: 'nothing was done',
      })
  const values: Record<string, unknown> = {}
  for (const [name, param] of Object.entries(known)) {
    const raw = given[name]
    const value = raw === undefined ? param.default : typeof raw === 'string' ? fromText(param, raw) : raw
    if (!(value === null && (param.default === null || param.canBeNone)) && !schemaOf(param).safeParse(value).success)
      fail({
        code: 'usage/bad-parameter',
        what: `${JSON.stringify(raw)} is no value for --${flagOf(name)} of ${owner}`,
        where: { column: `--${flagOf(name)}`, value: String(raw) },
        fix: `give ${rangeOf(param)}${param.unit ? ` (${param.unit})` : ''}; the default is ${showValue(param, param.default)}`,
        unchanged: 'nothing was done',
      })
    values[name] = value
  }
  return values as P
}
