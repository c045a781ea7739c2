/**
 * samples: a seeded generator of an invented quarrel over a harbour, with ground truth. No real account, ever.
 * One file per planted behaviour; what each is and why stands in README.md.
 */
import { breakingNews } from './look-alikes/breaking-news.js'
import { fanClub } from './look-alikes/fan-club.js'
import { newsroom } from './look-alikes/newsroom.js'
import { openLetter } from './look-alikes/open-letter.js'
import { protest } from './look-alikes/protest.js'
import { shareButton } from './look-alikes/share-button.js'
import { unionPetition } from './look-alikes/union-petition.js'
import { weatherFeeds } from './look-alikes/weather-feeds.js'
import { boostCrew } from './operations/boost-crew.js'
import { coLinkCrew } from './operations/co-link-crew.js'
import { copyPasteCrew } from './operations/copy-paste-crew.js'
import { hashtagFlood } from './operations/hashtag-flood.js'
import { hiddenCrew } from './operations/hidden-crew.js'
import { jitterCrew } from './operations/jitter-crew.js'
import { replyBrigade } from './operations/reply-brigade.js'
import { rotatingCrews } from './operations/rotating-crews.js'
import { slowCrew } from './operations/slow-crew.js'
import { testimonialCrew } from './operations/testimonial-crew.js'
import { twoNetworkCrew } from './operations/two-network-crew.js'
import { makeSample, type Sample } from './sample.js'
import type { Scene } from './scene.js'

/** The order is that in which a small sample plants what still fits. */
export const SCENES: readonly Scene[] = [
  coLinkCrew,
  unionPetition,
  copyPasteCrew,
  boostCrew,
  fanClub,
  newsroom,
  replyBrigade,
  shareButton,
  hashtagFlood,
  breakingNews,
  rotatingCrews,
  protest,
  jitterCrew,
  hiddenCrew,
  slowCrew,
  weatherFeeds,
  twoNetworkCrew,
  testimonialCrew,
  openLetter,
]

export { DEFAULT_POSTS, LEAST_POSTS, type Sample } from './sample.js'
export type { Scene, Strength } from './scene.js'

/** The same posts and seed give the same bytes. `posts` is exact. */
export function createSample(options: { readonly posts: number; readonly seed: number | string }): Sample {
  return makeSample(SCENES, options)
}
