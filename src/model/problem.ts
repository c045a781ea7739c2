/**
 * A problem is data first (code, what, where, fix, unchanged), a sentence second.
 * The command line, the JSON output and the library all say the same, made from this one object.
 */
export interface Where {
  readonly file?: string
  /** Physical line in the file, first line = 1. */
  readonly line?: number
  readonly column?: string
  /** The value seen, as text, shortened to 200 characters by whoever prints it. */
  readonly value?: string
}

export interface Problem {
  /** Stable, `area/name`: `source/bad-time`, `case/locked`, `usage/unknown-method`. */
  readonly code: string
  readonly what: string
  readonly where?: Where
  readonly fix: string
  /** What stayed as it was: "nothing was imported". */
  readonly unchanged: string
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130

/** Area of the code decides the exit code: see docs, "Exit codes". */
export function exitCodeOf(problem: Problem): ExitCode {
  const area = problem.code.split('/')[0]
  // A network that would cost more than it may, or lacks what it needs, is a matter of what was asked.
  if (area === 'usage' || area === 'network') return 2
  if (area === 'source') return 3
  if (area === 'case') return 4
  if (area === 'cancelled') return 130
  return 1
}

/** An expected failure. Anything thrown that is not one of these is a fault of ours. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.what, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

export function fail(problem: Problem, cause?: unknown): never {
  throw new ProblemError(problem, cause === undefined ? undefined : { cause })
}

/** True of a command with one step as of one with many. */
export const CUT_OFF = 'the step that was cut off left nothing; steps finished before it stay'

/** Thrown when a job's signal is aborted. */
export function failIfCancelled(signal: AbortSignal): void {
  if (signal.aborted)
    fail({
      code: 'cancelled/by-person',
      what: 'cancelled',
      fix: 'run the command again',
      unchanged: CUT_OFF,
    })
}
