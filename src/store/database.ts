import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { engine } from './engine.js'
import { rethrow } from './engine-problem.js'

export type SqlValue = DuckDBValue
export type Row = Record<string, unknown>

/** How a hash of rows was taken: the query, and the key and the form of `hashKeyedRows`; a key without a form is that of `hashKeyedTexts`. */
export interface HashedRows {
  readonly resultSql: string
  readonly resultKey?: string
  readonly resultForm?: 'columns'
}

/** One connection of one case. A connection runs one query at a time. */
export interface Database {
  /** Path of the store; empty when it is in memory. */
  readonly file: string
  readonly connection: DuckDBConnection
  /** Statements whose rows nobody reads. */
  run(sql: string, values?: readonly SqlValue[]): Promise<void>
  /** Small results only: BIGINT, HUGEINT and DECIMAL come as numbers (or bigint past 2^53), lists as arrays. */
  rows<T = Row>(sql: string, values?: readonly SqlValue[]): Promise<T[]>
  /** Many rows of plain columns (integers, texts), one list for each column. */
  columns(sql: string): Promise<unknown[][]>
  /** The only row. */
  row<T = Row>(sql: string, values?: readonly SqlValue[]): Promise<T>
  interrupt(): void
  /** Inside a step: throws when the step was cancelled; hears of each hash of rows that is taken. */
  check?(): void
  noteHash?(hash: string, made: HashedRows): void
}

export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }
  if (value !== null && typeof value === 'object') {
    if ('items' in value) return (value.items as readonly unknown[]).map(plain)
    if ('toDouble' in value) return (value as { toDouble(): number }).toDouble()
  }
  return value
}

/** An engine failure that has a name becomes a problem; any other keeps its message and carries the SQL. */
function failed(error: unknown, sql: string, file: string): never {
  if (error instanceof Error && !('sql' in error)) Object.assign(error, { sql })
  rethrow(error, file)
}

export function wrapConnection(connection: DuckDBConnection, file = ''): Database {
  const read = async <T>(sql: string, values?: readonly SqlValue[]): Promise<T[]> => {
    try {
      const reader = await connection.runAndReadAll(sql, values as SqlValue[] | undefined)
      const names = reader.deduplicatedColumnNames()
      return reader.getRows().map((row) => Object.fromEntries(row.map((value, i) => [names[i], plain(value)])) as T)
    } catch (error) {
      return failed(error, sql, file)
    }
  }
  const row = async <T>(sql: string, values?: readonly SqlValue[]): Promise<T> => {
    const rows = await read<T>(sql, values)
    if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}: ${sql}`)
    return rows[0] as T
  }
  return {
    file,
    connection,
    run: async (sql, values) => {
      try {
        await connection.run(sql, values as SqlValue[] | undefined)
      } catch (error) {
        failed(error, sql, file)
      }
    },
    rows: read,
    columns: async (sql) => {
      try {
        return (await connection.runAndReadAll(sql)).getColumns()
      } catch (error) {
        return failed(error, sql, file)
      }
    },
    row,
    interrupt: () => connection.interrupt(),
  }
}

/** The same connection, each query preceded by `check`; each hash of rows is told to `noteHash`. */
export function guardDatabase(db: Database, check: () => void, noteHash: NonNullable<Database['noteHash']>): Database {
  return {
    ...db,
    check,
    noteHash,
    run: async (sql, values) => {
      check()
      await db.run(sql, values)
    },
    rows: async (sql, values) => {
      check()
      return await db.rows(sql, values)
    },
    columns: async (sql) => {
      check()
      return await db.columns(sql)
    },
    row: async (sql, values) => {
      check()
      return await db.row(sql, values)
    },
  }
}

/** Nothing of the engine is fetched from a network. In a store of this format, which is for new ones, texts are packed in two thirds of the time. */
const SETTINGS = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', storage_compatibility_version: 'v1.3.0' }

const INTERRUPT_EVERY_MS = 5

/** Counts what is asked of the connection: the process dies of one that is closed under a query. */
function countQueries(connection: DuckDBConnection, onIdle: () => void): { running(): number; refuse(): void } {
  let queries = 0
  let isRefused = false
  const counted =
    <A extends unknown[], T>(ask: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (isRefused) throw new Error('the store is closed')
      queries++
      try {
        return await ask(...args)
      } finally {
        if (--queries === 0) onIdle()
      }
    }
  const stream = counted(connection.stream.bind(connection))
  connection.run = counted(connection.run.bind(connection))
  connection.prepare = counted(connection.prepare.bind(connection))
  connection.stream = async (...args) => {
    const result = await stream(...args)
    result.fetchChunk = counted(result.fetchChunk.bind(result))
    return result
  }
  return {
    running: () => queries,
    refuse: () => {
      isRefused = true
    },
  }
}

/**
 * `interrupt` is said again until nothing runs, since the engine does not hear it before a query that was asked for has begun.
 * `close` while a query runs, which somebody left behind when another thing failed: the query is interrupted, and what it holds is closed after it.
 */
export async function openDatabase(path: string, options: Record<string, string> = {}): Promise<{ db: Database; close(): void }> {
  const instance = await engine().DuckDBInstance.create(path, { ...SETTINGS, ...options })
  try {
    const connection = await instance.connect()
    await connection.run("set TimeZone = 'UTC'")
    let interrupting: NodeJS.Timeout | undefined
    let isClosed = false
    const closeNow = () => {
      connection.closeSync()
      instance.closeSync()
    }
    const queries = countQueries(connection, () => {
      clearInterval(interrupting)
      interrupting = undefined
      if (isClosed) closeNow()
    })
    const interrupt = () => {
      connection.interrupt()
      if (queries.running() > 0) interrupting ??= setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS)
    }
    return {
      db: { ...wrapConnection(connection, path), interrupt },
      close: () => {
        isClosed = true
        queries.refuse()
        if (queries.running() > 0) interrupt()
        else closeNow()
      },
    }
  } catch (error) {
    instance.closeSync()
    throw error
  }
}
