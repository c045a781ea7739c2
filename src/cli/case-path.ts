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

/**
 * Opens the case that the first argument names, works, closes it, whatever happens. `show` writes the ledger where it may; a case on
 * a read-only disk is shown all the same.
 */
export async function withCase<T>(call: Call, mode: 'read' | 'write' | 'show', verb: string, work: (kase: Case) => Promise<T>): Promise<T> {
  const { openCase } = await import('../workflow/index.js')
  const path = findCase(call.args[0] as string)
  const open = (as: 'read' | 'write') => openCase(path, { mode: as, verb, warn: call.world.warn })
  const kase =
    mode === 'show'
      ? await open('write').catch((error: unknown) => {
          if ((error as { problem?: { code?: string } }).problem?.code !== 'case/read-only') throw error
          return open('read')
        })
      : await open(mode)
  try {
    return await work(kase)
  } finally {
    kase.close()
  }
}
