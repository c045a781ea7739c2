/**
 * traces (3): who did what to which object, when. One file per kind of trace, each describing itself and named in list.ts; `ensureTrace`
 * makes the tables that every method reads. Reposts count in the repost trace only.
 */
export { givenLanguage, languageMeasure, type MeasureLanguage } from './language.js'
export { TRACES, traceOf } from './list.js'
export {
  type Catalogue,
  countMatches,
  isComparable,
  type KnownMedia,
  LEAST_QUALITY,
  type Matches,
  readCatalogue,
} from './near-duplicate-media/catalogue.js'
export { nearness } from './near-duplicate-media/clusters.js'
export { type CopyEvidence, copyEvidence } from './near-duplicate-media/evidence.js'
export { MATCH_BITS } from './near-duplicate-media/hamming.js'
export type { Quote } from './near-duplicate-text/containment.js'
export type { Family } from './near-duplicate-text/families.js'
export { familiesOf, quotesOf } from './near-duplicate-text/index.js'
export {
  alikeShare,
  type Difference,
  differencesOf,
  type Member,
  MOST_TEXTS,
  piecesOf,
  templateOf,
  wordsOf,
} from './near-duplicate-text/template/index.js'
export { countTraces, ensureTrace, ensureTraces, tracesInData } from './tables.js'
export type { Trace } from './trace.js'
export { domainOf, normaliseUrl } from './url.js'
