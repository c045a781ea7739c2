/** Scripts by UTF-16 code unit, as far as the comparison needs them; characters past U+FFFF are OTHER. */
export const OTHER = 0
export const LATIN = 1
export const CYRILLIC = 2
export const GREEK = 3
/** Han, kana, Hangul: one sign holds about two letters' worth, as in exact-text. */
export const DENSE = 4
/** Written without spaces between words, but with letters: Thai, Lao, Khmer, Burmese. */
export const UNSPACED = 5

const CLASSES: readonly (readonly [number, RegExp])[] = [
  [LATIN, /\p{Script=Latin}/u],
  [CYRILLIC, /\p{Script=Cyrillic}/u],
  [GREEK, /\p{Script=Greek}/u],
  [DENSE, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u],
  [UNSPACED, /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u],
]

let table: Uint8Array | null = null

/** Made when first asked for: 65,536 look-ups are some milliseconds. */
export function scriptTable(): Uint8Array {
  if (table) return table
  const made = new Uint8Array(65_536)
  for (let unit = 128; unit < 65_536; unit++) {
    const sign = String.fromCharCode(unit)
    made[unit] = CLASSES.find(([, is]) => is.test(sign))?.[0] ?? OTHER
  }
  for (let unit = 0; unit < 128; unit++) if (/[A-Za-z]/.test(String.fromCharCode(unit))) made[unit] = LATIN
  table = made
  return made
}
