/**
 * Cross-platform sync: software that posts the same to several networks. A content is a text of `leastLetters` or more (case folded, spaces and links left out), a link, or a media id; a set's content is crossed when its accounts
 * posted it on two platforms or more, first there and first here at most W apart (lag = the later platform's first post minus the earlier's).
 *   crossed       contents of the set that are crossed
 *   same order    share of the crossed contents whose first two platforms come in the set's commonest order
 *   same lag      share of the crossed contents whose lag is within 5 s of the set's commonest lag (to 10 s)
 *   closeness     share of the crossed contents that came closer than the median lag of that content among all other accounts; contents that nobody else crossed count as closer in half
 * Null: as many accounts in no group, of the same activity on the same platforms. Several measures: one p by their ranks among the draws.
 * Contents and groups are linked, never two accounts: nothing here says that an account on one platform is one on another.
 */
import { type PictureSpec, quoteText, type SignalMeasure } from '../model/index.js'
import { median } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers, startsOf } from './columns.js'
import { combinedP } from './features.js'
import { againstDraws, drawFrom, only, type Population, poolsOf } from './population.js'
import { postRefs } from './post-refs.js'
import { DRAWS, type Measurement, notInData, type Signal, type SignalSubject, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly windowSeconds: number
  readonly leastLetters: number
  readonly leastCrossed: number
}

const NEAR_MS = 5000
const BIN_MS = 10_000

/** Uses of contents that stand on two platforms or more, by account: rows of[k] … of[k + 1] - 1. */
export interface Uses {
  readonly of: Int32Array
  readonly content: Int32Array
  readonly platform: Int32Array
  readonly atMs: Float64Array
  readonly post: Int32Array
  readonly platforms: readonly string[]
  readonly platformOf: Int32Array
}

async function readUses(job: Job, accounts: number, leastLetters: number): Promise<Uses | null> {
  const names = (await job.db.rows<{ platform: string }>('select distinct platform from posts order by 1')).map(({ platform }) => platform)
  if (names.length < 2) return null
  await job.db.run(`create or replace temp table signal_contents as
    with own as (select * from posts where repost_of is null),
    texts as (select account_key, platform, posted_ms, post_key, trim(regexp_replace(lower(text), '(https?://\\S+|\\s+)', ' ', 'g')) as value from own where text is not null),
    uses as (
      select account_key, platform, posted_ms, post_key, hash('t', value) as content from texts where length(value) >= ${Math.trunc(leastLetters)}
      union all select account_key, platform, posted_ms, post_key, hash('l', unnest(urls)) from own where urls is not null
      union all select account_key, platform, posted_ms, post_key, hash('m', unnest(media)) from own where media is not null)
    select account_key, platform, posted_ms, post_key, content from uses
    where content in (select content from uses group by content having min(platform) <> max(platform))`)
  const list = names.map(quoteText).join(', ')
  const [k, content, platform, atMs, post] = await readNumbers(
    job,
    `select account_key, dense_rank() over (order by content)::integer - 1 as c, list_position([${list}], platform)::integer - 1, posted_ms::double, post_key
     from temp.signal_contents order by account_key, c, posted_ms, post_key`,
    ['int', 'int', 'int', 'double', 'int'],
  )
  await job.db.run('drop table temp.signal_contents')
  const platformOf = new Int32Array(accounts).fill(-1)
  for (const row of await job.db.rows<{ k: number; p: string }>(
    'select account_key as k, min(platform) as p from accounts group by 1 order by 1',
  ))
    platformOf[row.k] = names.indexOf(row.p)
  return {
    of: startsOf(k, accounts),
    content,
    platform,
    atMs,
    post,
    platforms: names,
    platformOf,
  }
}

export interface Crossing {
  readonly content: number
  readonly lagMs: number
  readonly order: string
  readonly posts: readonly [number, number]
  readonly atMs: number
}

/** The crossed contents of a set of accounts, by content. */
export function crossingsOf({ of, content, platform, atMs, post }: Uses, accounts: readonly number[], windowMs: number): Crossing[] {
  const firsts = new Map<number, Map<number, { ms: number; post: number }>>()
  for (const k of accounts)
    for (let i = of[k] as number; i < (of[k + 1] as number); i++) {
      const c = content[i] as number
      const p = platform[i] as number
      const one = { ms: atMs[i] as number, post: post[i] as number }
      const known = firsts.get(c)
      if (!known) firsts.set(c, new Map([[p, one]]))
      else {
        const before = known.get(p)
        if (!before || one.ms < before.ms || (one.ms === before.ms && one.post < before.post)) known.set(p, one)
      }
    }
  const crossings: Crossing[] = []
  for (const [c, byPlatform] of [...firsts].sort((a, b) => a[0] - b[0])) {
    const [first, second] = [...byPlatform].sort((a, b) => a[1].ms - b[1].ms || a[0] - b[0])
    if (!first || !second || second[1].ms - first[1].ms > windowMs) continue
    crossings.push({
      content: c,
      lagMs: second[1].ms - first[1].ms,
      order: `${first[0]} ${second[0]}`,
      posts: [first[1].post, second[1].post],
      atMs: first[1].ms,
    })
  }
  return crossings
}

interface Values {
  readonly crossed: number
  readonly order: number
  readonly lag: number
  readonly closer: number
}

function valuesOf(crossings: readonly Crossing[], usual: ReadonlyMap<number, number>): Values {
  const n = crossings.length
  const most = (counts: ReadonlyMap<unknown, number>) => Math.max(0, ...counts.values())
  const orders = new Map<string, number>()
  const bins = new Map<number, number>()
  let closer = 0
  for (const { order, lagMs, content } of crossings) {
    orders.set(order, (orders.get(order) ?? 0) + 1)
    const bin = Math.round(lagMs / BIN_MS) * BIN_MS
    bins.set(bin, (bins.get(bin) ?? 0) + 1)
    const other = usual.get(content)
    closer += other === undefined ? 0.5 : lagMs < other ? 1 : 0
  }
  const mode = [...bins].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0
  const near = crossings.filter(({ lagMs }) => Math.abs(lagMs - mode) <= NEAR_MS).length
  return {
    crossed: n,
    order: n === 0 ? Number.NaN : most(orders) / n,
    lag: n === 0 ? Number.NaN : near / n,
    closer: n === 0 ? Number.NaN : closer / n,
  }
}

export const crossPlatformSync: Signal<Params> = {
  id: 'cross-platform-sync',
  title: 'The same content on several platforms at once',
  what: 'How many texts, links and media the group posted on two platforms within a window, in one order of platforms and with one lag, and how much closer than others posted the same content, against as many accounts of like activity on the same platforms.',
  ordinary:
    'Newsrooms, shops and people with an audience post to several networks with one tool; breaking news and popular clips are everywhere within minutes.',
  needs: ['posts.platform (two or more platforms)', 'posts.text, urls or media'],
  params: {
    draws: DRAWS,
    windowSeconds: {
      kind: 'duration',
      default: 3600,
      min: 1,
      meaning: 'longest time between the platforms.',
      larger: 'A longer window counts slower crossings, more of them by chance.',
    },
    leastLetters: {
      kind: 'integer',
      default: 20,
      min: 1,
      meaning: 'shorter texts are no content: many write them.',
      larger: 'A larger number leaves out more common phrases.',
    },
    leastCrossed: {
      kind: 'integer',
      default: 3,
      min: 1,
      meaning: 'groups with fewer crossed contents are not measured.',
      larger: 'A larger number leaves out more groups.',
    },
  },
  references: [
    {
      text: 'Cinus, Minici, Luceri & Ferrara (2025), Exposing cross-platform coordinated inauthentic activity in the run-up to the 2024 U.S. election, WWW',
      doi: '10.1145/3696410.3714698',
    },
  ],
  async measure(job, subjects, population, params) {
    const uses = await readUses(job, population.accounts, params.leastLetters)
    if (!uses) return subjects.map(() => notInData(['posts.platform'], 'The data are of one platform only.'))
    const byContent = indexContents(uses)
    const onPlatform = uses.platforms.map((_, p) => only(population, (k) => uses.platformOf[k] === p))
    const measured: Measurement[] = []
    for (const subject of subjects) {
      checkCancelled(job)
      measured.push(await one(job, subject, uses, byContent, onPlatform, params))
    }
    return measured
  },
}

/** Median lag of each content among all accounts that are not of the set; W where they were further apart. */
function usualLags(uses: Uses, byContent: ByContent, isMember: ReadonlySet<number>, contents: ReadonlySet<number>): Map<number, number> {
  const lags = new Map<number, number>()
  for (const c of contents) {
    const list: { at: number; platform: number }[] = []
    for (let j = byContent.from[c] as number; j < (byContent.from[c + 1] as number); j++) {
      const i = byContent.use[j] as number
      if (!isMember.has(byContent.account[j] as number)) list.push({ at: uses.atMs[i] as number, platform: uses.platform[i] as number })
    }
    list.sort((a, b) => a.at - b.at || a.platform - b.platform)
    const gaps = list
      .slice(1)
      .flatMap(({ at, platform }, i) => (platform === list[i]?.platform ? [] : [at - (list[i] as { at: number }).at]))
    if (gaps.length > 0) lags.set(c, median(gaps))
  }
  return lags
}

/** Uses by content: those of content c are at from[c] … from[c + 1] - 1. */
interface ByContent {
  readonly from: Int32Array
  readonly use: Int32Array
  readonly account: Int32Array
}

function indexContents({ of, content }: Uses): ByContent {
  const contents = content.reduce((most, c) => Math.max(most, c), -1) + 1
  const from = startsOf(content, contents)
  const next = from.slice()
  const use = new Int32Array(content.length)
  const account = new Int32Array(content.length)
  for (let k = 0; k + 1 < of.length; k++)
    for (let i = of[k] as number; i < (of[k + 1] as number); i++) {
      const c = content[i] as number
      const at = next[c] as number
      use[at] = i
      account[at] = k
      next[c] = at + 1
    }
  return { from, use, account }
}

async function one(
  job: Job,
  { group }: SignalSubject,
  uses: Uses,
  byContent: ByContent,
  onPlatform: readonly Population[],
  params: Params,
): Promise<Measurement> {
  const { members } = group
  const windowMs = params.windowSeconds * 1000
  const own = crossingsOf(uses, members, windowMs)
  const platforms = [...new Set(members.map((k) => uses.platformOf[k] as number))].map((p) => uses.platforms[p] as string).sort()
  if (platforms.length < 2) return tooLittle(`All accounts of the group are on ${platforms[0]}.`)
  if (own.length < params.leastCrossed)
    return tooLittle(`The group posted ${own.length} contents on two platforms within the window; ${params.leastCrossed} are needed.`)
  const rng = job.rng.stream(`cross-platform ${group.groupId}`)
  const pools = platforms.flatMap((name) => {
    const p = uses.platforms.indexOf(name)
    return poolsOf(
      onPlatform[p] as Population,
      members.filter((k) => uses.platformOf[k] === p),
    )
  })
  const sets = drawFrom(pools, params.draws, rng)
  if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group on these platforms to compare with.`)
  const drawn = sets.map((set) => crossingsOf(uses, set, windowMs))
  const contents = new Set([...own, ...drawn.flat()].map(({ content }) => content))
  const usual = usualLags(uses, byContent, new Set(members), contents)
  const value = valuesOf(own, usual)
  const values = drawn.map((crossings) => valuesOf(crossings, usual))
  const against = (name: string, unit: string, key: keyof Values, least: number): SignalMeasure =>
    againstDraws(
      name,
      unit,
      value[key],
      values.map((each) => (each.crossed < least ? 0 : each[key])),
      'upper',
    )
  const measures = [
    against('contents on two platforms within the window', 'contents', 'crossed', 0),
    // A set with fewer crossings than are measured has no order and no lag: it counts as none.
    against('in one order of platforms', 'share', 'order', params.leastCrossed),
    against('with one lag', 'share within 5 s', 'lag', params.leastCrossed),
    against('closer than others posted the same content', 'share', 'closer', params.leastCrossed),
  ]
  const lags = own.map(({ lagMs }) => lagMs)
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${own.length} contents on ${platforms.join(', ')} within ${params.windowSeconds} s of each other, half of them within ${(median(lags) / 1000).toFixed(0)} s; ${Math.round(100 * value.order)} % in one order of platforms, ${Math.round(100 * value.lag)} % with one lag.`,
    ordinary: `One tool for several networks is common; popular content is everywhere at once: ${Math.round(100 * value.closer)} % of the contents came closer together here than among others.`,
    pictures: [picture(own)],
    evidence: await postRefs(
      job,
      own.flatMap(({ posts }) => [...posts]),
    ),
    limits: ['Contents and groups are linked across platforms, never one account with another.'],
  }
}

function picture(crossings: readonly Crossing[]): PictureSpec {
  return {
    kind: 'scatter',
    title: 'Lag between platforms of each content',
    describe:
      'One mark per content: to the right when it first appeared, upwards how many seconds later it was on the second platform. A level line is one tool with one lag.',
    x: { title: 'first appeared (UTC)', kind: 'time' },
    y: { title: 'seconds to the second platform', kind: 'number' },
    series: [
      {
        name: 'contents of the group',
        points: [...crossings].sort((a, b) => a.atMs - b.atMs).map(({ atMs, lagMs }) => [atMs, lagMs / 1000]),
      },
    ],
  }
}
