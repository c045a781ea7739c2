import type { Source } from '../source.js'

export const coordinationNetworkToolkit: Source = {
  id: 'coordination-network-toolkit',
  title: 'coordination-network-toolkit input (message_id, user_id, username, repost_id, …)',
  shapes: ['delimited', 'json-lines', 'json-array', 'parquet'],
  recordKind: 'posts',
  mapping: {
    message_id: 'post_id',
    user_id: 'account_id',
    username: 'handle',
    repost_id: 'repost_of',
    reply_id: 'reply_to',
    message: 'text',
    timestamp: 'posted_at',
    urls: 'urls',
  },
  recognisedBy: ['message_id', 'user_id', 'repost_id', 'timestamp'],
  from: 'the CSV that the Python tool coordination-network-toolkit reads; people make it from their own collections',
  lacks: 'platform, hashtags, mentions and the account that is reposted or answered. Links are separated by blanks.',
}
