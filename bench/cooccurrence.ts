/**
 * Windowed co-occurrence against a C reference and DuckDB's bucketed query, alternately, results checked equal (edges, three sums, one checksum
 * over every measure of every edge). Prints a Markdown table of medians; each run is a process of its own.
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/cooccurrence.js [--sizes 1000000,10000000] [--windows 60] [--rounds 3]
 *     [--sql-most-pairs 2000000] [--counts-most-pairs 30000000] [--c-most-pairs 250000000] [--hub 50000] [--folder DIR]
 * The query with every measure needs 12 GB at 21 million pairs, so by default it runs up to 2 million, and counting only beyond.
 * "kernel" is counting and measuring alone, one thread, third time in one process: its ns per pair are what should not grow.
 * The C compiler is `cc` (Debian and Ubuntu: apt-get install gcc).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

interface Run {
  readonly seconds: number
  /** Of all threads; less disturbed than seconds when the machine is shared. */
  readonly cpu: number
  readonly mb: number
  readonly totals: string
  readonly pairs?: number
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000000,10000000' },
    windows: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    hub: { type: 'string', default: '0' },
    'sql-most-pairs': { type: 'string', default: '2000000' },
    'counts-most-pairs': { type: 'string', default: '30000000' },
    'c-most-pairs': { type: 'string', default: '250000000' },
    folder: { type: 'string', default: join(tmpdir(), 'lockstep-bench') },
  },
})
const folder = values.folder
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const node = (script: string, ...args: (string | number)[]) =>
  execFileSync(process.execPath, [here(script), ...args.map(String)], { encoding: 'utf8', maxBuffer: 1e8 })

/** The sources lie two folders above the compiled bench, or beside it when run in place. */
function sourceOf(name: string): string {
  const found = [join(process.cwd(), 'bench', name), here(name)].find((path) => existsSync(path))
  if (!found) throw new Error(`${name} not found: run from the root of the repository`)
  return found
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

mkdirSync(folder, { recursive: true })
const reference = join(folder, 'reference')
execFileSync('cc', ['-O2', '-o', reference, sourceOf('reference.c')])
console.log(
  `${availableParallelism()} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load before ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}\n`,
)
console.log('| traces | window | pairs | edges | implementation | median s | spread s | ÷ C | CPU s | ÷ C | CPU ns/pair | peak MB |')
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|')
const hub = Number(values.hub)
for (const size of values.sizes.split(',').map(Number)) {
  const store = join(folder, `${size}${hub ? `-hub${hub}` : ''}.duckdb`)
  const dump = `${store}.bin`
  if (!existsSync(store)) node('./make.js', store, size, hub)
  if (!existsSync(dump)) node('./cooccurrence-run.js', 'dump', store, 0, 2, dump)
  for (const window of values.windows.split(',').map(Number)) {
    const c = (): Run =>
      JSON.parse(execFileSync(reference, [dump, String(window), '2', join(folder, 'edges.bin')], { encoding: 'utf8' })) as Run
    const ours = (threads: number) => (): Run => JSON.parse(node('./cooccurrence-run.js', 'ours', store, window, threads)) as Run
    const kernel = JSON.parse(node('./cooccurrence-run.js', 'kernel', store, window, 1)) as { pairs: number; cpu: number; seconds: number }
    const kinds: [string, () => Run][] = [
      ['ours, 1 thread', ours(1)],
      ['ours, 2 threads', ours(2)],
    ]
    if (size <= 2_000_000)
      kinds.push(['ours, 1 thread, warm', () => JSON.parse(node('./cooccurrence-run.js', 'warm', store, window, 1)) as Run])
    if (!hub && kernel.pairs <= Number(values['c-most-pairs'])) kinds.unshift(['C, 1 thread', c])
    const runs = new Map<string, Run[]>()
    for (let round = 0; round < Number(values.rounds); round++)
      for (const [name, run] of kinds) runs.set(name, [...(runs.get(name) ?? []), run()])
    const pairs = runs.get('C, 1 thread')?.[0]?.pairs ?? kernel.pairs
    for (const [name, kind, most] of [
      ['SQL, same measures', 'sql', values['sql-most-pairs']],
      ['SQL, counts only', 'sql-counts', values['counts-most-pairs']],
    ] as const)
      if (!hub && pairs <= Number(most)) runs.set(name, [JSON.parse(node('./cooccurrence-run.js', kind, store, window, 2)) as Run])
    const expected = [...runs.values()][0]?.[0]?.totals ?? ''
    for (const [name, list] of runs) {
      for (const { totals } of list)
        if (name === 'SQL, counts only' ? !expected.startsWith(totals) : totals !== expected)
          throw new Error(`${name} differs: ${totals} against ${expected}`)
      const seconds = list.map((run) => run.seconds)
      const time = median(seconds)
      const cpu = median(list.map((run) => run.cpu))
      const yardstick = runs.get('C, 1 thread')
      const against = (value: number, of: (run: Run) => number) => (yardstick ? (value / median(yardstick.map(of))).toFixed(2) : '')
      const spread = list.length > 1 ? `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}` : 'one run'
      const cells = [
        `${size / 1e6} M${hub ? ` + hub ${hub}` : ''}`,
        `${window} s`,
        `${(pairs / 1e6).toFixed(2)} M`,
        expected.split(' ')[0],
        name,
        time.toFixed(3),
        spread,
        against(time, (run) => run.seconds),
        cpu.toFixed(2),
        against(cpu, (run) => run.cpu),
        ((cpu * 1e9) / pairs).toFixed(0),
        Math.max(...list.map((run) => run.mb)),
      ]
      console.log(`| ${cells.join(' | ')} |`)
    }
    const rest = [kernel.seconds.toFixed(3), 'one run', '', kernel.cpu.toFixed(2), '', ((kernel.cpu * 1e9) / pairs).toFixed(0), '']
    console.log(`| ${[`${size / 1e6} M`, `${window} s`, `${(pairs / 1e6).toFixed(2)} M`, '', 'kernel, 1 thread', ...rest].join(' | ')} |`)
  }
}
console.log(
  `\nload after ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}; every run gave the same edges`,
)
