import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { coordinationNetworkToolkit } from '../coordination-network-toolkit/index.js'
import { coortweet } from '../coortweet/index.js'
import type { NetworkMethod } from '../method.js'

/** Each row is a trace: its content id, account, time and object. */
interface Row {
  readonly content: number
  readonly account: number
  readonly ms: number
  readonly object: number
}
/** Objects and contents share their ids, so that a row may act on itself; account ids stand against their keys. */
const id = (n: number) => `i${n}`
const ACCOUNTS = 6

async function store(rows: readonly Row[], signal = new AbortController().signal): Promise<Job & { close(): void }> {
  const { db, close } = await openDatabase(':memory:', { threads: '1' })
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(
    `insert into accounts (account_key, platform, account_id) select i, 'x', 'a' || (${ACCOUNTS} - i) from range(${ACCOUNTS}) as t(i)`,
  )
  if (rows.length > 0)
    await db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, given_object, file_key, line) values ${rows
        .map(({ content, account, ms, object }, key) => `(${key}, 'x', '${id(content)}', ${account}, ${ms}, '${id(object)}', 0, 0)`)
        .join(', ')}`,
    )
  const job: Job = { signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, 'given')
  return { ...job, close }
}

type Side = Row & { readonly key: number }
type Pair = readonly [Side, Side]
const number = (rows: readonly Row[]) => rows.map((row, key) => ({ ...row, key }))

function closePairs(rows: readonly Side[], seconds: number): Pair[] {
  return rows.flatMap((x, i) =>
    rows
      .slice(i + 1)
      .filter((y) => x.object === y.object && Math.abs(x.ms - y.ms) <= seconds * 1000)
      .map((y): Pair => [x, y]),
  )
}

/** An edge from its pairs, each turned so that its first side is account `a`; of a loop, the earlier first. */
function measured(pairs: readonly Pair[], weighs: 'pairs' | 'posts') {
  const [a, b] = (pairs[0] as Pair).map((side) => side.account) as [number, number]
  const gaps = pairs.map(([x, y]) => Math.abs(x.ms - y.ms)).sort((p, q) => p - q)
  const times = pairs.flat().map((row) => row.ms)
  const of = (side: 0 | 1) => new Set((a === b ? pairs.flat() : pairs.map((pair) => pair[side])).map((row) => row.key)).size
  const middle = gaps.length >> 1
  return {
    account_a: a,
    account_b: b,
    weight: weighs === 'pairs' ? pairs.length : of(0),
    objects: new Set(pairs.map(([x]) => x.object)).size,
    pairs: pairs.length,
    posts_a: of(0),
    posts_b: of(1),
    gap_sum_ms: gaps.reduce((sum, gap) => sum + gap, 0),
    gap_median_ms: gaps.length % 2 ? gaps[middle] : ((gaps[middle - 1] as number) + (gaps[middle] as number)) / 2,
    gap_least_ms: gaps[0],
    first_ms: Math.min(...times),
    last_ms: Math.max(...times),
    first_a: pairs.filter(([x, y]) => x.ms < y.ms).length,
    first_b: pairs.filter(([x, y]) => y.ms < x.ms).length,
  }
}

function edgesOf(pairs: readonly Pair[], weighs: 'pairs' | 'posts') {
  const edges = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const name = `${pair[0].account} ${pair[1].account}`
    edges.set(name, [...(edges.get(name) ?? []), pair])
  }
  return [...edges.values()].map((each) => measured(each, weighs)).sort((x, y) => x.account_a - y.account_a || x.account_b - y.account_b)
}

/** The rules of coortweet/index.ts, as they are written there. */
function naiveCoortweet(given: readonly Row[], seconds: number, least: number) {
  const rows = number(given)
  const active = rows.filter((row) => rows.filter((other) => other.account === row.account).length >= least)
  const found = closePairs(active, seconds).filter(
    ([x, y]) => x.account !== y.account && x.content !== y.content && x.object !== x.content && x.object !== y.content,
  )
  const paired = new Set(found.flat().map((row) => row.content))
  const kept = new Set<number>()
  for (let account = 0; account < ACCOUNTS; account++) {
    const own = rows.filter((row) => row.account === account && paired.has(row.content))
    if (own.length >= least) for (const row of own) kept.add(row.content)
  }
  const left = found.filter(([x, y]) => kept.has(x.content) || kept.has(y.content))
  // by account id, which falls as the key rises
  const turned = left.map(([x, y]): Pair => (x.account > y.account ? [x, y] : [y, x]))
  return edgesOf(turned, 'pairs')
}

function naiveToolkit(given: readonly Row[], seconds: number, least: number) {
  const rows = number(given).filter((row) => given.findIndex((other) => other.content === row.content) === row.key)
  const turned = closePairs(rows, seconds).flatMap(([x, y]): Pair[] => {
    if (x.account !== y.account) return [[x, y], [y, x]] // biome-ignore format: both
    return [x.ms <= y.ms ? [x, y] : [y, x]]
  })
  return edgesOf(turned, 'posts').filter((edge) => edge.weight >= least)
}

const ROWS = fc.array(
  fc.record({
    content: fc.oneof(fc.nat(8), fc.nat(1000)),
    account: fc.nat(ACCOUNTS - 1),
    ms: fc.oneof(fc.nat(12).map((s) => s * 1000), fc.nat(12_000)), // biome-ignore format: times
    object: fc.nat(4),
  }),
  { maxLength: 40 },
)

test.each([
  ['coortweet', coortweet, naiveCoortweet, 'minParticipation'],
  ['coordination-network-toolkit', coordinationNetworkToolkit, naiveToolkit, 'minWeight'],
] as unknown as [string, NetworkMethod, typeof naiveCoortweet, string][])(
  '%s agrees with its rules written plainly, in every measure',
  async (_, method, naive, name) => {
    await fc.assert(
      fc.asyncProperty(ROWS, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 }), async (rows, seconds, least) => {
        const job = await store(rows)
        const params = readParams(method.params, { windowSeconds: seconds, [name]: least }, 'test')
        const built = await method.build(job, 1, 'given', params)
        const expected = naive(rows, seconds, least)
        expect(await job.db.rows('select * exclude (network_key) from edges order by account_a, account_b')).toEqual(expected)
        expect(built).toMatchObject({
          edges: expected.length,
          accounts: new Set(expected.flatMap((edge) => [edge.account_a, edge.account_b])).size,
          tracesRead: rows.length,
        })
        // The pairs behind the edges are found again, and as many.
        const sql = `select account_a, account_b, count(*) as pairs, sum(gap_ms)::bigint as gap_sum_ms from (${method.pairsSql('given', params, 'select account_key from accounts')})
        group by all order by account_a, account_b`
        if (least === 1 || name === 'minParticipation')
          expect(await job.db.rows(sql)).toEqual(
            expected
              .filter((edge) => edge.account_a > edge.account_b)
              .map(({ account_a, account_b, pairs, gap_sum_ms }) => ({ account_a, account_b, pairs, gap_sum_ms })),
          )
        job.close()
      }),
      { numRuns: 40, seed: 3 },
    )
  },
  60_000,
)

const METHODS = [coortweet, coordinationNetworkToolkit] as unknown as readonly NetworkMethod[]
/** 1,000 rows on one object at once: 1000 × 999 / 2 pairs. */
const MANY = Array.from({ length: 1000 }, (_, i) => ({ content: i + 10, account: i % ACCOUNTS, ms: 0, object: 1 }))

test.each(METHODS)('$id says what it would cost before it makes pairs over its budget', async (method) => {
  const job = await store(MANY)
  await expect(method.build(job, 1, 'given', readParams(method.params, { budget: 499_499 }, 'test'))).rejects.toMatchObject({
    problem: {
      code: 'network/over-budget',
      what: expect.stringMatching(/499,500 pairs of traces, more than the budget of 499,499: about \d+ s and \d+ MB here/),
      fix: 'choose a smaller --window, or allow it with --budget 499500',
      unchanged: 'no network was made',
    },
  })
  expect(await job.db.row('select count(*) as n from edges')).toEqual({ n: 0 })
  const built = await method.build(job, 1, 'given', readParams(method.params, { budget: 499_500 }, 'test'))
  expect(built.accounts).toBe(ACCOUNTS)
  job.close()
})

test.each(METHODS)('$id stops between two slices when it is cancelled', async (method) => {
  const stop = new AbortController()
  const job = await store(MANY, stop.signal)
  const build = method.build({ ...job, note: () => stop.abort() }, 1, 'given', readParams(method.params, {}, 'test'))
  await expect(build).rejects.toMatchObject({ problem: { code: 'cancelled/by-person' } })
  job.close()
})
