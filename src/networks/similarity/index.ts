/** similarity: accounts as vectors over objects, all pairs above a minimum, and the recipes made of it. method.ts says what is computed. */
export { type Compared, compare, type Pairs, writePairs } from './build.js'
export { readCells, readTraceCells } from './cells.js'
export { accountsOf, fillPairs } from './fill.js'
export { LUCERI, similarity } from './method.js'
export { pacheco2021, withDefaults } from './pacheco.js'
export { SIMILARITY_PARAMS, type SimilarityParams } from './params.js'
export { similarityLayer } from './shared-layer.js'
export { activeSql, earliestPairs, orderedTraces, tracesSql } from './sql.js'
