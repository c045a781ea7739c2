/**
 * Cadence: posting to a quota. Of own posts only (neither reposts nor replies: the day of these is set by what they answer), over the UTC days from the set's first to its last (N days, counts c of posts a day):
 *   steadiness      of the whole set Σ (c - m)² / m / (N - 2), m the mean of workdays or of weekends (Poisson: 1, a quota: near 0); of its accounts the mean of variance / mean, weighted by their days
 *   quota           share of the account-days with posts that have exactly the account's commonest number, less the share that a Poisson account with as many posts on as many days gives (zero-truncated); accounts with
 *                   ten days or more
 *   equal totals    spread of the accounts' totals, sd / mean
 *   working week    share of posts from Monday to Friday
 *   shift           share of posts in the busiest eight hours of the UTC day
 *   hand-overs      per day, how often one account's last post of the day is followed within half an hour by another account's first of that day
 *   re-uploads      share of posts with media whose media an account in no group had posted before
 * Null: as many accounts of the same activity in no group; steadiness must also be beyond Poisson, the sums of squares against chi-square, and takes the larger p: accounts that are merely less bursty than others keep
 * no quota. What is unusual but no quota says nothing (LEAST). Several measures: one p by their ranks among the draws; hand-overs are shown but not tested, since accounts found for meeting post one after the other; nor are equal
 * totals and shifts, in which any group of one place and one task is alike, nor re-uploads, since pictures go round among everybody.
 * Undefined with fewer than `leastDays` days; by days that UTC draws, so a shift at the other side of the world is cut in two.
 */
import { type PictureSpec, plural, type SignalMeasure } from '../model/index.js'
import { chiSquareTail } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers } from './columns.js'
import { combinedP, implied, meaningful, raised, shown } from './features.js'
import { type Joined, joinDays, type OwnDays, ownDays } from './own-days.js'
import { againstDraws, drawSets, type Population } from './population.js'
import type { PostTimes } from './post-times.js'
import { DRAWS, type Measurement, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastDays: number
  readonly leastPosts: number
}

const DAY = 86_400_000
const HAND_OVER = 1_800_000
const WORK_DAYS = 15
/** Variance of half the mean; a fifth more days with the usual number than Poisson gives; nine of ten posts on workdays, over three weeks of them. */
const LEAST: Partial<Record<keyof Values, number>> = { whole: 0.5, each: 0.5, quota: 0.2, workdays: 0.9 }

interface Values {
  readonly whole: number
  readonly each: number
  readonly quota: number
  readonly totals: number
  readonly workdays: number
  readonly shift: number
}

export function cadenceOf(accounts: readonly OwnDays[]): Values {
  const active = accounts.filter(({ posts }) => posts > 0)
  let [posts, workdays, squares] = [0, 0, 0]
  const hours = new Float64Array(24)
  for (const own of active) {
    posts += own.posts
    workdays += own.workdays
    for (let h = 0; h < 24; h++) hours[h]! += own.hours[h] as number
  }
  if (posts === 0)
    return { whole: Number.NaN, each: Number.NaN, quota: Number.NaN, totals: Number.NaN, workdays: Number.NaN, shift: Number.NaN }
  const joined = joinDays(active)
  const steady = steadinessOf(active)
  const mean = posts / active.length
  for (const own of active) squares += (own.posts - mean) ** 2
  const sd = Math.sqrt(squares / active.length)
  return {
    whole: steadyWeek(joined).spread,
    each: steady.freedom === 0 ? Number.NaN : steady.sum / steady.freedom,
    quota: quotaOf(active),
    totals: active.length < 3 ? Number.NaN : sd / mean,
    workdays: (joined?.counts.filter((n) => n > 0).length ?? 0) < WORK_DAYS ? Number.NaN : workdays / posts,
    shift: busiestShift(hours) / posts,
  }
}

/** Over the accounts with enough days; NaN when they are fewer than half. */
function quotaOf(active: readonly OwnDays[]): number {
  const known = active.filter(({ quota }) => !Number.isNaN(quota))
  if (known.length * 2 < active.length) return Number.NaN
  return known.reduce((sum, { quota }) => sum + quota, 0) / known.reduce((sum, { days }) => sum + days.length, 0)
}

/** Σ (c - m)² / m by degrees of freedom, m the mean of workdays or of weekends; NaN without freedom. */
export function steadyWeek(joined: Joined | null): { spread: number; freedom: number } {
  let [sum, freedom] = [0, 0]
  for (const isWeekend of [false, true]) {
    const counts = joined?.counts.filter((_, i) => (((joined.first + i + 3) % 7) + 7) % 7 >= 5 === isWeekend) ?? new Float64Array(0)
    let [all, squares] = [0, 0]
    for (const c of counts) all += c
    const mean = all / counts.length
    if (!(mean > 0)) continue
    for (const c of counts) squares += (c - mean) ** 2
    sum += squares / mean
    freedom += counts.length - 1
  }
  return { spread: freedom === 0 ? Number.NaN : sum / freedom, freedom }
}

/** Sum over accounts of (N - 1) · variance / mean, chi-square with as many degrees when each account is Poisson. */
function steadinessOf(accounts: readonly OwnDays[]): { sum: number; freedom: number } {
  let [sum, freedom] = [0, 0]
  for (const { spread, span } of accounts) {
    if (Number.isNaN(spread)) continue
    sum += (span - 1) * spread
    freedom += span - 1
  }
  return { sum, freedom }
}

/** P(chi-square of so many degrees <= x). */
const lowerTail = (x: number, freedom: number) => (freedom === 0 || Number.isNaN(x) ? 1 : 1 - chiSquareTail(x, freedom))

/** A day: how often one account's last post of it is followed within half an hour by another's first. NaN without posts. */
export function handOversOf(accounts: readonly OwnDays[]): number {
  const ends = new Map<number, { first: number; last: number }[]>()
  for (const { days, firstMs, lastMs } of accounts)
    days.forEach((day, i) => {
      const one = { first: firstMs[i] as number, last: lastMs[i] as number }
      const list = ends.get(day)
      if (list) list.push(one)
      else ends.set(day, [one])
    })
  let passed = 0
  for (const list of ends.values()) {
    const firsts = Float64Array.from(list, ({ first }) => first).sort()
    for (const { last } of list) {
      const next = firsts.find((first) => first > last)
      if (next !== undefined && next - last <= HAND_OVER) passed++
    }
  }
  return ends.size === 0 ? Number.NaN : passed / ends.size
}

function busiestShift(hours: Float64Array): number {
  let best = 0
  for (let from = 0; from < 24; from++) {
    let sum = 0
    for (let i = 0; i < 8; i++) sum += hours[(from + i) % 24] as number
    best = Math.max(best, sum)
  }
  return best
}

/** Alike in a group of one place and one task, whether or not anybody set a quota. */
const SHOWN = new Set<keyof Values>(['totals', 'shift'])

const MEASURES: readonly (readonly [keyof Values, string, string, 'upper' | 'lower'])[] = [
  ['whole', 'posts a day of the whole group, workdays and weekends apart', 'variance by mean', 'lower'],
  ['each', 'posts a day of each account', 'variance by mean', 'lower'],
  ['quota', 'days with the account’s usual number, over Poisson', 'share', 'upper'],
  ['totals', 'spread of the accounts’ totals', 'sd by mean', 'lower'],
  ['workdays', 'posts from Monday to Friday', 'share', 'upper'],
  ['shift', 'posts in the busiest eight hours', 'share', 'upper'],
]

/** Posts with media per account, and those of them whose media an account in no group had posted before. */
async function readReuploads(job: Job, { accounts, isGrouped }: Population): Promise<{ again: Float64Array; all: Float64Array } | null> {
  await job.db.run(`create or replace temp table signal_media as
    select account_key, (dense_rank() over (order by m))::integer as code, posted_ms, post_key
    from (select account_key, unnest(media) as m, posted_ms, post_key from posts where media is not null and repost_of is null)`)
  const [account, code] = await readNumbers(
    job,
    'select account_key, code from temp.signal_media order by code, posted_ms, post_key, account_key',
    ['int', 'int'],
  )
  await job.db.run('drop table temp.signal_media')
  if (account.length === 0) return null
  const [again, all] = [new Float64Array(accounts), new Float64Array(accounts)]
  let first = -1
  for (let i = 0; i < account.length; i++) {
    const k = account[i] as number
    if (code[i] !== code[i - 1]) first = -1
    all[k] = (all[k] as number) + 1
    if (first >= 0 && first !== k) again[k] = (again[k] as number) + 1
    if (first < 0 && !isGrouped[k]) first = k
  }
  return { again, all }
}

const PARAMS: Signal<Params>['params'] = {
  draws: DRAWS,
  leastDays: {
    kind: 'integer',
    default: 7,
    min: 2,
    meaning: 'groups whose posts span fewer days are not measured.',
    larger: 'A larger number leaves out short campaigns.',
  },
  leastPosts: {
    kind: 'integer',
    default: 30,
    min: 5,
    meaning: 'groups with fewer own posts are not measured.',
    larger: 'A larger number leaves out quiet groups.',
  },
}

export const cadence: Signal<Params> = {
  id: 'cadence',
  title: 'Posting to a quota',
  what: 'How steady the daily number of own posts is (a variance of half the mean or less), equal daily numbers (a fifth of the days more than chance), working weeks (nine of ten posts), against as many accounts of like activity in no group and against chance; equal totals, shifts in UTC, hand-overs between accounts and media seen before are shown beside. Reposts and replies are left out: their day is set by what they answer.',
  ordinary:
    'Offices post on workdays from nine to five; a daily column or a countdown keeps an exact number; shops and institutions plan ahead.',
  needs: ['posts.posted_at', 'posts.media (for re-uploads)'],
  params: PARAMS,
  references: [{ text: 'Fano (1947), Ionization yield of radiations II, Physical Review 72', doi: '10.1103/PhysRev.72.26' }],
  async measure(job, subjects, population, params) {
    const times = await population.ownTimes()
    const media = await readReuploads(job, population)
    const known = new Map<number, OwnDays>()
    const daysOf = (account: number) => {
      let own = known.get(account)
      if (!own) {
        own = ownDays(times, account)
        known.set(account, own)
      }
      return own
    }
    return subjects.map(({ group }) => {
      checkCancelled(job)
      const rng = job.rng.stream(`cadence ${group.groupId}`)
      return one(group.members, times, daysOf, media, params, () => drawSets(population, group.members, params.draws, rng))
    })
  },
}

function one(
  members: readonly number[],
  times: PostTimes,
  daysOf: (account: number) => OwnDays,
  media: { again: Float64Array; all: Float64Array } | null,
  params: Params,
  draw: () => number[][],
): Measurement {
  const mine = members.map(daysOf)
  const joined = joinDays(mine)
  const posts = mine.reduce((sum, own) => sum + own.posts, 0)
  const span = joined?.counts.length ?? 0
  if (!joined || posts < params.leastPosts || span < params.leastDays)
    return tooLittle(
      `${plural(posts, 'own post')} over ${plural(span, 'day')}; ${params.leastPosts} posts and ${params.leastDays} days are needed.`,
    )
  const sets = draw()
  if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const own = cadenceOf(mine)
  const drawn = sets.map((set) => cadenceOf(set.map(daysOf)))
  const isByDay = times.clockMs >= DAY
  const steady = steadinessOf(mine)
  const beyondPoisson: Partial<Record<keyof Values, number>> = {
    whole: lowerTail(own.whole * steadyWeek(joined).freedom, steadyWeek(joined).freedom),
    each: lowerTail(steady.sum, steady.freedom),
  }
  const measures: SignalMeasure[] = MEASURES.filter(([key]) => !(isByDay && key === 'shift')).map(([key, name, unit, tail]) => {
    const measure = againstDraws(
      name,
      unit,
      own[key],
      drawn.map((each) => each[key]),
      tail,
    )
    if (SHOWN.has(key)) return shown(measure)
    return raised(meaningful(measure, LEAST[key] as number), beyondPoisson[key] ?? 0)
  })
  if (!isByDay) measures.push(implied('hand-overs from one account to another', 'a day', handOversOf(mine)))
  const reuploads = (accounts: readonly number[]) => {
    if (!media) return Number.NaN
    const all = accounts.reduce((sum, account) => sum + (media.all[account] as number), 0)
    return all === 0 ? Number.NaN : accounts.reduce((sum, account) => sum + (media.again[account] as number), 0) / all
  }
  if (media) {
    measures.push(shown(againstDraws('media seen in the data before', 'share', reuploads(members), sets.map(reuploads), 'upper')))
  }
  const [whole] = measures
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${posts} own posts over ${span} days, ${(posts / span).toFixed(1)} a day with a variance of ${own.whole.toFixed(2)} times the mean, workdays and weekends apart${whole?.baseline ? ` (as many others: ${whole.baseline.low.toFixed(2)} to ${whole.baseline.high.toFixed(2)})` : ''}${Number.isNaN(own.quota) ? '' : `; days with the account’s usual number are ${(100 * own.quota).toFixed(0)} points more than Poisson gives`}.`,
    ordinary: `Offices and planned series keep such a rhythm: ${((100 * mine.reduce((sum, { workdays }) => sum + workdays, 0)) / posts).toFixed(0)} % of the posts are from Monday to Friday and ${(100 * own.shift).toFixed(0)} % in the busiest eight hours.`,
    pictures: [picture(joined)],
    evidence: [],
    limits: [
      ...(isByDay ? ['Times are whole days: shifts and hand-overs were not measured.'] : []),
      ...(media ? [] : ['Media are not in this file: re-uploads were not measured.']),
    ],
  }
}

function picture({ first, counts }: { readonly first: number; readonly counts: Float64Array }): PictureSpec {
  const perDay = [...counts]
  const mean = perDay.reduce((sum, n) => sum + n, 0) / perDay.length
  return {
    kind: 'lines',
    title: 'Posts a day',
    describe: `Own posts of the group by UTC day; the second line is their mean, ${mean.toFixed(1)}. By chance two thirds of the days would lie within ${Math.sqrt(mean).toFixed(1)} of it.`,
    x: { title: 'day (UTC)', kind: 'time' },
    y: { title: 'posts', kind: 'number' },
    series: [
      { name: 'posts of the group', points: perDay.map((n, i) => [(first + i) * DAY, n]) },
      {
        name: 'mean',
        points: [
          [first * DAY, mean],
          [(first + perDay.length - 1) * DAY, mean],
        ],
      },
    ],
  }
}
