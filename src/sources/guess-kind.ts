import type { RecordKind } from '../model/index.js'
import { type ColumnPath, isOfProfile, likenessOf, pathOf, plainName } from './by-name.js'
import { namesOf } from './names.js'

/** These tell a post, whatever stands beside them. */
const OF_POSTS = ['text', 'post_id', 'repost_of', 'repost_of_account', 'reply_to', 'quote_of', 'hashtags', 'mentions', 'media', 'reposts']
const OF_ACCOUNTS = ['description', 'followers', 'following', 'posts_count', 'avatar']
/** Names that rows of every kind have. */
const AMBIGUOUS = ['id', 'id str', 'uri', 'description']

/** What one row is, told from the names of its columns. */
export function guessKind(columns: readonly string[], map: Readonly<Record<string, string>> = {}): RecordKind {
  const given = new Set(Object.values(map))
  const names = new Set([...columns, ...given].map(plainName))
  const isNamed = (field: string, kind: RecordKind) => namesOf(kind, field).some((name) => names.has(name))
  if (names.has('object id') && !names.has('text')) return 'traces'
  if (isNamed('follower_id', 'followers') && isNamed('account_id', 'followers')) return 'followers'
  const open = columns.filter((column) => map[column] === undefined).map(pathOf)
  const profile = OF_ACCOUNTS.map((field) => open.filter((path) => !isOfProfile(path) && likenessOf(path, field, 'accounts') > 0))
  // An account may hold its latest post: what lies deeper than the profile tells nothing.
  const depth = Math.min(...profile.flat().map(({ parts }) => parts.length))
  const near = open.filter(({ parts }) => parts.length <= depth)
  const has = (field: string, but: (path: ColumnPath) => boolean) =>
    given.has(field) || near.some((path) => likenessOf(path, field, 'posts') > 0 && !but(path))
  if (OF_POSTS.some((field) => has(field, ({ ends }) => AMBIGUOUS.includes(ends.at(-1) as string)))) return 'posts'
  const found = profile.filter((some) => some.length > 0).length
  const isMaybePost =
    (has('post_id', () => false) && has('account_id', () => false)) ||
    has('posted_at', (path) => likenessOf(path, 'created_at', 'accounts') > 0)
  return found > 1 || (found === 1 && !isMaybePost) ? 'accounts' : 'posts'
}
