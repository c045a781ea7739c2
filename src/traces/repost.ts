import type { Trace } from './trace.js'

export const repost: Trace = {
  id: 'repost',
  title: 'Reposts of one post',
  objectMeans: 'the post that is reposted (shared, retweeted, boosted, forwarded)',
  normalisedHow: 'platform and id of the reposted post, as given; reposts whose original the data do not name are not counted',
  ordinary:
    'Followers of a popular account repost the same posts, most within the first hour; breaking news and shared lists of posts bring the same accounts together again and again. Bulk tools that repost on a timer do too, openly.',
  needs: ['repost_of'],
  rows: `select account_key, platform || ':' || repost_of as raw, post_key, posted_ms as happened_ms from posts where repost_of is not null`,
}
