import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Case } from '../workflow/index.js'
import type { Call } from './command.js'

const ENDING = '.lockstep'

/** `harbour` means `harbour.lockstep` when there is such a case and no case called `harbour`. */
export function findCase(given: string): string {
  if (existsSync(join(given, 'case.duckdb')) || given.endsWith(ENDING) || !existsSync(given + ENDING)) return resolve(given)
  return resolve(given + ENDING)
}

/** A new case gets the ending. */
export function newCase(given: string): string {
  return resolve(given.endsWith(ENDING) ? given : given + ENDING)
}

/** Opens the case that the first argument names, works, closes it, whatever happens. */
export async function withCase<T>(call: Call, mode: 'read' | 'write', verb: string, work: (kase: Case) => Promise<T>): Promise<T> {
  const { openCase } = await import('../workflow/index.js')
  const kase = await openCase(findCase(call.args[0] as string), { mode, verb, warn: call.world.warn })
  try {
    return await work(kase)
  } finally {
    kase.close()
  }
}
