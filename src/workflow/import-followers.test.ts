import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Case, createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { type ImportOptions, importFiles } from './import.js'
import { inspectFiles } from './inspect.js'
import { replayCase } from './replay.js'
import { verifyCase } from './verify.js'

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
function file(name: string, content: string): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}
const load = async (path: string, options: ImportOptions = {}) => (await importFiles(testWorld(), kase, [path], options))[0]!
const follows = () =>
  kase.db.rows<Record<string, unknown>>(`select a.account_id as followed, b.account_id as by, position, followed_ms as ms, f.line
    from follows as f join accounts as a on a.account_key = f.account_key join accounts as b on b.account_key = f.follower_key order by follow_key`)

const LIST = `account_id,follower_id,position,follower_handle,created_at,posts_count
shop,f2,1,two,2020-01-01T00:00:00Z,5
shop,f1,2,one,2021-01-01T00:00:00Z,0
port,f2,1,,,
`

test('a list of followers is recognised and imported without any post; what it says of followers goes to the accounts', async () => {
  const path = file('f.csv', LIST)
  expect((await inspectFiles(testWorld(), [path], {}))[0]).toMatchObject({ recordKind: 'followers', isSure: true, rows: 3, rejects: 0 })
  expect(await load(path)).toMatchObject({ recordKind: 'followers', rowsKept: 3, rowsMerged: 0, rowsRejected: 0 })
  expect(await follows()).toEqual([
    { followed: 'shop', by: 'f2', position: 1, ms: null, line: 2 },
    { followed: 'shop', by: 'f1', position: 2, ms: null, line: 3 },
    { followed: 'port', by: 'f2', position: 1, ms: null, line: 4 },
  ])
  expect(await kase.db.rows('select account_id, handle, created_ms, posts_count from accounts order by account_key')).toEqual([
    { account_id: 'port', handle: null, created_ms: null, posts_count: null },
    { account_id: 'shop', handle: null, created_ms: null, posts_count: null },
    { account_id: 'f1', handle: 'one', created_ms: Date.UTC(2021, 0, 1), posts_count: 0 },
    { account_id: 'f2', handle: 'two', created_ms: Date.UTC(2020, 0, 1), posts_count: 5 },
  ])
  expect(await kase.db.row('select count(*) as n from posts')).toEqual({ n: 0 })
})

test('columns are named with --map, times of following are read, and a row without a follower is rejected with its line', async () => {
  const path = file(
    'm.ndjson',
    [
      '{"chan":"c1","sub":"s1","since":"2024-02-01T10:00:00Z"}',
      '{"chan":"c1","sub":"","since":"2024-02-01T10:00:00Z"}',
      '{"chan":"c1","sub":"s2","since":"soon"}',
    ].join('\n'),
  )
  const map = { chan: 'account_id', sub: 'follower_id', since: 'followed_at' }
  expect(await load(path, { recordKind: 'followers', map, maxRejects: '2' })).toMatchObject({ rowsKept: 1, rowsRejected: 2 })
  expect((await follows())[0]).toMatchObject({ followed: 'c1', by: 's1', ms: Date.UTC(2024, 1, 1, 10) })
  expect(await kase.db.rows('select line, column_name, code from rejects order by line')).toEqual([
    { line: 2, column_name: 'sub', code: 'source/missing-value' },
    { line: 3, column_name: 'since', code: 'source/bad-time' },
  ])
})

test('overlapping files: who stands in a list already is merged, within a file and between files', async () => {
  await load(file('f.csv', LIST))
  const more = 'account_id,follower_id,position,handle\nshop,f1,1,other\nshop,f3,2,three\nshop,f3,3,three\nport,f1,4,\n'
  expect(await load(file('g.csv', more))).toMatchObject({ rowsRead: 4, rowsKept: 2, rowsMerged: 2 })
  expect((await follows()).map(({ followed, by, position }) => [followed, by, position])).toEqual([
    ['shop', 'f2', 1],
    ['shop', 'f1', 2],
    ['port', 'f2', 1],
    ['shop', 'f3', 2],
    ['port', 'f1', 4],
  ])
  expect(await kase.db.row("select handle from accounts where account_id = 'f1'")).toEqual({ handle: 'one' })
})

test('forgetting a follower and a followed account takes their rows, and a later import leaves both out; verify and replay agree', async () => {
  await load(file('f.csv', LIST))
  expect(await forgetAccount(testWorld(), kase, { account: 'f1' })).toMatchObject({ posts: 0, follows: 1 })
  expect(await forgetAccount(testWorld(), kase, { account: 'port' })).toMatchObject({ posts: 0, follows: 1 })
  expect((await follows()).map(({ followed, by }) => [followed, by])).toEqual([['shop', 'f2']])
  const again = 'account_id,follower_id\nshop,f1\nport,f9\nshop,f4\n'
  expect(await load(file('h.csv', again))).toMatchObject({ rowsKept: 1, rowsForgotten: 2 })
  kase.close()
  const checked = await verifyCase(testWorld(), kase.path)
  expect(checked.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  const { steps, isSame } = await replayCase(testWorld(), kase.path, join(folder.path, 'again.lockstep'))
  expect(steps.map(({ verb }) => verb)).toEqual(['import', 'forget', 'forget', 'import'])
  expect(isSame).toBe(true)
  kase = await openCase(kase.path, { mode: 'write' })
})

test('a changed row of a list fails its step of the ledger', async () => {
  await load(file('f.csv', LIST))
  await kase.db.run('update follows set position = 9 where follow_key = 0')
  kase.close()
  expect((await verifyCase(testWorld(), kase.path)).failed).toBe(1)
  kase = await openCase(kase.path, { mode: 'write' })
})

test('pseudonymised: neither id nor handle nor profile of anybody is kept, and both ends of one account meet', async () => {
  const path = file('p.csv', `${LIST}f2,shop,1,SHOP,,\n`)
  await load(path, { isPseudonymised: true, keyFile: join(folder.path, 'key') })
  const text = JSON.stringify([await kase.db.rows('select * from accounts'), await follows(), await kase.db.rows('select * from rejects')])
  for (const name of ['shop', 'port', 'f1', 'f2', 'one', 'two']) expect(text).not.toContain(`"${name}"`)
  expect(await kase.db.row('select count(*) as n from accounts')).toEqual({ n: 4 })
})
