import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exitCodeOf, ProblemError, readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Database, type Job, MIGRATIONS, wrapConnection } from '../../store/index.js'
import { buildWindowed, type Tuning, windowedCooccurrence } from './index.js'
import { WINDOWED_PARAMS, type WindowedParams } from './params.js'
import { edgesSql } from './sql.js'

/** account, object, time in ms */
type Trace = readonly [number, number, number]
const COLUMNS = `account_a, account_b, weight, objects, pairs, posts_a, posts_b, gap_sum_ms, gap_median_ms, gap_least_ms, first_ms, last_ms, first_a, first_b`

async function store(): Promise<Job> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const db: Database = wrapConnection(await instance.connect())
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run('create table trace_given (object_key integer, account_key integer, post_key integer, happened_ms bigint)')
  await db.run('create table objects_given (object_key integer, object_id varchar)')
  return { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
}

async function fill({ db }: Job, traces: readonly Trace[], names: readonly string[]): Promise<void> {
  for (const table of ['trace_given', 'objects_given', 'accounts', 'edges']) await db.run(`delete from ${table}`)
  if (traces.length > 0)
    await db.run(
      `create or replace temp table raw as select * from (values ${traces.map(([a, o, t], i) => `(${a}, ${o}, ${t}::bigint, ${i})`).join(',')}) as r(a, o, t, p)`,
    )
  if (traces.length > 0) await db.run('insert into trace_given select o, a, p, t from raw order by o, t, a, p')
  await db.run("insert into objects_given select distinct object_key, 'o' || object_key from trace_given")
  for (const [i, name] of names.entries())
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [i, 'x', name])
}

async function edges(job: Job, given: Partial<Record<keyof WindowedParams, unknown>>, tuning: Tuning = {}) {
  await job.db.run('delete from edges')
  const params = readParams(WINDOWED_PARAMS, given, 'test')
  const built = await buildWindowed(job, 1, 'given', params, tuning)
  const rows = await job.db.rows(`select ${COLUMNS} from edges`)
  return { built, rows, params }
}

const NAMES = ['d', 'b', 'a', 'c', 'Z', 'é']
const place = (key: number) => [...NAMES].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))).indexOf(NAMES[key] as string)

function naive(traces: readonly Trace[], windowMs: number, minWeight: number) {
  const found = new Map<string, { a: number; b: number; x: Trace; y: Trace; px: number; py: number }[]>()
  for (let i = 0; i < traces.length; i++)
    for (let j = i + 1; j < traces.length; j++) {
      const [x, y] = [traces[i] as Trace, traces[j] as Trace]
      if (x[1] !== y[1] || x[0] === y[0] || Math.abs(x[2] - y[2]) > windowMs) continue
      const isOrdered = place(x[0]) < place(y[0])
      const pair = isOrdered ? { a: x[0], b: y[0], x, y, px: i, py: j } : { a: y[0], b: x[0], x: y, y: x, px: j, py: i }
      const key = `${pair.a},${pair.b}`
      found.set(key, [...(found.get(key) ?? []), pair])
    }
  return [...found.values()]
    .map((pairs) => {
      const gaps = pairs.map(({ x, y }) => Math.abs(x[2] - y[2])).sort((p, q) => p - q)
      const middle = gaps.length >> 1
      const objects = new Set(pairs.map(({ x }) => x[1])).size
      return {
        account_a: pairs[0]!.a,
        account_b: pairs[0]!.b,
        weight: objects,
        objects,
        pairs: pairs.length,
        posts_a: new Set(pairs.map(({ px }) => px)).size,
        posts_b: new Set(pairs.map(({ py }) => py)).size,
        gap_sum_ms: gaps.reduce((p, q) => p + q, 0),
        gap_median_ms: gaps.length % 2 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2,
        gap_least_ms: gaps[0]!,
        first_ms: Math.min(...pairs.flatMap(({ x, y }) => [x[2], y[2]])),
        last_ms: Math.max(...pairs.flatMap(({ x, y }) => [x[2], y[2]])),
        first_a: pairs.filter(({ x, y }) => x[2] < y[2]).length,
        first_b: pairs.filter(({ x, y }) => y[2] < x[2]).length,
      }
    })
    .filter((edge) => edge.weight >= minWeight)
    .sort((p, q) => place(p.account_a) - place(q.account_a) || place(p.account_b) - place(q.account_b))
}

// accounts 0 = 'd', 1 = 'b', so the edge is b → d. Object 0: b 0 s, d 10 s, d 60 s, d 61 s: gaps 10 and 60 (61 is out).
// Object 1: d and b at 100 s: gap 0, a tie. Weight 2, pairs 3, gaps 0, 10, 60: sum 70 s, median 10 s.
const BY_HAND: readonly Trace[] = [
  [1, 0, 0],
  [0, 0, 10_000],
  [0, 0, 60_000],
  [0, 0, 61_000],
  [0, 1, 100_000],
  [1, 1, 100_000],
]

test('exact numbers by hand', async () => {
  const job = await store()
  await fill(job, BY_HAND, NAMES)
  const { rows, built } = await edges(job, {})
  expect(rows).toEqual([
    {
      account_a: 1,
      account_b: 0,
      weight: 2,
      objects: 2,
      pairs: 3,
      posts_a: 2,
      posts_b: 3,
      gap_sum_ms: 70_000,
      gap_median_ms: 10_000,
      gap_least_ms: 0,
      first_ms: 0,
      last_ms: 100_000,
      first_a: 2,
      first_b: 0,
    },
  ])
  expect(built).toEqual({ accounts: 2, edges: 1, tracesRead: 6, accountsRead: 2, objectsRead: 2, notes: [] })
  expect((await edges(job, { minWeight: 3 })).rows).toEqual([])
  expect((await edges(job, { windowSeconds: null, minWeight: 1 })).rows[0]).toMatchObject({ pairs: 4, gap_sum_ms: 131_000 })
})

test('the budget stops with the cost in pairs, seconds and memory', async () => {
  const job = await store()
  await fill(job, BY_HAND, NAMES)
  const error = await edges(job, { budget: 1, minWeight: 1 }).catch((problem: unknown) => problem)
  expect(error).toBeInstanceOf(ProblemError)
  expect((error as ProblemError).problem).toMatchObject({ code: 'network/over-budget', unchanged: 'no network was made' })
  expect(exitCodeOf((error as ProblemError).problem)).toBe(2)
  expect((error as ProblemError).problem.what).toMatch(/pairs.* s and .* MB/)
})

const traceOf = (unit: number) =>
  fc.array(
    fc.tuple(
      fc.nat({ max: 5 }),
      fc.nat({ max: 3 }),
      fc.nat({ max: 30 }).map((t) => t * unit),
    ),
    { minLength: 1, maxLength: 40 },
  )

test('the same as a naive count and as the bucketed query; putting hubs aside changes nothing', async () => {
  const job = await store()
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(traceOf(1000), traceOf(7), traceOf(86_400_123)),
      fc.constantFrom(0, 0.007, 5, 10.5, 3_000_000, null),
      fc.integer({ min: 1, max: 4 }),
      async (traces, windowSeconds, minWeight) => {
        await fill(job, traces, NAMES)
        const { rows, params } = await edges(job, { windowSeconds, minWeight })
        expect(rows).toEqual(naive(traces, windowSeconds === null ? Number.POSITIVE_INFINITY : windowSeconds * 1000, minWeight))
        expect((await edges(job, { windowSeconds, minWeight }, { deferFrom: 0 })).rows).toEqual(rows)
        const places = 'select account_key, row_number() over (order by account_id) as place from accounts'
        expect(
          await job.db.rows(
            `select ${COLUMNS} from (${edgesSql('given', params)}) as e join (${places}) as p on p.account_key = account_a
             join (${places}) as q on q.account_key = account_b order by p.place, q.place`,
          ),
        ).toEqual(rows)
        const pairs = await job.db.row<{ n: number }>(
          `select count(*) as n from (${windowedCooccurrence.pairsSql('given', params, 'select account_key from accounts')}) as p
           join edges as e using (account_a, account_b)`,
        )
        expect(pairs.n).toBe(rows.reduce((sum, row) => sum + (row.pairs as number), 0))
      },
    ),
    { numRuns: 60, seed: 3 },
  )
}, 120_000)

test('a hub is left out or weighed down, and said by its number of accounts, not by its name', async () => {
  const job = await store()
  // Object 0 has 4 accounts; objects 1 and 2 have accounts 0 and 1.
  await fill(
    job,
    [
      [0, 0, 0],
      [1, 0, 0],
      [2, 0, 0],
      [3, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
      [0, 2, 0],
      [1, 2, 0],
    ],
    NAMES,
  )
  const out = await edges(job, { hubCap: 2, hubMode: 'leave-out', minWeight: 1 })
  expect(out.rows).toMatchObject([{ account_a: 1, account_b: 0, weight: 2, objects: 2 }])
  expect(out.built.notes).toEqual(['1 object with more than 2 accounts left out, of 4 accounts'])
  const weighed = await edges(job, { hubCap: 2, minWeight: 1 })
  expect(weighed.rows).toMatchObject([{ account_a: 1, account_b: 0, weight: 2.5, objects: 3, pairs: 3 }]) // 2 + 2/4
})

test('threads change nothing, byte for byte', async () => {
  const job = await store()
  const rng = createRng(5)
  await job.db.run('delete from accounts')
  const traces: Trace[] = Array.from({ length: 20_000 }, () => [rng.below(300), rng.below(900), rng.below(4000) * 1000])
  await fill(
    job,
    traces,
    Array.from({ length: 300 }, (_, i) => `n${i}`),
  )
  const one = await edges(job, { minWeight: 1 }, { threads: 1 })
  const two = await edges(job, { minWeight: 1 }, { threads: 2 })
  expect(two.rows).toEqual(one.rows)
  expect(one.built.edges).toBe(one.rows.length)
})
