import { foldTag } from './fold.js'
import { TAGS } from './hashtag.js'
import { OWN_POSTS, SEPARATOR, SEPARATOR_SQL, type Trace } from './trace.js'

/**
 * The literature asks for 5 tags and no window (Pacheco et al. 2021, ICWSM, "Uncovering coordinated networks on social media").
 * Our methods ask for the same window and for several different objects as well, so shorter sequences carry enough; two tags in the same
 * order are chance (every pair of tags has two orders), three have six.
 */
export const LEAST_TAGS = 3

export const hashtagSequence: Trace = {
  id: 'hashtag-sequence',
  title: 'The same hashtags in the same order',
  objectMeans: `the ordered hashtags of a post that has at least ${LEAST_TAGS}`,
  normalisedHow: 'each tag as in the hashtag trace, order and repetition kept',
  ordinary:
    'Share buttons, cross-posting apps and organisers who hand out a ready text give the same sequence to people who never met. A slogan of three tags spreads by being copied.',
  needs: ['hashtags', 'text'],
  rows: `select account_key, array_to_string(${TAGS}, ${SEPARATOR_SQL}) as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}
    and len(${TAGS}) >= ${LEAST_TAGS}`,
  normalise: (raw) => {
    const tags = raw.split(SEPARATOR).map(foldTag).filter(Boolean)
    return tags.length < LEAST_TAGS ? null : tags.map((tag) => `#${tag}`).join(' ')
  },
}
