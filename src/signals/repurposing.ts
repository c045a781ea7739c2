/**
 * Repurposing: accounts kept and turned to a new use. Per account, its own posts in order of time, each with tokens of up to five aspects: hashtags, domains, language, client, hour (eight bins of the UTC day).
 * For a split after post t (at least `leastSide` posts on each side), with n tokens of an aspect, f(x) = x log2 x, c counts before, after and in all:
 *   n · JS(t) = [f(n) - Σ f(c)] - [f(n_before) - Σ f(c_before)] - [f(n_after) - Σ f(c_after)]   (Jensen-Shannon, weighted by size)
 *   change   = max over t of Σ_aspects n · JS(t) / Σ_aspects n, in bits a token (0 = the same before and after)
 *   dormancy = longest silence / time from first to last post;   rate = |log2 of posts a day after / before| at the best t
 * and for the group: the week in which most of its accounts have their change (excess.ts), against the changes of everybody.
 * Null: as many accounts of the same activity in no group; a change found by looking for the largest is looked for in each of them in the same way. Several measures: one p by their ranks among the draws.
 * Undefined: accounts with fewer than 2 · leastSide own posts. Renames and deletions need several snapshots of the accounts, which a case does not hold.
 * Lin, IEEE Trans. Inf. Theory 37 (1991) (Jensen-Shannon); Elmas et al., arXiv 2010.10600 (repurposed accounts).
 */
import type { PictureSpec, SignalMeasure } from '../model/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { excessWindow } from './excess.js'
import { combinedP, type Feature, featureMeasure } from './features.js'
import { againstDraws, drawSets, type Population, smallPool } from './population.js'
import { DRAWS, type Measurement, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastSide: number
  readonly poolPerClass: number
}

const DAY = 86_400_000
const WEEK = 7 * DAY

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

/** The largest change of one aspect, one token a post in order of time, as `turnOf` computes it; NaN with fewer than 2 · leastSide. */
export function largestChange(tokens: Int32Array, leastSide: number): number {
  const n = tokens.length
  if (n < 2 * leastSide) return Number.NaN
  const after = new Map<number, number>()
  for (const token of tokens) after.set(token, (after.get(token) ?? 0) + 1)
  const before = new Map<number, number>()
  let afterSum = 0
  for (const c of after.values()) afterSum += f(c)
  const all = f(n) - afterSum
  let [beforeSum, best] = [0, 0]
  for (let i = 0; i < n; i++) {
    const token = tokens[i] as number
    const c = after.get(token) as number
    const b = before.get(token) ?? 0
    afterSum += f(c - 1) - f(c)
    beforeSum += f(b + 1) - f(b)
    after.set(token, c - 1)
    before.set(token, b + 1)
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
  what: 'The largest change in each account’s hashtags, domains, language, client and hours, its longest silence, and how many accounts of the group changed in one week, against as many accounts of like activity in no group.',
  ordinary:
    'People change jobs, move, take up a hobby, follow an election and come back after a pause; a whole community turns in the week of a great event.',
  needs: ['posts.posted_at', 'posts.hashtags, urls, language or client'],
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
      meaning: 'comparison accounts of each class of activity whose posts are read.',
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
    const pool = smallPool(
      population,
      params.poolPerClass,
      job.rng.stream('repurposing pool'),
      (k) => (population.posts[k] as number) >= 2 * params.leastSide,
    )
    const members = subjects.flatMap(({ group }) => group.members)
    const wanted = [...new Set([...members, ...pool.classes.flatMap((list) => [...list])])].sort((a, b) => a - b)
    const turns = await readTurns(job, wanted, params.leastSide)
    return subjects.map(({ group }) => {
      const able = group.members.filter((k) => turns.has(k))
      const rng = job.rng.stream(`repurposing ${group.groupId}`)
      return one(group.members, able, turns, pool, params, () => drawSets(pool, able, params.draws, rng, (k) => turns.has(k)))
    })
  },
}

function one(
  members: readonly number[],
  able: readonly number[],
  turns: ReadonlyMap<number, Turn>,
  pool: Population,
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
    const values = new Float64Array(pool.accounts).fill(Number.NaN)
    for (const [k, turn] of turns) values[k] = value(turn)
    return { name, unit, values, tail: 'upper' }
  }
  const others = Float64Array.from(
    pool.classes.flatMap((list) => [...list]).flatMap((k) => (turns.has(k) ? [(turns.get(k) as Turn).atMs] : [])),
  ).sort()
  const weekOf = (accounts: readonly number[], isAmongOthers: boolean) =>
    excessWindow(
      accounts.map((k) => (turns.get(k) as Turn).atMs).sort((a, b) => a - b),
      others,
      [WEEK],
      isAmongOthers,
    )
  const own = weekOf(able, false)
  const measures: SignalMeasure[] = [
    featureMeasure(
      feature('largest change of an account, median', 'bits a token', ({ change }) => change),
      able,
      sets,
    ),
    againstDraws(
      'accounts that changed in one week',
      'log-likelihood ratio of the largest heap',
      own.llr,
      sets.map((set) => weekOf(set, true).llr),
      'upper',
    ),
    featureMeasure(
      feature('longest silence, median', 'share of the account’s time', ({ dormancy }) => dormancy),
      able,
      sets,
    ),
    featureMeasure(
      feature('change of pace, median', 'doublings', ({ rate }) => rate),
      able,
      sets,
    ),
  ]
  const parts = ASPECTS.map((aspect, a) => ({
    aspect,
    share: able.reduce((sum, k) => sum + ((turns.get(k) as Turn).byAspect[a] as number), 0) / able.length,
  }))
  const most = [...parts].sort((x, y) => y.share - x.share)[0]
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${own.llr > 0 ? `${own.count} of ${able.length} accounts have their largest change in the week from ${new Date(own.where as number).toISOString().slice(0, 10)}, where ${own.expected.toFixed(1)} were to be expected` : 'The accounts have their largest changes in different weeks'}; most of it is in their ${most?.aspect} (${Math.round(100 * (most?.share ?? 0))} %).`,
    ordinary: `Everybody’s posts change: the median change of as many others is ${measures[0]?.baseline ? `${measures[0].baseline.low.toFixed(2)} to ${measures[0].baseline.high.toFixed(2)}` : 'not known'} bits a token.`,
    pictures: [picture(able, sets[0] ?? [], turns)],
    evidence: [],
    limits: [
      ...(able.length < members.length ? [`Measured on ${able.length} of ${members.length} accounts, those with enough own posts.`] : []),
      'Renames and deletions need several snapshots of the accounts, which are not in this case.',
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
