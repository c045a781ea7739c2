/** chance: what all pairs of a trace would show by chance: of sharing, and of synchrony given what they share. Tests, families of tests, shuffles. */
export { type Cascades, cascadesOf, costOf } from './cascades.js'
export { readCascades } from './read.js'
export { type SharingNull, testSharing } from './sharing.js'
export { shuffleLabels } from './shuffle.js'
export { fewestMeetings, type PairTests, type SynchronyNull, type SynchronySettings, testSynchrony } from './synchrony.js'
