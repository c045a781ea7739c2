/**
 * samples: a seeded generator of an invented quarrel over a harbour, with ground truth. No real account, ever.
 * One file per planted behaviour; what each is and why stands in README.md.
 */
import { breakingNews } from './look-alikes/breaking-news.js'
import { fanClub } from './look-alikes/fan-club.js'
import { newsroom } from './look-alikes/newsroom.js'
import { protest } from './look-alikes/protest.js'
import { shareButton } from './look-alikes/share-button.js'
import { unionPetition } from './look-alikes/union-petition.js'
import { weatherFeeds } from './look-alikes/weather-feeds.js'
import { boostRing } from './operations/boost-ring.js'
import { coLinkRing } from './operations/co-link-ring.js'
import { copyPasteRing } from './operations/copy-paste-ring.js'
import { hashtagFlood } from './operations/hashtag-flood.js'
import { hiddenCrew } from './operations/hidden-crew.js'
import { jitterRing } from './operations/jitter-ring.js'
import { replyBrigade } from './operations/reply-brigade.js'
import { rotatingFarm } from './operations/rotating-farm.js'
import { slowRing } from './operations/slow-ring.js'
import { makeSample, type Sample } from './sample.js'
import type { Scene } from './scene.js'

/** The order is that in which a small sample plants what still fits. */
export const SCENES: readonly Scene[] = [
  coLinkRing,
  unionPetition,
  copyPasteRing,
  boostRing,
  fanClub,
  newsroom,
  replyBrigade,
  shareButton,
  hashtagFlood,
  breakingNews,
  rotatingFarm,
  protest,
  jitterRing,
  hiddenCrew,
  slowRing,
  weatherFeeds,
]

export { DEFAULT_POSTS, LEAST_POSTS, type Sample } from './sample.js'
export type { Scene, Strength } from './scene.js'

/** The same posts and seed give the same bytes. `posts` is exact. */
export function createSample(options: { readonly posts: number; readonly seed: number | string }): Sample {
  return makeSample(SCENES, options)
}
