import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { BACKBONE_METHODS, keepEdges, largestOf, NETWORK_METHODS } from '../index.js'

/** 12 accounts, 30 links, seeded. */
async function store(): Promise<Job> {
  const rng = createRng('shared layer')
  const { db } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  for (let a = 0; a < 12; a++)
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [a, 'x', `n${(a * 7) % 12}`])
  for (let key = 0; key < 150; key++)
    await db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, urls, hashtags, repost_of, file_key, line)
        select $1, 'x', $2, $3, $4::bigint, [$5], [$6], if($7 = '', null, $7), 0, 0`,
      [
        key,
        `p${key}`,
        rng.below(12),
        String(key * 1000),
        `https://a.example/${rng.below(30)}`,
        `tag${rng.below(6)}`,
        key > 60 ? `p${rng.below(30)}` : '',
      ],
    )
  return { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
}

const CASES: readonly (readonly [method: string, given: Readonly<Record<string, unknown>>])[] = [
  ['similarity', { minParticipation: 5, minSimilarity: 0.2 }],
  ['similarity', { minParticipation: 1, minSimilarity: 0, minShared: 1, weightPercentile: 60 }],
  ['similarity', { minParticipation: 1, measure: 'shared', minShared: 3 }],
  ['similarity', { minParticipation: 2, measure: 'jaccard', minSimilarity: 0.1, isCounted: false, minObjectAccounts: 2 }],
  ['fast-repost', { delaySeconds: 100, minParticipation: 1, minShared: 1, minSimilarity: 0.1, minRepeats: 1 }],
  ['merged', { layers: 'hashtag,fast-repost', minParticipation: 1, minSimilarity: 0.3, delaySeconds: 100 }],
  ['merged', { layers: 'hashtag,repost', minParticipation: 1, minSimilarity: 0.3, centralityPercentile: 50 }],
]

test.each(CASES)('%s %j: the edges made of the shared data under their own owners are those of the network', async (id, given) => {
  const job = await store()
  const method = NETWORK_METHODS.find((each) => each.id === id)!
  const trace = id === 'fast-repost' ? 'repost' : 'link'
  const params = readParams(method.params, given, id) as Record<string, unknown>
  const stands = method.standsOn?.(trace, params) ?? trace
  await ensureTrace(job, stands)
  await method.build(job, 1, trace, params)
  const edges = await job.db.rows<{ a: number; b: number; w: number }>(
    'select least(account_a, account_b) as a, greatest(account_a, account_b) as b, weight as w from edges order by 1, 2',
  )
  expect(edges.length).toBeGreaterThan(0)
  const data = await method.sharedData!(job, stands, params)
  const made = data.unite(data.layers.map((layer) => layer.edgesOf(layer.account)))
  const list = Array.from(made.a, (a, i) => ({
    a: Math.min(a, made.b[i] as number),
    b: Math.max(a, made.b[i] as number),
    w: made.weight[i],
  }))
  expect(list.sort((x, y) => x.a - y.a || x.b - y.b)).toEqual(edges)
})

test('edges of layers: each pair once, with its largest weight; a backbone keeps some', () => {
  const one = { a: Int32Array.from([1, 5]), b: Int32Array.from([2, 3]), weight: Float64Array.from([0.5, 0.2]) }
  const two = { a: Int32Array.from([2, 7]), b: Int32Array.from([1, 8]), weight: Float64Array.from([0.9, 0.4]) }
  const all = largestOf([one, two])
  expect(Array.from(all.a, (a, i) => [a, all.b[i], all.weight[i]])).toEqual([[1, 2, 0.9], [3, 5, 0.2], [7, 8, 0.4]]) // biome-ignore format: short
  const weight = BACKBONE_METHODS.find((each) => each.id === 'weight')!
  const kept = keepEdges(all, (edges) => weight.keep(edges, { ...readParams(weight.params, {}, 'weight'), minWeight: 0.3 }))
  expect(Array.from(kept.a, (a, i) => [a, kept.b[i], kept.weight[i]])).toEqual([[1, 2, 0.9], [7, 8, 0.4]]) // biome-ignore format: short
})
