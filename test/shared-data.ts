import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './files.js'

/**
 * A folder of the shared data, which stays where it is: `LOCKSTEP_SHARED`, or `../shared` beside the repository. Null when absent, so that
 * a test can be skipped for that reason; with CI set absence is a failure.
 */
export function sharedData(name: string): string | null {
  const path = join(process.env.LOCKSTEP_SHARED ?? join(dirname(root), 'shared'), 'data', name)
  if (existsSync(path)) return path
  if (process.env.CI) throw new Error(`shared data "${name}" is absent, and CI may not go without it (LOCKSTEP_SHARED names the folder)`)
  return null
}
