/** Other explanations of a group, one file each: a measured number, one sentence, and whether it fits. Written by hand, in the order in which they are read. */
import type { Explanation } from '../../model/index.js'
import type { Subject } from '../subject.js'
import { breakingNews } from './breaking-news.js'
import { hyperactivity } from './hyperactivity.js'
import { oneAudience } from './one-audience.js'
import { openCampaign } from './open-campaign.js'
import { organisation } from './organisation.js'
import { shareButton } from './share-button.js'
import { singleBurst } from './single-burst.js'

export const EXPLANATIONS: readonly ((subject: Subject) => Explanation)[] = [
  oneAudience,
  breakingNews,
  shareButton,
  organisation,
  singleBurst,
  hyperactivity,
  openCampaign,
]
