import type { TraceId } from '../model/index.js'
import { domain } from './domain.js'
import { exactText } from './exact-text.js'
import { given } from './given.js'
import { hashtag } from './hashtag.js'
import { hashtagSequence } from './hashtag-sequence.js'
import { link } from './link.js'
import { media } from './media.js'
import { mention } from './mention.js'
import { nearDuplicateMedia } from './near-duplicate-media/index.js'
import { nearDuplicateText } from './near-duplicate-text/index.js'
import { replyTarget } from './reply-target.js'
import { repost } from './repost.js'
import type { Trace } from './trace.js'

export const TRACES: readonly Trace[] = [
  repost,
  link,
  domain,
  hashtag,
  hashtagSequence,
  mention,
  replyTarget,
  exactText,
  nearDuplicateText,
  media,
  nearDuplicateMedia,
  given,
]

export function traceOf(id: TraceId): Trace {
  return TRACES.find((trace) => trace.id === id) as Trace
}
