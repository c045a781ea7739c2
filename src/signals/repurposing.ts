/**
 * Repurposing: accounts kept and turned to a new use. Per account, its own posts in order of time, each with tokens of up to five aspects: hashtags, domains, language, client, hour (eight bins of the UTC day).
 * For a split after post t (at least `leastSide` posts on each side), with n tokens of an aspect, f(x) = x log2 x, c counts before, after and in all:
 *   n · JS(t) = [f(n) - Σ f(c)] - [f(n_before) - Σ f(c_before)] - [f(n_after) - Σ f(c_after)]   (Jensen-Shannon, weighted by size)
 *   change   = max over t of Σ_aspects n · JS(t) / Σ_aspects n, in bits a token (0 = the same before and after)
 *   dormancy = longest silence / time from first to last post;   rate = |log2 of posts a day after / before| at the best t
 *   turned   = the change is larger than that of 95 of 100 accounts of its pool: everybody changes somewhere, and who posts the same as others changes when they do
 * and for the group: its share of turned accounts, and the week in which most of these have their change (excess.ts), against the turned ones among everybody.
 * and where accounts were imported more than once (account_changes):
 *   renamed  share of its accounts with another handle in a later row, those left out that openly declare an organisation (a newsroom renames its desks); renamed in one week: excess.ts, where rows say when they were seen
 *   deleted  share of its accounts whose number of posts fell by half or more, and by ten at least
 * Null: as many accounts of the same activity in no group, in a case with such changes the half of each pool that is nearest in age (older accounts had more time for both); a change found by looking for the largest is looked for in each of them in the same way. The median change says something from LEAST_TIMES the draws' median on,
 * silence from half of the time on; pace is shown, not tested: it is that of any campaign. Several measures: one p by their ranks among the draws.
 * Undefined: accounts with fewer than 2 · leastSide own posts; renames and deletions without several snapshots of the accounts.
 * Lin, IEEE Trans. Inf. Theory 37 (1991) (Jensen-Shannon); Elmas et al., arXiv 2010.10600 (repurposed accounts).
 */
import type { PictureSpec, SignalMeasure } from '../model/index.js'
import { quantileOfSorted } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { type Changes, changeMeasures, ofLikeAge, readChanges } from './account-changes.js'
import { excessWindow } from './excess.js'
import { combinedP, type Feature, featureMeasure, meaningful, shown } from './features.js'
import { againstDraws, drawFrom, only, poolsOf } from './population.js'
import { DRAWS, type Measurement, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastSide: number
  readonly poolPerClass: number
}

const DAY = 86_400_000
const WEEK = 7 * DAY
const TURNED = 0.95
const LEAST_TIMES = 1.25
const LEAST_SILENCE = 0.5
const LEAST_TURNED = 0.25

/** Tokens of one post by aspect; an aspect without tokens is an empty list. */
export interface PostTokens {
  readonly atMs: number
  readonly aspects: readonly (readonly string[])[]
}

export interface Turn {
  /** Bits a token. */
  readonly change: number
  readonly atMs: number
  readonly dormancy: number
  readonly rate: number
  /** Share of the change by aspect. */
  readonly byAspect: readonly number[]
}

const SMALL = Float64Array.from({ length: 4096 }, (_, x) => (x <= 1 ? 0 : x * Math.log2(x)))
const f = (x: number) => (x < SMALL.length ? (SMALL[x] as number) : x * Math.log2(x))

/** Null when there are too few posts. */
export function turnOf(posts: readonly PostTokens[], leastSide: number): Turn | null {
  if (posts.length < 2 * leastSide) return null
  const aspects = posts[0]?.aspects.length ?? 0
  const sides = Array.from({ length: aspects }, (_, a) => {
    const after = new Map<string, number>()
    let n = 0
    for (const post of posts)
      for (const token of post.aspects[a] as readonly string[]) {
        after.set(token, (after.get(token) ?? 0) + 1)
        n++
      }
    let sum = 0
    for (const c of after.values()) sum += f(c)
    return { after, before: new Map<string, number>(), n, left: 0, all: f(n) - sum, afterSum: sum, beforeSum: 0 }
  })
  const tokens = sides.reduce((sum, { n }) => sum + n, 0)
  let best: { t: number; value: number; parts: number[] } = { t: leastSide, value: -1, parts: [] }
  posts.forEach((post, i) => {
    sides.forEach((side, a) => {
      for (const token of post.aspects[a] as readonly string[]) {
        const c = side.after.get(token) as number
        const b = side.before.get(token) ?? 0
        side.afterSum += f(c - 1) - f(c)
        side.beforeSum += f(b + 1) - f(b)
        side.after.set(token, c - 1)
        side.before.set(token, b + 1)
        side.left++
      }
    })
    const t = i + 1
    if (t < leastSide || t > posts.length - leastSide) return
    const parts = sides.map((side) => side.all - (f(side.left) - side.beforeSum) - (f(side.n - side.left) - side.afterSum))
    const value = parts.reduce((sum, part) => sum + part, 0)
    if (value > best.value + 1e-9) best = { t, value, parts }
  })
  const at = (i: number) => (posts[i] as PostTokens).atMs
  const [first, last, split] = [at(0), at(posts.length - 1), at(best.t)]
  let silence = 0
  for (let i = 1; i < posts.length; i++) silence = Math.max(silence, at(i) - at(i - 1))
  const before = best.t / Math.max(1, (split - first) / DAY)
  const after = (posts.length - best.t) / Math.max(1, (last - split) / DAY)
  const value = Math.max(0, best.value)
  return {
    change: tokens === 0 ? Number.NaN : value / tokens,
    atMs: split,
    dormancy: last === first ? 0 : silence / (last - first),
    rate: Math.abs(Math.log2(after / before)),
    byAspect: best.parts.map((part) => (value === 0 ? 0 : Math.max(0, part) / value)),
  }
}

/** The largest change of one aspect, one token below `kinds` a post in order of time, as `turnOf` computes it; NaN with fewer than 2 · leastSide. */
export function largestChange(tokens: Int32Array, kinds: number, leastSide: number): number {
  const n = tokens.length
  if (n < 2 * leastSide) return Number.NaN
  const [after, before] = [new Int32Array(kinds), new Int32Array(kinds)]
  let afterSum = 0
  for (let i = 0; i < n; i++) after[tokens[i] as number]!++
  // In the order in which the tokens come, as `turnOf` adds.
  for (let i = 0; i < n; i++) {
    const token = tokens[i] as number
    if (before[token] === 0) afterSum += f(after[token] as number)
    before[token] = 1
  }
  before.fill(0)
  const all = f(n) - afterSum
  let [beforeSum, best] = [0, 0]
  for (let i = 0; i < n; i++) {
    const token = tokens[i] as number
    const c = after[token]!--
    const b = before[token]!++
    afterSum += f(c - 1) - f(c)
    beforeSum += f(b + 1) - f(b)
    const t = i + 1
    if (t >= leastSide && t <= n - leastSide) best = Math.max(best, all - (f(t) - beforeSum) - (f(n - t) - afterSum))
  }
  return best / n
}

const ASPECTS = ['hashtags', 'domains', 'language', 'client', 'hours'] as const

interface Row {
  readonly k: number
  readonly ms: number
  readonly tags: readonly string[] | null
  readonly domains: readonly string[] | null
  readonly language: string | null
  readonly client: string | null
}

async function readTurns(job: Job, wanted: readonly number[], leastSide: number): Promise<Map<number, Turn>> {
  const turns = new Map<number, Turn>()
  const SLICE = 2000
  for (let from = 0; from < wanted.length; from += SLICE) {
    checkCancelled(job)
    const rows = await job.db.rows<Row>(
      `select account_key as k, posted_ms as ms, list_transform(hashtags, lambda t: lower(t)) as tags,
         list_transform(urls, lambda u: regexp_extract(lower(u), '^(?:[a-z]+://)?(?:www\\.)?([^/?#:]+)', 1)) as domains, language, client
       from posts where repost_of is null and account_key in (${wanted.slice(from, from + SLICE).join(', ')}) order by account_key, posted_ms, post_key`,
    )
    let i = 0
    while (i < rows.length) {
      const { k } = rows[i] as Row
      const posts: PostTokens[] = []
      for (; i < rows.length && rows[i]?.k === k; i++) {
        const { ms, tags, domains, language, client } = rows[i] as Row
        const hour = Math.floor((((ms % DAY) + DAY) % DAY) / (DAY / 8))
        posts.push({ atMs: ms, aspects: [tags ?? [], domains ?? [], language ? [language] : [], client ? [client] : [], [String(hour)]] })
      }
      const turn = turnOf(posts, leastSide)
      if (turn) turns.set(k, turn)
    }
  }
  return turns
}

export const repurposing: Signal<Params> = {
  id: 'repurposing',
  title: 'Accounts turned to a new use',
  what: 'The largest change in each account’s hashtags, domains, language, client and hours (a quarter more than the usual, or of more than a quarter of the accounts one that 5 of 100 others have), its longest silence (half of its time), how many of the turned accounts of the group turned in one week, and, where accounts were imported more than once, other handles and numbers of posts that fell by half, against as many accounts of like activity in no group.',
  ordinary:
    'People change jobs, names, move, take up a hobby, clear out old posts, follow an election and come back after a pause; a whole community turns in the week of a great event.',
  needs: ['posts.posted_at', 'posts.hashtags, urls, language or client', 'accounts imported more than once (for renames and deletions)'],
  params: {
    draws: DRAWS,
    leastSide: {
      kind: 'integer',
      default: 6,
      min: 2,
      meaning: 'own posts that an account must have before and after a change.',
      larger: 'A larger number leaves out accounts with few posts and changes near the ends.',
    },
    poolPerClass: {
      kind: 'integer',
      default: 400,
      min: 20,
      meaning: 'comparison accounts of each pool of like activity whose posts are read.',
      larger: 'A larger pool is nearer to all accounts and takes longer.',
    },
  },
  references: [
    { text: 'Elmas, Overdorf & Aberer (2023), Misleading repurposing on Twitter, ICWSM', doi: '10.1609/icwsm.v17i1.22139' },
    {
      text: 'Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37',
      doi: '10.1109/18.61115',
    },
  ],
  async measure(job, subjects, population, params) {
    const { own, replies } = population.activity
    const rng = job.rng.stream('repurposing pool')
    const changes = await readChanges(job, population.accounts)
    const able = only(population, (k) => (own[k] as number) + (replies[k] as number) >= 2 * params.leastSide)
    const pools = subjects.map(({ group: { members } }) =>
      poolsOf(able, members, members.length, params.poolPerClass, rng).map((pool, i) =>
        changes ? ofLikeAge(pool, members[i] as number, changes.createdMs) : pool,
      ),
    )
    const others = [...new Set(pools.flat().flatMap((pool) => [...pool]))].sort((a, b) => a - b)
    const members = subjects.flatMap(({ group }) => group.members)
    const turns = await readTurns(
      job,
      [...new Set([...members, ...others])].sort((a, b) => a - b),
      params.leastSide,
    )
    const known = (pool: Int32Array) => Float64Array.from(pool, (k) => turns.get(k)?.change ?? Number.NaN).filter((x) => !Number.isNaN(x))
    const bounds = new Map<Int32Array, number>()
    const turned = new Map<number, boolean>()
    const mark = (accounts: readonly number[], own: readonly Int32Array[]) => {
      for (const [i, pool] of own.entries()) {
        const bound = bounds.get(pool) ?? (pool.length === 0 ? Number.NaN : quantileOfSorted(known(pool).sort(), TURNED))
        bounds.set(pool, bound)
        turned.set(accounts[i] as number, (turns.get(accounts[i] as number)?.change ?? Number.NaN) > bound)
      }
    }
    mark(others, poolsOf(able, others, 0, params.poolPerClass, rng))
    return subjects.map(({ group }, s) => {
      const own = pools[s] as Int32Array[]
      mark(group.members, own)
      const at = group.members.flatMap((k, i) => (turns.has(k) ? [i] : []))
      const draw = () =>
        drawFrom(
          at.map((i) => own[i] as Int32Array),
          params.draws,
          job.rng.stream(`repurposing ${group.groupId}`),
        )
      return one(
        group.members,
        at.map((i) => group.members[i] as number),
        { turns, turned, others, changes },
        population.accounts,
        params,
        draw,
      )
    })
  },
}

interface Known {
  readonly changes: Changes | null

  readonly turns: ReadonlyMap<number, Turn>
  readonly turned: ReadonlyMap<number, boolean>
  readonly others: readonly number[]
}

function one(
  members: readonly number[],
  able: readonly number[],
  { turns, turned, others, changes }: Known,
  accounts: number,
  params: Params,
  draw: () => number[][],
): Measurement {
  if (able.length < 2 || able.length * 2 < members.length)
    return tooLittle(
      `${able.length} of ${members.length} accounts have ${2 * params.leastSide} own posts or more; half of them, and at least two, are needed.`,
    )
  const sets = draw()
  if (sets.length === 0) return tooLittle(`There are not ${able.length} accounts in no group with enough posts to compare with.`)
  const feature = (name: string, unit: string, value: (turn: Turn) => number): Feature => {
    const values = new Float64Array(accounts).fill(Number.NaN)
    for (const [k, turn] of turns) values[k] = value(turn)
    return { name, unit, values, tail: 'upper' }
  }
  const turnedOf = (list: readonly number[]) => list.filter((k) => turned.get(k))
  const timesOf = (list: readonly number[]) =>
    turnedOf(list)
      .map((k) => (turns.get(k) as Turn).atMs)
      .sort((a, b) => a - b)
  const everybody = Float64Array.from(timesOf(others))
  const weekOf = (list: readonly number[], isAmongOthers: boolean) => excessWindow(timesOf(list), everybody, [WEEK], isAmongOthers)
  const own = weekOf(able, false)
  const share = (list: readonly number[]) => turnedOf(list).length / list.length
  const change = featureMeasure(
    feature('largest change of an account, median', 'bits a token', (turn) => turn.change),
    able,
    sets,
  )
  const measures: SignalMeasure[] = [
    meaningful(change, LEAST_TIMES * (change.baseline?.median ?? 0)),
    meaningful(againstDraws('accounts that turned', 'share', share(able), sets.map(share), 'upper'), LEAST_TURNED),
    againstDraws(
      'accounts that turned in one week',
      'log-likelihood ratio of the largest heap',
      own.llr,
      sets.map((set) => weekOf(set, true).llr),
      'upper',
    ),
    meaningful(
      featureMeasure(
        feature('longest silence, median', 'share of the account’s time', ({ dormancy }) => dormancy),
        able,
        sets,
      ),
      LEAST_SILENCE,
    ),
    shown(
      featureMeasure(
        feature('change of pace, median', 'doublings', ({ rate }) => rate),
        able,
        sets,
      ),
    ),
  ]
  if (changes) measures.push(...changeMeasures(changes, able, sets, others))
  const parts = ASPECTS.map((aspect, a) => ({
    aspect,
    share: able.reduce((sum, k) => sum + ((turns.get(k) as Turn).byAspect[a] as number), 0) / able.length,
  }))
  const most = [...parts].sort((x, y) => y.share - x.share)[0]
  const many = turnedOf(able).length
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${many} of ${able.length} accounts changed more than 95 of 100 others do${own.llr > 0 ? `, ${own.count} of them in the week from ${new Date(own.where as number).toISOString().slice(0, 10)}, where ${own.expected.toFixed(1)} were to be expected` : ''}; most of the change is in their ${most?.aspect} (${Math.round(100 * (most?.share ?? 0))} %).`,
    ordinary: `Everybody’s posts change: the median change of as many others is ${change.baseline ? `${change.baseline.low.toFixed(2)} to ${change.baseline.high.toFixed(2)}` : 'not known'} bits a token.`,
    pictures: [picture(able, sets[0] ?? [], turns)],
    evidence: [],
    limits: [
      ...(able.length < members.length ? [`Measured on ${able.length} of ${members.length} accounts, those with enough own posts.`] : []),
      ...(changes
        ? ['Renames and deletions are those between imports of the accounts; what changed and changed back between two is unseen.']
        : ['Renames and deletions need several snapshots of the accounts, which are not in this case.']),
    ],
  }
}

function picture(able: readonly number[], others: readonly number[], turns: ReadonlyMap<number, Turn>): PictureSpec {
  const points = (accounts: readonly number[]) =>
    accounts
      .map((k) => turns.get(k) as Turn)
      .filter(({ change }) => !Number.isNaN(change))
      .map(({ atMs, change }) => [atMs, change] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return {
    kind: 'scatter',
    title: 'When and how much each account changed',
    describe:
      'One mark per account: to the right when its largest change was, upwards how large. Accounts turned together stand above one another.',
    x: { title: 'time of the largest change (UTC)', kind: 'time' },
    y: { title: 'change, bits a token', kind: 'number' },
    series: [
      { name: 'accounts of the group', points: points(able) },
      { name: 'as many others, one draw', points: points(others) },
    ],
  }
}
