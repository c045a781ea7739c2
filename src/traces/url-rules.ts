/** Rules about single hosts, all offline. Hosts are in lower case and already without www., m., mobile. and amp. */

/** First labels that name a rendering of the same site. */
export const SAME_SITE_LABELS: ReadonlySet<string> = new Set(['www', 'm', 'mobile', 'amp'])

/** Two names of one site with the same paths. */
export const HOST_ALIASES: Readonly<Record<string, string>> = {
  'twitter.com': 'x.com',
  'fb.com': 'facebook.com',
  'web.facebook.com': 'facebook.com',
  'old.reddit.com': 'reddit.com',
  'new.reddit.com': 'reddit.com',
  'np.reddit.com': 'reddit.com',
  'youtube-nocookie.com': 'youtube.com',
  'telegram.me': 't.me',
  'vkontakte.ru': 'vk.com',
}

/** Pages that only lead on, with the parameter that holds where to. An empty path stands for any. */
export const REDIRECTORS: readonly { readonly host: string | RegExp; readonly path: string; readonly parameters: readonly string[] }[] = [
  { host: 'l.facebook.com', path: '/l.php', parameters: ['u'] },
  { host: 'lm.facebook.com', path: '/l.php', parameters: ['u'] },
  { host: 'facebook.com', path: '/l.php', parameters: ['u'] },
  { host: 'facebook.com', path: '/sharer/sharer.php', parameters: ['u'] },
  { host: 'facebook.com', path: '/sharer.php', parameters: ['u'] },
  { host: 'l.instagram.com', path: '', parameters: ['u'] },
  { host: /^google\.[a-z.]{2,6}$/, path: '/url', parameters: ['url', 'q'] },
  { host: 'youtube.com', path: '/redirect', parameters: ['q'] },
  { host: 'out.reddit.com', path: '', parameters: ['url'] },
  { host: 'vk.com', path: '/away.php', parameters: ['to'] },
  { host: 't.umblr.com', path: '/redirect', parameters: ['z'] },
  { host: 'slack-redir.net', path: '/link', parameters: ['url'] },
  { host: 'steamcommunity.com', path: '/linkfilter', parameters: ['url', 'u'] },
  { host: 't.me', path: '/share/url', parameters: ['url'] },
  { host: 't.me', path: '/iv', parameters: ['url'] },
]

/** Copies of pages on another host, the page's own address in the path: `google.com/amp/s/host/path`, where `s` says https. */
export const AMP_COPIES: readonly { readonly host: RegExp; readonly path: RegExp }[] = [
  { host: /^google\.[a-z.]{2,6}$/, path: /^\/amp\/(?:s\/)?(.+)$/ },
  { host: /^(?:[a-z0-9-]+\.)?cdn\.ampproject\.org$/, path: /^\/[acv]\/(?:s\/)?(.+)$/ },
]

/** What is behind these is not in the address. */
// biome-ignore format: a list of names
export const SHORTENERS: ReadonlySet<string> = new Set([
  't.co', 'bit.ly', 'j.mp', 'tinyurl.com', 'goo.gl', 'ow.ly', 'is.gd', 'v.gd', 'buff.ly', 'dlvr.it', 'ift.tt', 'fb.me', 'wp.me', 'trib.al', 'lnkd.in', 't.ly', 'cutt.ly', 'rb.gy', 'clck.ru',
  'vk.cc', 'u.to', 'tiny.cc', 'shorturl.at', 'rebrand.ly', 'soo.gd', 's.id', 'amzn.to', 'nyti.ms', 'bbc.in', 'reut.rs', 'wapo.st', 'cnn.it', 'po.st', 'su.pr', 'snip.ly', 'b.link', 'chng.it', 'redd.it', 'flip.it', 'zpr.io',
])

/** Query parameters that choose the page; on these hosts and paths every other one is dropped. */
export const ONLY_PARAMETERS: readonly { readonly host: string; readonly path: RegExp; readonly keep: readonly string[] }[] = [
  { host: 'youtube.com', path: /^\/watch$/, keep: ['v'] },
  { host: 'x.com', path: /^\/[^/]+\/status\/\d+$/, keep: [] },
  { host: 'instagram.com', path: /^\/(?:p|reel|tv)\/[^/]+$/, keep: [] },
  { host: 'tiktok.com', path: /^\/@[^/]+\/video\/\d+$/, keep: [] },
  { host: 't.me', path: /^\/[^/]+\/\d+$/, keep: [] },
  { host: 'reddit.com', path: /^\/r\/[^/]+\/comments\//, keep: [] },
]

/** One page under several paths: [host, pattern, path]. Each result must be a fixed point of its own list. */
export const PATHS: readonly (readonly [host: string, pattern: RegExp, path: string])[] = [
  ['x.com', /^\/(?:[^/]+\/status(?:es)?|i\/web\/status)\/(\d+)(?:\/.*)?$/, '/i/status/$1'],
  ['instagram.com', /^\/(?:reels?|tv)\/([\w-]+)(?:\/.*)?$/, '/p/$1'],
  ['instagram.com', /^\/p\/([\w-]+)\/.*$/, '/p/$1'],
  ['t.me', /^\/s\/([^/]+(?:\/\d+)?)$/, '/$1'],
]

/** Videos: [host, pattern of the path with the id], all becoming youtube.com/watch?v=ID. */
export const YOUTUBE: readonly (readonly [host: string, pattern: RegExp])[] = [
  ['youtu.be', /^\/([\w-]{11})$/],
  ['youtube.com', /^\/(?:shorts|embed|live|v)\/([\w-]{11})$/],
]
