/**
 * The fields a record may have. A source maps columns to these; nothing else reaches the store.
 * There is no field for legal name, address, phone, e-mail, employer, place, device or IP, and there must never be one.
 */
export const POST_FIELDS = {
  platform: 'platform name, lower case',
  post_id: 'id of the post, kept as text',
  account_id: 'id of the account that posted, kept as text',
  handle: 'handle of that account at the time',
  posted_at: 'when, UTC',
  text: 'the text as published',
  language: 'language code given by the platform',
  client: 'program the post was sent with',
  repost_of: 'id of the post that this one reposts',
  repost_of_account: 'account whose post is reposted',
  reply_to: 'id of the post that this one answers',
  reply_to_account: 'account that is answered',
  quote_of: 'id of the post that this one quotes',
  urls: 'links, expanded where the data give it',
  hashtags: 'hashtags in the order of the text, without #',
  mentions: 'accounts or handles mentioned',
  media: 'attached media: ids, hashes, or paths of files given with --media',
  media_pdq: 'PDQ hashes of attached media, given by the platform: 64 hexadecimal digits each',
  url_title: 'title of the linked page, when given',
  reposts: 'times reposted, as counted by the platform',
  likes: 'times liked, as counted by the platform',
} as const
export const ACCOUNT_FIELDS = {
  platform: 'platform name, lower case',
  account_id: 'id of the account, kept as text',
  handle: 'handle',
  created_at: 'when the account was created, UTC',
  description: 'profile text',
  profile_url: 'link in the profile',
  avatar: 'hash or id of the profile picture',
  followers: 'followers, as counted by the platform',
  following: 'accounts followed, as counted by the platform',
  posts_count: 'posts, as counted by the platform',
  seen_at: 'when the profile was seen as it is here, UTC',
  organisation: 'organisation that the account openly declares to belong to (newsroom, party office, union)',
} as const
export const TRACE_FIELDS = {
  platform: 'platform name, lower case',
  object_id: 'the thing acted on',
  account_id: 'id of the account that acted',
  content_id: 'id of the post that did it; may repeat',
  happened_at: 'when, UTC',
} as const
/** One row: one follower of one account. What is said of the follower goes to the accounts. */
export const FOLLOWER_FIELDS = {
  platform: 'platform name, lower case',
  account_id: 'id of the account that is followed, kept as text',
  follower_id: 'id of the follower, kept as text',
  position: 'place in the order of arrival, 1 = the earliest',
  followed_at: 'when the follower came, UTC',
  handle: 'handle of the follower',
  created_at: 'when the account of the follower was created, UTC',
  description: 'profile text of the follower',
  avatar: 'hash or id of the profile picture of the follower',
  posts_count: 'posts of the follower, as counted by the platform',
} as const

/** A file holds one kind of row. */
export type RecordKind = 'posts' | 'accounts' | 'traces' | 'followers'
export const FIELDS_OF: Readonly<Record<RecordKind, Readonly<Record<string, string>>>> = {
  posts: POST_FIELDS,
  accounts: ACCOUNT_FIELDS,
  traces: TRACE_FIELDS,
  followers: FOLLOWER_FIELDS,
}
/** Without these a row cannot be kept. `post_id` may be absent from a file; then it is made from file hash and line. */
export const NEEDED_FIELDS: Readonly<Record<RecordKind, readonly string[]>> = {
  posts: ['account_id', 'posted_at'],
  accounts: ['account_id'],
  traces: ['object_id', 'account_id', 'happened_at'],
  followers: ['account_id', 'follower_id'],
}
export const TIME_FIELDS: readonly string[] = ['posted_at', 'followed_at', 'created_at', 'happened_at', 'seen_at']
export const LIST_FIELDS: readonly string[] = ['urls', 'hashtags', 'mentions', 'media', 'media_pdq']
export const COUNT_FIELDS: readonly string[] = ['followers', 'following', 'posts_count', 'reposts', 'likes', 'position']
