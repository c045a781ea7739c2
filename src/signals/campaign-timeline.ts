/**
 * Campaign timeline: how a group works as one over time, in steps of UTC days, or of hours where the data span less than two weeks. A slot is ten minutes of the clock: what the set does in one is one occasion, since a group found for
 * acting together would else be in a burst whenever it acts.
 *   second bursts  share of the set's occasions in steps of the burst state (kleinberg.ts, the set's occasions of all posts), the longest burst left out: one day on which all met is an event, a campaign has phases
 *   begin together largest share of its accounts with their first posts within three days; of accounts with three posts or more that were silent twice as long before as ever since, and not there in the first tenth of the data; end alike
 *   hand-over      Jensen-Shannon distance, in bits a hashtag, of the set's hashtags (each once a step: a crowd on one day has no second topic) before and after its best split (repurposing.ts), the set taken as one account, less what chance gives so many; it must be beyond the
 *                  steps in any order, too (as many shuffles as draws)
 *   silent steps   between the set's first and last post; same week: mean cosine of the accounts' hour-of-week profiles, each with that of all others of the set: shown, not tested, accounts found for acting together share them
 * Null: as many accounts of the same activity in no group. What is unusual but small says nothing (LEAST). Several measures: one p by their ranks among the draws.
 * Undefined: with fewer than `leastDays` days; hand-over with fewer than 20 hashtags.
 * Kleinberg, Data Mining and Knowledge Discovery 7 (2003).
 */
import { type PictureSpec, plural, type SignalMeasure } from '../model/index.js'
import type { Rng } from '../statistics/index.js'
import { checkCancelled } from '../store/index.js'
import { anyOrder, changeOf, joint, readTags, type Tags, tagsByStep } from './campaign-tags.js'
import { combinedP, implied, meaningful, raised } from './features.js'
import { bursts } from './kleinberg.js'
import { againstDraws, drawSets } from './population.js'
import type { PostTimes } from './post-times.js'
import { DRAWS, type Measurement, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastDays: number
  readonly leastPosts: number
  readonly burstFactor: number
  readonly burstCost: number
}

const DAY = 86_400_000
const HOUR = 3_600_000
const HOURS = 168
const SHOWN = 6
const SLOT = 600_000
/** Data that span less are cut into hours. */
const DAYS_BY_DAY = 14
const TOGETHER_DAYS = 3
/** A tenth of the occasions; three of four accounts; topics a third of the way to having nothing in common. */
const LEAST: Readonly<Record<keyof Values, number>> = { burst: 0.1, start: 0.75, end: 0.75, handOver: 0.3 }
/** Of the data's time, at each end. */
const EDGE = 0.1

interface Steps {
  readonly stepMs: number
  readonly first: number
  /** Posts of everybody per step. */
  readonly totals: readonly number[]
}

interface Values {
  readonly burst: number
  readonly start: number
  readonly end: number
  readonly handOver: number
}

/** Slots with posts of the accounts, by step. */
export function occasionsOf({ from, atMs }: PostTimes, accounts: readonly number[], { first, totals, stepMs }: Steps): number[] {
  const counts = new Array<number>(totals.length).fill(0)
  const slots = stepMs / SLOT
  const seen = new Uint8Array(totals.length * slots)
  for (const k of accounts)
    for (let i = from[k] as number; i < (from[k + 1] as number); i++) {
      const slot = Math.floor((atMs[i] as number) / SLOT) - first * slots
      if (seen[slot]) continue
      seen[slot] = 1
      const step = Math.floor(slot / slots)
      counts[step] = (counts[step] as number) + 1
    }
  return counts
}

/** Share of the counts in bursts, that with most left out. */
export function secondBursts(counts: readonly number[], states: readonly boolean[]): number {
  const sums: number[] = []
  counts.forEach((n, t) => {
    if (!states[t]) return
    if (states[t - 1]) sums.push((sums.pop() as number) + n)
    else sums.push(n)
  })
  const all = counts.reduce((sum, n) => sum + n, 0)
  return all === 0 ? Number.NaN : (sums.reduce((sum, n) => sum + n, 0) - Math.max(0, ...sums)) / all
}

function valuesOf(times: PostTimes, edges: Edges, tags: Tags, accounts: readonly number[], steps: Steps, params: Params): Values {
  const counts = occasionsOf(times, accounts, steps)
  return {
    burst: secondBursts(counts, bursts(counts, steps.totals, params.burstFactor, params.burstCost)),
    ...togetherOf(times, edges, accounts),
    handOver: changeOf(tagsByStep(tags, accounts, steps.stepMs)),
  }
}

/** When each account began and ended; NaN for those that may have been there before or after the data. */
interface Edges {
  readonly start: Float64Array
  readonly end: Float64Array
}

function edgesOf({ from, atMs, firstMs, lastMs }: PostTimes): Edges {
  const edge = (lastMs - firstMs) * EDGE
  const accounts = from.length - 1
  const [start, end] = [new Float64Array(accounts).fill(Number.NaN), new Float64Array(accounts).fill(Number.NaN)]
  for (let k = 0; k < accounts; k++) {
    const [low, high] = [from[k] as number, (from[k + 1] as number) - 1]
    if (high - low < 2) continue
    let silence = 0
    for (let i = low + 1; i <= high; i++) silence = Math.max(silence, (atMs[i] as number) - (atMs[i - 1] as number))
    const [before, after] = [(atMs[low] as number) - firstMs, lastMs - (atMs[high] as number)]
    if (before >= Math.max(edge, 2 * silence)) start[k] = atMs[low] as number
    if (after >= Math.max(edge, 2 * silence)) end[k] = atMs[high] as number
  }
  return { start, end }
}

/** The largest shares that begin and that end within three days. */
function togetherOf(
  { from }: PostTimes,
  { start, end }: Edges,
  accounts: readonly number[],
): { readonly start: number; readonly end: number } {
  const [starts, ends]: [number[], number[]] = [[], []]
  let active = 0
  for (const k of accounts) {
    if ((from[k + 1] as number) > (from[k] as number)) active++
    if (!Number.isNaN(start[k])) starts.push(start[k] as number)
    if (!Number.isNaN(end[k])) ends.push(end[k] as number)
  }
  const share = (list: number[]) => {
    list.sort((a, b) => a - b)
    let most = 0
    for (let i = 0, j = 0; i < list.length; i++) {
      while ((list[i] as number) - (list[j] as number) > TOGETHER_DAYS * DAY) j++
      most = Math.max(most, i - j + 1)
    }
    return active === 0 ? Number.NaN : most / active
  }
  return { start: share(starts), end: share(ends) }
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

const MEASURES: readonly (readonly [keyof Values, string, string])[] = [
  ['burst', 'occasions in bursts, the longest left out', 'share'],
  ['start', 'accounts that begin within three days', 'share'],
  ['end', 'accounts that end within three days', 'share'],
  ['handOver', 'change from one topic to the next', 'bits a hashtag'],
]

export const campaignTimeline: Signal<Params> = {
  id: 'campaign-timeline',
  title: 'A campaign in phases',
  what: 'Bursts of the group against everybody’s posts, by day or (in data of less than two weeks) by hour, a second one at least with a tenth of what it does; three of four of its accounts that begin or end together; one topic handed over to the next; against as many accounts of like activity in no group. What is done within ten minutes counts once. Common silence and common hours are shown beside.',
  ordinary:
    'Election teams, festivals and charity weeks begin and end together, are silent on the same holidays and turn from one topic to the next.',
  needs: ['posts.posted_at', 'posts.hashtags (for topics)'],
  params: {
    draws: DRAWS,
    leastDays: {
      kind: 'integer',
      default: 2,
      min: 1,
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
    const span = times.atMs.length === 0 ? 0 : Math.floor(times.lastMs / DAY) - Math.floor(times.firstMs / DAY) + 1
    const stepMs = span < DAYS_BY_DAY && times.clockMs <= HOUR ? HOUR : DAY
    const first = Math.floor(times.firstMs / stepMs)
    const totals = new Array<number>(span === 0 ? 0 : Math.floor(times.lastMs / stepMs) - first + 1).fill(0)
    for (const ms of times.atMs) {
      const step = Math.floor(ms / stepMs) - first
      totals[step] = (totals[step] as number) + 1
    }
    const steps = { stepMs, first, totals }
    const edges = edgesOf(times)
    return subjects.map(({ group: { groupId, members } }) => {
      checkCancelled(job)
      const posts = members.reduce((sum, k) => sum + (population.posts[k] as number), 0)
      if (span < params.leastDays || posts < params.leastPosts)
        return tooLittle(
          `${plural(posts, 'post')} in data of ${plural(span, 'day')}; ${params.leastPosts} posts and ${params.leastDays} days are needed.`,
        )
      const rng = job.rng.stream(`campaign ${groupId}`)
      const sets = drawSets(population, members, params.draws, rng)
      if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
      return one(members, sets, times, edges, tags, steps, params, rng)
    })
  },
}

/** `3 to 5 %`; `0 %` where both ends are alike. */
function percentRange({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [Math.round(100 * low), Math.round(100 * high)]
  return from === to ? `${from} %` : `${from} to ${to} %`
}

function one(
  members: readonly number[],
  sets: readonly (readonly number[])[],
  times: PostTimes,
  edges: Edges,
  tags: Tags,
  steps: Steps,
  params: Params,
  rng: Rng,
): Measurement {
  const own = valuesOf(times, edges, tags, members, steps, params)
  const drawn = sets.map((set) => valuesOf(times, edges, tags, set, steps, params))
  const measures: SignalMeasure[] = MEASURES.filter(([key]) => !(key === 'handOver' && tags.names.length === 0)).map(
    ([key, name, unit]) => {
      const measure = againstDraws(
        name,
        unit,
        own[key],
        drawn.map((each) => each[key]),
        'upper',
      )
      const kept = meaningful(measure, LEAST[key])
      return key === 'handOver' && (kept.pValue ?? 1) < 1
        ? raised(kept, anyOrder(tagsByStep(tags, members, steps.stepMs), own.handOver, params.draws, rng))
        : kept
    },
  )
  const counts = occasionsOf(times, members, steps)
  const states = bursts(counts, steps.totals, params.burstFactor, params.burstCost)
  const [begun, ended] = [counts.findIndex((n) => n > 0), counts.findLastIndex((n) => n > 0)]
  const silent = counts.slice(begun, ended + 1).filter((n) => n === 0).length
  const unit = steps.stepMs === DAY ? 'days' : 'hours'
  const week = sameWeek(
    times,
    members.filter((k) => times.from[k] !== times.from[k + 1]),
  )
  measures.push(implied(`${unit} in which all are silent`, unit, silent), implied('same hours of the week', 'cosine', week))
  const when = (t: number) => new Date((steps.first + t) * steps.stepMs).toISOString().slice(0, unit === 'days' ? 10 : 13)
  const begins = states.flatMap((isBusy, t) => (isBusy && !states[t - 1] ? [t] : []))
  const inBursts = counts.reduce((sum, n, t) => sum + (states[t] ? n : 0), 0) / counts.reduce((sum, n) => sum + n, 0)
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${begins.length === 0 ? 'No burst' : `${plural(begins.length, 'burst')}, the first from ${when(begins[0] as number)}, with ${Math.round(100 * inBursts)} % of the occasions`}; from ${when(begun)} to ${when(ended)} the whole group was silent in ${plural(silent, unit.slice(0, -1))}.`,
    ordinary: `Teams with a common date do the same; accounts of like activity have ${measures[0]?.baseline ? percentRange(measures[0].baseline) : 'an unknown share'} of their occasions in second bursts.`,
    pictures: [river(tags, members, steps, counts)],
    evidence: [],
    limits: [
      ...(unit === 'hours' ? [`The data span ${steps.totals.length} hours: bursts were looked for by hour.`] : []),
      ...(tags.names.length === 0 ? ['Hashtags are not in this file (posts.hashtags): topics were not measured.'] : []),
    ],
  }
}

function river(tags: Tags, members: readonly number[], { first, totals, stepMs }: Steps, counts: readonly number[]): PictureSpec {
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
    layers.splice(0, layers.length, { name: 'occasions', values })
  }
  for (const at of all) {
    const tag = tags.names[tags.code[at] as number] as string
    const ms = tags.atMs[at] as number
    const layer = layers[names.indexOf(tag) < 0 ? names.length : names.indexOf(tag)] as (typeof layers)[0]
    const column = Math.floor((Math.floor(ms / stepMs) - first) / step)
    layer.values[column] = (layer.values[column] as number) + 1
  }
  return {
    kind: 'river',
    title: 'Topics over time',
    describe: `The group’s hashtags in steps of ${step} UTC ${stepMs === DAY ? 'day' : 'hour'}${step === 1 ? '' : 's'}, the ${names.length} commonest by name. Where one colour ends and another begins, one topic was handed over to the next.`,
    fromMs: first * stepMs,
    stepMs: step * stepMs,
    unit: all.length === 0 ? 'occasions' : 'hashtags',
    layers: layers.filter(({ values }) => values.some((n) => n > 0)),
  }
}
