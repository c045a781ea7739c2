/**
 * Campaign timeline: how a group works as one over time. Over the UTC days from the first to the last post of the data:
 *   bursts         share of the set's posts on days in the burst state (kleinberg.ts, the set's posts of all posts)
 *   silent days    days between the set's first and last post on which none of its accounts posted
 *   common start   median distance of the accounts' first posts from their median, in days; an account that is there in the first tenth of the data may have begun before them and does not count, and
 *                  half of the set must; common end alike, with the last tenth
 *   same week      mean cosine of the accounts' hour-of-week profiles, each with that of all others of the set
 *   hand-over      Jensen-Shannon distance, in bits a hashtag, of the set's hashtags before and after its best split (repurposing.ts), the set taken as one account
 * Null: as many accounts of the same activity in no group. Several measures: one p by their ranks among the draws; silent days and hours are shown but not tested, since accounts found for acting together share them.
 * Undefined: with fewer than `leastDays` days; hand-over without hashtags.
 * Kleinberg, Data Mining and Knowledge Discovery 7 (2003).
 */
import type { PictureSpec, SignalMeasure } from '../model/index.js'
import { median } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers, startsOf } from './columns.js'
import { combinedP, implied } from './features.js'
import { bursts } from './kleinberg.js'
import { againstDraws, drawSets } from './population.js'
import type { PostTimes } from './post-times.js'
import { largestChange } from './repurposing.js'
import { DRAWS, type Measurement, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastDays: number
  readonly leastPosts: number
  readonly burstFactor: number
  readonly burstCost: number
}

const DAY = 86_400_000
const HOURS = 168
const SHOWN = 6
const LEAST_SIDE = 5
/** Of the data's time, at each end. */
const EDGE = 0.1

/** Hashtags of own posts by account, ascending by time: account k's are of[k] … of[k + 1] - 1. Codes are in bytewise order of the names. */
interface Tags {
  readonly of: Int32Array
  readonly atMs: Float64Array
  readonly code: Int32Array
  readonly names: readonly string[]
}

async function readTags(job: Job, accounts: number): Promise<Tags> {
  await job.db.run(`create or replace temp table signal_tags as
    select * from (select account_key, posted_ms, post_key, lower(unnest(hashtags)) as tag from posts where repost_of is null and hashtags is not null) where tag is not null`)
  await job.db.run(`create or replace temp table signal_tag_names as
    select tag, (row_number() over (order by tag) - 1)::integer as code from (select distinct tag from temp.signal_tags)`)
  const [k, atMs, code] = await readNumbers(
    job,
    'select account_key, posted_ms::double, code from temp.signal_tags join temp.signal_tag_names using (tag) order by account_key, posted_ms, post_key, code',
    ['int', 'double', 'int'],
  )
  const [names = []] = (await job.db.columns('select tag from temp.signal_tag_names order by code')) as [string[]]
  await job.db.run('drop table temp.signal_tags')
  await job.db.run('drop table temp.signal_tag_names')
  return { of: startsOf(k, accounts), atMs, code, names }
}

interface Days {
  readonly first: number
  /** Posts of everybody per day. */
  readonly totals: readonly number[]
}

interface Values {
  readonly burst: number
  readonly start: number
  readonly end: number
  readonly handOver: number
}

export function dailyCounts({ from, atMs }: PostTimes, accounts: readonly number[], { first, totals }: Days): number[] {
  const counts = new Array<number>(totals.length).fill(0)
  for (const k of accounts)
    for (let i = from[k] as number; i < (from[k + 1] as number); i++) {
      const day = Math.floor((atMs[i] as number) / DAY) - first
      counts[day] = (counts[day] as number) + 1
    }
  return counts
}

function valuesOf(times: PostTimes, tags: Tags, accounts: readonly number[], days: Days, params: Params): Values {
  const counts = dailyCounts(times, accounts, days)
  const states = bursts(counts, days.totals, params.burstFactor, params.burstCost)
  const all = counts.reduce((sum, n) => sum + n, 0)
  const active = accounts.filter((k) => times.from[k] !== times.from[k + 1])
  const starts = active.map((k) => (times.atMs[times.from[k] as number] as number) / DAY)
  const ends = active.map((k) => (times.atMs[(times.from[k + 1] as number) - 1] as number) / DAY)
  return {
    burst: all === 0 ? Number.NaN : counts.reduce((sum, n, t) => sum + (states[t] ? n : 0), 0) / all,
    start: spread(
      starts.filter((at) => at >= days.first + days.totals.length * EDGE),
      active.length,
    ),
    end: spread(
      ends.filter((at) => at < days.first + days.totals.length * (1 - EDGE)),
      active.length,
    ),
    handOver: handOver(tags, accounts),
  }
}

/** NaN when fewer than two, or fewer than half of all accounts, have a value. */
function spread(values: readonly number[], accounts: number): number {
  if (values.length < 2 || values.length * 2 < accounts) return Number.NaN
  const middle = median(values)
  return median(values.map((value) => Math.abs(value - middle)))
}

/** Mean over accounts of the cosine of its hour-of-week counts with those of the rest of the set. */
function sameWeek({ from, atMs }: PostTimes, accounts: readonly number[]): number {
  if (accounts.length < 2) return Number.NaN
  const profiles = accounts.map((k) => {
    const profile = new Float64Array(HOURS)
    for (let i = from[k] as number; i < (from[k + 1] as number); i++) {
      const hour = (((Math.floor((atMs[i] as number) / 3_600_000) + 72) % HOURS) + HOURS) % HOURS
      profile[hour] = (profile[hour] as number) + 1
    }
    return profile
  })
  const whole = new Float64Array(HOURS)
  for (const profile of profiles) for (let h = 0; h < HOURS; h++) whole[h] = (whole[h] as number) + (profile[h] as number)
  const cosines = profiles.map((profile) => {
    let [xy, xx, yy] = [0, 0, 0]
    for (let h = 0; h < HOURS; h++) {
      const x = profile[h] as number
      const y = (whole[h] as number) - x
      xy += x * y
      xx += x * x
      yy += y * y
    }
    return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
  })
  return cosines.reduce((sum, value) => sum + value, 0) / cosines.length
}

/** Where in `tags` those of several accounts stand, by time. */
function joint({ of, atMs, code }: Tags, accounts: readonly number[]): Int32Array {
  const places = new Int32Array(accounts.reduce((sum, k) => sum + (of[k + 1] as number) - (of[k] as number), 0))
  let n = 0
  for (const k of accounts) for (let i = of[k] as number; i < (of[k + 1] as number); i++) places[n++] = i
  return places.sort((x, y) => (atMs[x] as number) - (atMs[y] as number) || (code[x] as number) - (code[y] as number))
}

function handOver(tags: Tags, accounts: readonly number[]): number {
  return largestChange(
    joint(tags, accounts).map((at) => tags.code[at] as number),
    LEAST_SIDE,
  )
}

const MEASURES: readonly (readonly [keyof Values, string, string, 'upper' | 'lower'])[] = [
  ['burst', 'posts on days in a burst', 'share', 'upper'],
  ['start', 'first posts around their median', 'days', 'lower'],
  ['end', 'last posts around their median', 'days', 'lower'],
  ['handOver', 'change from one topic to the next', 'bits a hashtag', 'upper'],
]

export const campaignTimeline: Signal<Params> = {
  id: 'campaign-timeline',
  title: 'A campaign in phases',
  what: 'Bursts of the group against everybody’s posts, accounts that begin and end together, and one topic handed over to the next, against as many accounts of like activity in no group; days of common silence and common hours are shown beside.',
  ordinary:
    'Election teams, festivals and charity weeks begin and end together, are silent on the same holidays and turn from one topic to the next.',
  needs: ['posts.posted_at', 'posts.hashtags (for topics)'],
  params: {
    draws: DRAWS,
    leastDays: {
      kind: 'integer',
      default: 7,
      min: 2,
      meaning: 'data that span fewer days are not measured.',
      larger: 'A larger number leaves out short collections.',
    },
    leastPosts: {
      kind: 'integer',
      default: 30,
      min: 5,
      meaning: 'groups with fewer posts are not measured.',
      larger: 'A larger number leaves out quiet groups.',
    },
    burstFactor: {
      kind: 'number',
      default: 2,
      min: 1.1,
      max: 100,
      meaning: 'how many times its usual share of all posts the group has in a burst.',
      larger: 'A larger factor finds only fiercer bursts.',
    },
    burstCost: {
      kind: 'number',
      default: 1,
      min: 0,
      max: 20,
      meaning: 'cost of entering a burst (gamma).',
      larger: 'A larger cost finds fewer and longer bursts.',
    },
  },
  references: [
    {
      text: 'Kleinberg (2003), Bursty and hierarchical structure in streams, Data Mining and Knowledge Discovery 7',
      doi: '10.1023/A:1024940629314',
    },
  ],
  async measure(job, subjects, population, params) {
    const times = await population.times()
    const tags = await readTags(job, population.accounts)
    const first = Math.floor(times.firstMs / DAY)
    const span = times.atMs.length === 0 ? 0 : Math.floor(times.lastMs / DAY) - first + 1
    const totals = new Array<number>(span).fill(0)
    for (const ms of times.atMs) {
      const day = Math.floor(ms / DAY) - first
      totals[day] = (totals[day] as number) + 1
    }
    const days = { first, totals }
    return subjects.map(({ group: { groupId, members } }) => {
      checkCancelled(job)
      const posts = members.reduce((sum, k) => sum + (population.posts[k] as number), 0)
      if (span < params.leastDays || posts < params.leastPosts)
        return tooLittle(`${posts} posts in data of ${span} days; ${params.leastPosts} posts and ${params.leastDays} days are needed.`)
      const sets = drawSets(population, members, params.draws, job.rng.stream(`campaign ${groupId}`))
      if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
      return one(members, sets, times, tags, days, params)
    })
  },
}

function one(
  members: readonly number[],
  sets: readonly (readonly number[])[],
  times: PostTimes,
  tags: Tags,
  days: Days,
  params: Params,
): Measurement {
  const own = valuesOf(times, tags, members, days, params)
  const drawn = sets.map((set) => valuesOf(times, tags, set, days, params))
  const measures: SignalMeasure[] = MEASURES.filter(([key]) => !(key === 'handOver' && tags.names.length === 0)).map(
    ([key, name, unit, tail]) =>
      againstDraws(
        name,
        unit,
        own[key],
        drawn.map((each) => each[key]),
        tail,
      ),
  )
  const counts = dailyCounts(times, members, days)
  const states = bursts(counts, days.totals, params.burstFactor, params.burstCost)
  const active = counts.slice(
    counts.findIndex((n) => n > 0),
    counts.findLastIndex((n) => n > 0) + 1,
  )
  const silent = active.filter((n) => n === 0).length
  const week = sameWeek(
    times,
    members.filter((k) => times.from[k] !== times.from[k + 1]),
  )
  measures.push(implied('days on which all are silent', 'days', silent), implied('same hours of the week', 'cosine', week))
  const day = (t: number) => new Date((days.first + t) * DAY).toISOString().slice(0, 10)
  const begins = states.flatMap((isBusy, t) => (isBusy && !states[t - 1] ? [t] : []))
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${begins.length === 0 ? 'No burst' : `${begins.length} ${begins.length === 1 ? 'burst' : 'bursts'}, the first from ${day(begins[0] as number)}, with ${Math.round(100 * own.burst)} % of the posts`}; from ${day(counts.findIndex((n) => n > 0))} to ${day(counts.findLastIndex((n) => n > 0))} the whole group was silent on ${silent} days.`,
    ordinary: `Teams with a common date do the same; accounts of like activity have ${measures[0]?.baseline ? `${Math.round(100 * measures[0].baseline.low)} to ${Math.round(100 * measures[0].baseline.high)} %` : 'an unknown share'} of their posts in bursts.`,
    pictures: [river(tags, members, days, counts)],
    evidence: [],
    limits: tags.names.length === 0 ? ['Hashtags are not in this file (posts.hashtags): topics were not measured.'] : [],
  }
}

function river(tags: Tags, members: readonly number[], { first, totals }: Days, counts: readonly number[]): PictureSpec {
  const step = Math.max(1, Math.ceil(totals.length / 60))
  const columns = Math.ceil(totals.length / step)
  const all = joint(tags, members)
  const sums = new Map<string, number>()
  for (const at of all) {
    const tag = tags.names[tags.code[at] as number] as string
    sums.set(tag, (sums.get(tag) ?? 0) + 1)
  }
  const names = [...sums]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, SHOWN)
    .map(([tag]) => tag)
  const layers = [...names, 'other hashtags'].map((name) => ({ name, values: new Array<number>(columns).fill(0) }))
  if (all.length === 0) {
    const values = new Array<number>(columns).fill(0)
    counts.forEach((n, t) => {
      values[Math.floor(t / step)] = (values[Math.floor(t / step)] as number) + n
    })
    layers.splice(0, layers.length, { name: 'posts', values })
  }
  for (const at of all) {
    const tag = tags.names[tags.code[at] as number] as string
    const ms = tags.atMs[at] as number
    const layer = layers[names.indexOf(tag) < 0 ? names.length : names.indexOf(tag)] as (typeof layers)[0]
    const column = Math.floor((Math.floor(ms / DAY) - first) / step)
    layer.values[column] = (layer.values[column] as number) + 1
  }
  return {
    kind: 'river',
    title: 'Topics over time',
    describe: `The group’s hashtags in steps of ${step} UTC ${step === 1 ? 'day' : 'days'}, the ${names.length} commonest by name. Where one colour ends and another begins, one topic was handed over to the next.`,
    fromMs: first * DAY,
    stepMs: step * DAY,
    unit: all.length === 0 ? 'posts' : 'hashtags',
    layers: layers.filter(({ values }) => values.some((n) => n > 0)),
  }
}
