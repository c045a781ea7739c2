/** Rewrites the store without its free blocks: deleted rows stay readable in those until they are written over. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { quoteName, quoteText } from '../model/index.js'
import type { Database } from './database.js'

/** Stands in the case from before rows are removed until the store is rewritten, so that the next writer does it should a crash come between. */
const DUE_FILE = 'compact-due'

export function markDue(folder: string): void {
  writeFileSync(join(folder, DUE_FILE), 'The next command that writes takes removed rows out of the free blocks.\n', { flush: true })
}

export function isCompactionDue(folder: string): boolean {
  return existsSync(join(folder, DUE_FILE))
}

/** Writes a copy beside the store and gives its path; the caller closes the store and puts the copy in its place. */
export async function copyStore(db: Database, folder: string): Promise<string> {
  const fresh = join(folder, `.new-${process.pid}.duckdb`)
  rmSync(fresh, { force: true })
  const { name } = await db.row<{ name: string }>('select current_database() as name')
  try {
    await db.run(`attach ${quoteText(fresh)} as compacted`)
    try {
      await db.run(`copy from database ${quoteName(name)} to compacted`)
      await db.run('checkpoint compacted')
    } finally {
      await db.run('detach compacted')
    }
    // Nothing is in the write-ahead log when that is removed: a crash between there and the renaming loses no step.
    await db.run('checkpoint')
  } catch (error) {
    for (const file of [fresh, `${fresh}.wal`]) rmSync(file, { force: true })
    throw error
  }
  return fresh
}

export function swapStore(fresh: string, store: string): void {
  rmSync(`${fresh}.wal`, { force: true })
  rmSync(`${store}.wal`, { force: true })
  renameSync(fresh, store)
  rmSync(join(dirname(store), DUE_FILE), { force: true })
}
