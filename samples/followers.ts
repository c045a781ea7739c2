import { createRng } from '../src/statistics/index.js'
import { between, chance } from './chance.js'
import { DAY, END, isoTime, START } from './clock.js'
import { csvRow } from './csv.js'
import { personOf, SKIFF } from './people.js'
import type { Followed, Person } from './scene.js'

export const FOLLOWER_COLUMNS = [
  'platform',
  'account_id',
  'follower_id',
  'follower_handle',
  'position',
  'created_at',
  'posts_count',
  'description',
]
/** Numbers of accounts that only follow begin here: far above those that post, so that ids differ. */
const FIRST_DELIVERED = 40 * 4_194_304

interface Follower {
  readonly atMs: number
  readonly person: Person
  readonly posts: number
}

/** The list of one account in the order of arrival: people who post in the sample too, and those who were delivered, who never do. */
function listOf(
  seed: string,
  label: string,
  { account, people, newcomers, sure = [], delivered }: Followed,
  posting: readonly number[],
  person: (account: number) => Person,
  firstDelivered: number,
): Follower[] {
  const rng = createRng(`${seed}/followers/${label}/${account}`)
  const owner = person(account)
  const taken = new Set<number>()
  const followers: Follower[] = []
  const most = Math.min(people, posting.length >> 1)
  const add = (index: number) => {
    const one = person(index)
    if (taken.has(index) || index === account || one.platform !== owner.platform) return
    taken.add(index)
    const from = Math.max(one.createdMs, owner.createdMs)
    const isNew = one.createdMs > owner.createdMs && chance(rng, newcomers)
    const atMs = isNew ? from + rng.next() * DAY : from + rng.next() * (END - from)
    followers.push({ atMs, person: one, posts: between(createRng(`${seed}/posts/${index}`), 1, 900) })
  }
  for (const index of sure) add(index)
  while (taken.size < most) add(posting[rng.below(posting.length)] as number)
  const cameMs = START - 20 * DAY
  for (let i = 0; i < delivered; i++) {
    const look = { ordinary: 0, created: [START - 400 * DAY, START - 396 * DAY], description: '', platform: SKIFF } as const
    followers.push({ atMs: cameMs + rng.next() * DAY, person: personOf(seed, firstDelivered + i, look), posts: 0 })
  }
  return followers.sort((a, b) => a.atMs - b.atMs)
}

/** One chunk per list. */
export function* followerRows(
  seed: string,
  planted: readonly { readonly label: string; readonly followed: readonly Followed[] }[],
  posting: readonly number[],
  person: (account: number) => Person,
): Generator<string> {
  let first = FIRST_DELIVERED
  for (const { label, followed } of planted)
    for (const one of followed) {
      const owner = person(one.account)
      let chunk = ''
      for (const [i, follower] of listOf(seed, label, one, posting, person, first).entries())
        chunk += csvRow([
          owner.platform,
          owner.id,
          follower.person.id,
          follower.person.handle,
          String(i + 1),
          isoTime(follower.person.createdMs),
          String(follower.posts),
          follower.person.description,
        ])
      first += one.delivered
      yield chunk
    }
}
