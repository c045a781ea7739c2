import { createRng } from '../src/statistics/index.js'
import { DAY, HOUR, START, wholeSecond } from './clock.js'
import { personOf } from './people.js'
import type { Draft, Followed, Item, Look, Person, Scene, Stage } from './scene.js'
import { pictureHash, remark } from './words.js'

/** One scene as planted: its accounts have the numbers from `first` on. */
export interface Planted {
  readonly scene: Scene
  readonly label: string
  readonly first: number
  readonly looks: readonly Look[]
  readonly members: readonly number[]
  readonly items: readonly Item[]
  readonly followed: readonly Followed[]
  /** Titles of its pages. */
  readonly titles: ReadonlyMap<string, string>
}

/** Plays a scene into memory. Scenes are small; only the background is streamed. */
export function plantScene(seed: string, scene: Scene, copy: number, first: number): Planted {
  const label = copy === 0 ? scene.id : `${scene.id}-${copy + 1}`
  const rng = createRng(`${seed}/scene/${label}`)
  const looks: Look[] = []
  const members: number[] = []
  const items: Item[] = []
  const followed: Followed[] = []
  const people = new Map<number, Person>()
  const titles = new Map<string, string>()
  const pictures = createRng(`${seed}/pictures/${label}`)
  let pages = 0

  const person = (account: number): Person => {
    const known = people.get(account) ?? personOf(seed, account, looks[account - first])
    people.set(account, known)
    return known
  }
  const cast = (count: number, look: Look): number[] =>
    Array.from({ length: count }, () => {
      looks.push(look)
      return first + looks.length - 1
    })
  const add = (kind: Item['kind'], of: Item | null, draft: Draft): Item => {
    const item: Item = {
      atMs: wholeSecond(draft.at),
      account: draft.by,
      kind,
      of,
      text: draft.text ?? remark(rng, draft.language ?? 'en'),
      language: draft.language ?? 'en',
      client: draft.client ?? person(draft.by).client,
      urls: draft.urls ?? [],
      hashtags: draft.hashtags ?? [],
      mentions: draft.mentions ?? [],
      media: draft.media ?? [],
      audience: draft.audience ?? 0,
      audienceDelayMs: draft.audienceDelayMs ?? 2 * HOUR,
      id: '',
    }
    items.push(item)
    return item
  }
  const stage: Stage = {
    rng,
    members: (count, look) => {
      const numbers = cast(count, look)
      members.push(...numbers)
      return numbers
    },
    others: cast,
    moment: (day, fromHour, toHour) => START + day * DAY + Math.floor((fromHour - 1 + rng.next() * (toHour - fromHour)) * HOUR),
    original: (draft) => add('original', null, draft),
    repost: (of, by, at, client) =>
      add('repost', of, { at, by, client, text: of.text, urls: of.urls, hashtags: of.hashtags, mentions: of.mentions, media: of.media }),
    reply: (of, draft) => add('reply', of, { ...draft, mentions: [of.account] }),
    page: (domain, title) => {
      const address = `https://${domain}/${label}/${++pages}-${rng.below(100_000)}`
      if (title !== undefined) titles.set(address, title)
      return address
    },
    followers: (one) => followed.push(one),
    picture: () => pictureHash(pictures),
    remark: (language = 'en') => remark(rng, language),
  }
  scene.plant(stage)
  return { scene, label, first, looks, members, items, followed, titles }
}
