import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { FAST_REPOST_PARAMS, type FastRepostParams, fastRepost } from './index.js'

const DAY = 86_400_000

/** post id, account, ms, id of the post that it reposts */
type Post = readonly [string, number, number, string?]
async function store(posts: readonly Post[]): Promise<Job> {
  const { db } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  for (let a = 0; a < 6; a++)
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [a, 'x', `n${a}`])
  for (const [key, [id, account, ms, of]] of posts.entries())
    await db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, file_key, line) values ($1, 'x', $2, $3, $4::bigint, $5, 0, 0)`,
      [key, id, account, String(ms), of ?? null],
    )
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, 'repost')
  return job
}

async function edges(job: Job, given: Partial<FastRepostParams> = {}) {
  const params = readParams(FAST_REPOST_PARAMS, { minParticipation: 1, minRepeats: 1, minSimilarity: 0, ...given }, 'test')
  await job.db.run('delete from edges')
  const built = await fastRepost.build(job, 1, 'repost', params)
  const rows = await job.db.rows(
    'select account_a, account_b, weight, objects, pairs, gap_sum_ms, posts_a, posts_b, first_a, first_b from edges',
  )
  return { built, rows, params }
}

// Authors 0 (posts p, q) and 1 (post r). 2 reposts p after 10 s and q after 3 days and 5 s; 3 reposts p after 4 s; 4 reposts q after 2 s.
const POSTS: readonly Post[] = [
  ['p', 0, 0],
  ['q', 0, 1000],
  ['r', 1, 0],
  ['a', 2, 10_000, 'p'],
  ['b', 2, 3 * DAY + 6000, 'q'],
  ['c', 3, 4000, 'p'],
  ['d', 4, 3000, 'q'],
  ['e', 5, 10_001, 'r'],
]

test('whole delays count, also over days; edges go by authors, pairs of posts by the post', async () => {
  const job = await store(POSTS)
  const { rows, built, params } = await edges(job)
  // 2, 3 and 4 each have one fast repost of author 0 alone: all cosines are 1. Pairs of posts: only 2 and 3 on p, gap 10 − 4 = 6 s.
  const none = { pairs: 0, gap_sum_ms: 0, posts_a: 0, posts_b: 0, first_a: 0, first_b: 0 }
  expect(rows).toEqual([
    { account_a: 2, account_b: 3, weight: 1, objects: 1, pairs: 1, gap_sum_ms: 6000, posts_a: 1, posts_b: 1, first_a: 0, first_b: 1 },
    { account_a: 2, account_b: 4, weight: 1, objects: 1, ...none },
    { account_a: 3, account_b: 4, weight: 1, objects: 1, ...none },
  ])
  expect(built).toMatchObject({ tracesRead: 3, accountsRead: 3, objectsRead: 1, edges: 3 })
  expect(built.notes).toEqual(['2 of 3 edges rest on different posts of the same authors and open no pair of posts'])
  const pairs = await job.db.rows(fastRepost.pairsSql('repost', params, 'select account_key from accounts'))
  const [object] = await job.db.rows<{ object_key: number }>("select object_key from objects_repost where object_id = 'x:p'")
  expect(pairs).toEqual([
    { object_key: object?.object_key, account_a: 2, account_b: 3, post_first: 5, post_second: 3, first_ms: 4000, gap_ms: 6000 },
  ])
  // with four days as the delay b counts as well: 2 and 4 meet on q
  expect((await edges(job, { delaySeconds: 4 * 86_400 })).rows).toMatchObject([{ pairs: 1 }, { account_b: 4, pairs: 1 }, { pairs: 0 }])
})

test('an author counts from the stated number of fast reposts on', async () => {
  const twice: readonly Post[] = [...POSTS, ['f', 2, 2000, 'q'], ['g', 3, 2000, 'q']]
  const { rows } = await edges(await store(twice), { minRepeats: 2 })
  expect(rows).toMatchObject([{ account_a: 2, account_b: 3, weight: 1, pairs: 2 }])
})

test('own posts do not count, reposts before their original are named, other traces are refused', async () => {
  const { built } = await edges(await store([...POSTS, ['h', 0, 1, 'p'], ['i', 5, 0, 'q'], ['j', 5, 0, 'gone']]))
  expect(built.notes.slice(0, 2)).toEqual([
    '6 of 8 reposts could be timed; of the others the original is not in this data, or is their own',
    '1 reposts are earlier than their original and count as not fast',
  ])
  const params = readParams(FAST_REPOST_PARAMS, {}, 'test')
  const wrong = fastRepost.build(await store(POSTS), 1, 'link', params)
  await expect(wrong).rejects.toMatchObject({ problem: { code: 'usage/wrong-trace' } })
})

test('without originals in the data it says so', async () => {
  const job = await store([
    ['a', 2, 0, 'p'],
    ['b', 3, 0, 'p'],
  ])
  await expect(edges(job)).rejects.toMatchObject({ problem: { code: 'network/no-originals', unchanged: 'no network was made' } })
})
