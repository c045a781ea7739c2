import { createRng } from '../src/statistics/index.js'
import { createBackground } from './background.js'
import { HOUR, HOURS, isoTime, START } from './clock.js'
import { accountsOf } from './crowd.js'
import { csvRow } from './csv.js'
import { FOLLOWER_COLUMNS, followerRows } from './followers.js'
import { createLookup, PEBBLE, snowflake } from './people.js'
import type { Item, Look, Person, Scene } from './scene.js'
import { type Planted, plantScene } from './stage.js'
import { remark } from './words.js'

export const DEFAULT_POSTS = 20_000
/** Fewer hold no planted thing beside enough ordinary life. */
export const LEAST_POSTS = 500

/** One file as a stream of text: one chunk per hour or thousand rows, the header line first. */
export interface Table {
  readonly name: string
  readonly header: string
  chunks(): Generator<string>
}

/** Accounts, followers and labels hold who posted, so they are read after the posts. */
export interface Sample {
  readonly planted: readonly Planted[]
  readonly hours: number
  readonly posts: Table
  readonly accounts: Table
  readonly followers: Table
  readonly labels: Table
  /** Accounts that have posted so far. */
  accountCount(): number
}

const POST_COLUMNS = [
  'platform',
  'post_id',
  'account_id',
  'handle',
  'posted_at',
  'text',
  'language',
  'client',
  'repost_of',
  'repost_of_account',
  'reply_to',
  'reply_to_account',
  'quote_of',
  'urls',
  'url_title',
  'hashtags',
  'mentions',
  'media',
]
const ACCOUNT_COLUMNS = ['platform', 'account_id', 'handle', 'created_at', 'description', 'followers', 'following', 'organisation']
const LABEL_COLUMNS = ['account_id', 'label', 'kind', 'strength', 'behaviours']

/** Planted things take at most this share of the posts, so that a small sample is not all operation. */
const PLANTED_SHARE = 0.45

/**
 * Up to 80,000 posts each scene is planted once; past that copies grow with the square root of the size (7 at a million, 22 at ten million): more to find, and
 * ever rarer. Below 20,000 posts a scene is planted whole or not at all, in the order of the list, while it fits.
 */
function plantAll(scenes: readonly Scene[], seed: string, posts: number): Planted[] {
  const copies = Math.max(1, Math.floor(Math.sqrt(posts / DEFAULT_POSTS)))
  const planted: Planted[] = []
  let room = posts * PLANTED_SHARE
  let first = 0
  for (let copy = 0; copy < copies; copy++)
    for (const scene of scenes) {
      const one = plantScene(seed, scene, copy, first)
      if (one.items.length > room) continue
      room -= one.items.length
      first += one.looks.length
      planted.push(one)
    }
  return planted
}

export function makeSample(scenes: readonly Scene[], options: { readonly posts: number; readonly seed: number | string }): Sample {
  const { posts } = options
  const seed = `harbour/${options.seed}`
  const planted = plantAll(scenes, seed, posts)
  const looks: Look[] = planted.flatMap((one) => one.looks)
  const byHour = new Map<number, Item[]>()
  const castOf = new Map<Item, readonly number[]>()
  let plannedPosts = 0
  for (const one of planted)
    for (const item of one.items) {
      const hour = Math.floor((item.atMs - START) / HOUR)
      if (hour < 0 || hour >= HOURS) throw new Error(`${one.label} posts outside the span of the sample`)
      byHour.set(hour, [...(byHour.get(hour) ?? []), item])
      castOf.set(item, one.members)
      plannedPosts++
    }
  const skiff = accountsOf(posts - plannedPosts, looks.length)
  const person = createLookup(seed, (index) => (index >= skiff ? { ordinary: 0, platform: PEBBLE } : looks[index]))
  const titles = new Map(planted.flatMap((one) => [...one.titles]))
  /** A page has one title, whoever links it. */
  const titleOf = (url: string): string => {
    const address = url.replace(/\?.*$/, '')
    return titles.get(address) ?? remark(createRng(`${seed}/title/${address}`), 'en')
  }
  const seen = new Set<number>()

  function* writePosts(): Generator<string> {
    const background = createBackground(seed, posts - plannedPosts, looks, castOf)
    seen.clear()
    let second = 0
    let ordinal = 0
    for (let hour = 0; hour < HOURS; hour++) {
      const own = byHour.get(hour) ?? []
      const items = [
        ...own,
        ...background.hour(
          hour,
          own.filter((item) => item.audience > 0),
        ),
      ]
      items.sort((a, b) => a.atMs - b.atMs) // stable: equal times keep the order of their making
      let chunk = ''
      for (const item of items) {
        ordinal = item.atMs === second ? ordinal + 1 : 0
        second = item.atMs
        item.id = snowflake(item.atMs, ordinal * 4096 + (item.account % 4096))
        seen.add(item.account)
        chunk += postRow(item, person, titleOf)
      }
      yield chunk
    }
  }

  function* perAccount(row: (account: number) => string): Generator<string> {
    let chunk = ''
    let rows = 0
    for (const account of [...seen].sort((a, b) => a - b)) {
      chunk += row(account)
      if (++rows % 1000 > 0) continue
      yield chunk
      chunk = ''
    }
    yield chunk
  }

  const labelOf = new Map<number, Planted>()
  for (const one of planted) for (const account of one.members) labelOf.set(account, one)
  const labelRow = (account: number): string => {
    const one = labelOf.get(account)
    return csvRow([
      person(account).id,
      ...(one
        ? [one.label, one.scene.kind, one.scene.strength, one.scene.behaviours?.join(';') ?? '']
        : ['background', 'background', '', '']),
    ])
  }
  return {
    planted,
    hours: HOURS,
    posts: table('posts.csv', POST_COLUMNS, writePosts),
    accounts: table('accounts.csv', ACCOUNT_COLUMNS, () => perAccount((account) => accountRow(person(account)))),
    followers: table('followers.csv', FOLLOWER_COLUMNS, () =>
      followerRows(
        seed,
        planted,
        [...seen].sort((a, b) => a - b),
        person,
      ),
    ),
    labels: table('labels.csv', LABEL_COLUMNS, () => perAccount(labelRow)),
    accountCount: () => seen.size,
  }
}

function table(name: string, columns: readonly string[], rows: () => Generator<string>): Table {
  const header = csvRow(columns)
  return {
    name,
    header,
    chunks: function* () {
      yield header
      yield* rows()
    },
  }
}

function list(values: readonly string[]): string {
  return values.length === 0 ? '' : JSON.stringify(values)
}

function postRow(item: Item, person: (account: number) => Person, titleOf: (url: string) => string): string {
  const author = person(item.account)
  const of = (kind: Item['kind']) => (item.kind === kind ? (item.of as Item) : null)
  const repost = of('repost')
  const reply = of('reply')
  return csvRow([
    author.platform,
    item.id,
    author.id,
    author.handle,
    isoTime(item.atMs),
    item.text,
    item.language,
    item.client,
    repost?.id ?? '',
    repost ? person(repost.account).id : '',
    reply?.id ?? '',
    reply ? person(reply.account).id : '',
    of('quote')?.id ?? '',
    list(item.urls),
    item.urls[0] === undefined ? '' : titleOf(item.urls[0]),
    list(item.hashtags),
    list(item.mentions.map((account) => person(account).handle)),
    list(item.media),
  ])
}

function accountRow(person: Person): string {
  return csvRow([
    person.platform,
    person.id,
    person.handle,
    isoTime(person.createdMs),
    person.description,
    String(person.followers),
    String(person.following),
    person.organisation,
  ])
}
