/**
 * The language of a text: the code that the platform gives, or where it gives none, measured by n-grams (eld, 60 languages). Only where it is shown or needed: measuring a million posts
 * takes as long as importing them. Links, names and tags say nothing and are left out. Not said: texts of fewer than `LEAST_LETTERS` letters (signs of scripts written without spaces
 * count double), and those whose first two candidates are too close (eld's own measure).
 * Codes are ISO 639-1 where there is one; "pt-BR" is pt, "und" and the like are not given.
 */
import { fold } from './fold.js'

const LEAST_LETTERS = 20
/** More of a long text makes no surer. */
const MOST_SIGNS = 1_000
const NO_WORDS = /(?:https?:\/\/|www\.)\S+|[@#][\p{L}\p{N}_]+/giu
const LETTER = /\p{L}/gu
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
const NOT_GIVEN = new Set(['und', 'zxx', 'mul', 'mis', 'art', 'unknown', 'none', 'null', 'in_doubt'])
/** Codes that platforms use for others that ISO 639-1 has. */
const OLD: Readonly<Record<string, string>> = { iw: 'he', in: 'id', ji: 'yi', nb: 'no', nn: 'no' }

export type MeasureLanguage = (text: string) => string | null

/** Loads the table of n-grams when first asked: half a second. */
export async function languageMeasure(): Promise<MeasureLanguage> {
  const { eld } = await import('eld/medium')
  return (raw) => {
    const text = raw.slice(0, MOST_SIGNS).replace(NO_WORDS, ' ')
    const letters = (text.match(LETTER)?.length ?? 0) + (text.match(DENSE)?.length ?? 0)
    if (letters < LEAST_LETTERS) return null
    const found = eld.detect(text)
    return found.language !== '' && found.isReliable() ? found.language : null
  }
}

/** The code as the platform gives it, made comparable; null where it says nothing. */
export function givenLanguage(given: string | null): string | null {
  const code = fold(given ?? '')
    .trim()
    .split(/[-_\s]/)[0] as string
  if (
    !/^[a-z]{2,3}$/.test(code) ||
    NOT_GIVEN.has(fold(given as string).trim()) ||
    NOT_GIVEN.has(code) ||
    (/^q/.test(code) && code.length === 3)
  )
    return null
  return OLD[code] ?? code
}
