/**
 * Rows per second of ensureTrace on invented reposts and links, beside DuckDB's plain dictionary join (no order, no platform).
 * node --import is not needed: compile with tsc, then `node <out>/bench/traces.js [rows …]`. Default: 1 and 10 million.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '../src/statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../src/store/index.js'
import { ensureTrace } from '../src/traces/index.js'

const sizes = process.argv.slice(2).map(Number)
for (const rows of sizes.length > 0 ? sizes : [1e6, 1e7]) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-traces-'))
  const { db, close } = await openDatabase(join(folder, 'bench.duckdb'))
  try {
    for (const migration of MIGRATIONS) await db.run(migration)
    await db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, file_key, line)
      select i::integer, 'x', (1800000000000000000 + i)::varchar, (hash(i) % ${Math.ceil(rows / 20)})::integer, 1700000000000 + i * 259,
        (1500000000000000000 + (hash(i * 7) % ${Math.ceil(rows / 10)}) * 12345)::varchar, 0, i from range(${rows}) t(i)`)
    const job: Job = { db, signal: new AbortController().signal, note: () => {}, warn: () => {}, rng: createRng(1), seed: 1 }
    const timed = async (name: string, work: () => Promise<void>) => {
      const start = performance.now()
      await work()
      const seconds = (performance.now() - start) / 1000
      console.log(
        `${name.padEnd(36)} ${rows.toExponential(0)} rows  ${seconds.toFixed(2)} s  ${(rows / seconds / 1e6).toFixed(2)} M rows/s`,
      )
    }
    await timed('dictionary and join, no order', async () => {
      await db.run(
        'create temp table dictionary as select repost_of, row_number() over () as k from (select distinct repost_of from posts)',
      )
      await db.run('create table plain as select k, account_key, post_key, posted_ms from posts join dictionary using (repost_of)')
    })
    await timed('ensureTrace repost', () => ensureTrace(job, 'repost'))
    await db.run(
      `update posts set urls = ['https://www.example.org/' || (post_key % ${Math.ceil(rows / 10)}) || '?utm_source=a&id=1'], repost_of = null`,
    )
    await timed('ensureTrace link (1/10 distinct)', () => ensureTrace(job, 'link'))
    console.log(`peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
  } finally {
    close()
    rmSync(folder, { recursive: true, force: true })
  }
}
