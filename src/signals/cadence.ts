/**
 * Cadence: posting to a quota. Over the UTC days from the set's first to its last post (N days, counts c of posts a day):
 *   steadiness      variance / mean of c for the whole set (Poisson: 1, a quota: near 0), and the median of the same over its accounts
 *   quota           share of the account-days with posts that have exactly the account's commonest number
 *   equal totals    spread of the accounts' totals, sd / mean
 *   working week    share of posts from Monday to Friday
 *   shift           share of posts in the busiest eight hours of the UTC day
 *   hand-overs      per day, how often one account's last post of the day is followed within half an hour by another account's first of that day
 *   re-uploads      share of posts with media whose media was seen in the data before
 * Null: as many accounts of the same activity in no group. Several measures: one p by Cauchy; hand-overs are shown but not tested, since accounts found for meeting post one after the other.
 * Undefined with fewer than `leastDays` days; by days that UTC draws, so a shift at the other side of the world is cut in two.
 */
import type { PictureSpec, SignalMeasure } from '../model/index.js'
import { median } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { combinedP, implied } from './features.js'
import { againstDraws, drawSets, type Population } from './population.js'
import type { PostTimes } from './post-times.js'
import { type Measurement, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastDays: number
  readonly leastPosts: number
}

const HOUR = 3_600_000
const DAY = 86_400_000
const HAND_OVER = 1_800_000

/** Variance by mean of the counts of the days in between, days without posts included. NaN for fewer than two days. */
export function dispersion(days: readonly number[]): number {
  if (days.length === 0) return Number.NaN
  const [from, to] = [Math.min(...days), Math.max(...days)]
  const n = to - from + 1
  if (n < 2) return Number.NaN
  const counts = new Float64Array(n)
  for (const day of days) counts[day - from] = (counts[day - from] as number) + 1
  const mean = days.length / n
  return counts.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (n - 1) / mean
}

interface Values {
  readonly whole: number
  readonly each: number
  readonly quota: number
  readonly totals: number
  readonly workdays: number
  readonly shift: number
  readonly handOvers: number
}

export function cadenceOf({ from, atMs }: PostTimes, accounts: readonly number[]): Values {
  const days: number[] = []
  const own: number[] = []
  const hours = new Float64Array(24)
  const totals: number[] = []
  /** By day: first and last post of each account. */
  const ends = new Map<number, { first: number; last: number }[]>()
  let [workdays, modal, accountDays] = [0, 0, 0]
  for (const account of accounts) {
    const mine: number[] = []
    const perDay = new Map<number, { n: number; first: number; last: number }>()
    for (let i = from[account] as number; i < (from[account + 1] as number); i++) {
      const at = atMs[i] as number
      const day = Math.floor(at / DAY)
      mine.push(day)
      const hour = Math.floor((at - day * DAY) / HOUR)
      hours[hour] = (hours[hour] as number) + 1
      // 1970-01-01 was a Thursday: days 0 to 4 after Monday are workdays.
      if ((((day + 3) % 7) + 7) % 7 < 5) workdays++
      const known = perDay.get(day)
      if (known) {
        known.n++
        known.last = at
      } else perDay.set(day, { n: 1, first: at, last: at })
    }
    if (mine.length === 0) continue
    days.push(...mine)
    totals.push(mine.length)
    const spread = dispersion(mine)
    if (!Number.isNaN(spread) && mine.length >= 4) own.push(spread)
    const counts = new Map<number, number>()
    for (const [day, { n, first, last }] of perDay) {
      counts.set(n, (counts.get(n) ?? 0) + 1)
      const list = ends.get(day)
      if (list) list.push({ first, last })
      else ends.set(day, [{ first, last }])
    }
    accountDays += perDay.size
    modal += Math.max(...counts.values())
  }
  let passed = 0
  for (const list of ends.values()) {
    const firsts = list.map(({ first }) => first).sort((a, b) => a - b)
    for (const { last } of list) if (firsts.some((first) => first > last && first - last <= HAND_OVER)) passed++
  }
  const mean = days.length / Math.max(1, totals.length)
  const sd = Math.sqrt(totals.reduce((sum, n) => sum + (n - mean) ** 2, 0) / Math.max(1, totals.length))
  return {
    whole: dispersion(days),
    each: own.length < 2 ? Number.NaN : median(own),
    quota: accountDays === 0 ? Number.NaN : modal / accountDays,
    totals: totals.length < 3 ? Number.NaN : sd / mean,
    workdays: days.length === 0 ? Number.NaN : workdays / days.length,
    shift: days.length === 0 ? Number.NaN : busiestShift(hours) / days.length,
    handOvers: ends.size === 0 ? Number.NaN : passed / ends.size,
  }
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

const MEASURES: readonly (readonly [keyof Values, string, string, 'upper' | 'lower'])[] = [
  ['whole', 'posts a day of the whole group', 'variance by mean', 'lower'],
  ['each', 'posts a day of each account, median', 'variance by mean', 'lower'],
  ['quota', 'account-days with the account’s usual number', 'share', 'upper'],
  ['totals', 'spread of the accounts’ totals', 'sd by mean', 'lower'],
  ['workdays', 'posts from Monday to Friday', 'share', 'upper'],
  ['shift', 'posts in the busiest eight hours', 'share', 'upper'],
  ['handOvers', 'hand-overs from one account to another', 'a day', 'upper'],
]

/** Share of posts with media whose media was in the data before, per account: [again, with media]. */
async function readReuploads(job: Job, accounts: number): Promise<{ again: Float64Array; all: Float64Array } | null> {
  const rows = await job.db.rows<{ k: number; again: number; n: number }>(
    `with uses as (select account_key, post_key, posted_ms, unnest(media) as m from posts where media is not null and repost_of is null),
     ranked as (select account_key, row_number() over (partition by m order by posted_ms, post_key) as place from uses)
     select account_key as k, count(*) filter (place > 1) as again, count(*) as n from ranked group by 1 order by 1`,
  )
  if (rows.length === 0) return null
  const again = new Float64Array(accounts)
  const all = new Float64Array(accounts)
  for (const row of rows) {
    again[row.k] = row.again
    all[row.k] = row.n
  }
  return { again, all }
}

const PARAMS: Signal<Params>['params'] = {
  draws: {
    kind: 'integer',
    default: 199,
    min: 19,
    max: 9999,
    meaning: 'sets of comparison accounts.',
    larger: 'More draws make smaller p possible and take longer.',
  },
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
    meaning: 'groups with fewer posts are not measured.',
    larger: 'A larger number leaves out quiet groups.',
  },
}

export const cadence: Signal<Params> = {
  id: 'cadence',
  title: 'Posting to a quota',
  what: 'How steady the daily number of posts is against chance, equal daily numbers and totals, working weeks and shifts in UTC, hand-overs between accounts and media seen before, against as many accounts of like activity in no group.',
  ordinary:
    'Offices post on workdays from nine to five; a daily column or a countdown keeps an exact number; shops and institutions plan ahead.',
  needs: ['posts.posted_at', 'posts.media (for re-uploads)'],
  params: PARAMS,
  references: [{ text: 'Fano (1947), Ionization yield of radiations II, Physical Review 72', doi: '10.1103/PhysRev.72.26' }],
  async measure(job, subjects, population, params) {
    const times = await population.times()
    const media = await readReuploads(job, population.accounts)
    return subjects.map(({ group }) => {
      checkCancelled(job)
      const rng = job.rng.stream(`cadence ${group.groupId}`)
      return one(group.members, times, media, population, params, (members) => drawSets(population, members, params.draws, rng))
    })
  },
}

function one(
  members: readonly number[],
  times: PostTimes,
  media: { again: Float64Array; all: Float64Array } | null,
  population: Population,
  params: Params,
  draw: (members: readonly number[]) => number[][],
): Measurement {
  const perDay = countsPerDay(times, members)
  const posts = members.reduce((sum, account) => sum + (population.posts[account] as number), 0)
  if (posts < params.leastPosts || perDay.length < params.leastDays)
    return tooLittle(`${posts} posts over ${perDay.length} days; ${params.leastPosts} posts and ${params.leastDays} days are needed.`)
  const sets = draw(members)
  if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const own = cadenceOf(times, members)
  const drawn = sets.map((set) => cadenceOf(times, set))
  const isByDay = times.clockMs >= DAY
  const measures: SignalMeasure[] = MEASURES.filter(([key]) => !(isByDay && (key === 'shift' || key === 'handOvers'))).map(
    ([key, name, unit, tail]) => {
      const measure = againstDraws(
        name,
        unit,
        own[key],
        drawn.map((each) => each[key]),
        tail,
      )
      return key === 'handOvers' ? implied(measure) : measure
    },
  )
  const reuploads = (accounts: readonly number[]) => {
    if (!media) return Number.NaN
    const all = accounts.reduce((sum, account) => sum + (media.all[account] as number), 0)
    return all === 0 ? Number.NaN : accounts.reduce((sum, account) => sum + (media.again[account] as number), 0) / all
  }
  if (media) measures.push(againstDraws('media seen in the data before', 'share', reuploads(members), sets.map(reuploads), 'upper'))
  const [whole] = measures
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${posts} posts over ${perDay.length} days, ${(posts / perDay.length).toFixed(1)} a day with a variance of ${own.whole.toFixed(2)} times the mean${whole?.baseline ? ` (as many others: ${whole.baseline.low.toFixed(2)} to ${whole.baseline.high.toFixed(2)})` : ''}; ${(100 * own.quota).toFixed(0)} % of the days with posts have the account’s usual number.`,
    ordinary: `Offices and planned series keep such a rhythm: ${(100 * own.workdays).toFixed(0)} % of the posts are from Monday to Friday and ${(100 * own.shift).toFixed(0)} % in the busiest eight hours.`,
    pictures: [picture(perDay, times, members)],
    evidence: [],
    limits: [
      ...(isByDay ? ['Times are whole days: shifts and hand-overs were not measured.'] : []),
      ...(media ? [] : ['Media are not in this file: re-uploads were not measured.']),
    ],
  }
}

function countsPerDay({ from, atMs }: PostTimes, members: readonly number[]): number[] {
  const days = members.flatMap((account) =>
    [...atMs.subarray(from[account] as number, from[account + 1] as number)].map((ms) => Math.floor(ms / DAY)),
  )
  if (days.length === 0) return []
  const first = days.reduce((x, y) => Math.min(x, y))
  const last = days.reduce((x, y) => Math.max(x, y))
  const counts = new Array<number>(last - first + 1).fill(0)
  for (const day of days) counts[day - first] = (counts[day - first] as number) + 1
  return counts
}

function picture(perDay: readonly number[], { from, atMs }: PostTimes, members: readonly number[]): PictureSpec {
  const first = Math.floor(
    members.reduce(
      (least, account) => Math.min(least, from[account] === from[account + 1] ? least : (atMs[from[account] as number] as number)),
      Number.POSITIVE_INFINITY,
    ) / DAY,
  )
  const mean = perDay.reduce((sum, n) => sum + n, 0) / perDay.length
  return {
    kind: 'lines',
    title: 'Posts a day',
    describe: `Posts of the group by UTC day; the second line is their mean, ${mean.toFixed(1)}. By chance two thirds of the days would lie within ${Math.sqrt(mean).toFixed(1)} of it.`,
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
