/** What the commands that read files say to a person. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, lockstep } from './lockstep.js'

const AT = '2024-05-01T10:00:00Z'

test('investigate and import print what they guessed of each file', { timeout: 180_000 }, () => {
  const folder = emptyFolder()
  const head = 'id,author,createdAt,message,colour'
  writeFileSync(join(folder, 'posts.csv'), `${head}\n1,a,${AT},hi,c\n2,b,${AT},hi,d\n`)
  const line =
    'posts.csv  csv, posts: post_id ← id · account_id ← author · posted_at ← createdAt (iso) · text ← message · left out: colour\n'
  const ran = lockstep(folder, ['investigate', 'posts.csv'])
  expect(ran.err).toContain(line)
  expect(ran.out.split('\n').length).toBeLessThanOrEqual(26)
  lockstep(folder, ['init', 'other'])
  expect(lockstep(folder, ['import', 'other', 'posts.csv']).err).toContain(line)
  // By their values alone columns are guessed, not known.
  writeFileSync(join(folder, 'odd.csv'), `id,author,zeit,message\n3,a,${AT},hi\n4,b,${AT},hi\n`)
  const odd = lockstep(folder, ['import', 'other', 'odd.csv'])
  expect(odd.err).toContain('not sure: check with lockstep inspect\n')
  const json = lockstep(folder, ['import', 'other', 'odd.csv', '--json'])
  expect(json.err).not.toContain('←')
})

test('rejected rows are listed after an import, and their values only where handles are shown', { timeout: 180_000 }, () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'posts.csv'), `id,author,created_at,text\n1,a,${AT},x\n1,a,${AT},y\n2,b,${AT},z\n`)
  lockstep(folder, ['init', 'c'])
  const done = lockstep(folder, ['import', 'c', 'posts.csv', '--max-rejects', '1'])
  expect(done.err).toContain('Next: lockstep get c rejects\n')
  const shown = lockstep(folder, ['get', 'c', 'rejects', '--reveal', '--reason', 'to mend the file'])
  const row = { file: 'posts.csv', line: 3, column: 'id', value: '1', code: 'source/post-differs' }
  expect(JSON.parse(shown.out)).toEqual([{ ...row, message: 'another row has this post id and other content; the first is kept' }])
})
