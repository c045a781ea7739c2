/** Addresses of accounts and of their posts: on these sites, and on any site after /@. Patterns of RE2, without regard to case. */
const SITES = [
  'x\\.com',
  'twitter\\.com',
  'facebook\\.com',
  'fb\\.com',
  'instagram\\.com',
  'threads\\.(?:net|com)',
  'tiktok\\.com',
  'youtube\\.com',
  't\\.me',
  'telegram\\.me',
  'vk\\.com',
  'ok\\.ru',
  'reddit\\.com',
  'bsky\\.app',
  'truthsocial\\.com',
  'gettr\\.com',
  'linkedin\\.com',
  'pinterest\\.com',
  'twitch\\.tv',
  'weibo\\.com',
]

const BEFORE = '(?:https?://)?(?:[a-z0-9-]+\\.)*'

/** `rest`: what comes after the slash, or after /@. */
export function profilePattern(rest: string): string {
  return `(?i:\\b${BEFORE}\\b(?:${SITES.join('|')})/@?|\\bhttps?://[^\\s/]+/@)${rest}`
}

/** Pages of these sites that name no account, in forms that the trace of links makes one. */
const CONTENT =
  '^(?i:(?:https?://)?(?:[a-z0-9-]+\\.)*(?:youtube\\.com/(?:watch|shorts|playlist|live|embed)|(?:x|twitter|facebook)\\.com/hashtag|tiktok\\.com/tag|reddit\\.com/r)(?:[/?#]|$))'

/** SQL: the address leads to an account or a post. */
export function isProfileSql(url: string): string {
  return `(regexp_matches(${url}, '${profilePattern('[^\\s]')}') and (not regexp_matches(${url}, '${CONTENT}') or contains(${url}, 'ab_channel=')))`
}

/** SQL: what is the same for the same place, whatever its parameters. */
export function placeSql(url: string): string {
  return `lower(case when contains(${url}, '.php') then ${url} else regexp_replace(${url}, '[?#].*$', '') end)`
}

/** SQL: the address with `mark` in place of all that follows the host. */
export function hiddenSql(url: string, mark: string): string {
  return `'https://' || lower(regexp_extract(${url}, '^(?:https?://)?([^/]+)', 1)) || '/' || ${mark}`
}
