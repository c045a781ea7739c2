/**
 * SHA-256 of the rows of a totally ordered query. Column by column, so that it does not depend on how the engine cuts its chunks:
 *   digest = SHA-256( header, rows, digest of column 1, digest of column 2, … )
 * The header holds names and types of all columns. Whole numbers and booleans are hashed as 64-bit integers, floating point as
 * 64-bit IEEE, little-endian, each beside its own column of null marks; all other columns of a row are written as
 * `<bytes>:<text>`, or `:` for null, one after another (`concat` skips nulls), and the SHA-256 of that text is hashed as four 64-bit integers.
 * Lists and structures are written as JSON. No two different rows give the same bytes.
 */
import { createHash, type Hash } from 'node:crypto'
import { type DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api'
import { quoteName } from '../model/index.js'
import type { Database } from './database.js'

const WHOLE = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
])
const FLOATING = new Set([DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE])
const NESTED = new Set([DuckDBTypeId.LIST, DuckDBTypeId.ARRAY, DuckDBTypeId.STRUCT, DuckDBTypeId.MAP])

interface Plan {
  readonly select: string
  readonly header: string
  readonly hasTexts: boolean
}

/** The query that brings every row home as 64-bit numbers only. */
async function planOf(db: Database, sql: string): Promise<Plan> {
  const prepared = await db.connection.prepare(sql)
  const names: string[] = []
  const numbers: string[] = []
  const texts: string[] = []
  for (let i = 0; i < prepared.columnCount; i++) {
    const type = prepared.columnType(i)
    names.push(`${JSON.stringify(prepared.columnName(i))} ${String(type)}`)
    const column = quoteName(`c${i}`)
    if (WHOLE.has(type.typeId)) numbers.push(`coalesce(${column}::bigint, 0)`, `(${column} is null)::bigint`)
    else if (FLOATING.has(type.typeId)) numbers.push(`coalesce(${column}::double, 0)`, `(${column} is null)::bigint`)
    else {
      const text = NESTED.has(type.typeId) ? `to_json(${column})::varchar` : `${column}::varchar`
      texts.push(`strlen(${text}), ':', ${text}`)
    }
  }
  prepared.destroySync()
  const quarter = (n: number) => `('0x' || substr(row_digest, ${n * 16 + 1}, 16))::ubigint`
  const aliases = names.map((_, i) => quoteName(`c${i}`)).join(', ')
  const digest = texts.length === 0 ? '' : `, sha256(concat(${texts.join(', ')})) as row_digest`
  const columns = texts.length === 0 ? numbers : [...numbers, ...[0, 1, 2, 3].map(quarter)]
  return {
    header: names.join('\n'),
    hasTexts: texts.length > 0,
    select: `select ${columns.map((column, i) => `${column} as n${i}`).join(', ')} from (select *${digest} from (${sql}) as q(${aliases})) as r`,
  }
}

function addChunk(chunk: DuckDBDataChunk, digests: readonly Hash[]): void {
  for (const [i, digest] of digests.entries()) {
    const { items } = chunk.getColumnVector(i) as unknown as { items: BigInt64Array | BigUint64Array | Float64Array }
    digest.update(Buffer.from(items.buffer, items.byteOffset, items.byteLength))
  }
}

/** `sql` must order its rows totally: the same rows in another order give another hash. */
export async function hashRows(db: Database, sql: string): Promise<string> {
  db.check?.()
  const { select, header, hasTexts } = await planOf(db, sql)
  // A streamed query digests its texts on one thread, a table on all of them: 3.1 s against 1.8 s for a million posts.
  if (hasTexts) await db.run(`create or replace temp table row_digests as ${select}`)
  const result = await db.connection.stream(hasTexts ? 'select * from temp.row_digests' : select)
  const digests = Array.from({ length: result.columnCount }, () => createHash('sha256'))
  let rows = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    db.check?.()
    addChunk(chunk, digests)
    rows += chunk.rowCount
  }
  if (hasTexts) await db.run('drop table temp.row_digests')
  const whole = createHash('sha256').update(`${header}\n${rows}\n`)
  for (const digest of digests) whole.update(digest.digest())
  const hash = whole.digest('hex')
  db.noteHash?.(sql, hash)
  return hash
}
