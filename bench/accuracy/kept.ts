/** Results of long runs, one JSON line each, so that a run can stop and go on: what is there is not made again. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Kept {
  once<T>(key: string, make: () => T | Promise<T>): Promise<T>
}

/** `note` hears what has been made. */
export function kept(file: string, note: (key: string) => void): Kept {
  mkdirSync(dirname(file), { recursive: true })
  const known = new Map<string, unknown>()
  if (existsSync(file))
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const { key, value } = JSON.parse(line) as { key: string; value: unknown }
      known.set(key, value)
    }
  return {
    once: async <T>(key: string, make: () => T | Promise<T>): Promise<T> => {
      if (known.has(key)) return known.get(key) as T
      const value = await make()
      known.set(key, value)
      appendFileSync(file, `${JSON.stringify({ key, value })}\n`)
      note(key)
      return value
    },
  }
}
