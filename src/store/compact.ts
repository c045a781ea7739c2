/** Rewrites the store without its free blocks: deleted rows stay readable in those until they are written over. */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { quoteName, quoteText } from '../model/index.js'
import type { Database } from './database.js'

/** Writes a copy beside the store and gives its path; the caller closes the store and puts the copy in its place. */
export async function copyStore(db: Database, folder: string): Promise<string> {
  const fresh = join(folder, `.new-${process.pid}.duckdb`)
  rmSync(fresh, { force: true })
  const { name } = await db.row<{ name: string }>('select current_database() as name')
  await db.run(`attach ${quoteText(fresh)} as compacted`)
  try {
    await db.run(`copy from database ${quoteName(name)} to compacted`)
    await db.run('checkpoint compacted')
  } finally {
    await db.run('detach compacted')
  }
  return fresh
}

export function swapStore(fresh: string, store: string): void {
  rmSync(`${fresh}.wal`, { force: true })
  rmSync(`${store}.wal`, { force: true })
  renameSync(fresh, store)
}
