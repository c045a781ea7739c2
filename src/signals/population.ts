/**
 * The accounts that a group is compared with: those in no group of any network, by activity class (powers of two of posts). A draw takes for each member one such account of the
 * member's class, none twice; where a class runs out, the nearest class lends (the smaller of two equally near).
 * p of a draw test is (1 + draws at least as extreme) / (1 + draws), so never below 1 / (1 + draws).
 */
import type { Group, SignalMeasure } from '../model/index.js'
import { quantileOfSorted, type Rng, shuffle } from '../statistics/index.js'
import type { Job } from '../store/index.js'
import { type InteractionCounts, makeInteractions } from './interactions.js'
import { type PostTimes, readPostTimes } from './post-times.js'

export interface Population {
  /** Posts per account key; 0 for accounts without posts. */
  readonly posts: Int32Array
  /** Accounts with posts, in no group, by activity class, ascending: those that are only named (followers, profiles) are no measure of behaviour. */
  readonly classes: readonly Int32Array[]
  readonly accounts: number
  /** 1 for accounts in a group of any network. */
  readonly isGrouped: Uint8Array
  /** Read when first asked for, once for all signals. */
  times(): Promise<PostTimes>
  interactions(): Promise<InteractionCounts>
}

export function activityClass(posts: number): number {
  return posts < 1 ? 0 : 1 + Math.floor(Math.log2(posts))
}

const CLASSES = 34

export async function readPopulation(job: Job, groups: readonly Group[]): Promise<Population> {
  const { last } = await job.db.row<{ last: number }>('select coalesce(max(account_key), -1) as last from accounts')
  const posts = new Int32Array(last + 1)
  for (const { k, n } of await job.db.rows<{ k: number; n: number }>(
    'select account_key as k, count(*) as n from posts group by 1 order by 1',
  ))
    posts[k] = n
  const isGrouped = new Uint8Array(last + 1)
  for (const { members } of groups) for (const member of members) isGrouped[member] = 1
  const lists: number[][] = Array.from({ length: CLASSES }, () => [])
  for (let k = 0; k <= last; k++)
    if (!isGrouped[k] && (posts[k] as number) > 0) (lists[activityClass(posts[k] as number)] as number[]).push(k)
  let times: Promise<PostTimes> | undefined
  let interactions: Promise<InteractionCounts> | undefined
  return {
    posts,
    classes: lists.map((list) => Int32Array.from(list)),
    accounts: last + 1,
    isGrouped,
    times: () => {
      times ??= readPostTimes(job, last + 1)
      return times
    },
    interactions: () => {
      interactions ??= makeInteractions(job)
      return interactions
    },
  }
}

/** One draw of comparison accounts for the members; shorter than `members` when there are not enough. `may` leaves out accounts that cannot be compared. */
export function drawAlike(population: Population, members: readonly number[], rng: Rng, may?: (account: number) => boolean): number[] {
  const taken = new Set<number>()
  const drawn: number[] = []
  for (const member of members) {
    const wanted = activityClass(population.posts[member] as number)
    const found = pick(population, wanted, taken, rng, may)
    if (found === null) break
    taken.add(found)
    drawn.push(found)
  }
  return drawn
}

/** Of every class at most `perClass` accounts that `may` be compared, drawn evenly: enough to draw from where a number costs much to compute. */
export function smallPool(population: Population, perClass: number, rng: Rng, may: (account: number) => boolean): Population {
  const classes = population.classes.map((list) => {
    const fit = list.filter(may)
    return fit.length <= perClass ? fit : shuffle(fit, rng).slice(0, perClass).sort()
  })
  return { ...population, classes }
}

/** `draws` sets of comparison accounts; empty when there are not enough accounts in no group. */
export function drawSets(
  population: Population,
  members: readonly number[],
  draws: number,
  rng: Rng,
  may?: (account: number) => boolean,
): number[][] {
  const sets = Array.from({ length: draws }, () => drawAlike(population, members, rng, may))
  return sets.every((set) => set.length === members.length) ? sets : []
}

const TRIES = 24

function pick(population: Population, wanted: number, taken: ReadonlySet<number>, rng: Rng, may?: (account: number) => boolean) {
  for (let away = 0; away < CLASSES; away++)
    for (const at of away === 0 ? [wanted] : [wanted - away, wanted + away]) {
      const list = population.classes[at]
      if (!list || list.length === 0) continue
      for (let i = 0; i < TRIES; i++) {
        const account = list[rng.below(list.length)] as number
        if (!taken.has(account) && (!may || may(account))) return account
      }
      const rest = list.filter((account) => !taken.has(account) && (!may || may(account)))
      if (rest.length > 0) return rest[rng.below(rest.length)] as number
    }
  return null
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
