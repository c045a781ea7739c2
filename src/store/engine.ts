/**
 * The engine's package, read when first asked for: threads that only count never need it. By `require`: it is CommonJS of 180 files, and an `import` reads each of them once more to find its names, which takes 80 ms.
 */
import { createRequire } from 'node:module'

type Engine = typeof import('@duckdb/node-api')
const require = createRequire(import.meta.url)

export const engine = (): Engine => require('@duckdb/node-api') as Engine
