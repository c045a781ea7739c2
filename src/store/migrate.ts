/**
 * The version of a case. A migration that was released is never edited: cases made with the old text would then differ from cases
 * made with the new one while both claim the same version. So each case keeps the hash of every migration it went through, and a
 * case that went through another text is refused. Add a new migration at the end instead.
 */
import { createHash } from 'node:crypto'
import { fail } from '../model/index.js'
import type { Database } from './database.js'

export const migrationHash = (migration: string) => createHash('sha256').update(migration).digest('hex')

/** Versions that a case went through, oldest first, with the hashes of their migrations. Empty for a new file. */
async function versionsOf(db: Database): Promise<{ version: number; hash: string }[]> {
  const { tables } = await db.row<{ tables: number }>(
    "select count(*) as tables from information_schema.tables where table_schema = 'main' and table_name = 'meta'",
  )
  if (tables === 0) return []
  const rows = await db.rows<{ name: string; value: string }>("select name, value from meta where name like 'migration-%'")
  return rows
    .map((row) => ({ version: Number(row.name.slice('migration-'.length)), hash: row.value }))
    .sort((left, right) => left.version - right.version)
}

/**
 * Brings the case to the newest version, in one transaction.
 * @throws ProblemError `case/newer`, `case/other-migrations`, `case/older` (open for reading only)
 */
export async function migrate(db: Database, folder: string, migrations: readonly string[], canWrite: boolean): Promise<number> {
  const versions = await versionsOf(db)
  if (versions.length > migrations.length)
    fail({
      code: 'case/newer',
      what: `the case was made by a newer Lockstep (case version ${versions.length}; this one reads up to ${migrations.length})`,
      where: { file: folder },
      fix: 'update Lockstep: npm install -g lockstep@latest',
      unchanged: 'the case was not touched',
    })
  for (const [i, { version, hash }] of versions.entries())
    if (version !== i + 1 || hash !== migrationHash(migrations[i] as string))
      fail({
        code: 'case/other-migrations',
        what: `the case was made by a build of Lockstep whose version ${i + 1} of the store is not ours`,
        where: { file: folder },
        fix: 'open it with the build that made it, or import its originals into a new case. (For developers: a released migration is never edited; add a new one.)',
        unchanged: 'the case was not touched',
      })
  if (versions.length === migrations.length) return versions.length
  if (!canWrite)
    fail({
      code: 'case/older',
      what: `the case was made by an older Lockstep (case version ${versions.length}) and must be brought to version ${migrations.length} first`,
      where: { file: folder },
      fix: 'run any command that writes to the case, or copy the folder to a place where you may write and open it there',
      unchanged: 'the case was not touched',
    })
  await db.run('begin transaction')
  try {
    for (const [i, migration] of migrations.entries()) {
      if (i < versions.length) continue
      await db.run(migration)
      await db.run('insert into meta values ($1, $2)', [`migration-${i + 1}`, migrationHash(migration)])
    }
    await db.run('commit')
  } catch (error) {
    await db.run('rollback').catch(() => undefined)
    throw error
  }
  return migrations.length
}
