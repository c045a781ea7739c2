import { getDomain, parse as parseHost } from 'tldts'
import { TRACKING_PARAMETERS, TRACKING_PREFIXES } from './tracking-parameters.js'
import { AMP_COPIES, HOST_ALIASES, ONLY_PARAMETERS, PATHS, REDIRECTORS, SAME_SITE_LABELS, SHORTENERS, YOUTUBE } from './url-rules.js'

interface Parts {
  readonly host: string
  readonly port: string
  readonly path: string
  /** `name=value`, percent-encoded, without tracking parameters. */
  readonly query: readonly string[]
  readonly fragment: string
}

const LONGEST = 8192
const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu
const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const WEB = /^https?:/i
const HOST_AND_PORT = /^[a-z0-9.-]+:\d{1,5}(?:[/?#]|$)/i
const WIKI_MOBILE = /^([a-z-]+)\.m\.(wiki(?:pedia|media|quote|source|news|voyage|books|data)\.org|wiktionary\.org)$/
const SUFFIXES = { allowPrivateDomains: true }

/** Signs that mean the same with and without percent-encoding there. */
const PLAIN_IN_PATH = /[A-Za-z0-9\-._~!'()*,:@]/
const PLAIN_IN_QUERY = /[A-Za-z0-9\-._~!'()*,:@/?]/

/** Signs that `URL` leaves as they are and that others encode. */
const UNSETTLED = /%([0-9a-f]{2})?|[[\]{}|^`]/gi

/** One spelling: plain signs bare, all others encoded, digits in upper case, a lone % as %25. */
function respell(text: string, plain: RegExp): string {
  return text.replace(UNSETTLED, (found, hex: string | undefined) => {
    if (hex === undefined) return `%${found.charCodeAt(0).toString(16).toUpperCase()}`
    const sign = String.fromCharCode(Number.parseInt(hex, 16))
    return plain.test(sign) ? sign : `%${hex.toUpperCase()}`
  })
}

function nameOf(piece: string): string {
  const end = piece.indexOf('=')
  return end < 0 ? piece : piece.slice(0, end)
}

function isTracking(piece: string): boolean {
  const name = nameOf(piece).replaceAll('%5B', '[').replaceAll('%5D', ']').toLowerCase()
  return TRACKING_PARAMETERS.has(name) || TRACKING_PREFIXES.some((prefix) => name.startsWith(prefix))
}

function siteHost(hostname: string): string | null {
  let host = hostname.replace(/\.+$/, '')
  if (host === '' || host.includes('..') || host.startsWith('.')) return null
  for (;;) {
    const dot = host.indexOf('.')
    const rest = host.slice(dot + 1)
    if (dot < 0 || !SAME_SITE_LABELS.has(host.slice(0, dot)) || !getDomain(rest, SUFFIXES)) break
    host = rest
  }
  host = host.replace(WIKI_MOBILE, '$1.$2')
  return HOST_ALIASES[host] ?? host
}

/** A value without scheme is a link only when its host ends in a suffix that exists: `example.org/a` is one, `and/or` is none. */
function withScheme(text: string): { href: string; isGuess: boolean } | null {
  if (text.startsWith('//')) return { href: `https:${text}`, isGuess: true }
  if (WEB.test(text)) return { href: text, isGuess: false }
  if (SCHEME.test(text) && !HOST_AND_PORT.test(text)) return null
  return { href: `https://${text}`, isGuess: true }
}

function parseUrl(raw: string): Parts | null {
  const text = raw.replace(UNSEEN, '').trim()
  if (text === '' || text.length > LONGEST || text.endsWith('…')) return null
  const given = withScheme(text)
  if (!given) return null
  let url: URL
  try {
    url = new URL(given.href)
  } catch {
    return null
  }
  if (given.isGuess && !parseHost(url.hostname).isIcann) return null
  const host = siteHost(url.hostname)
  if (host === null) return null
  const path = respell(url.pathname, PLAIN_IN_PATH)
    .replace(/;jsessionid=[^/]*/gi, '')
    .replace(/\/+$/, '')
  const query = url.search
    .slice(1)
    .split('&')
    .map((piece) => respell(piece.replaceAll('+', '%20'), PLAIN_IN_QUERY))
    .filter((piece) => piece !== '' && !isTracking(piece))
  const fragment = /^#[!/]./.test(url.hash) ? respell(url.hash, PLAIN_IN_QUERY) : ''
  return { host, port: url.port === '80' || url.port === '443' ? '' : url.port, path: path || '/', query, fragment }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** The page that a redirect page or an AMP copy leads to; null when this is none. */
function behind(url: Parts): Parts | null {
  for (const { host, path, parameters } of REDIRECTORS) {
    const isHost = typeof host === 'string' ? host === url.host : host.test(url.host)
    if (!isHost || (path !== '' && path !== url.path)) continue
    for (const parameter of parameters) {
      const piece = url.query.find((each) => each.startsWith(`${parameter}=`))
      const inner = piece ? parseUrl(decode(piece.slice(parameter.length + 1))) : null
      if (inner) return inner
    }
  }
  for (const { host, path } of AMP_COPIES) {
    const found = host.test(url.host) ? path.exec(url.path) : null
    const inner = found ? parseUrl(`//${found[1]}${url.query.length > 0 ? `?${url.query.join('&')}` : ''}`) : null
    if (inner) return inner
  }
  return null
}

function onePage(url: Parts): Parts {
  for (const [host, pattern] of YOUTUBE) {
    const found = host === url.host ? pattern.exec(url.path) : null
    if (found) return { ...url, host: 'youtube.com', path: '/watch', query: [`v=${found[1]}`] }
  }
  let path = url.path
  for (const [host, pattern, to] of PATHS) if (host === url.host) path = path.replace(pattern, to)
  const only = ONLY_PARAMETERS.find((rule) => rule.host === url.host && rule.path.test(path))
  return { ...url, path, query: only ? url.query.filter((piece) => only.keep.includes(nameOf(piece))) : url.query }
}

function write(url: Parts): string {
  const query = [...url.query].sort((x, y) => {
    const a = nameOf(x)
    const b = nameOf(y)
    return a < b ? -1 : a > b ? 1 : 0
  })
  return `https://${url.host}${url.port === '' ? '' : `:${url.port}`}${url.path}${query.length > 0 ? `?${query.join('&')}` : ''}${url.fragment}`
}

function once(raw: string): string | null {
  let url = parseUrl(raw)
  while (url) {
    const next = behind(url)
    if (!next) break
    url = next
  }
  if (!url) return null
  const text = write(onePage(url))
  return text.endsWith('%E2%80%A6') || text.endsWith('...') || text.length > LONGEST ? null : text
}

/**
 * One spelling per page, or null for what is no web address. The result always begins with https:// and is inert text: it names the page,
 * it need not open it. What a hostile address uncovers only when read again is read again, so that normalising twice is normalising once.
 */
export function normaliseUrl(raw: string): string | null {
  let text = once(raw)
  for (let round = 0; text !== null && round < 8; round++) {
    const again = once(text)
    if (again === text) return text
    text = again
  }
  return null
}

/** The registrable domain, the host where it has none, null for link shorteners and for what is no web address. */
export function domainOf(raw: string): string | null {
  const url = normaliseUrl(raw)
  if (url === null) return null
  const { hostname } = new URL(url)
  return SHORTENERS.has(hostname) ? null : (getDomain(hostname, SUFFIXES) ?? hostname)
}
