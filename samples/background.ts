import { createRng, type Rng, shuffle } from '../src/statistics/index.js'
import { between, chance, logNormal, pareto, pick, pickEarly, poisson } from './chance.js'
import { DAYS, END, HOUR, HOURS, isHot, liveliness, PEAK, START, wholeSecond } from './clock.js'
import { createCrowd } from './crowd.js'
import { createLookup, snowflake } from './people.js'
import type { Item } from './scene.js'
import { answer, PRESS, pictureHash, remark, TAGS } from './words.js'

/**
 * The ordinary life around the planted scenes, hour by hour. Activity per account, posts per source and cascade sizes are heavy-tailed
 * (Pareto); reposts come after log-normal delays with medians of hours, thinned at night; sources have fans who return, some of them
 * always early, and who open the app once for several posts; now and then there is a news burst.
 * `castOf` says whose scene a planted item belongs to: they do not react to it once more as ordinary readers.
 * What lies ahead is kept in buckets of one hour, so memory follows posts per hour, not posts.
 */
export interface Background {
  /** Items of that hour, unordered; `roots` are planted items of the hour that look for an audience. Call with 0, 1, 2 … */
  hour(hour: number, roots: readonly Item[]): Item[]
}

const WARM_UP_HOURS = 36
/** Of 100 ordinary posts about 35 start something; the control below keeps the number of posts on course. */
const ROOT_SHARE = 0.35
/** An answer is answered by the author as often, if the post has few readers; and that once more by who had answered. */
const ANSWERED = 0.3
/** Of the hashtags of a post, those that are its author's usual ones. */
const OWN_TAGS = 0.5
const RECENT_PAGES = 240
const MEMES = 100

export function createBackground(
  seed: string,
  posts: number,
  plannedLooks: readonly { readonly ordinary: number }[],
  castOf: ReadonlyMap<Item, readonly number[]>,
): Background {
  const crowd = createCrowd(seed, posts, plannedLooks)
  // as readers, planted people write from the programs and in the languages that they would have drawn
  const person = createLookup(seed)
  const ahead = new Map<number, Item[]>()
  const recent = new Map<number, { root: Item; seen: Set<number> }[]>()
  const pages: string[] = []
  const pictures = createRng(`${seed}/pictures`)
  const mirrors = createRng(`${seed}/mirrors`)
  const memes = Array.from({ length: MEMES }, () => pictureHash(pictures))
  let pageCount = 0
  let emitted = 0
  let due = 0
  const life = Array.from({ length: HOURS }, (_, hour) => liveliness(START + hour * HOUR) * (isHot(START + hour * HOUR) ? 6 : 1))
  const wholeLife = life.reduce((sum, value) => sum + value, 0)
  const quotaOf = (hour: number) => (posts * (life[(hour + HOURS) % HOURS] as number)) / wholeLife
  const day = posts / DAYS

  /** Half are the author's usual ones, of which one is given up for another on some day; the others everybody's. */
  const topics = (rng: Rng, account: number, count: number, atMs: number): string[] => {
    const { favourites, turnMs } = person(account)
    const own = favourites.slice(atMs < turnMs ? 0 : 1, atMs < turnMs ? 3 : 4)
    const chosen = new Set<string>()
    while (chosen.size < count) chosen.add(chance(rng, OWN_TAGS) ? pick(rng, own) : pickEarly(rng, TAGS))
    return [...chosen]
  }

  const later = (item: Item, now: Item[], nowHour: number): void => {
    const hour = Math.floor((item.atMs - START) / HOUR)
    if (hour <= nowHour) now.push(item)
    else if (item.atMs < END) {
      const bucket = ahead.get(hour)
      if (bucket) bucket.push(item)
      else ahead.set(hour, [item])
    }
  }

  const react = (rng: Rng, of: Item, account: number, atMs: number): Item => {
    const language = person(account).language
    const u = rng.next()
    const kind = u < 0.74 ? 'repost' : u < 0.93 ? 'reply' : 'quote'
    const isRepost = kind === 'repost'
    return {
      atMs: wholeSecond(Math.max(atMs, of.atMs + 2000)),
      account,
      kind,
      of,
      text: isRepost ? of.text : answer(rng, language),
      language: isRepost ? of.language : language,
      client: person(account).client,
      urls: isRepost ? of.urls : [],
      hashtags: isRepost ? of.hashtags : kind === 'quote' && chance(rng, 0.2) ? topics(rng, account, 1, atMs) : [],
      mentions: isRepost ? of.mentions : kind === 'reply' ? [of.account] : [],
      media: isRepost ? of.media : [],
      audience: 0,
      audienceDelayMs: 0,
      id: '',
    }
  }

  /** Authors with few readers answer who answers them, and are answered once more. */
  const talk = (rng: Rng, reply: Item, root: Item, now: Item[], nowHour: number): void => {
    const back = (of: Item, account: number): Item => {
      const language = person(account).language
      const atMs = wholeSecond(of.atMs + Math.max(20_000, logNormal(rng, 1_500_000, 1.2)))
      return {
        ...of,
        atMs,
        account,
        of,
        text: answer(rng, language),
        language,
        client: person(account).client,
        hashtags: [],
        mentions: [of.account],
      }
    }
    if (!chance(rng, root.audience <= 12 ? ANSWERED : ANSWERED / 6)) return
    const first = back(reply, root.account)
    later(first, now, nowHour)
    if (chance(rng, ANSWERED)) later(back(first, reply.account), now, nowHour)
  }

  const spread = (rng: Rng, root: Item, now: Item[], nowHour: number): void => {
    const fans = crowd.fansOf(root.account)
    const seen = new Set([root.account, ...(castOf.get(root) ?? [])])
    for (let i = 0; i < root.audience; i++) {
      const isFan = fans.length > 0 && chance(rng, 0.45)
      let at = 0
      let account = -1
      for (let tries = 0; tries < 4; tries++) {
        at = root.atMs + logNormal(rng, root.audienceDelayMs, 1.3)
        if (rng.next() * PEAK > liveliness(at) && !isHot(at)) continue
        account = isFan ? crowd.drawOf(rng, fans, at) : crowd.draw(rng, at)
        if (!seen.has(account)) break
      }
      if (account < 0) account = crowd.draw(rng, at)
      if (seen.has(account)) continue
      // who is always early is so for every source
      if (isFan) at = root.atMs + (at - root.atMs) * crowd.hasteOf(account)
      seen.add(account)
      const item = react(rng, root, account, at)
      later(item, now, nowHour)
      if (item.kind === 'reply') talk(rng, item, root, now, nowHour)
      const others = recent.get(root.account)
      if (isFan && others && chance(rng, 0.25)) {
        const other = pick(rng, others)
        if (!other.seen.has(account) && other.root.atMs < item.atMs) {
          other.seen.add(account)
          later(react(rng, other.root, account, item.atMs + 1000 * between(rng, 8, 140)), now, nowHour)
        }
      }
    }
    if (fans.length > 0) recent.set(root.account, [{ root, seen }, ...(recent.get(root.account) ?? [])].slice(0, 4))
  }

  /** Most posts have no picture; some have one of their own, as many one that goes round for weeks. */
  const attach = (): string[] => {
    const u = pictures.next()
    return u < 0.1 ? [pictureHash(pictures)] : u < 0.22 ? [pickEarly(pictures, memes)] : []
  }

  /** The same once more on the second platform, where nobody is followed or named. */
  const mirror = (of: Item, now: Item[], nowHour: number): void => {
    const twin = crowd.twinOf(of.account)
    if (twin === undefined) return
    const delay = twin.isScheduled ? twin.delayMs : Math.max(4000, logNormal(mirrors, twin.delayMs, 1))
    const item = { ...of, account: twin.account, atMs: wholeSecond(of.atMs + delay), mentions: [], audience: 0, id: '' }
    later(item, now, nowHour)
  }

  const root = (rng: Rng, hourMs: number, isBurst: boolean): Item => {
    const isSource = isBurst || chance(rng, 0.35)
    const atMs = wholeSecond(hourMs + rng.next() * HOUR)
    const account = isSource ? crowd.drawSource(rng) : crowd.draw(rng, atMs)
    const language = isSource ? 'en' : person(account).language
    const size = isSource ? 2.2 * (pareto(rng, 1.15, 1 + posts / 60) - 1) : 0.4 * (pareto(rng, 1.25, 1 + posts / 100) - 1)
    const link = (isSource && chance(rng, 0.45)) || chance(rng, 0.14) ? address(rng, isSource) : null
    return {
      atMs,
      account,
      kind: 'original',
      of: null,
      text: remark(rng, language),
      language,
      client: person(account).client,
      urls: link ? [link] : [],
      hashtags: chance(rng, 0.4) ? topics(rng, account, between(rng, 1, 4), atMs) : [],
      mentions: chance(rng, 0.08) ? [crowd.drawSource(rng)] : [],
      media: attach(),
      audience: Math.floor(isBurst ? size * 2 + 8 : size + rng.next()),
      audienceDelayMs: logNormal(rng, isBurst ? HOUR / 5 : 2.4 * HOUR, 0.5),
      id: '',
    }
  }

  /** A new page, or (most often) one that others have linked lately. */
  const address = (rng: Rng, isSource: boolean): string => {
    if (isSource || pages.length === 0) {
      pages.unshift(`https://${pick(rng, PRESS)}/${pickEarly(rng, TAGS).toLowerCase()}/${++pageCount}`)
      if (pages.length > RECENT_PAGES) pages.pop()
      return pages[0] as string
    }
    if (chance(rng, 0.25)) return `https://album.example/${rng.below(1_000_000_000).toString(36)}`
    const page = pickEarly(rng, pages)
    return chance(rng, 0.15) ? `${page}?utm_source=skiff&utm_medium=${pick(rng, ['app', 'web', 'feed'])}` : page
  }

  const play = (hour: number, planted: readonly Item[]): Item[] => {
    const rng = createRng(`${seed}/hour/${hour}`)
    const hourMs = START + hour * HOUR
    const now: Item[] = ahead.get(hour) ?? []
    ahead.delete(hour)
    const quota = quotaOf(hour)
    due += quota
    // how far behind the plan, in days of posts: one day behind doubles the number of new posts
    const behind = Math.max(-1, Math.min(1, hour < 0 ? 0 : (due - emitted - quota) / day))
    const isEvening = isHot(hourMs)
    const isBurst = isEvening || chance(rng, 0.012)
    for (let roots = poisson(rng, quota * ROOT_SHARE * (1 + behind)); roots > 0; roots--) {
      const item = root(rng, hourMs, isBurst && chance(rng, 0.25))
      now.push(item)
      mirror(item, now, hour)
      spread(rng, item, now, hour)
    }
    for (const item of planted) spread(rng, item, now, hour)
    return now
  }

  for (let hour = -WARM_UP_HOURS; hour < 0; hour++)
    play(hour, []).forEach((item, i) => {
      item.id = snowflake(item.atMs, i)
    })
  due = 0
  return {
    hour: (hour, roots) => {
      const rng = createRng(`${seed}/close/${hour}`)
      const items = play(hour, roots)
      const isLast = hour === HOURS - 1
      // on the last four days what is over the plan is thinned, so that the posts do not run out before the span ends
      const isLanding = hour >= HOURS - 96 && !isLast
      const plan = Math.max(Math.ceil(items.length * 0.4), Math.floor(due - emitted))
      const room = Math.min(posts - emitted, isLanding ? plan : posts)
      const kept = items.length > room ? leaveOut(rng, items, room) : items
      while (isLast && emitted + kept.length < posts) kept.push({ ...root(rng, START + hour * HOUR, false), audience: 0 })
      emitted += kept.length
      return kept
    },
  }
}

/** Reactions go first: nothing refers to them. */
function leaveOut(rng: Rng, items: readonly Item[], room: number): Item[] {
  const roots = items.filter((item) => item.of === null)
  const reactions = shuffle([...items.filter((item) => item.of !== null)], rng)
  return [...roots, ...reactions].slice(0, room)
}
