import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { pacheco2021, similarity } from '../similarity/index.js'
import { luceri2024, merged } from './index.js'
import { MERGED_PARAMS, type MergedParams } from './params.js'

/** account, repost_of, mentions */
type Post = readonly [number, string | null, readonly string[]]
async function store(posts: readonly Post[]): Promise<Job> {
  const { db } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  for (let a = 0; a < 8; a++)
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [a, 'x', `n${a}`])
  for (const [key, [account, of, mentions]] of posts.entries())
    await db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, mentions, file_key, line)
        select $1, 'x', $2, $3, $4::bigint, $5, if($6 = '', null, string_split($6, ' ')), 0, 0`,
      [key, `p${key}`, account, String(key * 1000), of, mentions.join(' ')],
    )
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, 'repost')
  return job
}
const rowsOf = (job: Job) => job.db.rows('select network_key, account_a, account_b, weight, objects, pairs, gap_sum_ms from edges')

// Reposts: 0 and 1 both o1 and o2, so cosine 1. Mentions: 0 {z1}, 1 {z1, z2}, 2 {z1, z2}; idf(z1) = ln(4/4) + 1 = 1,
// idf(z2) = ln(4/3) + 1 = 1.287682; cos(0, 1) = cos(0, 2) = 1 / √(1 + 1.658125) = 0.613356, cos(1, 2) = 1.
const POSTS: readonly Post[] = [
  [0, 'o1', []],
  [0, 'o2', []],
  [1, 'o1', []],
  [1, 'o2', []],
  [0, null, ['z1']],
  [1, null, ['z1', 'z2']],
  [2, null, ['z1', 'z2']],
]
const LOOSE = { layers: 'mention, fast-repost', minParticipation: 1, minShared: 1, minSimilarity: 0.5 }

async function build(job: Job, given: Partial<MergedParams>) {
  await job.db.run('delete from edges')
  return merged.build(job, 1, 'repost', readParams(MERGED_PARAMS, { ...LOOSE, ...given }, 'test'))
}

test('union of the layers, largest weight, objects added; each layer says its share', async () => {
  const job = await store(POSTS)
  const built = await build(job, {})
  expect(await rowsOf(job)).toEqual([
    { network_key: 1, account_a: 0, account_b: 1, weight: 1, objects: 3, pairs: 3, gap_sum_ms: 5000 },
    { network_key: 1, account_a: 0, account_b: 2, weight: 0.613355537, objects: 1, pairs: 1, gap_sum_ms: 2000 },
    { network_key: 1, account_a: 1, account_b: 2, weight: 1, objects: 2, pairs: 2, gap_sum_ms: 2000 },
  ])
  expect(built).toMatchObject({ accounts: 3, edges: 3, tracesRead: 9, accountsRead: 3, objectsRead: 4 })
  const objects = await job.db.rows<{ object_id: string }>('select object_id from objects_repost_mention order by object_key')
  expect(objects.map((row) => row.object_id)).toEqual(['mention x:z1', 'mention x:z2', 'repost x:o1', 'repost x:o2'])
  expect(built.notes).toEqual([
    'layer repost: 1 edges, 0 of them in no other layer',
    'layer mention: 3 edges, 2 of them in no other layer',
    'layer fast-repost: not in this data',
  ])
})

test('node pruning keeps the most central accounts', async () => {
  // weights 0–1 1, 0–2 0.613, 1–2 1: account 1 is the most central, 0 and 2 alike; rank 2 of 3 is their value, rank 3 that of 1 alone
  const job = await store(POSTS)
  expect((await build(job, { centralityPercentile: 100 })).edges).toBe(0)
  const built = await build(job, { centralityPercentile: 50 })
  expect(built.edges).toBe(3)
  expect(built.notes).toContain('node pruning kept 3 of 3 edges')
  expect((await rowsOf(job)).every((row) => row.network_key === 1)).toBe(true)
})

test('a layer that is none is refused', async () => {
  await expect(build(await store(POSTS), { layers: 'repost,likes' })).rejects.toMatchObject({ problem: { code: 'usage/unknown-layer' } })
})

test('the recipes are these methods with the settings of the papers', async () => {
  expect(readParams(pacheco2021.params, {}, 'test')).toMatchObject({
    measure: 'tfidf-cosine',
    minSimilarity: 0,
    minShared: 1,
    minParticipation: 10,
    weightPercentile: 99.5,
  })
  expect(readParams(pacheco2021.params, { weightPercentile: 'none' }, 'test').weightPercentile).toBeNull()
  expect(readParams(luceri2024.params, { centralityPercentile: 'none' }, 'test')).toMatchObject({
    minParticipation: 20,
    minObjectAccounts: 2,
    minSimilarity: 0,
    centralityPercentile: null,
  })
  const job = await store(POSTS)
  const params = readParams(pacheco2021.params, { minParticipation: '1' }, 'test')
  await pacheco2021.build(job, 1, 'repost', params)
  await similarity.build(job, 2, 'repost', params)
  const [one, two] = await rowsOf(job)
  expect(one).toEqual({ ...two, network_key: 1 })
})
