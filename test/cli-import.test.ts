/** What the commands that read files say to a person. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, lockstep } from './lockstep.js'

const AT = '2024-05-01T10:00:00Z'

test('investigate and import print what they guessed of each file', () => {
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

test('post ids that repeat with other content are shown before, while and after importing', () => {
  const folder = emptyFolder()
  const rows = Array.from({ length: 100 }, (_, i) => `${i < 90 ? i : i - 90},a${i % 90},${AT},text ${i}`)
  writeFileSync(join(folder, 'posts.csv'), ['id,author,created_at,text', ...rows, `5,a5,${AT},text 5`].join('\n'))
  const seen = lockstep(folder, ['inspect', 'posts.csv'])
  expect(seen.out).toContain('101 rows, 1 of them say an earlier post again, ')
  expect(seen.out).toContain('10 rows of 101 cannot be kept (9.9 %): source/post-differs 10\n  line 92, column id: "0" another row has')
  lockstep(folder, ['init', 'c'])
  for (const args of [
    ['import', 'c', 'posts.csv', '--dry-run'],
    ['import', 'c', 'posts.csv'],
  ]) {
    const refused = lockstep(folder, args)
    expect(refused.code).toBe(3)
    expect(refused.err).toContain('10 of 101 rows cannot be kept, more than the 1 allowed; the first: another row has this post id')
    expect(refused.err).toContain('where: posts.csv line 92, column id: "0"')
  }
  const tried = lockstep(folder, ['import', 'c', 'posts.csv', '--dry-run', '--max-rejects', '10'])
  expect(tried.out).toContain('would read 101 rows of posts, merge 1, reject 10;')
  const done = lockstep(folder, ['import', 'c', 'posts.csv', '--max-rejects', '10'])
  expect(done.err).toContain('Next: lockstep get c rejects\n')
  const page = (...more: string[]) =>
    JSON.parse(lockstep(folder, ['get', 'c', 'rejects', ...more]).out) as { line: number; value: string }[]
  expect(page().map(({ line, value }) => [line, value])).toEqual(Array.from({ length: 10 }, (_, i) => [92 + i, null]))
  expect(page('--reveal', '--reason', 'to mend the file')[3]).toEqual({
    file: 'posts.csv',
    line: 95,
    column: 'id',
    value: '3',
    code: 'source/post-differs',
    message: 'another row has this post id and other content; the first is kept',
  })
})
