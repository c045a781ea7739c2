import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountHash, createCase, notForgottenSql } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetByHash } from './forget-step.js'
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
  await expect(forgetByHash(world, kase, hash)).rejects.toMatchObject({ problem: { code: 'usage/unknown-account' } })
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
