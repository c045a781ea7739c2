import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

export type SqlValue = DuckDBValue
export type Row = Record<string, unknown>

/** One connection of one case. A connection runs one query at a time. */
export interface Database {
  readonly connection: DuckDBConnection
  /** Statements whose rows nobody reads. */
  run(sql: string, values?: readonly SqlValue[]): Promise<void>
  /** Small results only: BIGINT, HUGEINT and DECIMAL come as numbers (or bigint past 2^53), lists as arrays. */
  rows<T = Row>(sql: string, values?: readonly SqlValue[]): Promise<T[]>
  /** The only row. */
  row<T = Row>(sql: string, values?: readonly SqlValue[]): Promise<T>
  interrupt(): void
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

export function wrapConnection(connection: DuckDBConnection): Database {
  const read = async <T>(sql: string, values?: readonly SqlValue[]): Promise<T[]> => {
    const reader = await connection.runAndReadAll(sql, values as SqlValue[] | undefined)
    const names = reader.deduplicatedColumnNames()
    return reader.getRows().map((row) => Object.fromEntries(row.map((value, i) => [names[i], plain(value)])) as T)
  }
  return {
    connection,
    run: async (sql, values) => {
      await connection.run(sql, values as SqlValue[] | undefined)
    },
    rows: read,
    row: async (sql, values) => {
      const rows = await read(sql, values)
      if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}: ${sql}`)
      return rows[0] as never
    },
    interrupt: () => connection.interrupt(),
  }
}

export async function openDatabase(path: string, options: Record<string, string> = {}): Promise<{ db: Database; close(): void }> {
  const instance = await DuckDBInstance.create(path, options)
  const connection = await instance.connect()
  return {
    db: wrapConnection(connection),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
