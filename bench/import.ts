/**
 * Import of CSV with all checks, beside DuckDB's own reader (`create table as select * from read_csv`, all text, into a file, same dialect).
 * Run alternately, after `npm run build`: node dist/bench/import.js [rows …]; prints rows/s, ratio, peak memory.
 */

import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
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

async function timeEngine(csv: string, folder: string): Promise<number> {
  const path = join(folder, 'plain.duckdb')
  const { db, close } = await openDatabase(path)
  const from = performance.now()
  await db.run(
    `create table t as select * from read_csv('${csv}', auto_detect=false, header=true, delim=',', quote='"', escape='"', columns={${COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(', ')}})`,
  )
  await db.run('checkpoint')
  const ms = performance.now() - from
  close()
  rmSync(path)
  return ms
}

async function timeImport(csv: string, folder: string): Promise<number> {
  const world: World = {
    signal: new AbortController().signal,
    note: () => undefined,
    warn: () => undefined,
    now: () => '2026-01-01T00:00:00Z',
  }
  const path = join(folder, 'case.lockstep')
  const kase = await createCase(path)
  const from = performance.now()
  await importFiles(world, kase, [csv], {})
  const ms = performance.now() - from
  kase.close()
  rmSync(path, { recursive: true })
  return ms
}

const sizes = process.argv.slice(2).map(Number)
for (const rows of sizes.length > 0 ? sizes : [100_000, 1_000_000, 10_000_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
  const csv = join(folder, 'posts.csv')
  await writePosts(csv, rows)
  const runs = rows > 2_000_000 ? 1 : 3
  let engine = Number.POSITIVE_INFINITY
  let ours = Number.POSITIVE_INFINITY
  for (let i = 0; i < runs; i++) {
    engine = Math.min(engine, await timeEngine(csv, folder))
    ours = Math.min(ours, await timeImport(csv, folder))
  }
  process.stdout.write(
    `${rows} rows, ${(statSync(csv).size / 1e6).toFixed(0)} MB: import ${(ours / 1000).toFixed(2)} s (${Math.round(rows / (ours / 1000))} rows/s), engine alone ${(engine / 1000).toFixed(2)} s, ratio of speeds ${(engine / ours).toFixed(2)}, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`,
  )
  rmSync(folder, { recursive: true })
}
