/** What a family of near-same texts has in common and where it varies; how it is found: traces/near-duplicate-text/template/template.ts. */

/** By form alone: nobody looks words up in a list of persons or places. */
export const SLOT_FORMS = ['number', 'link', 'handle', 'hashtag', 'capitalised', 'words'] as const
export type SlotForm = (typeof SLOT_FORMS)[number]

export interface SlotValue {
  /** Empty where the text has nothing there. */
  readonly value: string
  readonly texts: number
  readonly posts: number
}

export interface Slot {
  /** Of at least nine in ten of the texts that have something there. */
  readonly form: SlotForm
  /** Few values, each in two texts or more on average. */
  readonly isChoice: boolean
  readonly distinct: number
  /** The commonest, by posts. */
  readonly values: readonly SlotValue[]
}

export type TemplatePart = { readonly text: string } | { readonly slot: number }

/** Slots that are choices, taken together: text spun by a program varies each on its own. */
export interface Spin {
  readonly slots: readonly number[]
  /** Texts that the choices could make, and how many of those are there. */
  readonly possible: number
  readonly seen: number
  /** Mutual information of all pairs of these slots in bits, the mean of it among choices drawn apart, the most it could be, and p. */
  readonly mutualBits: number
  readonly expectedBits: number
  readonly mostBits: number
  readonly p: number
  readonly isIndependent: boolean
}

export interface TextTemplate {
  readonly parts: readonly TemplatePart[]
  readonly slots: readonly Slot[]
  readonly spin: Spin | null
  /** Distinct texts laid side by side, of how many. */
  readonly texts: number
  readonly ofTexts: number
  /** Texts that depart from the fixed words, and those that only write them otherwise (capitals, white space, width, unseen signs). */
  readonly departing: number
  readonly respelled: number
  /** Texts too long to be read whole. */
  readonly cut: number
  /** Bits in which the texts are told with the template, of those without. */
  readonly bitsShare: number
}
