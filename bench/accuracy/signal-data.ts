/** Small data in which a share of each group's members shows one behaviour; everybody else posts at random. */
import type { AccountRow, PostRow } from '../../src/signals/test-case.js'
import { createRng, type Rng } from '../../src/statistics/index.js'

const N = 300
export const GROUPS = 5
export const SIZE = 8
const DAY = 86_400_000
const HOUR = 3_600_000
/** A Monday. */
const START = Date.UTC(2026, 2, 2)
const SOURCES = 20
const OWN = 20
const TAGS = ['sea', 'port', 'work', 'rain', 'food', 'music', 'trains', 'books']

interface Life {
  account: AccountRow
  posts: PostRow[]
}

const any = (rng: Rng) => START + rng.below(28) * DAY + rng.below(DAY / 1000) * 1000
const pick = <T>(rng: Rng, list: readonly T[]) => list[rng.below(list.length)] as T

/** 20 posts of one's own, 12 reposts of some of the sources' posts, 8 replies to anybody. */
function person(k: number, rng: Rng, platform: string): Life {
  const own = Array.from({ length: OWN }, (_, i) => ({
    atMs: any(rng),
    text: `words of ${k} on day ${i} and more of them`,
    hashtags: [pick(rng, TAGS)],
    language: 'en',
    client: `client ${rng.below(4)}`,
  }))
  const reposts = Array.from({ length: 12 }, () => {
    const source = rng.below(SOURCES)
    const day = rng.below(28)
    return { atMs: START + day * DAY + rng.below(DAY / 2000) * 1000, repost_of: `s${source}-${day}`, repost_of_account: `a${source}` }
  })
  const replies = Array.from({ length: 8 }, () => ({
    atMs: any(rng),
    text: `answer ${rng.below(1e6)}`,
    reply_to: 'x',
    reply_to_account: `a${rng.below(N)}`,
  }))
  return {
    account: {
      platform,
      handle: `${pick(rng, ['sea', 'quayside', 'maria', 'harbour', 'gull'])}${rng.below(2) ? '_' : ''}${rng.below(10 ** (1 + rng.below(4)))}`,
      created_ms: START - (1 + rng.below(2000)) * DAY - rng.below(DAY),
      description: rng.below(4) ? `about ${rng.below(80)} things` : '',
    },
    posts: [...own, ...reposts, ...replies].map((post) => ({ ...post, account: k, platform })),
  }
}

type Plant = (life: Life, rng: Rng, group: { readonly members: readonly number[]; readonly g: number }) => Life

const isOwn = (post: PostRow) => post.text?.startsWith('words') === true

const PLANTS: Readonly<Record<string, Plant>> = {
  'registration-cohorts': ({ account, posts }, rng, { g }) => ({
    account: { ...account, created_ms: START - (300 + 50 * g) * DAY + rng.below(DAY) },
    posts,
  }),
  automation: ({ account, posts }, _, { g }) => ({
    account,
    posts: posts.map((post, i) => ({ ...post, atMs: START + i * 18 * HOUR + (5 + g) * 1000 })),
  }),
  amplification: ({ account, posts }, rng, { g }) => ({
    account,
    posts: posts.map((post) => {
      if (!post.repost_of) return post
      const day = rng.below(28)
      return { ...post, atMs: START + day * DAY + 1000 * rng.below(9), repost_of: `s${g}-${day}`, repost_of_account: `a${g}` }
    }),
  }),
  'pile-ons': ({ account, posts }, rng, { g }) => ({
    account,
    posts: posts.map((post, i) =>
      post.reply_to && i % 8 < 5
        ? { ...post, atMs: START + (9 + g) * DAY + rng.below(6 * HOUR), text: 'go away from our harbour', reply_to_account: `a${g}` }
        : post,
    ),
  }),
  repurposing: ({ account, posts }, _, { g }) => ({
    account,
    posts: posts.map((post) =>
      isOwn(post) && post.atMs > START + (11 + g) * DAY ? { ...post, hashtags: ['vote'], language: 'de', client: 'client 9' } : post,
    ),
  }),
  isolation: ({ account, posts }, rng, { members }) => ({
    account,
    posts: posts.map((post, i) => {
      if (post.reply_to) return { ...post, reply_to_account: `a${pick(rng, members)}` }
      return post.repost_of && i % 2 ? { ...post, repost_of_account: `a${pick(rng, members)}` } : post
    }),
  }),
  cadence: ({ account, posts }, rng) => ({
    account,
    // Own posts come first: one each workday.
    posts: posts.map((post, i) =>
      isOwn(post) ? { ...post, atMs: START + (7 * Math.floor(i / 5) + (i % 5)) * DAY + 8 * HOUR + rng.below(8 * HOUR) } : post,
    ),
  }),
  'cross-platform-sync': ({ account, posts }, rng, { g }) => {
    const own = posts.filter(isOwn)
    return {
      account,
      posts: [
        ...posts.filter((post) => !isOwn(post)),
        ...own.map((post, i) =>
          i < 6
            ? {
                ...post,
                text: `the same text number ${i} of group ${g}`,
                atMs: START + (3 * i + g) * DAY + (post.platform === 'pebble' ? 20_000 : 0) + 1000 * rng.below(3),
              }
            : post,
        ),
      ],
    }
  },
  'campaign-timeline': ({ account, posts }, rng, { g }) => ({
    account,
    posts: posts.map((post, i) => {
      const late = i % 2
      return {
        ...post,
        atMs: START + (3 + g + 14 * late) * DAY + rng.below(3 * DAY),
        ...(isOwn(post) ? { hashtags: [late ? 'books' : 'sea'] } : {}),
      }
    }),
  }),
}

/** Signals for which there is such data. */
export const isPlanted = (signalId: string) => signalId in PLANTS

export function plantedData(
  signalId: string,
  share: number,
  seed: number,
): { accounts: AccountRow[]; posts: PostRow[]; groups: number[][] } {
  const plant = PLANTS[signalId] as Plant
  const groups = Array.from({ length: GROUPS }, (_, g) => Array.from({ length: SIZE }, (__, m) => SOURCES + g * SIZE + m))
  const lives = Array.from({ length: N }, (_, k) => {
    const life = person(k, createRng(`${seed}/${k}`), signalId === 'cross-platform-sync' && k % 3 === 0 ? 'pebble' : 'skiff')
    const g = groups.findIndex((members) => members.includes(k))
    const members = groups[g] ?? []
    return members.indexOf(k) >= 0 && members.indexOf(k) < Math.round(share * SIZE)
      ? plant(life, createRng(`${seed}/plant/${k}`), { members, g })
      : life
  })
  return { accounts: lives.map(({ account }) => account), posts: lives.flatMap(({ posts }) => posts), groups }
}
