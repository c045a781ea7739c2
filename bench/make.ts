/** Makes the database file for one size: node make.js FILE N [hub accounts]. */
import { existsSync, rmSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { createRng } from '../src/statistics/random.js'
import { keepTraces, wrapConnection } from '../src/store/index.js'
import { MIGRATIONS } from '../src/store/schema.js'
import { generate, loadInto, withHub } from './generate.js'

const [file, size, hub] = [process.argv[2] as string, Number(process.argv[3]), Number(process.argv[4] ?? 0)]
if (existsSync(file)) rmSync(file)
const instance = await DuckDBInstance.create(file, { memory_limit: '6GB' })
const connection = await instance.connect()
for (const migration of MIGRATIONS) await connection.run(migration)
const plain = generate(size, 7)
await loadInto(connection, hub > 0 ? withHub(plain, hub, 60, 8) : plain)
const note = () => undefined
await keepTraces(
  { db: wrapConnection(connection, file), signal: new AbortController().signal, note, warn: note, rng: createRng(1), seed: 1 },
  'given',
)
connection.closeSync()
instance.closeSync()
