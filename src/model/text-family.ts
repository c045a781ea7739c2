/** Families of near-same texts, described; how: findings/texts/. Accounts by key: faces turn them into names. */
import type { Beside, PostRef } from './finding.js'
import type { TextTemplate } from './text-template.js'

export interface LanguageShare {
  /** ISO 639 code, or null where it is not said: too short, or too close to tell. */
  readonly language: string | null
  readonly posts: number
  /** As the platform gives it, or measured here. */
  readonly how: 'given' | 'measured'
}

/** One ordinary reason for same words, with its number. */
export interface OrdinaryReason extends Beside {
  readonly id: string
  readonly unit: 'share' | 'number'
  /** What a high number speaks for. */
  readonly means: string
}

export interface TextFamily {
  /** T01, in the order of the list. */
  readonly familyId: string
  readonly objectId: string
  /** The commonest text, as posted. */
  readonly text: string
  readonly posts: number
  readonly accounts: number
  /** Distinct texts, and the share of the posts that have the commonest one. */
  readonly texts: number
  readonly exactShare: number
  /** Letters and digits of the commonest text, links and names left out. */
  readonly letters: number
  /** Bits of the words of the commonest text, and those that two of all posts would reach by chance (findings/texts/rarity.ts). */
  readonly rarityBits: number
  readonly neededBits: number
  readonly languages: readonly LanguageShare[]
  readonly first: PostRef
  readonly lastMs: number
  /** Median over the accounts but the first: their first post after the very first. Null with one account. */
  readonly medianDelayMs: number | null
  /** Posts per equal bucket from the first post on. */
  readonly spread: { readonly fromMs: number; readonly bucketMs: number; readonly posts: readonly number[] }
  /** Against families with about as many accounts; null where there are too few to compare with. */
  readonly cascade: {
    readonly p: number
    readonly q: number
    readonly medianGapMs: number
    readonly likeGapMs: number
    readonly like: number
  } | null
  /** Pairs of its accounts that stand in validated networks, of all pairs. */
  readonly validated: readonly { readonly networkId: string; readonly pairs: number; readonly of: number }[]
  /** Groups with two of its accounts or more, and whether they stand out (null: no dossier). */
  readonly groups: readonly { readonly groupId: string; readonly members: number; readonly standing: string | null }[]
  readonly ordinary: readonly OrdinaryReason[]
  /** Whether it counts toward coordination, and why or why not, a sentence each. */
  readonly counts: boolean
  readonly why: readonly string[]
  /** Over its own texts, and where it leads kin over theirs as well. */
  readonly template: TextTemplate
  /** Families that share the template: of their first one, how many there are with it and what they hold together; of the others, the first one's id. Null without kin. */
  readonly kin: { readonly families: number; readonly accounts: number; readonly posts: number; readonly texts: number } | string | null
  /** Some posts with other texts than each other, the first one first. */
  readonly examples: readonly PostRef[]
  /** Longer texts that hold the commonest one: how many different ones (null: not looked for), and the first posts of some. */
  readonly quotes: number | null
  readonly quotedIn: readonly PostRef[]
}

/** Two families that may be the same text in two languages. */
export interface LanguageLink {
  readonly a: string
  readonly b: string
  readonly languages: readonly [string, string]
  /** What both have, and how many families have it. */
  readonly shared: readonly { readonly kind: 'link' | 'media' | 'number' | 'name'; readonly object: string; readonly families: number }[]
  /** Null where only the model says so. */
  readonly p: number | null
  readonly q: number | null
  /** Cosine by the embedding model; null without one. */
  readonly cosine: number | null
}

export interface CaseTexts {
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly families: readonly TextFamily[]
  /** Families with enough accounts, described or not. */
  readonly all: number
  readonly links: readonly LanguageLink[]
  /** Pairs of families in different languages that were tested. */
  readonly linkTests: number
  readonly model: { readonly name: string; readonly sha256: string } | null
  readonly notes: readonly string[]
}
