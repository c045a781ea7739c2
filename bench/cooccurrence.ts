/**
 * Windowed co-occurrence beside its references, run in turn in one go, results checked equal. Generated traces, from the store to edges in the store.
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/cooccurrence.js [--traces 1000000,10000000] [--windows 60] [--rounds 3] [--hub 50000] [--no-sql]
 * Contenders: the C reference (bench/reference.c, one thread, when there is a C compiler), DuckDB's bucketed query (sql.ts), ours with one and two threads.
 * Each runs in a process of its own; peak memory is the process's. Prints the median of the rounds and the ratios to it.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { readParams } from '../src/model/index.js'
import { buildWindowed, windowedCooccurrence } from '../src/networks/windowed-cooccurrence/index.js'
import type { WindowedParams } from '../src/networks/windowed-cooccurrence/params.js'
import { edgesSql } from '../src/networks/windowed-cooccurrence/sql.js'
import { createRng } from '../src/statistics/random.js'
import { wrapConnection } from '../src/store/database.js'
import { MIGRATIONS } from '../src/store/schema.js'
import { generate, loadInto, withHub } from './generate.js'

interface Result {
  readonly seconds: number
  readonly edges: number
  readonly objects: number
  readonly pairs: number
  readonly gapSeconds: number
  readonly check: string
  readonly peakMb?: number
}

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: '1000000' },
    windows: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    hub: { type: 'string', default: '0' },
    'no-sql': { type: 'boolean', default: false },
    run: { type: 'string' },
    file: { type: 'string' },
  },
})
const MIN_WEIGHT = 2
const TOTALS = `select count(*) as edges, sum(objects)::bigint as objects, sum(pairs)::bigint as pairs, (sum(gap_sum_ms) // 1000)::bigint as "gapSeconds",
  (sum(lo::hugeint * 1000003 + hi::hugeint * 10007 + objects::hugeint * hi + pairs * 31 + (gap_sum_ms // 1000) * 17 + (gap_least_ms // 1000)::hugeint * lo
    + (first_ms // 1000) * 7 + (last_ms // 1000) * 3) % 1000000000000000)::varchar as "check"
  from (select *, least(account_a, account_b) as lo, greatest(account_a, account_b) as hi from edges)`

function paramsFor(window: number): WindowedParams {
  return readParams(windowedCooccurrence.params, { windowSeconds: window, minWeight: MIN_WEIGHT }, 'bench')
}

/** One contender in this process: prints its result as JSON. */
async function runOne(contender: string, file: string, window: number): Promise<void> {
  const threads = contender === 'ours-1' ? 1 : 2
  const instance = await DuckDBInstance.create(file, { threads: String(threads), memory_limit: '14GB' })
  const db = wrapConnection(await instance.connect())
  await db.run('begin transaction')
  const begin = performance.now()
  if (contender === 'sql')
    await db.run(`insert into edges select 1, account_a, account_b, weight, objects, pairs, posts_a, posts_b, gap_sum_ms, gap_median_ms, gap_least_ms,
      first_ms, last_ms, first_a, first_b from (${edgesSql('given', paramsFor(window))})`)
  else {
    const job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
    await buildWindowed(job, 1, 'given', paramsFor(window), { threads })
  }
  const seconds = (performance.now() - begin) / 1000
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
  const totals = await db.row<Omit<Result, 'seconds'>>(TOTALS)
  await db.run('rollback')
  process.stdout.write(`${JSON.stringify({ seconds, ...totals, peakMb })}\n`)
}

const here = fileURLToPath(import.meta.url)
const folder = join(tmpdir(), 'lockstep-bench')

async function makeFiles(traces: number, hub: number): Promise<{ database: string; dump: string }> {
  const name = `${traces}-${hub}`
  const database = join(folder, `${name}.duckdb`)
  const dump = join(folder, `${name}.bin`)
  mkdirSync(folder, { recursive: true })
  if (existsSync(dump)) return { database, dump }
  rmSync(database, { force: true })
  const instance = await DuckDBInstance.create(database, { memory_limit: '6GB' })
  const connection = await instance.connect()
  for (const migration of MIGRATIONS) await connection.run(migration)
  const plain = generate(traces, 7)
  await loadInto(connection, hub > 0 ? withHub(plain, hub, 60, 8) : plain)
  const out = openSync(dump, 'w')
  const { count } = await wrapConnection(connection).row<{ count: number }>('select count(*) as count from trace_given')
  writeSync(out, new Int32Array([count]))
  const stream = await connection.stream(
    'select object_key, account_key, (happened_ms // 1000)::integer from trace_given order by object_key, happened_ms, account_key, post_key',
  )
  for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
    const rows = new Int32Array(chunk.rowCount * 3)
    const columns = [0, 1, 2].map((i) => (chunk as NonNullable<typeof chunk>).getColumnValues(i) as number[])
    for (let i = 0; i < chunk.rowCount; i++) for (let c = 0; c < 3; c++) rows[3 * i + c] = (columns[c] as number[])[i] as number
    writeSync(out, rows)
  }
  closeSync(out)
  connection.closeSync()
  instance.closeSync()
  return { database, dump }
}

function compileReference(): string | null {
  const source = join(dirname(here), '..', '..', '..', 'bench', 'reference.c')
  const program = join(folder, 'reference')
  return spawnSync('gcc', ['-O2', '-o', program, source]).status === 0 ? program : null
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] as number
}

async function compare(traces: number, window: number, hub: number, rounds: number): Promise<void> {
  const { database, dump } = await makeFiles(traces, hub)
  const program = compileReference()
  const contenders = [...(program ? ['c'] : []), ...(values['no-sql'] ? [] : ['sql']), 'ours-1', 'ours-2']
  const results = new Map<string, Result[]>(contenders.map((name) => [name, []]))
  let allPairs = 0
  for (let round = 0; round < rounds; round++)
    for (const name of contenders) {
      const [command, args] =
        name === 'c'
          ? [program as string, [dump, String(window), String(MIN_WEIGHT), join(folder, 'edges.bin')]]
          : [process.execPath, [here, '--run', name, '--file', database, '--windows', String(window)]]
      const done = spawnSync(command, args, { encoding: 'utf8' })
      if (done.status !== 0) {
        process.stdout.write(`  ${name} failed: ${(done.stderr || String(done.signal)).split('\n').slice(0, 3).join(' ')}\n`)
        continue
      }
      const result = JSON.parse(done.stdout) as Result & { allPairs?: number }
      if (result.allPairs) allPairs = result.allPairs
      results.get(name)?.push(result)
    }
  const answers = new Set(
    [...results.values()]
      .flat()
      .map(({ edges, objects, pairs, gapSeconds, check }) => [edges, objects, pairs, gapSeconds, check].join(' ')),
  )
  const { edges, pairs } = [...results.values()].flat()[0] as Result
  process.stdout.write(
    `${traces.toLocaleString('en-US')} traces${hub ? ` and a hub of ${hub}` : ''}, ${window} s: ${allPairs.toLocaleString('en-US')} pairs, ${edges.toLocaleString('en-US')} edges (${pairs.toLocaleString('en-US')} pairs behind them); results ${answers.size === 1 ? 'equal' : 'DIFFER'}\n`,
  )
  const base = median((results.get('c') ?? results.get('ours-1') ?? []).map(({ seconds }) => seconds))
  for (const [name, list] of results) {
    if (list.length === 0) continue
    const seconds = median(list.map((each) => each.seconds))
    const peak = list[0]?.peakMb === undefined ? '' : `  ${Math.max(...list.map((each) => each.peakMb as number))} MB`
    process.stdout.write(
      `  ${name.padEnd(8)} ${seconds.toFixed(3).padStart(9)} s  ×${(seconds / base).toFixed(2)} of the first  ${Math.round(traces / seconds / 1000).toLocaleString('en-US')} k traces/s  ${((seconds / (allPairs || 1)) * 1e9).toFixed(0)} ns/pair${peak}\n`,
    )
  }
}

if (values.run) await runOne(values.run, values.file as string, Number(values.windows))
else {
  process.stdout.write(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}\n`)
  for (const traces of values.traces.split(',').map(Number))
    for (const window of values.windows.split(',').map(Number)) await compare(traces, window, Number(values.hub), Number(values.rounds))
}
