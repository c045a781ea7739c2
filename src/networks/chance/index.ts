/** chance: what a trace would show by chance: of sharing, and of synchrony given what two accounts share. Tests of pairs, families of tests, habits, shuffles. */
export { type Cascades, type Columns, cascadesOf, costOf, type Trials, trialsOf } from './cascades.js'
export { type Clock, clockOf } from './clock.js'
export { combineTraces, type TracePairs } from './combine.js'
export { type CountedFamily, countFamily, type Family } from './family.js'
export { type Habits, habitMeetings, habitRule, habitsOf, type Population, populationOf } from './habit.js'
export { testSynchronyOnThreads } from './pairs-pool.js'
export { checkByShuffle, type ShuffleCheck } from './permutation.js'
export { readCascades, readOriginals, readStarts, readTraceColumns } from './read.js'
export { type FullScan, type ScanSettings, scanWindows } from './scan.js'
export { openScanPool, type ScanPool } from './scan-pool.js'
export { type SharingNull, type SharingRule, sharingRule, testSharing } from './sharing.js'
export { shuffleLabels } from './shuffle.js'
export { type ObjectChances, objectChances } from './spread.js'
export { type MetAtLeast, type StrataTests, type StratumCell, testStrata, testStrataOf } from './strata.js'
export {
  fewestMeetings,
  leastPOf,
  type PairRule,
  type PairTests,
  pairRule,
  type RuleSettings,
  type SynchronyNull,
  type SynchronySettings,
  testSynchrony,
} from './synchrony.js'
export { checkByTrades } from './trades.js'
export { type CascadeTest, type CascadeTests, testCascades } from './whole.js'
