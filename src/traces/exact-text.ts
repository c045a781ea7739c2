import { createHash } from 'node:crypto'
import { fold } from './fold.js'
import { OWN_POSTS, type Trace } from './trace.js'

/** "Good morning everyone, have a nice day" has 31 letters. Below this, strangers write the same words. */
export const LEAST_LETTERS = 32
/** Shown whole up to here; longer texts are shortened and carry a hash of the whole. */
const SHOWN = 100

export const LINKS = /(?:https?:\/\/|www\.)\S+/gu
const ODD_SPACE = /[^\S ]/
const NAMES_AND_TAGS = /[@#][\p{L}\p{N}_]+/gu
const LETTER = /[\p{L}\p{N}]/gu
/** Scripts in which one sign holds about two letters' worth. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** White space made one. */
export function tidySpace(text: string): string {
  const trimmed = text.trim()
  return trimmed.includes('  ') || ODD_SPACE.test(trimmed) ? trimmed.replace(/\s+/gu, ' ') : trimmed
}

/** Stops counting where there are enough. */
function isLongEnough(words: string): boolean {
  let letters = 0
  let at = 0
  // plain letters and digits without the regular expression; from the first other sign on with it
  for (; at < words.length && letters < LEAST_LETTERS; at++) {
    const unit = words.charCodeAt(at)
    if (unit > 0x7f) break
    if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a)) letters++
  }
  if (letters >= LEAST_LETTERS || at === words.length) return letters >= LEAST_LETTERS
  for (const [letter] of words.slice(at).matchAll(LETTER)) {
    letters += letter > '\x7f' && DENSE.test(letter) ? 2 : 1
    if (letters >= LEAST_LETTERS) return true
  }
  return false
}

/** The text as compared, or null when it is too short to be an object. */
export function normaliseText(raw: string): string | null {
  let text = fold(raw)
  if (text.includes('://') || text.includes('www.')) text = text.replace(LINKS, ' ')
  text = tidySpace(text)
  const words = text.includes('@') || text.includes('#') ? text.replace(NAMES_AND_TAGS, ' ') : text
  return isLongEnough(words) ? text : null
}

/** The text itself where it is short; else its beginning and 24 hexadecimal digits of SHA-256 over the whole. */
export function textObject(raw: string): string | null {
  const text = normaliseText(raw)
  if (text === null) return null
  const signs = [...text.slice(0, 2 * SHOWN + 2)]
  if (signs.length <= SHOWN) return text
  return `${signs.slice(0, SHOWN).join('')}… [${createHash('sha256').update(text).digest('hex').slice(0, 24)}]`
}

export const exactText: Trace = {
  id: 'exact-text',
  title: 'The same words',
  objectMeans: 'the text of a post, where it is long enough not to be said by chance',
  normalisedHow:
    `Unicode NFKC, case folded without locale, unseen characters and links removed, white space made one. Texts need ${LEAST_LETTERS} letters or digits outside names, tags and links (Han, kana and Hangul signs count double). ` +
    'One changed letter makes another object. A repost that the data do not mark as one counts here',
  ordinary:
    'Quotations, song lines, petitions, headlines sent by a share button, automatic posts of apps and games: the same words from people who never met. Newsrooms with one scheduler do it every day.',
  needs: ['text'],
  rows: `select account_key, text as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  normalise: textObject,
}
