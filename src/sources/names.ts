import type { RecordKind } from '../model/index.js'

/** Names that columns have in the wild, the surest first; lower case, words separated by one blank. */
const ACCOUNT_ID = ['account id', 'author id', 'user id', 'userid', 'accountid', 'authorid', 'channel id', 'from id', 'uid', 'did', 'author did', 'account', 'author', 'user', 'from user id']
const HANDLE = ['handle', 'username', 'screen name', 'user screen name', 'user name', 'author username', 'author handle', 'acct', 'account name', 'account handle', 'author name']
const PLATFORM = ['platform', 'network', 'service']
const POSTS: Readonly<Record<string, readonly string[]>> = {
  platform: PLATFORM,
  post_id: ['post id', 'id', 'tweet id', 'tweetid', 'message id', 'status id', 'content id', 'postid', 'id str', 'uri', 'item id', 'video id'],
  account_id: ACCOUNT_ID,
  handle: HANDLE,
  posted_at: ['posted at', 'created at', 'timestamp', 'published at', 'date', 'datetime', 'time', 'tweet time', 'post time', 'createdat', 'post created', 'create time', 'timestamp share', 'published', 'indexed at', 'unix timestamp', 'created utc', 'post date', 'share time'],
  text: ['text', 'message', 'full text', 'tweet text', 'content', 'body', 'caption', 'post text', 'raw content', 'tweet', 'description', 'selftext'],
  language: ['language', 'lang', 'tweet language', 'post language'],
  client: ['client', 'source', 'tweet client name', 'client name', 'source label', 'application'],
  repost_of: ['repost of', 'repost id', 'retweet id', 'retweeted id', 'retweeted status id', 'retweet tweetid', 'retweeted tweet id', 'reblog of id', 'retweet of', 'reblog id', 'forwarded message id', 'retweeted status id str'],
  repost_of_account: ['repost of account', 'repost user id', 'retweet userid', 'retweeted user id', 'retweet user id', 'reblog account id', 'retweeted author id'],
  reply_to: ['reply to', 'reply id', 'in reply to id', 'in reply to status id', 'in reply to tweetid', 'reply to id', 'in reply to tweet id', 'replied to id', 'in reply to', 'in reply to status id str'],
  reply_to_account: ['reply to account', 'in reply to user id', 'in reply to userid', 'in reply to account id', 'reply to user id'],
  quote_of: ['quote of', 'quoted id', 'quoted status id', 'quoted tweet tweetid', 'quote id', 'quoted tweet id'],
  urls: ['urls', 'url', 'link', 'links', 'expanded url', 'expanded urls', 'expanded', 'outlinks'],
  hashtags: ['hashtags', 'hashtag', 'tags', 'tag', 'hash tags'],
  mentions: ['mentions', 'user mentions', 'mentioned accounts', 'mention', 'mentioned users'],
  media: ['media', 'media id', 'media ids', 'media hash', 'media keys', 'media key', 'image hash', 'media url'],
  url_title: ['url title', 'link title', 'title', 'card title'],
  reposts: ['reposts', 'retweet count', 'repost count', 'reblogs count', 'share count', 'shares', 'retweets'],
  likes: ['likes', 'like count', 'favorite count', 'favourites count', 'favorites', 'favourite count'],
}
const ACCOUNTS: Readonly<Record<string, readonly string[]>> = {
  platform: PLATFORM,
  account_id: [...ACCOUNT_ID, 'id', 'id str'],
  handle: HANDLE,
  created_at: ['created at', 'account created at', 'account creation date', 'joined', 'date joined', 'createdat', 'registered at'],
  description: ['description', 'bio', 'user profile description', 'profile description', 'note', 'about'],
  profile_url: ['profile url', 'user profile url', 'url', 'website'],
  avatar: ['avatar', 'avatar hash', 'profile image', 'profile image url', 'avatar id'],
  followers: ['followers', 'follower count', 'followers count', 'subscribers'],
  following: ['following', 'following count', 'friends count', 'follows count'],
  posts_count: ['posts count', 'statuses count', 'tweet count', 'post count', 'posts'],
  organisation: ['organisation', 'organization', 'declared organisation', 'affiliation'],
}
const TRACES: Readonly<Record<string, readonly string[]>> = {
  platform: PLATFORM,
  object_id: ['object id', 'object', 'url', 'link'],
  account_id: ACCOUNT_ID,
  content_id: ['content id', 'post id', 'message id', 'tweet id', 'id'],
  happened_at: ['happened at', 'timestamp share', 'timestamp', 'time', 'created at', 'date', 'posted at'],
}
const NAMES: Readonly<Record<RecordKind, Readonly<Record<string, readonly string[]>>>> = { posts: POSTS, accounts: ACCOUNTS, traces: TRACES }

export function namesOf(kind: RecordKind, field: string): readonly string[] {
  return NAMES[kind][field] ?? []
}
