import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { COORTWEET_PARAMS, coortweet } from './index.js'

/** content id, account, seconds, object (given) */
type Row = readonly [string, number, number, string]
async function store(rows: readonly Row[], column: 'given_object' | 'repost_of' = 'given_object'): Promise<Job> {
  const { db } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  // bytewise A, B, C, D against the order of the keys
  for (const [key, id] of ['D', 'C', 'B', 'A'].entries())
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [key, 'x', id])
  for (const [key, [content, account, seconds, object]] of rows.entries())
    await db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, ${column}, file_key, line) values ($1, 'x', $2, $3, $4::bigint, $5, 0, 0)`,
      [key, content, account, String(seconds * 1000), object],
    )
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, column === 'repost_of' ? 'repost' : 'given')
  return job
}

const [D, C, B, A] = [0, 1, 2, 3] as const
async function edges(job: Job, minParticipation: number, trace: 'given' | 'repost' = 'given') {
  const params = readParams(COORTWEET_PARAMS, { minParticipation }, 'test')
  await job.db.run('delete from edges')
  const built = await coortweet.build(job, 1, trace, params)
  const rows = await job.db.rows('select * exclude (network_key) from edges order by account_a, account_b')
  const pairs = await job.db.rows<{ account_a: number; account_b: number; gap_ms: number }>(
    `select * from (${coortweet.pairsSql(trace, params, 'select account_key from accounts')}) order by account_a, account_b, first_ms, post_first, post_second`,
  )
  return { built, rows, pairs }
}

test('defaults are those of the package', () => {
  expect(readParams(COORTWEET_PARAMS, {}, 'test')).toEqual({ windowSeconds: 10, minParticipation: 2, budget: 20_000_000_000 })
})

test('the weight counts pairs of rows, to the window inclusive; sides go by account id', async () => {
  const job = await store([
    ['a1', A, 0, 'o'],
    ['a2', A, 4, 'o'],
    ['b1', B, 10, 'o'],
    ['b2', B, 11, 'o'],
    ['b3', B, 14, 'p'],
  ])
  const { rows, pairs, built } = await edges(job, 2)
  // a1–b1 10 s, a2–b1 6 s, a2–b2 7 s; a1–b2 is 11 s. Gaps 6 + 7 + 10 = 23 s, middle 7 s.
  expect(rows).toEqual([
    {
      account_a: A, account_b: B, weight: 3, objects: 1, pairs: 3, posts_a: 2, posts_b: 2, gap_sum_ms: 23_000, gap_median_ms: 7000,
      gap_least_ms: 6000, first_ms: 0, last_ms: 11_000, first_a: 3, first_b: 0,
    },
  ]) // biome-ignore format: one edge
  expect(pairs.map((pair) => pair.gap_ms)).toEqual([10_000, 6000, 7000])
  expect(built).toMatchObject({ accounts: 2, edges: 1, tracesRead: 5 })
})

test('participation is asked before and after pairing, and one end of an edge may be below it', async () => {
  const rows: readonly Row[] = [
    ['a1', A, 0, 'o'],
    ['a2', A, 100, 'p'],
    ['b1', B, 1, 'o'],
    ['b2', B, 999, 'q'],
    ['c1', C, 101, 'p'],
    ['d1', D, 1000, 'q'],
    ['d2', D, 5000, 'r'],
  ]
  // 2: C has one row and goes first; so a2 meets nobody. Left a1–b1, b2–d1: only B has two contents in pairs and carries both edges.
  expect((await edges(await store(rows), 2)).rows).toMatchObject([
    { account_a: B, account_b: D, weight: 1, first_a: 1 },
    { account_a: A, account_b: B, weight: 1, first_a: 1 },
  ])
  expect((await edges(await store(rows), 1)).rows.length).toBe(3)
  // 3: nobody has three rows
  expect((await edges(await store(rows), 3)).rows).toEqual([])
})

test('no pairs of one account or one content id', async () => {
  const { rows } = await edges(await store([['a1', A, 0, 'o'], ['a2', A, 1, 'o'], ['s', B, 50, 'p'], ['s', C, 51, 'p']]), 1) // biome-ignore format: rows
  expect(rows).toEqual([])
})

test('a content is not paired on itself as the object, in a file of traces and among reposts', async () => {
  const given: readonly Row[] = [['o', A, 0, 'o'], ['b1', B, 1, 'o'], ['c1', C, 2, 'o']] // biome-ignore format: rows
  for (const [column, trace] of [['given_object', 'given'], ['repost_of', 'repost']] as const) // biome-ignore format: pairs
    expect((await edges(await store(given, column), 1, trace)).rows).toMatchObject([{ account_a: B, account_b: C, weight: 1 }])
  // in a file of traces "x:o" is another id than "o", though the platform is x
  expect((await edges(await store([['o', A, 0, 'x:o'], ['b1', B, 1, 'x:o']]), 1)).rows).toMatchObject([{ account_a: A, account_b: B }]) // biome-ignore format: rows
})

test('two posts with two objects in common are two pairs of rows', async () => {
  const { db, ...rest } = await store([['a1', A, 0, 'o'], ['b1', B, 3, 'o']]) // biome-ignore format: rows
  await db.run("insert into objects_given select max(object_key) + 1, 'second' from objects_given")
  await db.run('insert into trace_given select object_key + 1, account_key, post_key, happened_ms from trace_given')
  // the mean gap is gap_sum_ms / pairs = 6 s / 2
  expect((await edges({ db, ...rest }, 1)).rows).toMatchObject([
    { weight: 2, objects: 2, pairs: 2, posts_a: 1, posts_b: 1, gap_sum_ms: 6000 },
  ])
})
