import { OWN_POSTS, SEPARATOR, SEPARATOR_SQL, type Trace } from './trace.js'
import { normaliseUrl } from './url.js'

/** md5, sha1, sha256 in hexadecimal, with or without their name before them. */
const HASH = /^(?:(?:md5|sha1|sha256):)?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i

export const media: Trace = {
  id: 'media',
  title: 'The same picture or video file',
  objectMeans: 'the attached media, by the hash or id that the data give',
  normalisedHow:
    'hexadecimal hashes (32, 40 or 64 digits) in lower case, the same on every platform; links as in the link trace; any other value is an id or a file name on its platform, to the letter. Files are not opened: a picture saved again is another object. PDQ hashes tell nearly the same pictures and belong to near-duplicate-media',
  ordinary:
    'Memes, press photos and stickers are passed around for years; a platform may give one id to a picture that many attach from its own gallery.',
  needs: ['media'],
  rows: `select account_key, platform || ${SEPARATOR_SQL} || unnest(media) as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  normalise: (raw) => {
    const at = raw.indexOf(SEPARATOR)
    const value = raw.slice(at + 1).trim()
    if (/^pdq:/i.test(value)) return null
    const hash = HASH.exec(value)
    if (hash) return (hash[1] as string).toLowerCase()
    if (/^https?:\/\//i.test(value)) return normaliseUrl(value)
    return value ? `${raw.slice(0, at)}:${value}` : null
  },
}
