/**
 * Text as the traces compare it: NFKC, case folded without the machine's locale, characters that nobody sees (Unicode's
 * Default_Ignorable_Code_Point: zero-width, soft hyphen, direction marks, variation selectors) left out.
 * After Unicode's NFKC_Casefold (UAX 31); upper-casing on the way reaches the folds that lower-casing alone misses (ß → ss, ſ → s).
 * It goes round until nothing changes, so folding twice is folding once. One difference from the standard: dotless ı folds to i.
 */
const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu
const ASCII = /^[\x20-\x7e]*$/

export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  let before = text
  for (let round = 0; round < 4; round++) {
    const after = before
      .replace(UNSEEN, '')
      .normalize('NFKC')
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replaceAll('ς', 'σ')
      .normalize('NFKC')
    if (after === before) break
    before = after
  }
  return before
}

/** A handle or id as given: no @ before it, folded. */
export function foldName(text: string): string {
  return fold(text.trim()).replace(/^@+/, '').trim()
}

/** A hashtag as given: no # before it, folded, without the white space that a file may have left in. */
export function foldTag(text: string): string {
  return fold(text).replace(/\s+/gu, '').replace(/^#+/, '')
}
