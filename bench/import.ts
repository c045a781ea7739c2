/**
 * Import of CSV with all checks, beside DuckDB's own reader (`create table as select * from read_csv`, all text, into a file, same dialect).
 * Run alternately: npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/import.js [rows …]; prints rows/s, ratio of speeds and of CPU time, peak memory, growth.
 */

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createCase, openDatabase, type World } from '../src/store/index.js'
import { importFiles } from '../src/workflow/import.js'

const COLUMNS = ['post_id', 'account_id', 'handle', 'created_at', 'text', 'repost_of', 'likes']

async function writePosts(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 })
  let state = 12345
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  let text = `${COLUMNS.join(',')}\n`
  for (let i = 0; i < rows; i++) {
    const account = Math.floor((draw() * draw() * rows) / 20)
    const kind = draw()
    const words =
      kind < 0.3
        ? `"Line one\nsays ""harbour"", ${i} #harbour #quay @acc${account % 97}"`
        : kind < 0.6
          ? `plain words number ${i} https://example.org/p/${i % 1000}`
          : `just ordinary text about boats ${i}`
    const repost = kind < 0.4 ? 1_600_000_000_000_000_000n + BigInt(Math.floor(draw() * 1000)) * 4096n : ''
    text += `${1_700_000_000_000_000_000n + BigInt(i) * 1_048_576n},${9_000_000_000 + account},acc_${account},${new Date(1_700_000_000_000 + i * 250).toISOString()},${words},${repost},${Math.floor(draw() * 100)}\n`
    if (text.length > 1 << 20) {
      if (!out.write(text)) await once(out, 'drain')
      text = ''
    }
  }
  out.end(text)
  await finished(out)
}

interface Timed {
  readonly seconds: number
  readonly cpu: number
  readonly peakMb: number
}

async function timed(work: () => Promise<void>): Promise<Timed> {
  const before = process.cpuUsage()
  const from = performance.now()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - from) / 1000, cpu: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 }
}

async function runEngine(csv: string, folder: string): Promise<Timed> {
  const path = join(folder, 'plain.duckdb')
  const { db, close } = await openDatabase(path)
  const done = await timed(async () => {
    await db.run(
      `create table t as select * from read_csv('${csv}', auto_detect=false, header=true, delim=',', quote='"', escape='"', columns={${COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(', ')}})`,
    )
    await db.run('checkpoint')
  })
  close()
  rmSync(path)
  return done
}

async function runImport(csv: string, folder: string): Promise<Timed> {
  const world: World = {
    signal: new AbortController().signal,
    note: () => undefined,
    warn: () => undefined,
    now: () => '2026-01-01T00:00:00Z',
  }
  const path = join(folder, 'case.lockstep')
  const kase = await createCase(path)
  const done = await timed(async () => {
    await importFiles(world, kase, [csv], {})
  })
  kase.close()
  rmSync(path, { recursive: true })
  return done
}

/** Each run in a process of its own, so that peaks are told apart. */
function inOwnProcess(what: 'engine' | 'ours', csv: string, folder: string): Timed {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), what, csv, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Timed
}

const RUNS = { engine: runEngine, ours: runImport } as const

async function bench(sizes: readonly number[]): Promise<void> {
  let last: { rows: number; seconds: number } | null = null
  for (const rows of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
    const csv = join(folder, 'posts.csv')
    await writePosts(csv, rows)
    const done: Record<'engine' | 'ours', Timed[]> = { engine: [], ours: [] }
    for (let i = 0; i < (rows > 2_000_000 ? 1 : 3); i++)
      for (const what of ['engine', 'ours'] as const) done[what].push(inOwnProcess(what, csv, folder))
    const best = (all: readonly Timed[]) => all.reduce((a, b) => (b.seconds < a.seconds ? b : a))
    const [engine, ours] = [best(done.engine), best(done.ours)]
    const show = ({ seconds, cpu, peakMb }: Timed) => `${seconds.toFixed(2)} s (CPU ${cpu.toFixed(2)} s, ${peakMb.toFixed(0)} MB)`
    const growth = last ? `, ${(ours.seconds / last.seconds).toFixed(1)} x the time for ${rows / last.rows} x the rows` : ''
    process.stdout.write(
      `${rows} rows, ${(statSync(csv).size / 1e6).toFixed(0)} MB: import ${show(ours)}, ${Math.round(rows / ours.seconds)} rows/s; engine alone ${show(engine)}; ratio of speeds ${(engine.seconds / ours.seconds).toFixed(2)}, of CPU ${(engine.cpu / ours.cpu).toFixed(2)}${growth}\n`,
    )
    last = { rows, seconds: ours.seconds }
    rmSync(folder, { recursive: true })
  }
}

const [first, csv, folder] = process.argv.slice(2)
if (first === 'engine' || first === 'ours') process.stdout.write(JSON.stringify(await RUNS[first](csv as string, folder as string)))
else {
  const sizes = process.argv.slice(2).map(Number)
  await bench(sizes.length > 0 ? sizes : [100_000, 1_000_000, 10_000_000])
}
