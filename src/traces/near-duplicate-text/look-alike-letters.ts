/**
 * Undoes letters of another script put among those of the text's own ("Вuу nоw" with Cyrillic letters). Only words that mix scripts, or consist of look-alikes alone, are changed, and only toward
 * the script that most letters of the text have, if that is Latin, Cyrillic or Greek: a Russian text stays Russian, an English brand in it stays English.
 * On case-folded text.
 */
import { LATIN_LOOK_ALIKES } from './confusables.js'
import { CYRILLIC, GREEK, LATIN, scriptTable } from './scripts.js'

/** Any look-alike or Latin letter → the Latin letter that it looks like. */
const toLatin = new Map<string, string>()
for (const [latin, others] of Object.entries(LATIN_LOOK_ALIKES)) {
  toLatin.set(latin, latin)
  for (const other of others) toLatin.set(other, latin)
}
const NON_LATIN = new RegExp(`[${Object.values(LATIN_LOOK_ALIKES).join('')}]`, 'u')
const WORDS = /\p{L}+/gu

/** Latin letter → the letter of a script that looks like it; the first by code point where there are several. */
function fromLatin(script: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [latin, others] of Object.entries(LATIN_LOOK_ALIKES)) {
    const letter = [...others].find((other) => other.length === 1 && scriptTable()[other.charCodeAt(0)] === script)
    if (letter !== undefined) found.set(latin, letter)
  }
  return found
}
let targets: ReadonlyMap<number, ReadonlyMap<string, string>> | null = null

export function unmaskLetters(text: string): string {
  if (!NON_LATIN.test(text)) return text
  const scripts = scriptTable()
  const letters = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < text.length; i++) (letters[scripts[text.charCodeAt(i)] as number] as number)++
  const count = (script: number) => letters[script] as number
  const main = [CYRILLIC, GREEK].reduce((best, script) => (count(script) > count(best) ? script : best), LATIN)
  targets ??= new Map([CYRILLIC, GREEK].map((script) => [script, fromLatin(script)]))
  const target = targets.get(main)
  const isMain = (letter: string) => letter.length === 1 && scripts[letter.charCodeAt(0)] === main && (main !== LATIN || letter <= 'z')
  const unmask = (letter: string): string | undefined => {
    const latin = toLatin.get(letter)
    return latin === undefined || target === undefined ? latin : target.get(latin)
  }
  return text.replace(WORDS, (word) => {
    const signs = [...word]
    if (signs.every(isMain)) return word
    if (!signs.some(isMain) && !signs.every((sign) => unmask(sign) !== undefined)) return word
    return signs.map((sign) => (isMain(sign) ? sign : (unmask(sign) ?? sign))).join('')
  })
}
