/** signals (6): measured behaviours of a group: value, baseline, p, picture, what ordinary behaviour gives the same. One file per signal, one line in the list. No verdicts. */
import { amplification } from './amplification.js'
import { automation } from './automation.js'
import { cadence } from './cadence.js'
import { campaignTimeline } from './campaign-timeline.js'
import { crossPlatformSync } from './cross-platform-sync.js'
import { followerBlocks } from './follower-blocks.js'
import { isolation } from './isolation.js'
import { pileOns } from './pile-ons.js'
import { registrationCohorts } from './registration-cohorts.js'
import { repurposing } from './repurposing.js'
import type { Signal } from './signal.js'

export { measureAll } from './measure.js'
export type { Signal, SignalSubject } from './signal.js'

/** In the order in which they are read. */
export const SIGNALS: readonly Signal[] = [
  registrationCohorts,
  automation,
  amplification,
  pileOns,
  followerBlocks,
  repurposing,
  isolation,
  cadence,
  crossPlatformSync,
  campaignTimeline,
] as unknown as readonly Signal[]
