import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, wrapConnection } from '../../store/index.js'
import { buildWindowed, type Tuning } from './index.js'
import { WINDOWED_PARAMS, type WindowedParams } from './params.js'
import { openPool, threadsFor } from './pool.js'
import { edgesSql } from './sql.js'

type Trace = readonly [account: number, object: number, ms: number]

async function store(accounts: number, trace = 'given'): Promise<Job> {
  const db = wrapConnection(await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect())
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`create table trace_${trace} (object_key integer, account_key integer, post_key integer, happened_ms bigint)`)
  await db.run(`create table objects_${trace} (object_key integer, object_id varchar)`)
  await db.run(
    `insert into accounts (account_key, platform, account_id) select i::integer, 'x', printf('n%05d', i) from range(${accounts}) as r(i) order by i`,
  )
  return { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
}

async function fill({ db }: Job, traces: readonly Trace[], trace = 'given'): Promise<void> {
  for (const table of [`trace_${trace}`, `objects_${trace}`]) await db.run(`delete from ${table}`)
  const values = traces.map(([a, o, t], i) => `(${o}, ${a}, ${i}, ${t}::bigint)`).join(',')
  await db.run(`insert into trace_${trace} select * from (values ${values}) as r(o, a, p, t) order by o, t, a, p`)
  await db.run(`insert into objects_${trace} select distinct object_key, 'o' || object_key from trace_${trace}`)
}

async function edges(
  job: Job,
  given: Partial<Record<keyof WindowedParams, unknown>>,
  tuning: Tuning = {},
  trace: 'given' | 'repost' = 'given',
) {
  await job.db.run('delete from edges')
  const params = readParams(WINDOWED_PARAMS, given, 'test')
  const built = await buildWindowed(job, 1, trace, params, tuning)
  return { built, params, rows: await job.db.rows('select * exclude (network_key) from edges order by account_a, account_b') }
}

const pairOn = (a: number, b: number, objects: readonly number[]): Trace[] =>
  objects.flatMap((o) => [[a, o, 0] as const, [b, o, 1000] as const])

test('the percentile of weights is by nearest rank', async () => {
  const job = await store(8)
  // Weights 1, 2, 3, 4: the 50th percentile is the 2nd of 4 (weight 2), the 75th the 3rd, the 76th the 4th.
  await fill(job, [...pairOn(0, 1, [0]), ...pairOn(2, 3, [1, 2]), ...pairOn(4, 5, [3, 4, 5]), ...pairOn(6, 7, [6, 7, 8, 9])])
  const weights = async (weightPercentile: number) =>
    (await edges(job, { minWeight: 1, weightPercentile })).rows.map(({ weight }) => weight)
  expect(await weights(0)).toEqual([1, 2, 3, 4])
  expect(await weights(50)).toEqual([2, 3, 4])
  expect(await weights(75)).toEqual([3, 4])
  expect(await weights(76)).toEqual([4])
  const { built } = await edges(job, { minWeight: 1, weightPercentile: 75 })
  expect(built).toMatchObject({ edges: 2, accounts: 4, notes: ['percentile 75 of 4 edges is weight 3: 2 edges kept'] })
})

test('hubs weighed down add what they say: two objects and three hubs of a third each are three', async () => {
  const job = await store(8)
  const hub = (o: number): Trace[] => [[0, o, 0], [1, o, 0], ...[2, 3, 4, 5].map((a) => [a, o, a * 3_600_000] as const)] // biome-ignore format: one line
  await fill(job, [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], ...[2, 3, 4].flatMap(hub)]) // biome-ignore format: one line
  const made = async (minWeight: number) =>
    (await edges(job, { windowSeconds: 5, hubCap: 2, hubMode: 'weigh', minWeight })).rows.map(({ weight }) => weight)
  expect(await made(3)).toEqual([3])
  expect(await made(4)).toEqual([])
})

test('a repost of an own post counts only when asked', async () => {
  const job = await store(2, 'repost')
  const { db } = job
  // Post 0 of n00000 reposts its own p1; post 1 of n00001 reposts the same; both again on a post of a stranger.
  await fill(
    job,
    [
      [0, 0, 0],
      [1, 0, 1000],
      [0, 1, 0],
      [1, 1, 1000],
    ],
    'repost',
  )
  await db.run(
    `insert into posts (post_key, platform, post_id, account_key, posted_ms, file_key, line, repost_of, repost_of_account) values
     (0, 'x', 'a', 0, 0, 0, 1, 'p1', 'n00000'), (1, 'x', 'b', 1, 0, 0, 1, 'p1', 'n00000'), (2, 'x', 'c', 0, 0, 0, 1, 'p2', 'z'), (3, 'x', 'd', 1, 0, 0, 1, 'p2', 'z')`,
  )
  const asked = (isSelfRepostExcluded: boolean) => edges(job, { minWeight: 1, isSelfRepostExcluded }, {}, 'repost')
  expect((await asked(false)).rows).toMatchObject([{ weight: 2, pairs: 2 }])
  expect((await asked(true)).rows).toMatchObject([{ weight: 1, pairs: 1 }])
  expect((await asked(true)).built.tracesRead).toBe(3)
})

test('accounts below the minimum participation are left out, and the query with a cap agrees with the kernel', async () => {
  const job = await store(6)
  const { db } = job
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.nat({ max: 5 }),
          fc.nat({ max: 4 }),
          fc.nat({ max: 20 }).map((s) => s * 1000),
        ),
        { minLength: 1, maxLength: 40 },
      ),
      fc.integer({ min: 2, max: 8 }),
      fc.constantFrom(null, 2, 3, 4),
      fc.integer({ min: 1, max: 3 }),
      async (traces, minParticipation, hubCap, minWeight) => {
        await fill(job, traces)
        const { rows, params } = await edges(job, { windowSeconds: 5, minWeight, minParticipation, hubCap, hubMode: 'leave-out' })
        expect(rows).toEqual(await db.rows(`select * from (${edgesSql('given', params)}) order by account_a, account_b`))
        const active = new Set([0, 1, 2, 3, 4, 5].filter((a) => traces.filter(([b]) => a === b).length >= minParticipation))
        for (const { account_a, account_b } of rows)
          expect([active.has(account_a as number), active.has(account_b as number)]).toEqual([true, true])
      },
    ),
    { numRuns: 40, seed: 4 },
  )
}, 60_000)

test('a cancelled job stops before it has written a network', async () => {
  const job = await store(2)
  await fill(job, pairOn(0, 1, [0, 1]))
  const cancelled = { ...job, signal: AbortSignal.abort() }
  await expect(edges(cancelled, {})).rejects.toThrow()
})

async function withWorker(code: string, look: (file: URL) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  try {
    writeFileSync(join(folder, 'worker.mjs'), code)
    await look(pathToFileURL(join(folder, 'worker.mjs')))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('two threads are opened when asked for', async () => {
  await withWorker('setInterval(() => undefined, 1000)', async (file) => {
    const pool = openPool(2, file)
    expect(pool.threads).toBe(2)
    pool.close()
  })
  expect(openPool(threadsFor(10)).threads).toBe(1)
})

test.each([
  ['throws', "import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => { throw new Error('broken') })"],
  ['leaves', "import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => process.exit(0))"],
  ['dies with a code', "import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => process.exit(3))"],
  ['never starts', "throw new Error('broken')"],
  ['leaves before it is asked', 'process.exit(0)'],
])('a thread that %s fails the step', async (_, code) => {
  const job = await store(2)
  await fill(job, pairOn(0, 1, [0, 1]))
  await withWorker(code, async (workerFile) => {
    await expect(edges(job, {}, { threads: 2, workerFile })).rejects.toThrow(/broken|ended before its work was done/)
  })
})

test('a hub of 2,000 accounts put aside changes no edge', async () => {
  const job = await store(2000)
  const rng = createRng(3)
  const traces: Trace[] = Array.from({ length: 6000 }, () => [rng.below(2000), 1 + rng.below(300), rng.below(600) * 1000])
  for (let a = 0; a < 2000; a++) traces.push([a, 0, rng.below(61) * 1000])
  await fill(job, traces)
  const aside = await edges(job, {}, { deferFrom: 100_000 })
  const through = await edges(job, {}, { deferFrom: Number.POSITIVE_INFINITY })
  expect(aside.rows.length).toBeGreaterThan(100)
  expect(aside.rows).toEqual(through.rows)
})

test('a thread loads nothing but this folder: the engine would take it longer than many a count', () => {
  const files = ['./worker.ts']
  for (const file of files) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    for (const [, kind, from] of text.matchAll(/^import (type )?.* from '(.*)'$/gm))
      if (!kind && !files.includes((from as string).replace('.js', '.ts'))) files.push((from as string).replace('.js', '.ts'))
    expect(files.filter((each) => !each.startsWith('./') && !each.startsWith('node:'))).toEqual([])
    for (const built of files.filter((each) => each.startsWith('node:'))) files.splice(files.indexOf(built), 1)
  }
  expect(files).toContain('./kernel.ts')
})
