/** store (2): the case on disk. DuckDB, originals by hash, ledger, lock, migrations. Only this folder opens DuckDB. */
export { columnAppender, replaceTexts } from './append.js'
export * from './case.js'
export { isCompactionDue } from './compact.js'
export * from './database.js'
export { engineProblem } from './engine-problem.js'
export { clearIncoming, clearNames, clearRejects, countNamed, keepMarks, namesIn, POSTS_OF_CASE, PROFILES_OF_CASE } from './forgotten.js'
export { hashAgain, hashCommonRows, hashKeyedRows, hashRows, keyedResult } from './hash-rows.js'
export {
  dropDerived,
  type Ingested,
  type IngestFile,
  ingestStaged,
  type Staged,
  sampleParquet,
  stageFile,
  surveyDates,
} from './ingest.js'
export type { IngestField, IngestPlan, IngestReject, IngestTime, Reading } from './ingest-plan.js'
export { failOnRejects, POST_DIFFERS, readRejects } from './ingest-rejects.js'
export { countRepeats } from './ingest-repeats.js'
export { DELETED } from './ingest-sql.js'
export * from './job.js'
export { judgedGroups } from './judged.js'
export { type Asked, chainFault, compareMirror, type Done, type HashedResult, LEDGER_FILE, type LedgerEntry } from './ledger.js'
export { LOCK_FILE, type LockHolder, readLock } from './lock.js'
export { ingestMedia, type MediaIngested, type MediaLine, readKnownMedia } from './media.js'
export { hashFile, type KeptOriginal, keepOriginal, originalPath } from './originals.js'
export * from './pseudonyms.js'
export { removeUnused } from './remove-unused.js'
export * from './schema.js'
export { openTaskPool, type TaskPool, takeTasks } from './task-pool.js'
export * from './tombstones.js'
export { areAccountsInOrder, dropKeptTraces, keepTraces, readTraces, type Traces } from './trace-columns.js'
export { VERSION } from './version.js'
