/** The hashtags of sets of accounts, and how far a set's hashtags before and after a moment differ (campaign-timeline.ts). */
import { type Rng, shuffle } from '../statistics/index.js'
import type { Job } from '../store/index.js'
import { readNumbers, startsOf } from './columns.js'
import { largestChange } from './repurposing.js'

const LEAST_SIDE = 5
const LEAST_TAGS = 20

/** Hashtags of own posts in order of time, then code; account k's are those at places[of[k]] … places[of[k + 1] - 1]. Codes are in bytewise order of the names. */
export interface Tags {
  readonly of: Int32Array
  readonly places: Int32Array
  readonly atMs: Float64Array
  readonly code: Int32Array
  readonly names: readonly string[]
}

export async function readTags(job: Job, accounts: number): Promise<Tags> {
  await job.db.run(`create or replace temp table signal_tags as
    select * from (select account_key, posted_ms, post_key, lower(unnest(hashtags)) as tag from posts where repost_of is null and hashtags is not null) where tag is not null`)
  await job.db.run(`create or replace temp table signal_tag_names as
    select tag, (row_number() over (order by tag) - 1)::integer as code from (select distinct tag from temp.signal_tags)`)
  const [k, atMs, code] = await readNumbers(
    job,
    'select account_key, posted_ms::double, code from temp.signal_tags join temp.signal_tag_names using (tag) order by posted_ms, code, account_key, post_key',
    ['int', 'double', 'int'],
  )
  const [names = []] = (await job.db.columns('select tag from temp.signal_tag_names order by code')) as [string[]]
  await job.db.run('drop table temp.signal_tags')
  await job.db.run('drop table temp.signal_tag_names')
  const of = startsOf(k, accounts)
  const next = of.slice()
  const places = new Int32Array(k.length)
  for (let at = 0; at < k.length; at++) places[next[k[at] as number]!++] = at
  return { of, places, atMs, code, names }
}

/** Where those of several accounts stand, by time. */
export function joint({ of, places }: Tags, accounts: readonly number[]): Int32Array {
  const all = new Int32Array(accounts.reduce((sum, k) => sum + (of[k + 1] as number) - (of[k] as number), 0))
  let n = 0
  for (const k of accounts) for (let i = of[k] as number; i < (of[k + 1] as number); i++) all[n++] = places[i] as number
  return all.sort()
}

/** Hashtags of a set by step, in order of time, each once a step; numbered from 0 as they come. */
interface TagSteps {
  readonly steps: number[][]
  readonly tags: number
  readonly kinds: number
}

export function tagsByStep(tags: Tags, accounts: readonly number[], stepMs: number): TagSteps {
  const steps: number[][] = []
  const numbers = new Map<number, number>()
  /** By number: the step that it was in last. */
  const last: number[] = []
  let [step, many] = [Number.NaN, 0]
  for (const at of joint(tags, accounts)) {
    const [own, code] = [Math.floor((tags.atMs[at] as number) / stepMs), tags.code[at] as number]
    if (own !== step) steps.push([])
    step = own
    const number = numbers.get(code) ?? numbers.size
    if (last[number] === step) continue
    if (number === numbers.size) numbers.set(code, number)
    last[number] = step
    steps.at(-1)?.push(number)
    many++
  }
  return { steps, tags: many, kinds: numbers.size }
}

/** Of few hashtags any order gives a large one: less what n · JS gives by chance, (kinds - 1) / (2 ln 2) bits (Wilks). */
export function changeOf({ steps, tags, kinds }: TagSteps): number {
  if (tags < LEAST_TAGS) return Number.NaN
  const codes = new Int32Array(tags)
  let n = 0
  for (const step of steps) for (const number of step) codes[n++] = number
  return largestChange(codes, kinds, LEAST_SIDE) - (kinds - 1) / (2 * Math.LN2 * tags)
}

/** P of such a change when the steps come in any order. */
export function anyOrder(set: TagSteps, change: number, shuffles: number, rng: Rng): number {
  let extreme = 0
  for (let i = 0; i < shuffles; i++) {
    shuffle(set.steps, rng)
    if (changeOf(set) >= change - 1e-12) extreme++
  }
  return (1 + extreme) / (1 + shuffles)
}
