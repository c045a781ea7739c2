/**
 * Automation: posting as a program does it. Per account, over all its posts in order of time (gaps g between them):
 *   seconds       -log10 p that posts fall evenly on the 60 seconds of the minute (X² with its exact mean and variance); people do not see the seconds
 *   minutes       the same over the 60 minutes of the hour
 *   regularity    burstiness B = (sd - mean) / (sd + mean) of the gaps: -1 as a clock, 0 as chance, towards 1 in bursts
 *   memory        correlation of a gap with the next one
 *   same gap      share of gaps that equal, to the second, the account's commonest gap
 *   rest          median over days with posts of the longest time without one, the hours between two days included; a person sleeps
 *   rare client   mean over its posts of -log2 ((u + 1) / (N + 1)), where u of the N accounts in no group use the client
 * and for the group: repeats of one lag = the most often that two of its accounts (of the busiest twelve) post after one another at the same lag, to the second, longer than the network's window and up to ten minutes.
 * Null: as many accounts of the same activity in no group; the group's median beside theirs. What is unusual but not as a program does it says nothing (p = 1): LEAST. A group that acts within minutes has like lags by chance:
 * their number must be beyond Poisson, too, with the mean of the lags up to half a minute away, for all lags and pairs looked at. Memory is shown, not tested: people have it. Several measures: one p by their ranks among the draws.
 * Undefined: seconds and lags where times are whole minutes; anything with fewer than `leastPosts` posts.
 * Zhang & Paxson, PAM 2011 (seconds and minutes); Goh & Barabási, EPL 81 (2008) (burstiness and memory).
 */
import type { SignalMeasure } from '../model/index.js'
import { evennessTail, median, poissonTail, type Rng } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers } from './columns.js'
import { combinedP, type Feature, featureMeasure, groupMedian, meaningful, raised, shown } from './features.js'
import { againstDraws, drawSets, only, type Population } from './population.js'
import type { PostTimes } from './post-times.js'
import { DRAWS, type Measurement, type Signal, type SignalSubject, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastPosts: number
}

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
const LAG_MS = 600_000
const SECONDS = 'uneven over the seconds of the minute'
const MINUTES = 'uneven over the minutes of the hour'
const BURSTINESS = 'burstiness of gaps'
const MEMORY = 'memory of gaps'
const SAME_GAP = 'gaps of the commonest length'
const REST = 'longest silence around a day'
const CLIENTS = 'rarity of the clients used'
/**
 * The median account must be at least so far: posts on seconds or minutes that one even account of 1,000 has; gaps whose sd is a seventh of their mean (one post a day at any waking hour has a quarter); a fifth of the gaps alike to the second;
 * less than five hours of rest; clients that one of 64 accounts uses.
 */
const LEAST: Readonly<Record<string, number>> = {
  [SECONDS]: 3,
  [MINUTES]: 3,
  [BURSTINESS]: -0.75,
  [SAME_GAP]: 0.2,
  [REST]: 5,
  [CLIENTS]: 6,
}
const BUSIEST = 12
const NEAR_SECONDS = 30

export interface Rhythm {
  readonly seconds: number
  readonly minutes: number
  readonly burstiness: number
  readonly memory: number
  readonly sameGap: number
  readonly restHours: number
}

/** Of ascending times. NaN where too little is there. */
export function rhythmOf(times: Float64Array): Rhythm {
  const seconds = new Int32Array(60)
  const minutes = new Int32Array(60)
  const put = (cells: Int32Array, cell: number) => {
    cells[cell] = (cells[cell] as number) + 1
  }
  for (const ms of times) {
    put(seconds, Math.floor((((ms % MINUTE) + MINUTE) % MINUTE) / 1000))
    put(minutes, Math.floor((((ms % HOUR) + HOUR) % HOUR) / MINUTE))
  }
  const gaps = times.subarray(1).map((ms, i) => ms - (times[i] as number))
  const n = gaps.length
  const mean = n === 0 ? Number.NaN : gaps.reduce((sum, gap) => sum + gap, 0) / n
  const sd = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / n)
  return {
    seconds: -Math.log10(evennessTail(seconds)),
    minutes: -Math.log10(evennessTail(minutes)),
    burstiness: n < 2 || sd + mean === 0 ? Number.NaN : (sd - mean) / (sd + mean),
    memory: correlation(gaps.subarray(0, Math.max(0, n - 1)), gaps.subarray(1)),
    sameGap: n < 2 ? Number.NaN : commonest(gaps) / n,
    restHours: restOf(times) / HOUR,
  }
}

function correlation(x: Float64Array, y: Float64Array): number {
  const n = x.length
  if (n < 3) return Number.NaN
  const mx = x.reduce((sum, v) => sum + v, 0) / n
  const my = y.reduce((sum, v) => sum + v, 0) / n
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    xy += ((x[i] as number) - mx) * ((y[i] as number) - my)
    xx += ((x[i] as number) - mx) ** 2
    yy += ((y[i] as number) - my) ** 2
  }
  return xx === 0 || yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy)
}

function commonest(gaps: Float64Array): number {
  const count = new Map<number, number>()
  let most = 0
  for (const gap of gaps) {
    const key = Math.round(gap / 1000)
    const n = (count.get(key) ?? 0) + 1
    count.set(key, n)
    most = Math.max(most, n)
  }
  return most
}

/** Median over the UTC days with posts of the longest silence that ends on that day; the first day has none. */
function restOf(times: Float64Array): number {
  const longest = new Map<number, number>()
  for (let i = 1; i < times.length; i++) {
    const day = Math.floor((times[i] as number) / DAY)
    longest.set(day, Math.max(longest.get(day) ?? 0, (times[i] as number) - (times[i - 1] as number)))
  }
  return longest.size < 3 ? Number.NaN : median([...longest.values()])
}

export interface LagRepeats {
  readonly most: number
  /** P(so many or more) when the lags up to half a minute away have the same rate, times the lags and pairs looked at; 1 without. */
  readonly p: number
}

const MOST_KNOWN = 2_000_000

/**
 * The most often that one lag longer than `aboveMs` recurs between the posts of two of the accounts: each post of one, the first post of the other after that. What two accounts have is counted once,
 * however often they are drawn together.
 */
export function lagRepeats({ from, atMs }: PostTimes, aboveMs: number): (accounts: readonly number[]) => LagRepeats {
  const size = (account: number) => (from[account + 1] as number) - (from[account] as number)
  const lags = LAG_MS / 1000 - Math.floor(aboveMs / 1000)
  const count = new Int32Array(LAG_MS / 1000 + 1)
  const seen: number[] = []
  const ofPair = (a: number, b: number): LagRepeats => {
    for (const key of seen) count[key] = 0
    seen.length = 0
    let most = 0
    let j = from[b] as number
    for (let i = from[a] as number; i < (from[a + 1] as number); i++) {
      const at = atMs[i] as number
      while (j < (from[b + 1] as number) && (atMs[j] as number) <= at + aboveMs) j++
      if (j === from[b + 1]) break
      const lag = (atMs[j] as number) - at
      if (lag > LAG_MS) continue
      const key = Math.round(lag / 1000)
      seen.push(key)
      count[key] = (count[key] as number) + 1
      most = Math.max(most, count[key] as number)
    }
    if (most < 2) return most === 0 ? NO_LAG : ONE_LAG
    const key = count.indexOf(most)
    const near = count.subarray(Math.max(0, key - NEAR_SECONDS), key + NEAR_SECONDS + 1)
    // One more than the others have, so that no rate is nought.
    const rate = (near.reduce((sum, n) => sum + n, 0) - most + 1) / (near.length - 1)
    return { most, p: poissonTail(most, rate) }
  }
  const known = new Map<number, LagRepeats>()
  return (accounts) => {
    const busiest = [...accounts].sort((a, b) => size(b) - size(a) || a - b).slice(0, BUSIEST)
    let [most, least] = [0, 1]
    if (known.size > MOST_KNOWN) known.clear()
    for (const a of busiest)
      for (const b of busiest) {
        if (a === b) continue
        const key = a * from.length + b
        let pair = known.get(key)
        if (!pair) {
          pair = ofPair(a, b)
          known.set(key, pair)
        }
        if (pair.most > most) most = pair.most
        if (pair.p < least) least = pair.p
      }
    return { most, p: Math.min(1, least * lags * busiest.length * (busiest.length - 1)) }
  }
}

const NO_LAG: LagRepeats = { most: 0, p: 1 }
const ONE_LAG: LagRepeats = { most: 1, p: 1 }

/** Mean surprise, in bits, of the clients that each account uses, by how many accounts in no group use them; null when no client is given. */
async function clientSurprise(job: Job, { accounts, isGrouped }: Population): Promise<Float64Array | null> {
  await job.db.run(`create or replace temp table signal_clients as
    select account_key, client, count(*)::integer as n from posts where client is not null group by 1, 2`)
  await job.db.run(`create or replace temp table signal_client_names as
    select client, (row_number() over (order by client) - 1)::integer as code from (select distinct client from temp.signal_clients)`)
  const [k, code, n] = await readNumbers(
    job,
    'select account_key, code, n from temp.signal_clients join temp.signal_client_names using (client) order by account_key, code',
    ['int', 'int', 'int'],
  )
  await job.db.run('drop table temp.signal_clients')
  await job.db.run('drop table temp.signal_client_names')
  if (k.length === 0) return null
  const uses = new Int32Array(code.reduce((most, c) => Math.max(most, c), 0) + 1)
  let all = 0
  for (let i = 0; i < k.length; i++) {
    if (isGrouped[k[i] as number]) continue
    uses[code[i] as number] = (uses[code[i] as number] as number) + 1
    if (k[i] !== k[i - 1]) all++
  }
  const [bits, posts] = [new Float64Array(accounts), new Float64Array(accounts)]
  for (let i = 0; i < k.length; i++) {
    const surprise = -Math.log2(((uses[code[i] as number] as number) + 1) / (all + 1))
    bits[k[i] as number] = (bits[k[i] as number] as number) + (n[i] as number) * surprise
    posts[k[i] as number] = (posts[k[i] as number] as number) + (n[i] as number)
  }
  return bits.map((sum, at) => (posts[at] === 0 ? Number.NaN : sum / (posts[at] as number)))
}

function featuresOf(times: PostTimes, accounts: number, leastPosts: number): Feature[] {
  const lists = Array.from({ length: 6 }, () => new Float64Array(accounts).fill(Number.NaN))
  for (let k = 0; k < accounts; k++) {
    const own = times.atMs.subarray(times.from[k] as number, times.from[k + 1] as number)
    if (own.length < leastPosts) continue
    const rhythm = rhythmOf(own)
    for (const [i, value] of [rhythm.seconds, rhythm.minutes, rhythm.burstiness, rhythm.memory, rhythm.sameGap, rhythm.restHours].entries())
      (lists[i] as Float64Array)[k] = value
  }
  const [seconds, minutes, burstiness, memory, sameGap, rest] = lists as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  return [
    ...(times.clockMs < MINUTE ? [{ name: SECONDS, unit: '−log10 p', values: seconds, tail: 'upper' } as const] : []),
    ...(times.clockMs < HOUR ? [{ name: MINUTES, unit: '−log10 p', values: minutes, tail: 'upper' } as const] : []),
    { name: BURSTINESS, unit: 'from −1 (a clock) to 1 (bursts)', values: burstiness, tail: 'lower' },
    { name: MEMORY, unit: 'correlation', values: memory, tail: 'upper' },
    { name: SAME_GAP, unit: 'share', values: sameGap, tail: 'upper' },
    { name: REST, unit: 'hours', values: rest, tail: 'lower' },
  ]
}

export const automation: Signal<Params> = {
  id: 'automation',
  title: 'Posting as a program does it',
  what: 'Evenness over seconds and minutes, regular and equal gaps, days without rest, rare clients and lags that recur between accounts, each as the group’s median against as many accounts of like activity in no group.',
  ordinary:
    'Newsrooms, weather and traffic feeds and everybody who plans posts with a scheduler are automated on purpose and lawfully; shift work and several hands on one account leave no rest either.',
  needs: ['posts.posted_at', 'posts.client (for rare clients)'],
  params: {
    draws: DRAWS,
    leastPosts: {
      kind: 'integer',
      default: 10,
      min: 4,
      meaning: 'accounts with fewer posts have no rhythm to measure.',
      larger: 'A larger number leaves out more accounts, the others are measured more surely.',
    },
  },
  references: [
    { text: 'Zhang & Paxson (2011), Detecting and analyzing automated activity on Twitter, PAM 2011', doi: '10.1007/978-3-642-19260-9_11' },
    { text: 'Goh & Barabási (2008), Burstiness and memory in complex systems, EPL 81', doi: '10.1209/0295-5075/81/48002' },
  ],
  async measure(job, subjects, population, params) {
    const times = await population.times()
    const features = featuresOf(times, population.accounts, params.leastPosts)
    const surprise = await clientSurprise(job, population)
    if (surprise) features.push({ name: CLIENTS, unit: 'bits', values: surprise, tail: 'upper' })
    const able = only(population, (account) => (population.posts[account] as number) >= params.leastPosts)
    const known = new Map<number, ReturnType<typeof lagRepeats>>()
    const repeatsAbove = (aboveMs: number) => {
      const repeats = known.get(aboveMs) ?? lagRepeats(times, aboveMs)
      known.set(aboveMs, repeats)
      return repeats
    }
    return subjects.map((subject) => {
      checkCancelled(job)
      return one(
        subject,
        able,
        times,
        features,
        repeatsAbove,
        surprise !== null,
        params,
        job.rng.stream(`automation ${subject.group.groupId}`),
      )
    })
  },
}

function one(
  { group: { members }, network }: SignalSubject,
  population: Population,
  times: PostTimes,
  features: readonly Feature[],
  repeatsAbove: (aboveMs: number) => ReturnType<typeof lagRepeats>,
  hasClients: boolean,
  params: Params,
  rng: Rng,
): Measurement {
  const enough = members.filter((account) => (population.posts[account] as number) >= params.leastPosts)
  if (enough.length < 2 || enough.length * 2 < members.length)
    return tooLittle(
      `${enough.length} of ${members.length} accounts have ${params.leastPosts} posts or more; half of them, and at least two, are needed.`,
    )
  const window = network.params.windowSeconds
  const windowMs = typeof window === 'number' ? window * 1000 : 0
  const sets = drawSets(population, enough, params.draws, rng)
  if (sets.length === 0)
    return tooLittle(`There are not ${enough.length} accounts in no group with ${params.leastPosts} posts or more to compare with.`)
  const measures: SignalMeasure[] = features.map((feature) => {
    const measure = featureMeasure(feature, enough, sets)
    if (feature.name === MEMORY) return shown(measure)
    return meaningful(measure, LEAST[feature.name] as number)
  })
  if (times.clockMs < MINUTE) {
    const repeats = repeatsAbove(windowMs)
    const own = repeats(enough)
    const measure = againstDraws(
      'repeats of one lag between two accounts',
      'times',
      own.most,
      sets.map((set) => repeats(set).most),
      'upper',
    )
    measures.push(raised(measure, own.p))
  }
  const least = [...measures].filter(({ pValue }) => pValue !== null).sort((x, y) => (x.pValue as number) - (y.pValue as number))[0]
  const rest = features.find(({ name }) => name === REST) as Feature
  const hours = groupMedian(rest, enough)
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: least
      ? `Farthest from accounts of like activity: ${least.name}, ${show(least.value)} ${least.unit} against ${show(least.baseline?.median)}.`
      : 'Nothing could be compared.',
    ordinary: `Feeds and schedulers post like this openly.${Number.isNaN(hours) ? '' : ` Half of the accounts are silent for at least ${hours.toFixed(1)} hours on end around a usual day of theirs.`}`,
    pictures: [hourOfWeek(times, members)],
    evidence: [],
    limits: [
      ...(times.clockMs >= MINUTE ? ['Times are whole minutes or coarser: seconds and lags were not measured.'] : []),
      ...(hasClients ? [] : ['Clients are not in this file (posts.client): their rarity was not measured.']),
      ...(enough.length < members.length
        ? [`Measured on ${enough.length} of ${members.length} accounts, those with ${params.leastPosts} posts or more.`]
        : []),
    ],
  }
}

const show = (value: number | null | undefined) =>
  value === null || value === undefined ? 'not measured' : String(Number(value.toPrecision(3)))
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function hourOfWeek({ from, atMs }: PostTimes, members: readonly number[]) {
  const cells = DAYS.map(() => new Array<number>(24).fill(0))
  for (const account of members)
    for (let i = from[account] as number; i < (from[account + 1] as number); i++) {
      const hour = Math.floor((atMs[i] as number) / HOUR)
      // 1970-01-01 was a Thursday.
      const row = cells[(((Math.floor(hour / 24) + 3) % 7) + 7) % 7] as number[]
      const column = ((hour % 24) + 24) % 24
      row[column] = (row[column] as number) + 1
    }
  return {
    kind: 'heat',
    title: 'Posts by hour of the week',
    describe: 'Posts of the group by weekday and hour, UTC. People leave a pale band where they sleep.',
    columns: Array.from({ length: 24 }, (_, hour) => String(hour)),
    rows: DAYS,
    cells,
    unit: 'posts',
  } as const
}
