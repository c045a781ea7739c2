/**
 * The text as near-same texts are compared: what operations change to look different is taken away, step by step. Each step can be switched off. The original is never altered;
 * what is shown of a family is the text as posted.
 * With the default steps two texts that are equal to `exact-text` are equal here too.
 */
import type { Params } from '../../model/index.js'
import { LINKS, normaliseText, tidySpace } from '../exact-text.js'
import { fold } from '../fold.js'
import { unmaskLetters } from './look-alike-letters.js'
import { DENSE, scriptTable, UNSPACED } from './scripts.js'

export interface NormaliseParams {
  readonly isFolded: boolean
  readonly isWithoutLinks: boolean
  readonly isWithoutHandles: boolean
  readonly isWithoutEmoji: boolean
  readonly isWithoutMarks: boolean
  readonly isUnmasked: boolean
  readonly isWithoutPunctuation: boolean
}

export const NORMALISE_PARAMS: Params<NormaliseParams> = {
  isFolded: {
    kind: 'boolean',
    default: true,
    meaning: 'Unicode NFKC, case folded without the locale of the machine, unseen characters (zero-width, direction marks) taken out.',
    larger: 'false compares capitals, full-width letters and unseen characters as they stand.',
  },
  isWithoutLinks: {
    kind: 'boolean',
    default: true,
    meaning: 'Links are taken out.',
    larger: 'false makes texts that differ in their links less alike; the letters of a link count like others.',
  },
  isWithoutHandles: {
    kind: 'boolean',
    default: true,
    meaning: 'Names after @ are taken out.',
    larger: 'false makes texts that address different accounts less alike.',
  },
  isWithoutEmoji: {
    kind: 'boolean',
    default: true,
    meaning: 'Emoji and their skin tones, flags and keycaps are taken out.',
    larger: 'false counts emoji as letters, unless punctuation is taken out as well.',
  },
  isWithoutMarks: {
    kind: 'boolean',
    default: true,
    meaning:
      'Accents and stacked marks on letters are taken out (é is e, й is и); vowel signs of Indic, Thai, Arabic and Hebrew scripts stay.',
    larger: 'false compares accents.',
  },
  isUnmasked: {
    kind: 'boolean',
    default: true,
    meaning:
      'In words that mix scripts, or are made only of look-alikes, letters of another script become the letter of the main script of the text (Latin, Cyrillic or Greek) that they look like, after Unicode UTS 39.',
    larger: 'false compares letters as they are, so that a Cyrillic а hides a Latin a.',
  },
  isWithoutPunctuation: {
    kind: 'boolean',
    default: true,
    meaning: 'Everything but letters, marks and digits becomes a space; a # before a tag goes, its word stays.',
    larger: 'false compares punctuation.',
  },
}

const ASCII = /^[\x00-\x7f]*$/
const HANDLES = /@[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*/gu
const ASCII_HANDLES = /@[a-z0-9_]+(?:[.-][a-z0-9_]+)*/gi
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u20e3/gu
/** Marks of no script of their own (Script=Inherited) that stand on letters. */
const MARKS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+/gu
const NO_LETTERS = /[^\p{L}\p{M}\p{N} ]+/gu
const ASCII_NO_LETTERS = /[^A-Za-z0-9 ]+/g

/** The text as compared; empty when nothing is left of it. */
export function normaliseForComparison(raw: string, params: NormaliseParams): string {
  let text = params.isFolded ? fold(raw) : raw
  if (params.isWithoutLinks) text = text.replace(LINKS, ' ')
  const isAscii = ASCII.test(text)
  if (params.isWithoutHandles && text.includes('@')) text = text.replace(isAscii ? ASCII_HANDLES : HANDLES, ' ')
  if (isAscii) return tidySpace(params.isWithoutPunctuation ? text.replace(ASCII_NO_LETTERS, ' ') : text)
  if (params.isWithoutEmoji) text = text.replace(EMOJI, ' ')
  if (params.isWithoutMarks) text = text.normalize('NFD').replace(MARKS, '').normalize('NFC')
  if (params.isUnmasked) text = unmaskLetters(text)
  return withoutInnerSpaces(tidySpace(params.isWithoutPunctuation ? text.replace(NO_LETTERS, ' ') : text))
}

/** As above, or null where the text is too short to be an object: the same texts are as for `exact-text`. */
export function comparedText(raw: string, params: NormaliseParams): string | null {
  const text = normaliseText(raw)
  if (text === null) return null
  // what normaliseText does already need not be done twice
  const isDone = params.isFolded && params.isWithoutLinks
  return normaliseForComparison(isDone ? text : raw, isDone ? { ...params, isFolded: false, isWithoutLinks: false } : params) || null
}

/** Between two signs of scripts that are written without spaces a space says nothing. */
function withoutInnerSpaces(text: string): string {
  const scripts = scriptTable()
  const isUnspaced = (at: number) => {
    const script = scripts[text.charCodeAt(at)]
    return script === DENSE || script === UNSPACED
  }
  let kept = ''
  let from = 0
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    if (!isUnspaced(at - 1) || !isUnspaced(at + 1)) continue
    kept += text.slice(from, at)
    from = at + 1
  }
  return from === 0 ? text : kept + text.slice(from)
}
