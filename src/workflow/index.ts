/**
 * workflow (8): the verbs. Each function does one step of an investigation on an open case, writes it into the ledger, and prints nothing;
 * the faces (command line, later the web app) and the library's door call these.
 */

export { GROUP_METHODS } from '../groups/index.js'
export * from '../model/index.js'
export { BACKBONE_METHODS, NETWORK_METHODS } from '../networks/index.js'
export {
  formWords,
  kinWords,
  laidWords,
  languageWords,
  type Namer,
  nameCluster,
  nameDossier,
  nameEvidence,
  nameFamily,
  nameMedia,
  nameSignal,
  nameTexts,
  nameView,
  OUTPUTS,
  type StepCounts,
  short,
  spinWords,
  stepCounts,
  templateWords,
  valueWords,
} from '../outputs/index.js'
export { SIGNALS } from '../signals/index.js'
export { IMPORT_PARAMS, SOURCES } from '../sources/index.js'
export { type Case, createCase, type LedgerEntry, openCase, removeUnused, VERSION, type World } from '../store/index.js'
export { differencesOf, TRACES } from '../traces/index.js'
export * from './backbone.js'
export * from './cascades.js'
export { chooseById } from './choose.js'
export { currentDossiers, type Judgement, readDossiers, setStatus, writeDossiers } from './dossiers.js'
export { type Embedder, type EmbeddingPackages, openEmbedder } from './embedding.js'
export * from './evaluate.js'
export * from './evidence.js'
export * from './export.js'
export * from './forget.js'
export { listViews } from './group-views.js'
export { findGroups, type GroupOptions, listGroups } from './groups.js'
export { writeGroupsPicture } from './groups-picture.js'
export * from './history.js'
export * from './import.js'
export { importMedia, sayMatches } from './import-media.js'
export * from './inspect.js'
export * from './investigate.js'
export * from './layers.js'
export * from './media.js'
export { buildNetwork, listNetworks, type NetworkOptions } from './network.js'
export * from './overview.js'
export { PAGES, readPage, showReport } from './pages.js'
export * from './replay.js'
export { keyFileFor, makeNamer, writeReport } from './report.js'
export * from './sample.js'
export { listScans, SCAN_PARAMS, type ScanOptions, type ScanParams, scanCase } from './scan.js'
export * from './signals.js'
export * from './steps.js'
export * from './texts.js'
export * from './traces.js'
export { VALIDATE_PARAMS, type ValidateOptions, type ValidateParams, validateNetwork } from './validate.js'
export { failIfNotVerified, type Verification, verifyCase } from './verify.js'
export { tellFinished } from './with-finished.js'
