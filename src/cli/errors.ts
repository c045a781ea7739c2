import type { ExitCode, Problem, Where } from '../model/index.js'
import { bold, visible } from './render.js'

export interface Failure {
  readonly problem: Problem
  readonly exit: ExitCode
  readonly stack: string
}

const REPORT =
  'this is a fault of ours: please report it as CONTRIBUTING.md ("Reporting a fault") says, with what the same command prints with --debug'

/** Expected failures carry their problem; disk and permission errors of the system get one; anything else is a fault of ours. */
export async function failureOf(error: unknown): Promise<Failure> {
  const { exitCodeOf, ProblemError } = await import('../model/index.js')
  const stack = error instanceof Error ? stackOf(error) : String(error)
  const problem = error instanceof ProblemError ? error.problem : (systemProblem(error) ?? faultProblem(error))
  return { problem, exit: exitCodeOf(problem), stack }
}

function stackOf(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own
}

function systemProblem(error: unknown): Problem | null {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown }
  if (typeof code !== 'string') return null
  const where: Where = typeof path === 'string' ? { file: path } : {}
  const unchanged = 'finished steps of the case are intact; the one that failed left nothing'
  if (code === 'ENOSPC')
    return { code: 'case/disk-full', what: 'the disk is full', where, fix: 'make room, then run the command again', unchanged }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return {
      code: 'case/not-allowed',
      what: 'the system does not allow this file or folder to be used so',
      where,
      fix: 'change its permissions, or choose another place',
      unchanged,
    }
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR')
    return { code: 'usage/no-such-file', what: 'there is no such file or folder', where, fix: 'check the name', unchanged }
  return null
}

function faultProblem(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'fault/unexpected',
    what: `something went wrong inside Lockstep: ${message}`,
    fix: REPORT,
    unchanged: 'finished steps of the case are intact; the one that failed left nothing',
  }
}

/** `posts.csv line 112, column created: "31/02/2026"`. */
export function showWhere(where: Where | undefined): string {
  if (!where) return ''
  const place = [where.file === undefined ? '' : visible(where.file, 300), where.line === undefined ? '' : `line ${where.line}`]
    .filter((part) => part !== '')
    .join(' ')
  const column = where.column === undefined ? '' : where.column.startsWith('-') ? where.column : `column ${visible(where.column)}`
  const value = where.value === undefined ? '' : `"${visible(where.value)}"`
  return [[place, column].filter((part) => part !== '').join(', '), value].filter((part) => part !== '').join(': ')
}

/** The four parts: what, where, fix, unchanged. */
export function showFailure(failure: Failure, isDebug: boolean): string {
  const { problem, exit } = failure
  const where = showWhere(problem.where)
  const lines = [
    `${bold('lockstep:')} ${visible(problem.what, 1000)}`,
    ...(where === '' ? [] : [`  where: ${where}`]),
    `  fix: ${visible(problem.fix, 1000)}`,
    `  unchanged: ${visible(problem.unchanged, 1000)}  (${problem.code}, exit ${exit})`,
    ...(isDebug ? ['', failure.stack] : []),
  ]
  return `${lines.join('\n')}\n`
}

export function jsonFailure(failure: Failure, command: string | null, isDebug: boolean): object {
  const { code, what, where, fix, unchanged } = failure.problem
  return {
    ok: false,
    command,
    error: { code, message: what, where: where ?? null, fix, unchanged, ...(isDebug ? { stack: failure.stack } : {}) },
  }
}
