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
