import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ProblemError, readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { SIMILARITY_PARAMS, type SimilarityParams, similarity } from './index.js'

/** account, object, time in ms */
type Trace = readonly [number, number, number]
const NAMES = ['d', 'b', 'a', 'c', 'Z', 'é']
const BYTEWISE = [...NAMES].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)))
const place = (key: number) => BYTEWISE.indexOf(NAMES[key] as string)

async function store(): Promise<Job> {
  const { db } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run('create table trace_given (object_key integer, account_key integer, post_key integer, happened_ms bigint)')
  for (const [i, name] of NAMES.entries())
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [i, 'x', name])
  return { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
}

async function edges(job: Job, traces: readonly Trace[], given: Partial<SimilarityParams>) {
  const { db } = job
  await db.run('delete from trace_given')
  await db.run('delete from edges')
  if (traces.length > 0)
    await db.run(
      `insert into trace_given select o, a, p, t from (values ${traces.map(([a, o, t], i) => `(${a}, ${o}, ${t}::bigint, ${i})`).join(',')}) as r(a, o, t, p) order by o, t, a, p`,
    )
  const params = readParams(SIMILARITY_PARAMS, { minParticipation: 1, minShared: 1, ...given }, 'test')
  const built = await similarity.build(job, 1, 'given', params)
  const rows = await db.rows<Record<string, number>>(
    'select account_a, account_b, weight, objects, pairs, gap_sum_ms, gap_least_ms, first_ms, last_ms, first_a, first_b from edges',
  )
  return { built, rows, params }
}

/** Straight from the formulas, all pairs. */
function naive(traces: readonly Trace[], p: SimilarityParams) {
  const active = traces.filter(([a]) => traces.filter((t) => t[0] === a).length >= p.minParticipation)
  const isCommon = (o: number) => new Set(active.filter((t) => t[1] === o).map((t) => t[0])).size >= p.minObjectAccounts
  const left = active.filter(([, o]) => isCommon(o))
  const accounts = [...new Set(left.map(([a]) => a))].sort((x, y) => place(x) - place(y))
  const objects = [...new Set(left.map(([, o]) => o))]
  const n = (a: number, o: number) => {
    const times = left.filter((t) => t[0] === a && t[1] === o).length
    return p.isCounted && p.measure !== 'shared' ? times : Math.min(1, times)
  }
  const on = (o: number) => accounts.filter((a) => n(a, o) > 0).length
  const v = (a: number, o: number) => n(a, o) * (p.measure === 'tfidf-cosine' ? Math.log((1 + accounts.length) / (1 + on(o))) + 1 : 1)
  const sum = (f: (o: number) => number) => objects.reduce((s, o) => s + f(o), 0)
  const all = accounts.flatMap((a, i) =>
    accounts.slice(i + 1).map((b) => {
      const least = sum((o) => Math.min(n(a, o), n(b, o)))
      const weight = {
        'tfidf-cosine': () => sum((o) => v(a, o) * v(b, o)) / Math.sqrt(sum((o) => v(a, o) ** 2) * sum((o) => v(b, o) ** 2)),
        cosine: () => sum((o) => v(a, o) * v(b, o)) / Math.sqrt(sum((o) => v(a, o) ** 2) * sum((o) => v(b, o) ** 2)),
        jaccard: () => least / sum((o) => Math.max(n(a, o), n(b, o))),
        overlap: () =>
          least /
          Math.min(
            sum((o) => n(a, o)),
            sum((o) => n(b, o)),
          ),
        shared: () => least,
      }[p.measure]()
      return { a, b, weight, objects: objects.filter((o) => n(a, o) > 0 && n(b, o) > 0).length }
    }),
  )
  return all.filter((e) => e.objects >= p.minShared && e.weight > 0 && (p.measure === 'shared' || e.weight >= p.minSimilarity - 1e-12))
}

// b: o0 twice, o1 once. d: o0 once, o2 once. a: o1. Accounts 3; o0 has 2 accounts, o1 2, o2 1.
// counts: cos(b, d) = 2·1 / (√5 · √2) = 0.632455532; jaccard = min 1 / max (2 + 1 + 1) = 0.25; overlap = 1 / min(3, 2) = 0.5; shared 1
// tf-idf: idf(2 of 3) = ln(4/3) + 1 = 1.287682, idf(1 of 3) = ln(4/2) + 1 = 1.693147
//   b = (2.575364, 1.287682, 0), |b| = 2.879345; d = (1.287682, 0, 1.693147), |d| = 2.127175; b·d = 3.316250; cos = 0.541440
const BY_HAND: readonly Trace[] = [
  [1, 0, 5000],
  [1, 0, 9000],
  [1, 1, 1000],
  [0, 0, 2000],
  [0, 2, 0],
  [2, 1, 0],
]

test('exact numbers by hand', async () => {
  const job = await store()
  const bd = async (given: Partial<SimilarityParams>) =>
    (await edges(job, BY_HAND, { minSimilarity: 0, ...given })).rows.find((row) => row.account_a === 1 && row.account_b === 0)
  expect(await bd({ measure: 'cosine' })).toEqual({
    account_a: 1,
    account_b: 0,
    weight: 0.632455532,
    objects: 1,
    pairs: 1,
    gap_sum_ms: 3000,
    gap_least_ms: 3000,
    first_ms: 2000,
    last_ms: 5000,
    first_a: 0,
    first_b: 1,
  })
  expect((await bd({ measure: 'tfidf-cosine' }))?.weight).toBe(0.541440166)
  expect((await bd({ measure: 'jaccard' }))?.weight).toBe(0.25)
  expect((await bd({ measure: 'jaccard', isCounted: false }))?.weight).toBe(0.333333333)
  expect((await bd({ measure: 'overlap' }))?.weight).toBe(0.5)
  expect((await bd({ measure: 'shared' }))?.weight).toBe(1)
  const { built } = await edges(job, BY_HAND, { measure: 'jaccard', minSimilarity: 0.3 })
  // a and b share o1: 1 / 3 = 0.333333333 passes 0.3, b and d do not
  expect(built).toEqual({ accounts: 2, edges: 1, tracesRead: 6, accountsRead: 3, objectsRead: 3, notes: [] })
})

test('no traces, one account, one object', async () => {
  const job = await store()
  expect((await edges(job, [], {})).built).toMatchObject({ edges: 0, accounts: 0, tracesRead: 0 })
  expect((await edges(job, [[0, 0, 0]], {})).built).toMatchObject({ edges: 0, accountsRead: 1 })
  const { rows } = await edges(
    job,
    [0, 1, 2].map((a) => [a, 0, 0] as const),
    {},
  )
  expect(rows.map((row) => row.weight)).toEqual([1, 1, 1])
})

test('the same as the formulas over all pairs; pairs of posts as many as shared objects', async () => {
  const job = await store()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 7 }), fc.nat({ max: 30 })), { minLength: 1, maxLength: 60 }),
      fc.record({
        measure: fc.constantFrom(...(SIMILARITY_PARAMS.measure.choices as SimilarityParams['measure'][])),
        minSimilarity: fc.constantFrom(0, 0.2, 1 / 3, 0.5, 2 / 3, 0.9, 1),
        minShared: fc.integer({ min: 1, max: 3 }),
        minParticipation: fc.integer({ min: 1, max: 4 }),
        minObjectAccounts: fc.integer({ min: 1, max: 3 }),
        isCounted: fc.boolean(),
      }),
      async (traces, given) => {
        const { rows, params } = await edges(job, traces, given)
        const expected = naive(traces, params)
        expect(rows.map((row) => [row.account_a, row.account_b, row.objects])).toEqual(expected.map((e) => [e.a, e.b, e.objects]))
        for (const [i, row] of rows.entries()) expect(row.weight).toBeCloseTo(expected[i]?.weight as number, 8)
        const pairs = await job.db.rows(
          `select e.account_a, e.account_b, count(*) as pairs, sum(p.gap_ms)::bigint as gap_sum_ms, min(p.first_ms) as first_ms
           from (${similarity.pairsSql('given', params, 'select account_key from accounts')}) as p join edges as e using (account_a, account_b)
           group by e.account_a, e.account_b`,
        )
        const some = ({ account_a, account_b, pairs, gap_sum_ms, first_ms }: Record<string, unknown>) =>
          [account_a, account_b, pairs, gap_sum_ms, first_ms].join()
        expect(pairs.map(some).sort()).toEqual(rows.map(some).sort())
        for (const row of rows) expect(row.pairs).toBe(row.objects)
      },
    ),
    { numRuns: 200, seed: 11 },
  )
}, 120_000)

test('a percentile keeps the heaviest by nearest rank, by every measure', async () => {
  const job = await store()
  const rng = createRng(4)
  const traces = Array.from({ length: 60 }, () => [rng.below(6), rng.below(8), 0] as const)
  for (const measure of SIMILARITY_PARAMS.measure.choices as SimilarityParams['measure'][]) {
    const all = await edges(job, traces, { measure, minSimilarity: 0 })
    const weights = all.rows.map((row) => row.weight as number).sort((x, y) => x - y)
    for (const percentile of [0, 1, 7, 14, 28, 50, 55, 80, 99.5, 100]) {
      const least = weights[Math.max(1, Math.ceil((percentile * weights.length) / 100)) - 1] as number
      const kept = await edges(job, traces, { measure, minSimilarity: 0, weightPercentile: percentile })
      expect(kept.rows, `${measure} ${percentile}`).toEqual(all.rows.filter((row) => (row.weight as number) >= least))
      expect(kept.built.notes).toEqual([`percentile ${percentile} of ${weights.length} edges is weight ${least}`])
    }
  }
  expect((await edges(job, [], { weightPercentile: 90 })).built.edges).toBe(0)
  expect((await edges(job, [[0, 0, 0]], { weightPercentile: 90 })).built.notes).toEqual(['percentile 90 of 0 edges is weight 0'])
})

test('the budget stops before the work, with the cost', async () => {
  const job = await store()
  const error = await edges(job, BY_HAND, { minSimilarity: 0, budget: 1 }).catch((problem: unknown) => problem)
  expect((error as ProblemError).problem).toMatchObject({ code: 'network/over-budget', unchanged: 'no network was made' })
})
