/** The engine's package, by `require`: it is CommonJS of 180 files, and an `import` reads each of them once more to find its names, which takes 80 ms. */
import { createRequire } from 'node:module'

export const { BIGINT, DOUBLE, DuckDBDataChunk, DuckDBInstance, DuckDBTypeId, INTEGER, listValue } = createRequire(import.meta.url)(
  '@duckdb/node-api',
) as typeof import('@duckdb/node-api')
