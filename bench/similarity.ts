/**
 * TF-IDF cosine of at least 0.5 over 200,000 accounts × 1 million objects, and a tenth and a hundredth of it:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/similarity.js [traces …] [--out FOLDER]
 * Each size runs in a process of its own, so that the peak memory is its own. With --out the cells are written as raw Int32 for
 * bench/similarity.py, which does the same with scikit-learn where it can finish.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { readParams } from '../src/model/index.js'
import { SIMILARITY_PARAMS, similarity } from '../src/networks/similarity/index.js'
import { createRng } from '../src/statistics/random.js'
import { type Job, MIGRATIONS, wrapConnection } from '../src/store/index.js'
import { generate, loadInto } from './generate.js'

const PER_ACCOUNT = 50
const PER_OBJECT = 10

async function measure(traces: number, out: string | undefined): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '3GB' })
  const connection = await instance.connect()
  for (const migration of MIGRATIONS) await connection.run(migration)
  const data = generate(traces, 7, { objects: Math.floor(traces / PER_OBJECT), accounts: Math.floor(traces / PER_ACCOUNT) })
  await loadInto(connection, data)
  if (out !== undefined)
    for (const [name, column] of Object.entries({ account: data.account, object: data.object }))
      writeFileSync(join(out, `${traces}-${name}.i32`), new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  const before = process.resourceUsage().maxRSS
  const db = wrapConnection(connection)
  const job: Job = { db, signal: new AbortController().signal, note: () => {}, warn: () => {}, rng: createRng(1), seed: 1 }
  const params = readParams(SIMILARITY_PARAMS, { minParticipation: 10, minShared: 1, isSelfRepostExcluded: false }, 'bench')
  const start = performance.now()
  const built = await similarity.build(job, 1, 'given', params)
  const seconds = (performance.now() - start) / 1000
  const { sum } = await db.row<{ sum: number }>('select sum(round(weight * 1e9)::bigint) as sum from edges')
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0)
  console.log(
    `${traces} traces: ${built.accountsRead} accounts, ${built.objectsRead} objects, ${built.edges} edges, ${seconds.toFixed(2)} s, peak ${peak} MB (${(before / 1024).toFixed(0)} MB before), sum of weights ${sum}e-9`,
  )
}

const args = process.argv.slice(2)
const at = args.indexOf('--out')
const out = at < 0 ? undefined : args[at + 1]
const sizes = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1)).map(Number)
if (sizes.length === 1) await measure(sizes[0] as number, out)
else
  for (const size of sizes.length > 0 ? sizes : [100_000, 1_000_000, 10_000_000])
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(size), ...(out === undefined ? [] : ['--out', out])], {
      stdio: 'inherit',
    })
