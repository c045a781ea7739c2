/** Own reposts are left out of a trace that the engine reads in several pieces at once: the order of the rest must hold. */
import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { buildWindowed, windowedCooccurrence } from './index.js'
import { edgesSql } from './sql.js'

test('a trace of many reposts, some of them of own posts, read on several threads', async () => {
  const { db, close } = await openDatabase(':memory:', { threads: '4' })
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`insert into accounts (account_key, platform, account_id) select i, 'x', printf('%06d', i) from range(20000) as t(i)`)
  await db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, file_key, line)
    select i, 'x', i::varchar, i // 30, (hash(i) % 500000)::bigint * 1000, (i * 31 % 40000)::varchar, 0, i from range(300000) as t(i)`)
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, 'repost')
  const params = readParams(windowedCooccurrence.params, { windowSeconds: 3600, minWeight: 1, minParticipation: 2 }, 'test')
  const built = await buildWindowed(job, 1, 'repost', params)
  const { own } = await db.row<{ own: number }>(
    'select count(*) as own from posts as p join posts as o on o.post_id = p.repost_of where o.account_key = p.account_key',
  )
  expect(own).toBeGreaterThan(0)
  expect(built.tracesRead).toBe(300_000 - own)
  const differ = (a: string, b: string) => `select count(*) as n from (select * from (${a}) except select * from (${b}))`
  const [ours, sql] = ['select * exclude (network_key) from edges', edgesSql('repost', params)]
  expect(await db.row(differ(ours, sql))).toEqual({ n: 0 })
  expect(await db.row(differ(sql, ours))).toEqual({ n: 0 })
  expect(built.edges).toBeGreaterThan(1000)
  close()
}, 60_000)
