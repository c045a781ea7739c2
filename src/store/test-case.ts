/** For tests only: a world without a clock, a folder that goes away, a step that writes rejects. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case, World } from './case.js'
import { hashRows } from './hash-rows.js'

export interface TestWorld extends World {
  readonly warnings: string[]
}

export function testWorld(signal: AbortSignal = new AbortController().signal): TestWorld {
  const warnings: string[] = []
  return { signal, note: () => undefined, warn: (message) => warnings.push(message), now: () => '2026-01-01T00:00:00Z', warnings }
}

export function testFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** `rows` rows of `rejects` under one file key, as a step. */
export async function writeRows(
  kase: Case,
  world: World,
  fileKey: number,
  rows: number,
  during?: () => Promise<void> | void,
): Promise<void> {
  await kase.step(world, { verb: 'rows', params: { fileKey, rows }, inputs: [] }, 1, async ({ db }) => {
    await db.run(`insert into rejects select ${fileKey}, range, 'text', md5(range::varchar), 'source/test', 'invented' from range(${rows})`)
    await during?.()
    const resultHash = await hashRows(db, `select * from rejects where file_key = ${fileKey} order by line`)
    return { result: undefined, done: { counts: { rows }, resultHash } }
  })
}
