/**
 * Amplification ledger: whom a set of accounts serves with its reposts, and what is left without it. Sources: the accounts that the set reposts (and the sites it links to). Per source s:
 *   share        reposts of s by the set / all reposts of s
 *   early        the same among the first ten reposts of each of its posts
 *   gini         Gini coefficient of reposts per reposter of s (1: few accounts make nearly all)
 *   left         reposts of s without the set;  before/after: reposts of s a day before the set's first repost and since
 * The p's are of the source that the set serves most: the one with the largest c ln(c / e) - (c - e), c > e (ties: lower key), where c counts the set's reposts of it by members who come back to it (on two UTC days or more: who
 * meets on one day's news serves nobody), a quarter of the set and two at least (one reader makes no group), e = all reposts of the set · (reposts of the source by others + 1) / (all reposts by others + 1); share, early and the share of the set's reposts that it gets are of c.
 * Null: as many accounts of the same activity in no group, each set with the source that it serves most. Several measures: one p by their ranks among the draws.
 * Undefined where the data do not name the account that is reposted.
 */
import { type Label, type PictureSpec, plural, type SignalMeasure } from '../model/index.js'
import { gini, scanScore } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers, startsOf } from './columns.js'
import { combinedP } from './features.js'
import { againstDraws, drawSets } from './population.js'
import { DRAWS, type Measurement, notInData, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastReposts: number
}

const EARLY = 10
const DAY = 86_400_000
const SHOWN = 12
const LEAST_MEMBERS = 0.25

/** Reposts by source, then time: source s has from[s] … from[s + 1] - 1. */
export interface Reposts {
  readonly from: Int32Array
  readonly account: Int32Array
  readonly atMs: Float64Array
  /** Place among the reposts of the same post, from 1. */
  readonly place: Int32Array
  /** Account key of the source, -1 where the source is not in the data. */
  readonly sourceKey: Int32Array
  /** Sources (ascending) and counts of each account: list[of[k]] … */
  readonly of: Int32Array
  readonly list: Int32Array
  readonly count: Int32Array
  /** Of the counts, those among the first ten of their post. */
  readonly early: Int32Array
  /** UTC days of the counts. */
  readonly days: Int32Array
}

async function readReposts(job: Job, accounts: number): Promise<Reposts | null> {
  const isRepost = 'repost_of is not null and repost_of_account is not null'
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from posts where ${isRepost}`)
  if (n === 0) return null
  await job.db.run(`create or replace temp table signal_sources as
    select platform, name, (row_number() over (order by platform, name) - 1)::integer as source
    from (select distinct platform, repost_of_account as name from posts where ${isRepost})`)
  await job.db.run(`create or replace temp table signal_reposts as
    select source, account_key, posted_ms, post_key, row_number() over (partition by p.platform, repost_of order by posted_ms, post_key)::integer as place
    from posts p join signal_sources s on s.platform = p.platform and s.name = p.repost_of_account where ${isRepost}`)
  const [source, account, atMs, place] = await readNumbers(
    job,
    'select source, account_key, posted_ms::double, place from temp.signal_reposts order by source, posted_ms, post_key',
    ['int', 'int', 'double', 'int'],
  )
  const [k, list, count, early, days] = await readNumbers(
    job,
    `select account_key, source, count(*)::integer, count(*) filter (place <= ${EARLY})::integer, count(distinct posted_ms // ${DAY})::integer
     from temp.signal_reposts group by 1, 2 order by 1, 2`,
    ['int', 'int', 'int', 'int', 'int'],
  )
  const [sourceKey] = await readNumbers(
    job,
    `with byId as (select platform, account_id as name, min(account_key) as k from accounts group by 1, 2),
       byHandle as (select platform, lower(ltrim(handle, '@')) as name, min(account_key) as k from accounts where handle is not null group by 1, 2)
     select coalesce(i.k, h.k, -1)::integer from temp.signal_sources s
       left join byId i on i.platform = s.platform and i.name = ltrim(s.name, '@')
       left join byHandle h on h.platform = s.platform and h.name = lower(ltrim(s.name, '@')) order by source`,
    ['int'],
  )
  await job.db.run('drop table temp.signal_reposts')
  await job.db.run('drop table temp.signal_sources')
  return { from: startsOf(source, sourceKey.length), account, atMs, place, sourceKey, of: startsOf(k, accounts), list, count, early, days }
}

/** Reposts of the set by source, most first (ties: lower source), and their sum. */
export function servedBy(reposts: Reposts, accounts: readonly number[]): { sources: [number, number][]; all: number } {
  const sums = new Map<number, number>()
  let all = 0
  for (const k of accounts)
    for (let i = reposts.of[k] as number; i < (reposts.of[k + 1] as number); i++) {
      const s = reposts.list[i] as number
      sums.set(s, (sums.get(s) ?? 0) + (reposts.count[i] as number))
      all += reposts.count[i] as number
    }
  return { sources: [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]), all }
}

interface Entry {
  readonly mine: number
  readonly all: number
  readonly early: number
  readonly gini: number
  readonly before: number
  readonly since: number
}

export function ledgerOf({ from, account, atMs, place }: Reposts, source: number, isMember: ReadonlySet<number>): Entry {
  const [low, high] = [from[source] as number, from[source + 1] as number]
  const counts = new Map<number, number>()
  let [mine, early, earlyMine, start] = [0, 0, 0, Number.NaN]
  for (let i = low; i < high; i++) {
    const k = account[i] as number
    counts.set(k, (counts.get(k) ?? 0) + 1)
    const isMine = isMember.has(k)
    if (isMine) {
      mine++
      if (Number.isNaN(start)) start = atMs[i] as number
    }
    if ((place[i] as number) > EARLY) continue
    early++
    if (isMine) earlyMine++
  }
  let before = 0
  for (let i = low; i < high && (atMs[i] as number) < start; i++) before++
  const [first, last] = [atMs[low] as number, atMs[high - 1] as number]
  const rate = (reposts: number, ms: number) => (ms <= 0 ? Number.NaN : (reposts * DAY) / ms)
  return {
    mine,
    all: high - low,
    early: early === 0 ? Number.NaN : earlyMine / early,
    gini: gini([...counts.values()]),
    before: rate(before, start - first),
    since: rate(high - low - before, last - start),
  }
}

export interface Served {
  readonly source: number
  /** Reposts of it by members who come back, of them early; all reposts of the set. */
  readonly mine: number
  readonly early: number
  readonly all: number
  readonly llr: number
}

/** The source that the accounts serve most; null when none of them comes back to any. */
export function mostServed(reposts: Reposts, accounts: readonly number[]): Served | null {
  const sums = new Map<number, { mine: number; early: number; whole: number; members: number }>()
  let all = 0
  for (const k of accounts)
    for (let i = reposts.of[k] as number; i < (reposts.of[k + 1] as number); i++) {
      const [s, n] = [reposts.list[i] as number, reposts.count[i] as number]
      const sum = sums.get(s) ?? { mine: 0, early: 0, whole: 0, members: 0 }
      sums.set(s, sum)
      all += n
      sum.whole += n
      if ((reposts.days[i] as number) < 2) continue
      sum.members++
      sum.mine += n
      sum.early += reposts.early[i] as number
    }
  let best: Served | null = null
  for (const [source, { mine, early, whole, members }] of [...sums].sort((a, b) => a[0] - b[0])) {
    if (members < Math.max(2, accounts.length * LEAST_MEMBERS)) continue
    const others = (reposts.from[source + 1] as number) - (reposts.from[source] as number) - whole
    const expected = (all * (others + 1)) / (reposts.account.length - all + 1)
    const llr = scanScore(mine, expected)
    if (llr > (best?.llr ?? 0)) best = { source, mine, early, all, llr }
  }
  return best
}

interface Values {
  readonly llr: number
  readonly top: number
  readonly share: number
  readonly early: number
  readonly gini: number
}

/** What a source is like whoever looks at it; counted once for all draws. */
interface SourceFacts {
  readonly early: number
  readonly gini: number
}

function sourceFacts(reposts: Reposts): (source: number) => SourceFacts {
  const known = new Map<number, SourceFacts>()
  return (source) => {
    let facts = known.get(source)
    if (!facts) {
      const counts = new Map<number, number>()
      let early = 0
      for (let i = reposts.from[source] as number; i < (reposts.from[source + 1] as number); i++) {
        const k = reposts.account[i] as number
        counts.set(k, (counts.get(k) ?? 0) + 1)
        if ((reposts.place[i] as number) <= EARLY) early++
      }
      facts = { early, gini: gini([...counts.values()]) }
      known.set(source, facts)
    }
    return facts
  }
}

const NOBODY: Values = { llr: 0, top: 0, share: 0, early: 0, gini: Number.NaN }

function valuesOf(reposts: Reposts, factsOf: (source: number) => SourceFacts, served: Served | null): Values {
  if (!served) return NOBODY
  const facts = factsOf(served.source)
  return {
    llr: served.llr,
    top: served.mine / served.all,
    share: served.mine / ((reposts.from[served.source + 1] as number) - (reposts.from[served.source] as number)),
    early: facts.early === 0 ? Number.NaN : served.early / facts.early,
    gini: facts.gini,
  }
}

export const amplification: Signal<Params> = {
  id: 'amplification',
  title: 'Whom the group’s reposts serve',
  what: 'A ledger of the accounts that the group reposts: its share of all and of early reposts of each, what is left without it, before and after, and how few accounts make most reposts; for the one that a quarter of the members or more come back to, most beyond its popularity, against as many accounts of like activity, each set with its own.',
  ordinary:
    'Fan clubs, party members, staff and local readers repost one source most of all, often first, since they are told of each post.',
  needs: ['posts.repost_of', 'posts.repost_of_account'],
  params: {
    draws: DRAWS,
    leastReposts: {
      kind: 'integer',
      default: 20,
      min: 1,
      meaning: 'groups with fewer reposts are not measured.',
      larger: 'A larger number leaves out groups that repost little.',
    },
  },
  references: [
    { text: 'Gini (1912), Variabilità e mutabilità' },
    {
      text: 'Cao et al. (2014), Uncovering large groups of active malicious accounts in online social networks, CCS',
      doi: '10.1145/2660267.2660269',
    },
  ],
  async measure(job, subjects, population, params) {
    const reposts = await readReposts(job, population.accounts)
    if (!reposts) return subjects.map(() => notInData(amplification.needs, 'The data do not say whose posts are reposted.'))
    const factsOf = sourceFacts(reposts)
    return subjects.map(({ group }) => {
      checkCancelled(job)
      const rng = job.rng.stream(`amplification ${group.groupId}`)
      return one(group.members, reposts, factsOf, params, () => drawSets(population, group.members, params.draws, rng))
    })
  },
}

function one(
  members: readonly number[],
  reposts: Reposts,
  factsOf: (source: number) => SourceFacts,
  params: Params,
  draw: () => number[][],
): Measurement {
  const { sources, all } = servedBy(reposts, members)
  if (all < params.leastReposts) return tooLittle(`The group reposted ${plural(all, 'time')}; ${params.leastReposts} are needed.`)
  const sets = draw()
  if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const served = mostServed(reposts, members)
  const own = valuesOf(reposts, factsOf, served)
  const drawn = sets.map((set) => valuesOf(reposts, factsOf, mostServed(reposts, set)))
  const against = (name: string, unit: string, key: keyof Values): SignalMeasure =>
    againstDraws(
      name,
      unit,
      own[key],
      drawn.map((each) => each[key]),
      'upper',
    )
  const measures = [
    against('reposts of the account served most, beyond its popularity', 'log-likelihood ratio', 'llr'),
    against('reposts that go to that account', 'share of the group’s reposts', 'top'),
    against('reposts of that account made by the group', 'share of all its reposts', 'share'),
    against('the same among the first ten of each post', 'share', 'early'),
    against('concentration of its reposters', 'Gini', 'gini'),
  ]
  const isMember = new Set(members)
  const top = served?.source ?? (sources[0] as [number, number])[0]
  const entry = ledgerOf(reposts, top, isMember)
  const percent = (share: number) => `${Math.round(100 * share)} %`
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${percent(entry.mine / all)} of the group’s ${all} reposts serve one account, which got ${entry.mine} of its ${entry.all} reposts from the group (${percent(entry.mine / entry.all)})${Number.isNaN(entry.early) ? '' : `, and ${percent(entry.early)} of the first ten of each post`}; without the group ${entry.all - entry.mine} are left.${served ? '' : ' There is no account that a quarter of the group reposts on two days.'}`,
    ordinary: `Readers of one page do the same: of as many others the account served most gets ${measures[1]?.baseline ? `${percent(measures[1].baseline.low)} to ${percent(measures[1].baseline.high)}` : 'an unknown share'} of the reposts.${Number.isNaN(entry.before) ? '' : ` It had ${entry.before.toFixed(1)} reposts a day before the group’s first and ${entry.since.toFixed(1)} since.`}`,
    pictures: [ledgerPicture(reposts, sources, isMember), cumulative(reposts, top, isMember)],
    evidence: [],
    limits: ['Reposts outside the collection are unseen: all shares are of the data.'],
  }
}

const labelOf = (reposts: Reposts, source: number): Label => {
  const key = reposts.sourceKey[source] as number
  return key >= 0 ? { account: key } : `source ${source + 1}, not in the data`
}

function ledgerPicture(reposts: Reposts, sources: readonly [number, number][], isMember: ReadonlySet<number>): PictureSpec {
  return {
    kind: 'bars',
    title: 'Ledger: reposts of each account made by the group, of all its reposts',
    describe: `The ${Math.min(SHOWN, sources.length)} accounts that the group reposts most, of ${sources.length}: dark what the group made, pale all reposts in the data.`,
    unit: 'reposts by the group',
    expectedIs: 'of all',
    rows: sources.slice(0, SHOWN).map(([source]) => {
      const { mine, all } = ledgerOf(reposts, source, isMember)
      return { label: labelOf(reposts, source), value: mine, expected: all }
    }),
  }
}

function cumulative({ from, account, atMs }: Reposts, source: number, isMember: ReadonlySet<number>): PictureSpec {
  const whole: [number, number][] = []
  const without: [number, number][] = []
  let others = 0
  const [low, high] = [from[source] as number, from[source + 1] as number]
  const step = Math.max(1, Math.floor((high - low) / 400))
  for (let i = low; i < high; i++) {
    if (!isMember.has(account[i] as number)) others++
    if ((i - low) % step !== 0 && i !== high - 1) continue
    whole.push([atMs[i] as number, i - low + 1])
    without.push([atMs[i] as number, others])
  }
  return {
    kind: 'lines',
    title: 'Reposts of the account served most, with and without the group',
    describe: 'Reposts in the data added up over time; the lower line leaves out those of the group.',
    x: { title: 'time (UTC)', kind: 'time' },
    y: { title: 'reposts so far', kind: 'number' },
    series: [
      { name: 'all', points: whole },
      { name: 'without the group', points: without },
    ],
  }
}
