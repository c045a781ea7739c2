import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { coordinationNetworkToolkit, TOOLKIT_PARAMS, type ToolkitParams } from './index.js'

/** message id, account, seconds, object */
type Row = readonly [string, number, number, string]
const [A, B] = [0, 1] as const

async function store(rows: readonly Row[]): Promise<Job> {
  const { db } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  for (const [key, id] of ['a', 'b', 'c'].entries())
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [key, 'x', id])
  for (const [key, [message, account, seconds, object]] of rows.entries())
    await db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, given_object, file_key, line) values ($1, 'x', $2, $3, $4::bigint, $5, 0, 0)`,
      [key, message, account, String(seconds * 1000), object],
    )
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, 'given')
  return job
}

async function edges(job: Job, given: Partial<ToolkitParams> = {}) {
  const params = readParams(TOOLKIT_PARAMS, given, 'test')
  await job.db.run('delete from edges')
  await coordinationNetworkToolkit.build(job, 1, 'given', params)
  const rows = await job.db.rows('select * exclude (network_key) from edges order by account_a, account_b')
  const pairs = await job.db.rows<{ gap_ms: number }>(
    `select * from (${coordinationNetworkToolkit.pairsSql('given', params, 'select account_key from accounts')}) order by first_ms, gap_ms, post_first`,
  )
  return { rows, pairs }
}

test("the README's window and the functions' least weight are the defaults", () => {
  expect(readParams(TOOLKIT_PARAMS, {}, 'test')).toEqual({ windowSeconds: 60, minWeight: 1, budget: 20_000_000_000 })
})

const ROWS: readonly Row[] = [
  ['a1', A, 0, 'o'],
  ['a2', A, 70, 'o'],
  ['a3', A, 90, 'o'],
  ['b1', B, 60, 'o'],
]

test('each direction counts messages of its own side; a self-loop counts each pair once', async () => {
  const { rows, pairs } = await edges(await store(ROWS))
  // a1–b1 60 s (inclusive), a2–b1 10 s, a3–b1 30 s, a2–a3 20 s. Gaps of a and b: 60 + 10 + 30 = 100 s.
  const tie = { objects: 1, pairs: 3, gap_sum_ms: 100_000, gap_median_ms: 30_000, gap_least_ms: 10_000, first_ms: 0, last_ms: 90_000 }
  expect(rows).toEqual([
    {
      account_a: A, account_b: A, weight: 2, objects: 1, pairs: 1, posts_a: 2, posts_b: 2, gap_sum_ms: 20_000, gap_median_ms: 20_000,
      gap_least_ms: 20_000, first_ms: 70_000, last_ms: 90_000, first_a: 1, first_b: 0,
    },
    { account_a: A, account_b: B, weight: 3, ...tie, posts_a: 3, posts_b: 1, first_a: 1, first_b: 2 },
    { account_a: B, account_b: A, weight: 1, ...tie, posts_a: 1, posts_b: 3, first_a: 2, first_b: 1 },
  ]) // biome-ignore format: edges
  // evidence: each pair of posts of two accounts once
  expect(pairs.map((pair) => pair.gap_ms)).toEqual([60_000, 10_000, 30_000])
})

test('the least weight applies to each direction on its own', async () => {
  const { rows } = await edges(await store(ROWS), { minWeight: 2 })
  expect(rows).toMatchObject([{ account_a: A, account_b: A, weight: 2 }, { account_a: A, account_b: B, weight: 3 }]) // biome-ignore format: edges
})

test('of rows with one message id the first in the order of the file is kept, whatever its time', async () => {
  const rows: readonly Row[] = [['a1', A, 500, 'o'], ['a1', A, 0, 'p'], ['b1', B, 0, 'p'], ['b2', B, 501, 'o']] // biome-ignore format: rows
  expect((await edges(await store(rows))).rows).toMatchObject([
    { account_a: A, account_b: B, weight: 1, gap_sum_ms: 1000, first_ms: 500_000 },
    { account_a: B, account_b: A, weight: 1 },
  ])
})

test('a post with several objects keeps them all', async () => {
  const job = await store([['a1', A, 0, 'o'], ['b1', B, 1, 'o'], ['c1', A, 900, 'p']]) // biome-ignore format: rows
  await job.db.run(`create or replace table trace_given as select * from (from trace_given union all
    select object_key + 1, account_key, post_key, happened_ms from trace_given where happened_ms < 900000) order by object_key, happened_ms, account_key, post_key`)
  // one message of a, two objects: the weight counts messages, the pairs count both objects
  const tie = { weight: 1, objects: 2, pairs: 2, gap_sum_ms: 2000 }
  expect((await edges(job)).rows).toMatchObject([{ account_a: A, account_b: B, ...tie }, { account_a: B, account_b: A, ...tie }]) // biome-ignore format: edges
})
