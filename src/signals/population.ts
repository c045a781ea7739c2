/**
 * The accounts that a group is compared with: those in no group of any network, by what they do: posts of their own, reposts and replies, each in powers of two (its class). A draw takes for each
 * member one account of the member's pool, none twice. The pool holds the member's class and, while it has fewer than POOL accounts (or five times the group), the nearest classes: fewest
 * doublings apart, summed over the three numbers; all classes equally near together.
 * p of a draw test is (1 + draws at least as extreme) / (1 + draws), so never below 1 / (1 + draws).
 */
import type { Group, SignalMeasure } from '../model/index.js'
import { quantileOfSorted, type Rng, shuffle } from '../statistics/index.js'
import type { Job } from '../store/index.js'
import { readNumbers } from './columns.js'
import { type InteractionCounts, makeInteractions } from './interactions.js'
import { type PostTimes, readPostTimes } from './post-times.js'

const POOL = 40
const POOL_BY_SIZE = 5

/** Posts of one account: neither repost nor reply, reposts, replies. */
export interface Activity {
  readonly own: Int32Array
  readonly reposts: Int32Array
  readonly replies: Int32Array
}

/** Accounts of one class, ascending. */
export interface AlikeAccounts {
  readonly own: number
  readonly reposts: number
  readonly replies: number
  readonly accounts: Int32Array
}

export interface Population {
  /** Posts per account key; 0 for accounts without posts. */
  readonly posts: Int32Array
  readonly activity: Activity
  /** Accounts with posts, in no group: those that are only named (followers, profiles) are no measure of behaviour. */
  readonly classes: readonly AlikeAccounts[]
  readonly accounts: number
  /** 1 for accounts in a group of any network. */
  readonly isGrouped: Uint8Array
  /** Read when first asked for, once for all signals. */
  times(): Promise<PostTimes>
  /** Of posts that are neither reposts nor replies. */
  ownTimes(): Promise<PostTimes>
  interactions(): Promise<InteractionCounts>
}

export function activityClass(posts: number): number {
  return posts < 1 ? 0 : 1 + Math.floor(Math.log2(posts))
}

export async function readPopulation(job: Job, groups: readonly Group[]): Promise<Population> {
  const { last } = await job.db.row<{ last: number }>('select coalesce(max(account_key), -1) as last from accounts')
  const [posts, own, reposts, replies] = Array.from({ length: 4 }, () => new Int32Array(last + 1)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  const [key, all, repost, reply] = await readNumbers(
    job,
    `select account_key, count(*)::integer, count(*) filter (repost_of is not null)::integer, count(*) filter (repost_of is null and not ${IS_OWN})::integer from posts group by 1 order by 1`,
    ['int', 'int', 'int', 'int'],
  )
  for (let i = 0; i < key.length; i++) {
    const k = key[i] as number
    posts[k] = all[i] as number
    reposts[k] = repost[i] as number
    replies[k] = reply[i] as number
    own[k] = (posts[k] as number) - (reposts[k] as number) - (replies[k] as number)
  }
  const isGrouped = new Uint8Array(last + 1)
  for (const { members } of groups) for (const member of members) isGrouped[member] = 1
  const activity = { own, reposts, replies }
  const lists = new Map<number, number[]>()
  for (const k of key) {
    if (isGrouped[k]) continue
    const code = codeOf(activity, k)
    const list = lists.get(code)
    if (list) list.push(k)
    else lists.set(code, [k])
  }
  let times: Promise<PostTimes> | undefined
  let ownTimes: Promise<PostTimes> | undefined
  let interactions: Promise<InteractionCounts> | undefined
  return {
    posts,
    activity,
    classes: [...lists]
      .sort((x, y) => x[0] - y[0])
      .map(([code, list]) => ({
        own: Math.floor(code / CLASSES ** 2),
        reposts: Math.floor(code / CLASSES) % CLASSES,
        replies: code % CLASSES,
        accounts: Int32Array.from(list),
      })),
    accounts: last + 1,
    isGrouped,
    times: () => {
      times ??= readPostTimes(job, last + 1)
      return times
    },
    ownTimes: () => {
      ownTimes ??= readPostTimes(job, last + 1, IS_OWN)
      return ownTimes
    },
    interactions: () => {
      interactions ??= makeInteractions(job)
      return interactions
    },
  }
}

const CLASSES = 34
const IS_OWN = '(repost_of is null and reply_to is null and reply_to_account is null)'
const codeOf = ({ own, reposts, replies }: Activity, k: number) =>
  (activityClass(own[k] as number) * CLASSES + activityClass(reposts[k] as number)) * CLASSES + activityClass(replies[k] as number)

/** Without accounts that cannot be compared. */
export function only(population: Population, may: (account: number) => boolean): Population {
  const classes = population.classes
    .map((each) => ({ ...each, accounts: each.accounts.filter(may) }))
    .filter(({ accounts }) => accounts.length > 0)
  return { ...population, classes }
}

/** All accounts to compare with. */
export const comparable = (population: Population): number[] => population.classes.flatMap(({ accounts }) => [...accounts])

/** For each member the accounts that may stand for it in sets of `size`; of a pool larger than `most`, so many drawn evenly. */
export function poolsOf(
  population: Population,
  members: readonly number[],
  size = members.length,
  most = Number.POSITIVE_INFINITY,
  rng?: Rng,
): Int32Array[] {
  const least = Math.max(POOL, POOL_BY_SIZE * size)
  const known = new Map<number, Int32Array>()
  return members.map((member) => {
    const code = codeOf(population.activity, member)
    const pool = known.get(code) ?? cut(nearest(population, code, least), most, rng)
    known.set(code, pool)
    return pool
  })
}

function nearest({ classes }: Population, code: number, least: number): Int32Array {
  const [own, reposts, replies] = [Math.floor(code / CLASSES ** 2), Math.floor(code / CLASSES) % CLASSES, code % CLASSES]
  const rings: AlikeAccounts[][] = []
  for (const each of classes) {
    const away = Math.abs(each.own - own) + Math.abs(each.reposts - reposts) + Math.abs(each.replies - replies)
    rings[away] = [...(rings[away] ?? []), each]
  }
  const pool: Int32Array[] = []
  let size = 0
  for (const ring of rings) {
    if (size >= least) break
    for (const { accounts } of ring ?? []) {
      pool.push(accounts)
      size += accounts.length
    }
  }
  const whole = new Int32Array(size)
  let at = 0
  for (const accounts of pool) {
    whole.set(accounts, at)
    at += accounts.length
  }
  return whole
}

const cut = (pool: Int32Array, most: number, rng?: Rng) => (rng && pool.length > most ? shuffle(pool, rng).slice(0, most).sort() : pool)

/** `draws` sets of comparison accounts; empty when there are not enough accounts in no group. */
export function drawSets(population: Population, members: readonly number[], draws: number, rng: Rng): number[][] {
  return drawFrom(poolsOf(population, members), draws, rng)
}

export function drawFrom(pools: readonly Int32Array[], draws: number, rng: Rng): number[][] {
  const sets: number[][] = []
  for (let i = 0; i < draws; i++) {
    const taken = new Set<number>()
    for (const pool of pools) {
      const found = pick(pool, taken, rng)
      if (found === null) return []
      taken.add(found)
    }
    sets.push([...taken])
  }
  return sets
}

const TRIES = 24

function pick(pool: Int32Array, taken: ReadonlySet<number>, rng: Rng): number | null {
  if (pool.length === 0) return null
  for (let i = 0; i < TRIES; i++) {
    const account = pool[rng.below(pool.length)] as number
    if (!taken.has(account)) return account
  }
  const rest = pool.filter((account) => !taken.has(account))
  return rest.length > 0 ? (rest[rng.below(rest.length)] as number) : null
}

/** The draws behind a measure, in the order of the sets: what is needed to put several measures of the same sets together. */
export const drawsOf = new WeakMap<SignalMeasure, { readonly values: Float64Array; readonly tail: 'upper' | 'lower' }>()

/** A value beside those of draws. `tail`: which side is extreme. `draws` may hold NaN where a draw gave no value; these are left out and counted by length. */
export function againstDraws(
  name: string,
  unit: string,
  value: number,
  draws: readonly number[],
  tail: 'upper' | 'lower',
): SignalMeasure & { readonly pValue: number | null } {
  const sorted = draws.filter((draw) => !Number.isNaN(draw)).sort((a, b) => a - b)
  if (sorted.length === 0 || Number.isNaN(value))
    return { name, unit, value: Number.isNaN(value) ? null : value, baseline: null, pValue: null, why: 'no accounts to compare with' }
  const extreme = sorted.filter((draw) => (tail === 'upper' ? draw >= value : draw <= value)).length
  const measure = {
    name,
    unit,
    value,
    baseline: {
      low: quantileOfSorted(sorted, 0.025),
      median: quantileOfSorted(sorted, 0.5),
      high: quantileOfSorted(sorted, 0.975),
      draws: sorted.length,
    },
    pValue: (1 + extreme) / (1 + sorted.length),
  }
  drawsOf.set(measure, { values: Float64Array.from(draws), tail })
  return measure
}
