/** Failures that DuckDB met on this machine, and words in posts and names that only look like them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CUT_OFF } from '../model/index.js'
import { createCase, openCase } from './case.js'
import { openDatabase } from './database.js'
import { engineProblem } from './engine-problem.js'
import { testFolder, testWorld, writeRows } from './test-case.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

test.each([
  ['Out of Memory Error: could not allocate block of size 256.0 KiB (18.8 MiB/19.0 MiB used)\nUnused blocks cannot be offloaded to disk.', 'case/out-of-memory'],
  ['Out of Memory Error: failed to pin block of size 256.0 KiB (28.6 MiB/28.6 MiB used)', 'case/out-of-memory'],
  [`Out of Memory Error: failed to offload data block of size 256.0 KiB (0 bytes/0 bytes used).\nThis limit was set by the 'max_temp_directory_size' setting.`, 'case/disk-full'],
  ['FATAL Error: Failed to create checkpoint because of error: Could not write file "/c/case.duckdb": No space left on device', 'case/disk-full'],
  ['FATAL Error: Failed: database has been invalidated because of a previous fatal error.\nOriginal error: "Failed to create checkpoint because of error: Could not write file "/c": No space left on device"', 'case/disk-full'],
  ['FATAL Error: Failed: database has been invalidated because of a previous fatal error.', 'case/damaged'],
  ['IO Error: Could not write file "/c/new.duckdb": No space left on device', 'case/disk-full'],
  ['IO Error: Cannot open file "/c/case.duckdb": Permission denied', 'case/read-only'],
  ['Invalid Input Error: Cannot execute statement of type "CREATE" on database "ro" which is attached in read-only mode!', 'case/read-only'],
  ['IO Error: The file "/c/case.duckdb" exists, but it is not a valid DuckDB database file!', 'case/damaged'],
  ['IO Error: Corrupt database file: computed checksum 5381 does not match stored checksum 506 in block at location 8192', 'case/damaged'],
  ['IO Error: Could not read enough bytes from file "/c/case.duckdb": attempted to read 254432 bytes from location 20000', 'case/damaged'],
  ['INTERNAL Error: Attempted to dereference unique_ptr that is NULL!', 'case/damaged'],
])('%s', (message, code) => {
  expect(engineProblem(new Error(message), 'c')).toMatchObject({ code, unchanged: CUT_OFF })
}) // biome-ignore format: one message, one line

test.each([
  `Conversion Error: Could not convert string 'out of memory, permission denied' to INT32`,
  'Invalid Input Error: CSV Error on Line: 3\nOriginal Line: 3,a,permission denied, out of memory, corrupt',
  'Invalid Input Error: IO Error: corrupt, no space left',
  'Invalid Input Error: Could not parse string "attached in read-only mode!" according to format specifier "%Y"',
  'IO Error: No files found that match the pattern "/posts/no space left, corrupt.csv"',
  'Parser Error: syntax error at or near "corrupt"',
  'std::exception without a name',
])('not a failure of the store: %s', (message) => {
  expect(engineProblem(new Error(message), 'c')).toBe(null)
})

test('a step that needs more memory than there is says so and leaves the case as it was', async () => {
  const path = join(folder.path, 'c')
  ;(await createCase(path)).close()
  const kase = await openCase(path, { mode: 'write', settings: { memory_limit: '24MB', threads: '1', temp_directory: '' } })
  await writeRows(kase, testWorld(), 0, 10)
  await expect(writeRows(kase, testWorld(), 1, 3_000_000)).rejects.toMatchObject({
    problem: { code: 'case/out-of-memory', where: { file: expect.any(String) }, fix: expect.stringContaining('more memory') },
  })
  kase.close()
  const again = await openCase(path, { mode: 'read' })
  expect(await again.db.row('select count(*) as n from rejects')).toEqual({ n: 10 })
  again.close()
})

/** Where a small file system may be mounted; the rest is tried by the size of files in crash.test.ts. */
test('without room for what is put aside while sorting, the disk is named and not the memory', async () => {
  const small = join(folder.path, 'small')
  mkdirSync(small)
  if (process.getuid?.() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', small]).status !== 0) return
  try {
    const { db, close } = await openDatabase(join(folder.path, 'store.duckdb'), {
      memory_limit: '30MB',
      threads: '1',
      temp_directory: join(small, 'tmp'),
    })
    await expect(
      db.run('create table t as select md5(i::varchar) as a, md5((i + 1)::varchar) as b from range(2000000) as t(i) order by a'),
    ).rejects.toMatchObject({ problem: { code: 'case/disk-full' } })
    close()
  } finally {
    spawnSync('umount', ['-l', small])
  }
})
