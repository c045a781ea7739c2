import { foldName } from './fold.js'
import { OWN_POSTS, SEPARATOR, SEPARATOR_SQL, type Trace } from './trace.js'

export const mention: Trace = {
  id: 'mention',
  title: 'Mentions of one account',
  objectMeans: 'the account that is mentioned in a post',
  normalisedHow:
    'platform and handle or id as the data give it, without @, case folded. Handles are not resolved to ids: one account under two handles is two objects. An account mentioned twice in a post counts once; the account answered counts only if it is mentioned',
  ordinary:
    'Well-known accounts are mentioned by everybody; friends and threads with many participants mention the same few. A crowd that turns to one account looks the same whether it is moved or angry.',
  needs: ['mentions', 'text'],
  rows: `select account_key, platform || ${SEPARATOR_SQL} || unnest(coalesce(mentions, regexp_extract_all(text, '(?:^|[^\\p{L}\\p{N}_./@])[@＠]([\\p{L}\\p{N}_]+(?:[.-][\\p{L}\\p{N}_]+)*(?:@[\\p{L}\\p{N}]+(?:[.-][\\p{L}\\p{N}]+)+)?)', 1))) as raw,
    post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  normalise: (raw) => {
    const [platform, name = ''] = raw.split(SEPARATOR)
    const folded = foldName(name)
    return folded ? `${platform}:${folded}` : null
  },
}
