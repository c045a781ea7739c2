import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { type ImportOptions, importFiles } from './import.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
beforeEach(async () => {
  folder = testFolder()
  kase = await createCase(join(folder.path, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  folder.remove()
})

const HEAD = 'post_id,account_id,handle,created_at,text\n'
function file(name: string, content: string): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}
const load = async (path: string, options: ImportOptions) => (await importFiles(testWorld(), kase, [path], options))[0]!
const posts = () =>
  kase.db.rows<Record<string, unknown>>(
    'select p.*, a.account_id, a.handle from posts as p join accounts as a using (account_key) order by post_key',
  )

test('pseudonymised: no id, handle or mention reaches the case', async () => {
  const keyFile = join(folder.path, 'key')
  const result = await load(file('p.csv', `${HEAD}1234,realname77,realhandle,2024-05-01T10:00:00Z,hello @otherhandle x\n`), {
    isPseudonymised: true,
    keyFile,
  })
  expect(result.rowsKept).toBe(1)
  const text = JSON.stringify([await posts(), await kase.db.rows('select * from accounts'), await kase.db.rows('select * from files')])
  expect(text).not.toMatch(/1234"|realname77|realhandle|otherhandle/)
  expect((await posts())[0]!.mentions).toHaveLength(1)
})

test('pseudonymised: handles in addresses, titles and hashtags do not reach the case, and links still meet', async () => {
  const links = [
    'https://x.com/Anna_K/status/1790?s=20',
    'http://mobile.twitter.com/Anna_K',
    'https://www.facebook.com/anna.k/posts/12',
    'https://facebook.com/profile.php?id=5501234',
    'https://www.instagram.com/anna_k/',
    'https://www.tiktok.com/@anna_k/video/77',
    'https://youtube.com/@AnnaK',
    'https://t.me/anna_k/5',
    'https://mastodon.example/@anna_k/9',
    'https://web.archive.org/web/2020/https://twitter.com/anna_k',
  ]
  const kept = ['https://www.youtube.com/watch?v=dQw4', 'https://news.example/anna/1']
  const head = 'post_id,account_id,handle,created_at,text,urls,hashtags,url_title\n'
  const row = (id: number, text: string, urls: string, tags = '') =>
    `${id},9,Anna_K,2024-05-01T10:00:0${id}Z,"${text}",${urls},${tags},Anna_K on X\n`
  const keyFile = join(folder.path, 'key')
  await load(
    file(
      'u.csv',
      head +
        row(1, `see ${links.join(' ')} #ANNA_K`, [...links, ...kept].join('|'), 'anna_k|harbour') +
        row(2, 'x', 'https://x.com/anna_k/status/1790'),
    ),
    {
      isPseudonymised: true,
      keyFile,
      map: { urls: 'urls' },
    },
  )
  await load(file('t.csv', `${HEAD}3,b,h,2024-05-01T10:00:00Z,so: https://x.com/Anna_K/status/1790.\n`), { isPseudonymised: true, keyFile })
  const rows = await kase.db.rows<{ text: string; urls: string[]; hashtags: string[]; url_title: null }>(
    'select text, urls, hashtags, url_title from posts order by post_key',
  )
  expect(JSON.stringify(rows)).not.toMatch(/anna.?k|5501234|1790/i)
  expect(rows[0]?.urls.slice(-2)).toEqual(kept)
  expect(rows[0]?.urls.map((url) => new URL(url).host)).toEqual([...links, ...kept].map((url) => new URL(url).host))
  expect(new Set(rows[0]?.urls).size).toBe(12)
  expect(rows[0]?.hashtags).toEqual([expect.stringMatching(/^p[0-9a-f]{20}$/), 'harbour'])
  expect(rows[0]?.text).toBe(
    `see ${links.map((_, i) => (i === 9 ? 'https://web.archive.org/web/2020/https://…' : 'https://…')).join(' ')} #…`,
  )
  // The same post, written with and without a parameter and in another case, and in a text without a column of links.
  expect([rows[1]?.urls[0], rows[2]?.urls[0]]).toEqual([rows[0]?.urls[0], rows[0]?.urls[0]])
  expect(rows[2]?.text).toBe('so: https://…')
})
