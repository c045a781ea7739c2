/**
 * One measured run in a process of its own, so that peak memory and warm-up are its own: KIND FILE WINDOW THREADS → one line of JSON.
 * KIND: ours (from the store to edges in the store); warm (the same a fifth time in one process); kernel (counting and measuring alone, without
 * reading, sorting and writing, third time in one process); sql; sql-counts; dump (for the C reference).
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { readParams } from '../src/model/index.js'
import { fillPart } from '../src/networks/windowed-cooccurrence/fill.js'
import { buildWindowed, windowedCooccurrence } from '../src/networks/windowed-cooccurrence/index.js'
import { loadTraces, windowOf } from '../src/networks/windowed-cooccurrence/load.js'
import type { WindowedParams } from '../src/networks/windowed-cooccurrence/params.js'
import { beginSurvey, planHubs, prepareEntries } from '../src/networks/windowed-cooccurrence/prepare.js'
import { cutSlices, sliceRunner } from '../src/networks/windowed-cooccurrence/slices.js'
import { bucketedPairs, edgesSql, rowsSql } from '../src/networks/windowed-cooccurrence/sql.js'
import { surveyPart } from '../src/networks/windowed-cooccurrence/survey.js'
import { createRng } from '../src/statistics/random.js'
import { type Job, wrapConnection } from '../src/store/index.js'

const [kind, file, window, threads, dump] = process.argv.slice(2) as [string, string, string, string, string]
const instance = await DuckDBInstance.create(file, { threads, memory_limit: process.env.BENCH_MEMORY ?? '5GB' })
const db = wrapConnection(await instance.connect(), file)
if (kind === 'dump') {
  const { n } = await db.row<{ n: number }>('select count(*) as n from trace_given')
  const columns = new Int32Array(n * 4)
  const result = await db.connection.stream('select object_key, account_key, post_key, (happened_ms // 1000)::integer from trace_given')
  let at = 0
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let c = 0; c < 4; c++) columns.set((chunk.getColumnVector(c) as unknown as { items: Int32Array }).items, c * n + at)
    at += chunk.rowCount
  }
  const out = openSync(dump, 'w')
  writeSync(out, BigInt64Array.of(BigInt(n)))
  for (let from = 0; from < columns.length; from += 1 << 26) writeSync(out, columns.subarray(from, from + (1 << 26)))
  closeSync(out)
} else {
  const params = readParams(windowedCooccurrence.params, { windowSeconds: window }, 'bench')
  const note = () => undefined
  const job = { signal: new AbortController().signal, note, warn: note, db, rng: createRng(1), seed: 1 }
  if (kind === 'kernel') {
    console.log(JSON.stringify(await kernelOnly(job, params)))
    process.exit(0)
  }
  for (let round = 0; kind === 'warm' && round < 4; round++) {
    await db.run('begin transaction')
    await buildWindowed(job, 1, 'given', params, { threads: Number(threads) })
    await db.run('rollback')
  }
  const cpuBefore = process.cpuUsage()
  const begin = performance.now()
  await db.run('begin transaction')
  if (kind === 'sql') await db.run(`insert into edges select 1, * from (${edgesSql('given', params)})`)
  else if (kind === 'sql-counts')
    // Without medians and posts on each side: what the query costs when it only counts.
    await db.run(
      `create temp table counted as select account_a, account_b, count(distinct object_key) as objects, count(*) as pairs, sum(abs(a_ms - b_ms))::bigint as gap_sum_ms
       from (${bucketedPairs(rowsSql('given', params), params.windowSeconds)}) group by account_a, account_b having count(distinct object_key) >= ${params.minWeight}`,
    )
  else await buildWindowed(job, 1, 'given', params, { threads: Number(threads) })
  const seconds = (performance.now() - begin) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const mb = Math.round(process.resourceUsage().maxRSS / 1024)
  const measures = `objects::bigint * 31 + pairs * 37 + posts_a * 41 + posts_b * 43 + gap_sum_ms * 47 + (gap_median_ms * 2)::bigint * 53 + gap_least_ms * 59
    + first_ms * 61 + last_ms * 67 + first_a * 71 + first_b * 73`
  const rows =
    kind === 'sql-counts' ? `select concat_ws(' ', count(*), sum(objects), sum(pairs), sum(gap_sum_ms)) as totals from counted` : null
  const { totals } = await db.row<{ totals: string }>(
    rows ??
      `select concat_ws(' ', count(*), sum(objects), sum(pairs), sum(gap_sum_ms),
       sum((account_a * 1000003::bigint + account_b) % 1000000007 * ((${measures}) % 1000000007) % 1000000007) % 1000000007) as totals from edges`,
  )
  await db.run('rollback')
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, mb, totals }))
}
db.connection.closeSync()
instance.closeSync()

async function kernelOnly(job: Job, params: WindowedParams) {
  const { traces } = await loadTraces(job, 'given', { minParticipation: params.minParticipation })
  const units = windowOf(params.windowSeconds, traces)
  const survey = beginSurvey(traces, units, 1)
  surveyPart(survey, 0)
  const { filling, ...prepared } = prepareEntries(traces, survey, planHubs(survey, null, params))
  fillPart(filling, 0)
  const sliceStart = cutSlices(prepared.entryStart)
  const input = { ...traces, ...prepared, entries: filling.entries, minWeight: params.minWeight, window: units, sliceStart }
  let seconds = 0
  let cpu = 0
  let edges = 0
  for (let round = 0; round < 3; round++) {
    const cpuFrom = process.cpuUsage()
    const from = performance.now()
    const run = sliceRunner(input)
    edges = 0
    for (let slice = 0; slice < sliceStart.length - 1; slice++) edges += run(slice).count
    seconds = (performance.now() - from) / 1000
    const { user, system } = process.cpuUsage(cpuFrom)
    cpu = (user + system) / 1e6
  }
  return { seconds, cpu, pairs: survey.pairsOf.reduce((sum, each) => sum + each, 0), edges }
}
