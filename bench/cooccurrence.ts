/**
 * Windowed co-occurrence beside its references, run in turn in one go, results checked equal. Generated traces, from the store to edges in the store.
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/cooccurrence.js [--traces 1000000,10000000] [--windows 60] [--rounds 3] [--hub 50000] [--without sql,c]
 * Contenders: the C reference (bench/reference.c, one thread, when there is a C compiler), DuckDB's bucketed query (sql.ts), ours with one and two threads; each
 * in a process of its own (cooccurrence-run.ts). Prints the median of the rounds, the ratio to the first, peak memory of the process.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

interface Result {
  readonly seconds: number
  readonly mb: number
  readonly totals: string
  /** Pairs of traces gone through: said by the reference. */
  readonly pairs?: number
}

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: '1000000' },
    windows: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    hub: { type: 'string', default: '0' },
    without: { type: 'string', default: '' },
  },
})
const compiled = dirname(fileURLToPath(import.meta.url))
const folder = join(tmpdir(), 'lockstep-bench')
const MIN_WEIGHT = '2'

function run(script: string, args: readonly string[]) {
  return spawnSync(process.execPath, [join(compiled, script), ...args], { encoding: 'utf8' })
}

function makeFiles(traces: number, hub: number): { database: string; dump: string } {
  const database = join(folder, `${traces}-${hub}.duckdb`)
  const dump = join(folder, `${traces}-${hub}.dump`)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(dump)) {
    rmSync(database, { force: true })
    for (const [script, args] of [
      ['make.js', [database, String(traces), String(hub)]],
      ['cooccurrence-run.js', ['dump', database, '60s', '2', `${dump}.part`]],
    ] as const) {
      const done = run(script, args)
      if (done.status !== 0) throw new Error(done.stderr)
    }
    renameSync(`${dump}.part`, dump)
  }
  return { database, dump }
}

function compileReference(): string | null {
  const program = join(folder, 'reference')
  const source = join(compiled, '..', '..', '..', 'bench', 'reference.c')
  return spawnSync('gcc', ['-O2', '-o', program, source]).status === 0 ? program : null
}

const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] as number
const thousands = (value: number) => Math.round(value).toLocaleString('en-US')

function compare(traces: number, window: number, hub: number, rounds: number): void {
  const { database, dump } = makeFiles(traces, hub)
  const left = values.without.split(',')
  const program = left.includes('c') ? null : compileReference()
  const contenders: Record<string, () => ReturnType<typeof run>> = {
    ...(program && {
      'C, 1 thread': () => spawnSync(program, [dump, String(window), MIN_WEIGHT, join(folder, 'edges.bin')], { encoding: 'utf8' }),
    }),
    ...(!left.includes('sql') && { 'bucketed SQL': () => run('cooccurrence-run.js', ['sql', database, `${window}s`, '2']) }),
    'ours, 1 thread': () => run('cooccurrence-run.js', ['ours', database, `${window}s`, '1']),
    'ours, 2 threads': () => run('cooccurrence-run.js', ['ours', database, `${window}s`, '2']),
  }
  const results = new Map<string, Result[]>()
  for (let round = 0; round < rounds; round++)
    for (const [name, start] of Object.entries(contenders)) {
      const done = start()
      if (done.status !== 0)
        process.stdout.write(`  ${name} failed: ${(done.stderr || String(done.signal)).trim().split('\n').slice(0, 3).join(' ')}\n`)
      else results.set(name, [...(results.get(name) ?? []), JSON.parse(done.stdout) as Result])
    }
  const all = [...results.values()].flat()
  const pairs = all.find((each) => each.pairs !== undefined)?.pairs
  const isSame = new Set(all.map(({ totals }) => totals)).size === 1
  process.stdout.write(
    `${thousands(traces)} traces${hub ? ` and a hub of ${thousands(hub)} accounts` : ''}, ${window} s${pairs ? `: ${thousands(pairs)} pairs` : ''}, ${thousands(Number(all[0]?.totals.split(' ')[0]))} edges; results ${isSame ? 'equal' : 'DIFFER'}\n`,
  )
  const base = median(([...results.values()][0] as Result[]).map(({ seconds }) => seconds))
  for (const [name, list] of results) {
    const seconds = median(list.map((each) => each.seconds))
    const perPair = pairs ? `  ${((seconds / pairs) * 1e9).toFixed(0)} ns/pair` : ''
    process.stdout.write(
      `  ${name.padEnd(16)} ${seconds.toFixed(3).padStart(8)} s  ×${(seconds / base).toFixed(2)}  ${thousands(traces / seconds / 1000)} k traces/s${perPair}  ${Math.max(...list.map((each) => each.mb))} MB\n`,
    )
  }
}

process.stdout.write(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}\n`)
for (const traces of values.traces.split(',').map(Number))
  for (const window of values.windows.split(',').map(Number)) compare(traces, window, Number(values.hub), Number(values.rounds))
