import type { Rng } from '../src/statistics/index.js'

/** One published item of the sample; `of` is the item reposted, answered or quoted. Its id is given when it is written. */
export interface Item {
  readonly atMs: number
  readonly account: number
  readonly kind: 'original' | 'repost' | 'reply' | 'quote'
  readonly of: Item | null
  readonly text: string
  readonly language: string
  readonly client: string
  readonly urls: readonly string[]
  readonly hashtags: readonly string[]
  readonly mentions: readonly number[]
  /** Pictures, by the hash of their file. */
  readonly media: readonly string[]
  /** How many ordinary readers repost, answer or quote it, and their median delay. Background only draws for items that ask. */
  readonly audience: number
  readonly audienceDelayMs: number
  id: string
}

export interface Person {
  readonly platform: string
  readonly id: string
  readonly handle: string
  readonly createdMs: number
  readonly zone: number
  readonly language: string
  readonly client: string
  readonly description: string
  readonly followers: number
  readonly following: number
  readonly organisation: string
  /** Hashtags that it uses most: the first three until a day of its own, the last three since. */
  readonly favourites: readonly string[]
  readonly turnMs: number
}

export type Strength = 'strong' | 'medium' | 'weak'

/** What a planted account is like; what is not given is drawn as for everybody. */
export interface Look {
  /** Posts that it makes as an ordinary reader, on average. */
  readonly ordinary: number
  /** Created between these two, ms. */
  readonly created?: readonly [number, number]
  readonly organisation?: string
  readonly client?: string
  readonly description?: string
  readonly name?: string
  readonly language?: string
  readonly platform?: string
}

export interface Draft {
  readonly at: number
  readonly by: number
  readonly text?: string
  readonly language?: string
  readonly urls?: readonly string[]
  readonly hashtags?: readonly string[]
  readonly mentions?: readonly number[]
  readonly media?: readonly string[]
  readonly client?: string
  readonly audience?: number
  readonly audienceDelayMs?: number
}

/** An account whose list of followers is in the data. */
export interface Followed {
  readonly account: number
  /** Followers who post as well, at most half of all who do. */
  readonly people: number
  /** Share of those made after the account who follow within a day. */
  readonly newcomers: number
  /** Who follows for certain. */
  readonly sure?: readonly number[]
  /** Followers who never post, made within four days and come within one. */
  readonly delivered: number
}

/** What a scene may do. */
export interface Stage {
  readonly rng: Rng
  /** Members: labelled with the scene. Account numbers. */
  members(count: number, look: Look): number[]
  /** Accounts that the scene acts upon (sources, critics, singers): labelled background. */
  others(count: number, look: Look): number[]
  /** An instant in that day (0 to 41), between two hours of Saltmere time. */
  moment(day: number, fromHour: number, toHour: number): number
  original(draft: Draft): Item
  repost(of: Item, by: number, at: number, client?: string): Item
  reply(of: Item, draft: Draft): Item
  /** Its list of followers goes to the data. */
  followers(followed: Followed): void
  /** A page that nobody but this scene knows, under a domain of ours; without a title it gets one as any other page. */
  page(domain: string, title?: string): string
  /** A picture that nobody but this scene has. */
  picture(): string
  /** A text like those of ordinary readers. */
  remark(language?: string): string
}

/** One planted behaviour: an operation, or something harmless that looks like one. */
export interface Scene {
  readonly id: string
  readonly kind: 'operation' | 'look-alike'
  /** For look-alikes: how much it looks like an operation. */
  readonly strength: Strength
  readonly title: string
  /** What happens, with numbers. The test of the scene measures it in the CSV. */
  readonly what: string
  /** Behaviours that it has by design, as ids of signals: truth for `lockstep evaluate`. */
  readonly behaviours?: readonly string[]
  plant(stage: Stage): void
}
