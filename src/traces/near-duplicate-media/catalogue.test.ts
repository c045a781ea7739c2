import { expect, test } from 'vitest'
import { MIGRATIONS, openDatabase } from '../../store/index.js'
import { readCatalogue } from './catalogue.js'

test('a name that different files have is nobody’s, also where both lie at the same path of two folders', async () => {
  const { db, close } = await openDatabase(':memory:')
  for (const migration of MIGRATIONS) await db.run(migration)
  for (const [key, sha256] of ['aa', 'bb', 'cc'].entries())
    await db.run(
      `insert into media_files by name select ${key} as media_key, '${sha256}' as sha256, 9 as bytes, 'picture' as kind, 'png' as format, '[]' as notes, 0 as file_key`,
    )
  await db.run(
    "insert into media_names values (0, '1.jpg', 0), (1, '1.jpg', 1), (0, 'own/2.jpg', 0), (1, 'other/2.jpg', 1), (2, 'only.jpg', 0)",
  )
  const { find } = await readCatalogue(db)
  expect(find('1.jpg')).toBe('ambiguous')
  expect(find('2.jpg')).toBe('ambiguous')
  expect(find('https://example.org/own/2.jpg')).toMatchObject({ mediaKey: 0 })
  expect(find('only.jpg')).toMatchObject({ mediaKey: 2 })
  expect(find('bb')).toMatchObject({ mediaKey: 1 })
  close()
})
