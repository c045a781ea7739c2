/** Families and templates in words, the same on a terminal, in pictures and in the report. */
import type { LanguageShare, PictureSpec, Slot, Spin, TextFamily } from '../model/index.js'
import type { Namer } from './output.js'
import { cleanText } from './text.js'

const FORMS: Readonly<Record<Slot['form'], string>> = {
  number: 'number',
  link: 'link',
  handle: 'handle',
  hashtag: 'hashtag',
  capitalised: 'capitalised words',
  words: 'words',
}
const SHORT = 40

export function formWords({ form, isChoice, distinct }: Slot): string {
  return isChoice ? `choice of ${distinct}, ${FORMS[form]}` : FORMS[form]
}

/** `Anna, Berta, nothing + 14`. */
export function valueWords({ values, distinct }: Slot, name: Namer, most: number): string {
  const shown = values.slice(0, most).map(({ value }) => (value === '' ? 'nothing' : short(cleanText(name.text(value)), SHORT)))
  return `${shown.join(', ')}${distinct > shown.length ? ` + ${distinct - shown.length}` : ''}`
}

export function short(text: string, most: number): string {
  const signs = [...text.replace(/\s+/gu, ' ').trim()]
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : signs.join('')
}

/** `I am ⟨1⟩ from ⟨2⟩ and I never`. */
export function templateWords({ template: { parts } }: Pick<TextFamily, 'template'>, name: Namer): string {
  return parts.map((part) => ('slot' in part ? `⟨${part.slot + 1}⟩` : name.text(part.text))).join('')
}

export function spinWords(spin: Spin): string {
  const possible = spin.possible < 1e15 ? spin.possible.toLocaleString('en-GB') : spin.possible.toExponential(1)
  const share = (100 * spin.seen) / spin.possible
  const seen = `${spin.seen.toLocaleString('en-GB')} of the ${possible} texts that the choices of slots ${spin.slots.map((slot) => slot + 1).join(', ')} could make are there (${share >= 1 ? Math.round(share) : share.toPrecision(1)} %)`
  const bits = `mutual information ${spin.mutualBits.toFixed(2)} bits, ${spin.expectedBits.toFixed(2)} expected of choices drawn apart, ${spin.mostBits.toFixed(2)} at most; p ${spin.p}`
  return spin.isIndependent
    ? `The choices vary each on its own, as in text spun by a program, and as the names and towns of different people do. ${seen}; ${bits}.`
    : `The choices depend on each other, as when people rewrite a text. ${seen}; ${bits}.`
}

/** `en 12 given, en 3 measured, not said 1`. */
export function languageWords(languages: readonly LanguageShare[]): string {
  return languages.map(({ language, posts, how }) => (language === null ? `not said ${posts}` : `${language} ${posts} ${how}`)).join(', ')
}

export function laidWords({ template: { texts, ofTexts, departing, respelled, cut } }: Pick<TextFamily, 'template'>): string {
  return [
    `${texts === ofTexts ? '' : `${texts.toLocaleString('en-GB')} of `}${ofTexts.toLocaleString('en-GB')} different ${ofTexts === 1 ? 'text' : 'texts'} laid side by side`,
    ...(departing > 0 ? [`${departing} depart from the fixed words`] : []),
    ...(respelled > 0 ? [`${respelled} write them otherwise (capitals, white space, look-alike or unseen signs)`] : []),
    ...(cut > 0 ? [`${cut} were too long to be read whole`] : []),
  ].join('; ')
}

export function familyPicture(family: TextFamily, name: Namer): PictureSpec {
  const { template, familyId, spread } = family
  return {
    kind: 'template',
    title: `${familyId}: what stays and what varies`,
    describe: `${templateWords(family, name)} ${template.slots.map((slot, i) => `Slot ${i + 1}: ${formWords(slot)}: ${valueWords(slot, name, 6)}.`).join(' ')}`,
    parts: template.parts.map((part) => ('text' in part ? { text: name.text(part.text) } : part)),
    slots: template.slots.map((slot) => ({ form: formWords(slot), values: valueWords(slot, name, 6) })),
    spread,
  }
}

const COLUMNS = 60

/** Posts of each family over the time of all of them. */
export function familiesPicture(families: readonly TextFamily[], name: Namer): PictureSpec {
  const from = families.reduce((least, { first }) => Math.min(least, first.atMs), Number.POSITIVE_INFINITY)
  const to = families.reduce((most, { lastMs }) => Math.max(most, lastMs), 0)
  const step = Math.max(1, Math.ceil((to - from + 1) / COLUMNS))
  const cells = families.map(({ spread }) => {
    const row = new Array<number>(COLUMNS).fill(0)
    for (const [i, posts] of spread.posts.entries()) {
      const column = Math.min(COLUMNS - 1, Math.max(0, Math.floor((spread.fromMs + i * spread.bucketMs - from) / step)))
      row[column] = (row[column] as number) + posts
    }
    return row
  })
  return {
    kind: 'heat',
    title: 'Families of near-same texts over time',
    describe: `Posts of each family; time runs to the right in ${COLUMNS} equal steps. ${families.map((family) => `${family.familyId}: ${short(name.text(family.text), 80)}`).join(' ')}`,
    columns: Array.from({ length: COLUMNS }, (_, i) => new Date(from + i * step).toISOString().slice(5, 10)),
    rows: families.map(({ familyId, text }) => short(`${familyId} ${name.text(text)}`, 15)),
    cells,
    unit: 'posts per step',
  }
}

export function kinWords({ kin }: Pick<TextFamily, 'kin'>): string {
  if (kin === null) return ''
  if (typeof kin === 'string') return `shares the template of ${kin}`
  const many = (n: number) => n.toLocaleString('en-GB')
  return `one template over ${many(kin.families)} families: ${many(kin.accounts)} accounts, ${many(kin.posts)} posts, ${many(kin.texts)} different texts`
}
