/**
 * Blocks of followers that arrived together and were created together, in the lists of the accounts of a group. The search and its null: follower-scan.ts; the order of a list: follower-lists.ts.
 *   p          of a list: its best block, paid for the search; of the group: the smallest p that Benjamini-Hochberg gives over its lists (Simes)
 *   beside it  share without a post and with an empty profile in the block and among those who arrived before and after it (as many as four times the block on each side);
 *              followers of the block who follow one other account of the data too (hypergeometric among all followers of the list, times the accounts looked at)
 *   week       the largest share of a list that was created within seven days; beside the lists of accounts in no group, without a p. It needs no order.
 * Undefined without a list, without creation dates, without order (but for the week), and for lists of fewer than 3 leastBlock known dates.
 */
import type { SignalMeasure } from '../model/index.js'
import { benjaminiHochberg, hypergeometricTail } from '../statistics/index.js'
import { checkCancelled, columnAppender, type Job } from '../store/index.js'
import { eachList, type FileOrder, type FollowerFields, type FollowerList, followerFields } from './follower-lists.js'
import { type Block, type Scanned, type ScanParams, scanFollowers } from './follower-scan.js'
import {
  type Beside,
  blockMeasures,
  blockWords,
  limitsOf,
  type MeasuredList,
  percent,
  picture,
  plain,
  type Shared,
  weekMeasure,
} from './follower-view.js'
import type { Population } from './population.js'
import { type Measurement, notInData, type Signal, type SignalSubject, tooLittle } from './signal.js'

interface Params extends ScanParams {
  readonly fileOrder: FileOrder
}

const DAY = 86_400_000
const LEVEL = 0.05
const AROUND = 4

/** The largest share of the known creation dates within seven days; NaN below `least` of them. */
export function largestWeek(createdMs: Float64Array, least: number): number {
  const sorted = createdMs.filter((ms) => !Number.isNaN(ms)).sort()
  if (sorted.length < least) return Number.NaN
  let best = 0
  for (let i = 0, from = 0; i < sorted.length; i++) {
    while ((sorted[i] as number) - (sorted[from] as number) > 7 * DAY) from++
    best = Math.max(best, i - from + 1)
  }
  return best / sorted.length
}

/** Share among the ranks of a block and among those around it that are not in it; null where nobody is known on one side. */
export function beside(block: Block, length: number, value: (rank: number) => number): Beside | null {
  const span = AROUND * (block.to - block.from + 1)
  let next = 0
  let [inside, insideAll, around, aroundAll] = [0, 0, 0, 0]
  for (let rank = Math.max(0, block.from - span); rank < Math.min(length, block.to + span + 1); rank++) {
    const isIn = block.ranks[next] === rank
    if (isIn) next++
    const v = value(rank)
    if (Number.isNaN(v)) continue
    if (isIn) {
      insideAll++
      inside += v
    } else {
      aroundAll++
      around += v
    }
  }
  return insideAll === 0 || aroundAll === 0 ? null : { inside: inside / insideAll, around: around / aroundAll }
}

function measureList(list: FollowerList, isMember: boolean, fields: FollowerFields, params: Params, check: () => void): MeasuredList {
  const { account, order, unordered, negative, createdMs, followers } = list
  const known = createdMs.reduce((sum, ms) => sum + (Number.isNaN(ms) ? 0 : 1), 0)
  const isLong = order !== 'none' && known >= 3 * params.leastBlock
  const scanned = isLong ? scanFollowers(list, params, LEVEL, check) : null
  const best = scanned?.blocks[0] ?? null
  const shares = (isKnown: boolean, value: (rank: number) => number) =>
    best && isMember && isKnown ? beside(best, followers.length, value) : null
  return {
    account,
    order,
    unordered,
    negative,
    followers: followers.length + unordered,
    scanned,
    best,
    blockFollowers: best && isMember ? best.ranks.map((rank) => followers[rank] as number) : new Int32Array(0),
    noPosts: shares(fields.posts, (rank) => {
      const posts = list.posts[rank] as number
      return Number.isNaN(posts) ? posts : Number(posts === 0)
    }),
    emptyProfile: shares(fields.profile, (rank) => list.isEmpty[rank] as number),
    weekShare: largestWeek(createdMs, params.leastBlock),
    picture: isMember && isLong ? picture(createdMs, best) : null,
  }
}

export const followerBlocks: Signal<Params> = {
  id: 'follower-blocks',
  title: 'Followers that came in blocks',
  what: 'Runs of followers that arrived together and were created together, in the lists of followers of the accounts of the group, against those who arrived just before and after; whether they have posts and a profile, and whether they follow another account together.',
  ordinary:
    'A wave of sign-ups in one country, a television programme or a list of accounts proposed to everybody bring followers of one age at once. Followers can be bought for an account by anybody: who brought them is not in the data.',
  needs: [
    'a file of followers (account_id, follower_id)',
    'followers.position or followers.followed_at',
    'followers.created_at or accounts.created_at',
  ],
  params: {
    leastBlock: {
      kind: 'integer',
      default: 30,
      min: 10,
      max: 1_000_000,
      unit: 'followers',
      meaning: 'shortest run that is looked at; lists of fewer than three times as many are not measured.',
      larger: 'Small deliveries are missed, and long lists take less time.',
    },
    leastShare: {
      kind: 'number',
      default: 0.3,
      min: 0.05,
      max: 1,
      meaning: 'share of a run that must be created together.',
      larger: 'Only blocks with few others among them are found.',
    },
    leastRatio: {
      kind: 'number',
      default: 3,
      min: 1.5,
      max: 1000,
      meaning: 'how many times the share of its neighbours a block must have.',
      larger: 'Blocks in lists that are full of them are missed.',
    },
    newcomerDays: {
      kind: 'number',
      default: 7,
      min: 0,
      max: 365,
      unit: 'days',
      meaning: 'accounts that followed within so many days of creation are newcomers, a band of their own.',
      larger: 'Younger deliveries count as newcomers, and fewer ordinary newcomers count as a block.',
    },
    fileOrder: {
      kind: 'choice',
      choices: ['unknown', 'oldest-first', 'newest-first'],
      default: 'unknown',
      meaning: 'how lists stand in their file that give neither position nor time.',
      larger: 'Said wrongly, blocks are still runs, but newcomers are mistaken.',
    },
  },
  references: [
    { text: 'Zouzou & Varol (2024), Unsupervised detection of coordinated fake followers on social media, EPJ Data Science 13' },
    {
      text: 'Meeder, Karrer, Sayedi, Ravi, Borgs & Chayes (2011), We know who you followed last summer, WWW',
      doi: '10.1145/1963405.1963479',
    },
    {
      text: 'Simes (1986), An improved Bonferroni procedure for multiple tests of significance, Biometrika 73(3)',
      doi: '10.1093/biomet/73.3.751',
    },
  ],
  async measure(job, subjects, population, params) {
    const fields = await followerFields(job)
    if (fields.lists === 0) return subjects.map(() => notInData(followerBlocks.needs, 'No file of the case holds lists of followers.'))
    if (!fields.created)
      return subjects.map(() => notInData(followerBlocks.needs.slice(2), 'The data do not say when any follower was created.'))
    const lists = await measureLists(job, subjects, population, fields, params)
    const measured: Measurement[] = []
    for (const subject of subjects) {
      checkCancelled(job)
      measured.push(await one(job, subject, lists, fields, params))
    }
    return measured
  },
}

async function measureLists(job: Job, subjects: readonly SignalSubject[], population: Population, fields: FollowerFields, params: Params) {
  const isMember = new Uint8Array(population.accounts)
  for (const { group } of subjects) for (const member of group.members) isMember[member] = 1
  const isLone = population.isGrouped.map((grouped) => 1 - grouped)
  const lists = new Map<number, MeasuredList>()
  const check = () => checkCancelled(job)
  await eachList(job, params.fileOrder, (list) => {
    const { account } = list
    if (isMember[account] || isLone[account]) lists.set(account, measureList(list, isMember[account] === 1, fields, params, check))
    job.note('signals: lists of followers', lists.size, fields.lists)
  })
  return { of: lists, others: [...lists.values()].filter(({ account }) => isLone[account]) }
}

interface Lists {
  readonly of: ReadonlyMap<number, MeasuredList>
  /** Of accounts in no group. */
  readonly others: readonly MeasuredList[]
}

const pOf = ({ best }: MeasuredList) => best?.p ?? 1
const size = ({ best }: MeasuredList) => best?.ranks.length ?? 0

async function one(
  job: Job,
  { group }: SignalSubject,
  { of, others }: Lists,
  fields: FollowerFields,
  params: Params,
): Promise<Measurement> {
  const own = group.members.flatMap((member) => of.get(member) ?? [])
  if (own.length === 0) return tooLittle('No account of the group has a list of followers in the data.')
  const tested = own.filter(({ scanned }) => scanned !== null)
  const week = weekMeasure(own, others)
  const limits = limitsOf(own, fields)
  if (tested.length === 0) {
    const isOrdered = own.some(({ order }) => order !== 'none')
    if (isOrdered || week.value === null)
      return tooLittle(
        `A list needs ${3 * params.leastBlock} followers in order with a known creation date; none of the group has them.`,
        limits,
      )
    return {
      status: 'measured',
      missing: ['followers.position or followers.followed_at'],
      measures: [week],
      pValue: null,
      sentence: `The lists of followers have no order, so blocks of arrival cannot be seen; at most ${percent(week.value)} of one list were created within a week.`,
      ordinary: 'Without order a wave of sign-ups cannot be told from a delivery, so there is no p.',
      pictures: [],
      evidence: [],
      limits,
    }
  }
  const q = benjaminiHochberg(tested.map(pOf))
  const pValue = Math.min(1, ...q)
  const best = tested.reduce((a, b) => (pOf(b) < pOf(a) || (pOf(b) === pOf(a) && size(b) > size(a)) ? b : a))
  const shared = best.best ? await sharedElsewhere(job, best) : null
  const withBlock = tested.filter((_, i) => (q[i] as number) <= LEVEL).length
  const otherTested = others.filter(({ scanned }) => scanned !== null)
  const otherBlocks = otherTested.filter((each) => pOf(each) <= LEVEL).length
  const measures: SignalMeasure[] = [
    plain(
      'lists with a block',
      `of ${tested.length}`,
      withBlock,
      `${otherBlocks} of ${otherTested.length} lists of accounts in no group`,
      pValue,
    ),
    ...(best.best ? blockMeasures(best, best.best, shared) : []),
    week,
  ]
  const newcomers = tested.reduce((sum, { scanned }) => sum + (scanned as Scanned).newcomers, 0)
  const known = tested.reduce((sum, { scanned }) => sum + (scanned as Scanned).known, 0)
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue,
    sentence: best.best
      ? `${withBlock} of ${tested.length} lists of followers hold a block; in the clearest, ${blockWords(best.best)}${shared ? `; ${shared.both} of them follow one other account of the data as well (${shared.expected.toFixed(1)} expected)` : ''}.`
      : `In none of ${tested.length} lists of followers does a block stand out.`,
    ordinary: `Platforms lead newcomers to known accounts, in a rising band that is no block: here ${newcomers} of ${known} followed within ${params.newcomerDays} days of creation. Of the lists of accounts in no group ${otherBlocks} of ${otherTested.length} hold a block as well.`,
    pictures: best.picture ? [best.picture] : [],
    evidence: [],
    limits,
  }
}

/** The other list that holds most more of the block than of the other followers; null when no list holds any of it. */
async function sharedElsewhere(job: Job, { account, followers, blockFollowers }: MeasuredList): Promise<Shared | null> {
  const { db } = job
  await db.run('create or replace temp table block_followers (follower_key integer)')
  const appender = await columnAppender({ db }, 'block_followers', ['integer'], 'temp')
  appender.append([blockFollowers], blockFollowers.length)
  appender.close()
  const rows = await db.rows<{ k: number; both: number; all: number }>(
    `select f2.account_key as k, count(b.follower_key) as both, count(*) as "all" from follows as f1
       join follows as f2 on f2.follower_key = f1.follower_key and f2.account_key <> f1.account_key
       left join temp.block_followers as b on b.follower_key = f1.follower_key
     where f1.account_key = ${account} group by 1 order by 1`,
  )
  await db.run('drop table temp.block_followers')
  const c = blockFollowers.length
  let found: Shared | null = null
  for (const { both, all } of rows) {
    if (both === 0) continue
    const p = Math.min(1, Math.max(Number.MIN_VALUE, hypergeometricTail(both, followers, all, c) * rows.length))
    if (found === null || p < found.p || (p === found.p && both > found.both)) found = { both, expected: (c * all) / followers, p }
  }
  return found
}
