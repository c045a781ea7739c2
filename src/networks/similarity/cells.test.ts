import { expect, test } from 'vitest'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { readCells, readTraceCells } from './cells.js'
import { orderedTraces, tracesSql } from './sql.js'

test('on four threads the cells come in the order of the traces, self-reposts left out', async () => {
  const { db } = await openDatabase(':memory:', { threads: '4' })
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`insert into accounts (account_key, platform, account_id) select range, 'x', 'n' || range from range(5000)`)
  // Post k is of account k mod 5000 and reposts post k · 7919 mod 500,003: of its own account wherever both have the same rest.
  await db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, file_key, line)
    select range, 'x', 'p' || range, range % 5000, range * 1000, 'p' || ((range * 7919) % 500003), 0, range from range(500000)`)
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  await ensureTrace(job, 'repost')
  const sorted = await readCells(job, orderedTraces(tracesSql('repost', true)))
  for (let i = 0; i < 3; i++) {
    const { count, objects, ...columns } = await readTraceCells(job, 'repost', true)
    expect([count, objects]).toEqual([sorted.count, sorted.objects])
    for (const name of ['account', 'object', 'times', 'post', 'firstMs'] as const)
      expect(Buffer.compare(bytesOf(columns[name], count), bytesOf(sorted[name], count)), name).toBe(0)
  }
  expect(sorted.count).toBeLessThan(500_000)
})

function bytesOf(column: Int32Array | Float64Array, count: number): Buffer {
  const part = column.subarray(0, count)
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength)
}
