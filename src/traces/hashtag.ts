import { foldTag } from './fold.js'
import { OWN_POSTS, type Trace } from './trace.js'

/** The field when given, else the tags written in the text (letters, digits, marks and underscore; not inside a word or a link). */
export const TAGS = `coalesce(hashtags, regexp_extract_all(text, '(?:^|[^\\p{L}\\p{N}_/&])[#＃]([\\p{L}\\p{N}\\p{M}_]+)', 1))`

export const hashtag: Trace = {
  id: 'hashtag',
  title: 'One hashtag',
  objectMeans: 'the hashtag, wherever it stands in the post',
  normalisedHow: 'without #; Unicode NFKC, case folded without locale, unseen characters removed. A tag used twice in a post counts once',
  ordinary:
    'Everybody who takes part in a debate, a broadcast or a fandom uses its tag; at busy hours strangers use it within the same seconds. One shared tag says nothing: look at several and at rare ones.',
  needs: ['hashtags', 'text'],
  rows: `select account_key, unnest(${TAGS}) as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  normalise: (raw) => foldTag(raw) || null,
}
