/** The library's door: `import { openCase, … } from 'lockstep'`. */
export * from './model/index.js'
export { createCase, openCase, VERSION, type Case, type LedgerEntry, type World } from './store/index.js'
