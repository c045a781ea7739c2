import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountHash, type Case, createCase, notForgottenSql } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { forgetByHash } from './forget-step.js'
import { importFiles } from './import.js'
import { gapsOf, overview } from './overview.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

async function makeCase() {
  const kase = await createCase(join(folder.path, 'c'))
  await kase.db.run("insert into files values (0, repeat('a', 64), 'p.csv', 9, 'csv', 'posts', 'x', '{}', 5, 5, 0, 1, '[]', true)")
  await kase.db.run(`insert into accounts (account_key, platform, account_id, handle, description, file_key, line) values
    (0, 'x', '100', 'Ana', 'profile of ana', 0, 1), (1, 'x', '200', 'anabel', null, 0, 2), (2, 'y', '100', 'other', null, 0, 3)`)
  await kase.db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, text, repost_of, repost_of_account, reply_to_account, mentions, file_key, line) values
    (0, 'x', 'p0', 0, -1, 'own words', null, null, null, null, 0, 1),
    (1, 'x', 'p1', 1, 0, 'RT own words', 'p0', null, null, ['ana'], 0, 2),
    (2, 'x', 'p2', 1, 3600000, 'hi @ANA @ana, not @anabel or me@ana', null, null, '100', ['@Ana', 'anabel', null], 0, 3),
    (3, 'y', 'p3', 2, 7200000, 'apart', null, null, null, ['bo'], 0, 4)`)
  await kase.db.run("insert into rejects values (0, 5, 'account', 'Ana', 'source/bad-time', 'm')")
  await kase.db.run('create table trace_repost as select 0 as a; create table objects_repost as select 0 as a')
  await kase.db.run("insert into dossiers values ('G01', '{}')")
  return kase
}

test('forget takes the rows, texts, mentions and results of one account and leaves others alone', async () => {
  const kase = await makeCase()
  const world = testWorld()
  const hash = accountHash('x', '100')
  const columns = join(folder.path, 'c', 'case.duckdb.columns')
  mkdirSync(columns)
  writeFileSync(join(columns, 'trace_repost'), 'columns of traces')
  expect(await forgetByHash(world, kase, hash)).toEqual({
    accountHash: hash,
    posts: 1,
    follows: 0,
    rowsCleared: 2,
    originals: ['a'.repeat(64)],
  })
  expect(existsSync(columns)).toBe(false)
  expect(await kase.db.rows('select account_key as k, handle from accounts order by k')).toEqual([
    { k: 1, handle: 'anabel' },
    { k: 2, handle: 'other' },
  ])
  expect(await kase.db.rows('select post_id as id, text, mentions, reply_to_account as r from posts order by post_key')).toEqual([
    { id: 'p1', text: null, mentions: [], r: null },
    { id: 'p2', text: 'hi @[forgotten] @[forgotten], not @anabel or me@ana', mentions: ['anabel', null], r: null },
    { id: 'p3', text: 'apart', mentions: ['bo'], r: null },
  ])
  expect(await kase.db.row('select (select count(*) from rejects) as r, (select count(*) from dossiers) as d')).toEqual({ r: 0, d: 0 })
  expect(await kase.db.rows("select table_name from information_schema.tables where table_name like '%repost'")).toEqual([])
  expect(await kase.db.rows('select * from tombstones')).toEqual([{ platform: 'x', account_hash: hash, ledger_entry: 1, posts: 1 }])
  expect(JSON.stringify(await kase.ledger())).not.toMatch(/ana|"100"/i)
  expect(world.warnings).toEqual([expect.stringContaining('still hold the account')])
  const left = await kase.db.rows(
    `select p, i from (values ('x', '100'), ('y', '100'), ('x', '200')) as t(p, i) where ${notForgottenSql('p', 'i')} order by p, i`,
  )
  expect(left).toEqual([
    { p: 'x', i: '200' },
    { p: 'y', i: '100' },
  ])
  expect(await forgetByHash(world, kase, hash)).toMatchObject({ posts: 0, rowsCleared: 0 })
  await expect(forgetByHash(world, kase, accountHash('x', '300'))).rejects.toMatchObject({ problem: { code: 'usage/unknown-account' } })
  kase.close()
})

const HEAD =
  'platform,post_id,account_id,handle,posted_at,text,repost_of,repost_of_account,reply_to,reply_to_account,quote_of,urls,hashtags,mentions,url_title'
const at = '2026-03-02T09:00:00Z'
const csv = (rows: readonly string[]) => `${[HEAD, ...rows].join('\n')}\n`

async function load(kase: Case, name: string, text: string) {
  const path = join(folder.path, name)
  writeFileSync(path, text)
  return importFiles(testWorld(), kase, [path], { format: 'csv' })
}
/** Everything that the store holds, as text. */
async function storeText(kase: Case): Promise<string> {
  const tables = await kase.db.rows<{ name: string }>(
    "select table_name as name from duckdb_tables() where table_name <> 'ledger' order by name",
  )
  const texts = []
  for (const { name } of tables)
    texts.push((await kase.db.row<{ t: string }>(`select string_agg(t::varchar, '\n') as t from ${name} as t`)).t)
  return texts.join('\n')
}

/** Vera on x, somebody else of the same id and handle on y, and others who name each. */
async function veraCase(): Promise<Case> {
  const kase = await createCase(join(folder.path, 'vera'))
  await load(
    kase,
    'accounts.csv',
    'platform,account_id,handle,description\nx,77700,VeraOld,I am me\nx,77700,VictimVera,I am me\nx,10,ben,fan of @victimvera\n',
  )
  const others = (p: string) => [
    `${p},${p}1,10,ben,${at},RT @VictimVera: my own words,90001,77700,,,,,,,`,
    `${p},${p}2,10,ben,${at},look https://x.com/VictimVera/status/90002?s=20 and https://x.com/VictimVera2,,,,,90002,https://x.com/VictimVera/status/90002?s=20|https://x.com/i/status/90002|https://x.com/VictimVera2/status/1,,,VictimVera on X: my words`,
    `${p},${p}3,10,ben,${at},@VeraOld no #VictimVera,,,90003,77700,,,VictimVera|other,VERAOLD|anna,a page`,
    `${p},${p}4,11,anna,${at},plain,o1,99,,,,,,,`,
  ]
  await load(
    kase,
    'posts.csv',
    csv([
      `x,90001,77700,VictimVera,${at},my own words,,,,,,,,,`,
      `y,90001,77700,VictimVera,${at},words on y,,,,,,,,,`,
      ...others('x'),
      ...others('y'),
    ]),
  )
  return kase
}
const ofPlatform = (kase: Case, platform: string) =>
  kase.db.rows(
    `select post_id as id, text, repost_of, repost_of_account as ra, reply_to, reply_to_account as ta, quote_of, urls, hashtags, mentions, url_title from posts
     where platform = '${platform}' order by post_key`,
  )

test('what others hold of the account goes from every column, and nothing on another platform is touched', async () => {
  const kase = await veraCase()
  const onY = await ofPlatform(kase, 'y')
  expect(await forgetAccount(testWorld(), kase, { account: '@veraold', platform: 'x' })).toMatchObject({ posts: 1, rowsCleared: 4 })
  expect(await ofPlatform(kase, 'y')).toEqual(onY)
  const mark = (value: string) => `forgotten-${accountHash('x', value).slice(0, 16)}`
  const none = {
    repost_of: null,
    ra: null,
    reply_to: null,
    ta: null,
    quote_of: null,
    urls: null,
    hashtags: null,
    mentions: null,
    url_title: null,
  }
  expect(await ofPlatform(kase, 'x')).toEqual([
    { ...none, id: 'x1', text: null, repost_of: mark('90001') },
    {
      ...none,
      id: 'x2',
      text: 'look [forgotten] and https://x.com/VictimVera2',
      quote_of: '90002',
      // The same place has the same mark, so that those who linked to it still meet there.
      urls: [
        `https://x.com/${mark('https://x.com/victimvera/status/90002')}`,
        'https://x.com/i/status/90002',
        'https://x.com/VictimVera2/status/1',
      ],
    },
    {
      ...none,
      id: 'x3',
      text: '@[forgotten] no #[forgotten]',
      reply_to: mark('90003'),
      hashtags: [mark('victimvera'), 'other'],
      mentions: ['anna'],
      url_title: 'a page',
    },
    { ...none, id: 'x4', text: 'plain', repost_of: 'o1', ra: '99' },
  ])
  await kase.db.run("delete from posts where platform = 'y'")
  await kase.db.run("delete from accounts where platform = 'y'")
  expect((await storeText(kase)).replaceAll('VictimVera2', '')).not.toMatch(/vera|77700|90001|90003|my own/i)
  kase.close()
})

test('a later file does not bring back what others hold of the account; a row that was there before merges', async () => {
  const kase = await veraCase()
  const before = csv([`x,x1,10,ben,${at},RT @VictimVera: my own words,90001,77700,,,,,,,`, `x,x4,11,anna,${at},plain,o1,99,,,,,,,`])
  await forgetAccount(testWorld(), kase, { account: 'VictimVera', platform: 'x' })
  const [later] = await load(
    kase,
    'later.csv',
    before +
      csv([`x,x9,10,ben,${at},RT @victimvera: other words,90009,77700,,,,https://twitter.com/victimvera,,VictimVera,`]).split('\n')[1] +
      '\n',
  )
  expect(later).toMatchObject({ rowsKept: 1, rowsMerged: 2, rowsRejected: 0 })
  expect(later?.warnings).toContain('later.csv: in 2 rows what they held of accounts that were forgotten in this case was taken out')
  expect(await kase.db.row("select text, repost_of_account as ra, mentions, line from posts where post_id = 'x9'")).toEqual({
    text: null,
    ra: null,
    mentions: [],
    line: 4,
  })
  expect(
    await kase.db.row(
      "select count(*) as n from posts where platform = 'x' and posts::varchar ilike '%vera/%' or platform = 'x' and posts::varchar ilike '%@victimvera%'",
    ),
  ).toEqual({ n: 0 })
  kase.close()
})

test('an account that only others name can be forgotten, stays out when its own posts come, and what came back is taken out again', async () => {
  const kase = await veraCase()
  await load(kase, 'named.csv', csv([`x,x5,10,ben,${at},RT @Boss: join us,b1,55,,,,,,,`, `x,x6,11,anna,${at},ask @boss,,,,,,,,boss,`]))
  await expect(forgetAccount(testWorld(), kase, { account: 'nobody' })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-account' },
  })
  expect(await forgetAccount(testWorld(), kase, { account: '@boss' })).toMatchObject({
    posts: 0,
    rowsCleared: 2,
    accountHash: accountHash('x', 'boss'),
  })
  const held = () =>
    kase.db.rows("select text, repost_of_account as ra, mentions from posts where post_id in ('x5', 'x6') order by post_id")
  const gone = [
    { text: null, ra: null, mentions: null },
    { text: 'ask @[forgotten]', ra: null, mentions: [] },
  ]
  expect(await held()).toEqual(gone)
  const [own] = await load(kase, 'own.csv', csv([`x,b1,55,Boss,${at},join us,,,,,,,,,`]))
  expect(own).toMatchObject({ rowsForgotten: 1, rowsKept: 0 })
  // As a case of an older version may have it.
  await kase.db.run("update posts set text = 'ask @boss', mentions = ['boss'] where post_id = 'x6'")
  expect(await forgetAccount(testWorld(), kase, { account: 'boss' })).toMatchObject({ rowsCleared: 1 })
  expect(await held()).toEqual(gone)
  const world = testWorld()
  await forgetAccount(world, kase, { account: 'boss' })
  expect(world.warnings).toEqual([expect.stringContaining('forgot this account already; what it had left undone is done now')])
  kase.close()
})

test('overview counts by hour and day, before 1970 too, and names what is not in the data', async () => {
  const kase = await makeCase()
  const seen = await overview(testWorld(), kase)
  expect(seen).toMatchObject({
    posts: 4,
    accounts: 3,
    accountsKnown: 3,
    span: { fromMs: -1, toMs: 7_200_000 },
    gaps: [],
    rejects: { total: 1 },
  })
  expect(seen.perHour).toEqual([-3_600_000, 0, 3_600_000, 7_200_000].map((fromMs) => ({ fromMs, posts: 1 })))
  expect(seen.perDay).toEqual([
    { fromMs: -86_400_000, posts: 1 },
    { fromMs: 0, posts: 3 },
  ])
  expect(seen.fields.find((field) => field.field === 'likes')).toEqual({ field: 'likes', filled: 0, of: 4, isInData: false })
  kase.close()
})

test('a gap is a silence that the usual rate would have filled', () => {
  const hour = 3_600_000
  // Ten days with 6 posts in each of the hours 8 to 19; all of day 4 is missing. Nights are silent as always: no gap.
  const hours = Array.from({ length: 240 }, (_, i) => i)
    .filter((i) => i % 24 >= 8 && i % 24 < 20 && Math.floor(i / 24) !== 4)
    .map((i) => ({ fromMs: i * hour, posts: 6 }))
  // From day 3, 20:00 to day 5, 8:00 are 36 hours: one whole day of 648 posts in 9 hours 12 … span 8:00 of day 0 to 20:00 of day 9 = 9.5 days.
  // Expected: one day = 9 days × 72 / 9.5 = 68.2; the other 12 hours are night.
  expect(gapsOf(hours)).toEqual([{ fromMs: (3 * 24 + 20) * hour, toMs: (5 * 24 + 8) * hour, hours: 36, expected: 68.2 }])
  expect(gapsOf([])).toEqual([])
})
