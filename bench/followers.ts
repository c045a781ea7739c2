/**
 * One list of followers, from one to ten million rows with a thousand of them delivered: import, then the signal follower-blocks with everything that it reads.
 * Each in a process of its own. Run after `npx tsc -p bench`: node .tmp/bench/bench/followers.js [rows …]; prints seconds, CPU time, peak memory and growth.
 * In parts: … write CSV ROWS, … import CSV CASE, … signal CSV CASE.
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { Group, NetworkInfo, SignalResult } from '../src/model/index.js'
import { measureAll, SIGNALS } from '../src/signals/index.js'
import { createRng } from '../src/statistics/index.js'
import { createCase, openCase, type World } from '../src/store/index.js'
import { importFiles } from '../src/workflow/import.js'

const DAY = 86_400_000
const START = Date.UTC(2015, 0, 1)
const DELIVERED = 1000

/** People who come over four years, 30 % of them newcomers; in the middle those who were delivered, all made within a day. */
async function writeFollowers(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 })
  const rng = createRng(1)
  let text = 'account_id,follower_id,position,created_at,posts_count\n'
  for (let i = 0; i < rows; i++) {
    const at = 2000 + (1460 * i) / rows
    const isDelivered = i >= rows >> 1 && i < (rows >> 1) + DELIVERED
    const day = isDelivered ? 1500 + rng.next() : rng.next() < 0.3 ? at - rng.next() : at * rng.next()
    text += `shop,f${i},${i + 1},${new Date(START + Math.floor(day * DAY)).toISOString()},${isDelivered ? 0 : rng.below(50)}\n`
    if (text.length > 1 << 20) {
      if (!out.write(text)) await once(out, 'drain')
      text = ''
    }
  }
  out.end(text)
  await finished(out)
}

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}

interface Timed {
  readonly seconds: number
  readonly cpu: number
  readonly peakMb: number
  readonly said: string
}

async function timed(work: () => Promise<string>): Promise<Timed> {
  const before = process.cpuUsage()
  const from = performance.now()
  const said = await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - from) / 1000, cpu: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024, said }
}

async function runImport(csv: string, path: string): Promise<Timed> {
  const kase = await createCase(path)
  const done = await timed(async () => `${(await importFiles(world, kase, [csv], {}))[0]?.rowsKept} kept`)
  kase.close()
  return done
}

async function runSignal(_: string, path: string): Promise<Timed> {
  const kase = await openCase(path, { mode: 'read' })
  const { key } = await kase.db.row<{ key: number }>("select account_key as key from accounts where account_id = 'shop'")
  const group = { groupId: 'G01', networkKey: 1, members: [key] } as unknown as Group
  const network = { networkKey: 1 } as NetworkInfo
  const signals = SIGNALS.filter(({ id }) => id === 'follower-blocks')
  const done = await timed(async () => {
    const [result] = (await measureAll(kase.job(world, 1), signals, [group], [group], [network], {}, 0.05)) as [SignalResult]
    return result.sentence
  })
  kase.close()
  return done
}

const RUNS = { import: runImport, signal: runSignal } as const

/** Each in a process of its own, so that peaks are told apart. */
function inOwnProcess(what: keyof typeof RUNS, csv: string, path: string): Timed {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), what, csv, path], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Timed
}

async function bench(sizes: readonly number[]): Promise<void> {
  let last: { rows: number; seconds: number } | null = null
  for (const rows of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
    const [csv, path] = [join(folder, 'followers.csv'), join(folder, 'case.lockstep')]
    await writeFollowers(csv, rows)
    for (const what of ['import', 'signal'] as const) {
      const { seconds, cpu, peakMb, said } = inOwnProcess(what, csv, path)
      const growth =
        what === 'signal' && last ? `, ${(seconds / last.seconds).toFixed(1)} x the time for ${rows / last.rows} x the rows` : ''
      process.stdout.write(
        `${rows} followers, ${what}: ${seconds.toFixed(2)} s (CPU ${cpu.toFixed(2)} s, ${peakMb.toFixed(0)} MB)${growth}; ${said}\n`,
      )
      if (what === 'signal') last = { rows, seconds }
    }
    rmSync(folder, { recursive: true })
  }
}

const [first, csv, path] = process.argv.slice(2)
if (first === 'write') await writeFollowers(csv as string, Number(path))
else if (first === 'import' || first === 'signal') process.stdout.write(JSON.stringify(await RUNS[first](csv as string, path as string)))
else {
  const sizes = process.argv.slice(2).map(Number)
  await bench(sizes.length > 0 ? sizes : [1_000_000, 10_000_000])
}
