/**
 * A text as the pieces that a template is made of. Joined, the pieces are the text again, sign by sign.
 * A piece is a link, a handle, a hashtag, a number, a word, an emoji or a single other sign, with the white space before it and the unseen signs around it; in scripts that put no
 * spaces between words (Han, kana, Thai, Lao, Khmer, Burmese) each sign is a piece. Two pieces are alike when their folded forms are (fold.ts): capitals, width and unseen signs do
 * not make a difference, and are kept.
 */
import { fold } from '../../fold.js'

export interface Tokens {
  readonly texts: readonly string[]
  /** Folded, without white space. */
  readonly keys: readonly string[]
  /** The text goes on after the last piece but one: it was too long to be read whole. */
  readonly isCut: boolean
}

/** A post is seldom longer. What lies beyond is one piece. */
const MOST_SIGNS = 20_000
const MOST_TOKENS = 2_000

const UNSEEN = '\\p{Default_Ignorable_Code_Point}'
const DENSE = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map((script) => `\\p{Script=${script}}`).join('')
const LINK = '(?:[Hh][Tt][Tt][Pp][Ss]?:\\/\\/|[Ww][Ww][Ww]\\.)\\S+'
const NAME = `[\\p{L}\\p{N}\\p{M}_${UNSEEN}]`
const HANDLE = `[@\\uff20]${NAME}+(?:[.-]${NAME}+)*`
const TAG = `[#\\uff03]${NAME}+`
const NUMBER = '\\p{Nd}+(?:[.,:]\\p{Nd}+)*'
const SIGN = `[${DENSE}]\\p{M}*`
const WORD = `(?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}${UNSEEN}])+(?:['’](?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}${UNSEEN}])+)*`
const EMOJI = '(?:\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier}|\\u200d\\p{Extended_Pictographic})*)'
const PIECE = new RegExp(`[\\s${UNSEEN}]*(?:${[LINK, HANDLE, TAG, NUMBER, SIGN, EMOJI, WORD, '\\S'].join('|')})[${UNSEEN}]*`, 'gu')

export function tokensOf(text: string): Tokens {
  const head = text.length > MOST_SIGNS ? text.slice(0, endOfSign(text, MOST_SIGNS)) : text
  const texts: string[] = []
  let at = 0
  for (const { 0: piece, index } of head.matchAll(PIECE)) {
    if (texts.length === MOST_TOKENS) break
    texts.push(head.slice(at, index + piece.length))
    at = index + piece.length
  }
  const isCut = at < text.length && (head.length < text.length || /\S/u.test(text.slice(at)))
  if (at < text.length) {
    if (isCut || texts.length === 0) texts.push(text.slice(at))
    else texts[texts.length - 1] += text.slice(at)
  }
  return { texts, keys: texts.map((piece) => keyOf(piece)), isCut }
}

function endOfSign(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at
}

function keyOf(piece: string): string {
  const bare = piece.trim()
  return fold(bare) || bare
}

const IS_WORD = /[\p{L}\p{N}]/u
const IS_NAME_OR_LINK = /^(?:https?:\/\/|www\.|[@\uff20#\uff03])/u
const IS_SIGN = new RegExp(`^[${DENSE}]\\p{M}*$`, 'u')

/** Words, folded, in order, without links, handles and hashtags; in scripts without spaces each two neighbouring signs. */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  let before = ''
  for (const key of tokensOf(text).keys) {
    const isSign = IS_SIGN.test(key)
    if (isSign && before !== '') words.push(before + key)
    before = isSign ? key : ''
    if (!isSign && key.length <= 100 && IS_WORD.test(key) && !IS_NAME_OR_LINK.test(key)) words.push(key)
  }
  return words
}
