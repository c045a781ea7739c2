import type { ExitCode } from '../model/index.js'
import type { World } from '../workflow/index.js'
import type { Flag } from './flags.js'
import type { Known } from './known.js'

/** Flags that belong together, with a heading for help and docs. */
export interface FlagSet {
  readonly title: string
  readonly flags: readonly Flag[]
}

/** What a command gets. */
export interface Call {
  readonly args: readonly string[]
  /** The last value given, undefined when the flag was not given. */
  flag(name: string): string | undefined
  all(name: string): readonly string[]
  has(name: string): boolean
  /** What was given for the parameters behind the described flags, as written. */
  readonly params: Readonly<Record<string, string | boolean>>
  readonly isJson: boolean
  readonly seed: number
  readonly world: World
  /** Asks a yes-or-no question on a terminal; `--yes` answers it; without a terminal it is a usage error that names `--yes`. */
  confirm(question: string): Promise<void>
  /** Text for the person, on stderr, unless --quiet. */
  say(line: string): void
}

export interface Outcome {
  /** Path of the case. */
  readonly case?: string
  readonly data: unknown
  /** The data for people. */
  readonly text: readonly string[]
  /** What to do next, one command a line; printed on stderr. */
  readonly next?: readonly string[]
  /** A long list: with --json, one line each after the object. */
  readonly rows?: readonly unknown[]
  readonly exit?: ExitCode
}

export interface Command {
  /** One sentence for each argument. */
  readonly argsMean: Readonly<Record<string, string>>
  /** What help shows and completion offers for an argument; more may be taken. */
  readonly argsOffer?: Readonly<Record<string, Known | readonly string[]>>
  /** At least two. */
  readonly examples: readonly string[]
  readonly flags?: readonly Flag[]
  /** Flags made from the descriptions of methods or sources. */
  described?(): Promise<readonly FlagSet[]>
  /** Anything else that help must say. */
  readonly notes?: readonly string[]
  run(call: Call): Promise<Outcome>
}
