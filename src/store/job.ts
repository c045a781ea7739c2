import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { failIfCancelled } from '../model/index.js'
import type { Rng } from '../statistics/index.js'
import type { Database } from './database.js'

/** What a piece of work gets from the world: nothing else may tell time, draw, print or stop. */
export interface Job {
  readonly signal: AbortSignal
  /** Progress: phase in words, done of total when counted by us. */
  note(phase: string, done?: number, total?: number): void
  /** Said to the person and kept in the result: caps, guesses, gaps. */
  warn(message: string): void
  readonly db: Database
  readonly rng: Rng
  readonly seed: number
}

/** Call between slices of long work. */
export function checkCancelled(job: Job): void {
  failIfCancelled(job.signal)
}

/** The compiled code of a thread beside the asking file, also when that one runs from the sources; null when nothing is compiled. */
export function compiledThread(here: string, name: string): URL | null {
  if (!here.endsWith('.ts')) return new URL(name, here)
  const source = fileURLToPath(new URL(name, here)).replaceAll('\\', '/')
  const root = source.lastIndexOf('/src/')
  const path = `${source.slice(0, root)}/dist${source.slice(root)}`
  return existsSync(path) ? pathToFileURL(path) : null
}
