/** store (2): the case on disk. DuckDB, originals by hash, ledger, lock, migrations. Only this folder opens DuckDB. */
export * from './case.js'
export * from './database.js'
export * from './job.js'
export * from './schema.js'
