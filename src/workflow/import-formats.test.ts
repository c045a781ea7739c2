import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SOURCES } from '../sources/index.js'
import { createCase, type World } from '../store/index.js'
import { importFiles } from './import.js'
import { inspectFiles } from './inspect.js'

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}

test.each(SOURCES.map(({ id }) => id))('%s: its fixture is recognised without flags, inspected and imported whole', async (id) => {
  const fixtures = join(import.meta.dirname, '../sources', id, 'fixtures')
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  const kase = await createCase(join(folder, 'c.lockstep'))
  try {
    for (const name of readdirSync(fixtures)) {
      const [found] = await inspectFiles(world, [join(fixtures, name)], {})
      expect(found).toMatchObject({ format: id, isSure: true, rejects: 0 })
      const [done] = await importFiles(world, kase, [join(fixtures, name)], {})
      expect(done).toMatchObject({ format: id, rowsKept: found!.rows, rowsRejected: 0 })
    }
  } finally {
    kase.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
