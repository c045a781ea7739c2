/**
 * Isolation: a group that talks to itself or to nobody. For the group's accounts S, with interactions = reposts, replies and mentions from one account to another:
 *   inside       interactions from S to S / interactions from S
 *   heard        replies and mentions from outside S to S / own posts of S (reposts left out: nobody answers them)
 *   reciprocity  ordered pairs (i, j), i in S, with i → j and j → i / ordered pairs with i → j
 * Null: as many accounts of the same activity in no group, `draws` times; inside is tested upwards, heard downwards, reciprocity is shown beside them. One p of the two by their ranks among the draws (features.ts).
 * Undefined: inside where S turns to nobody; heard where no reply or mention is in the data. Garcia, Mavrodiev & Schweitzer (2013) for reciprocity as a sign of a living network.
 */
import type { Label, SignalMeasure } from '../model/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { combinedP } from './features.js'
import { INTERACTIONS } from './interactions.js'
import { againstDraws, drawSets, type Population } from './population.js'
import { DRAWS, type Measurement, notInData, type Signal, type SignalSubject, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastInteractions: number
}

/** Distinct pairs with their counts, by source and by target. */
interface Contacts {
  readonly out: ReadonlyMap<number, ReadonlyMap<number | null, number>>
  /** Replies and mentions received: from whom, how many. */
  readonly heard: ReadonlyMap<number, ReadonlyMap<number, number>>
}

async function readContacts(job: Job): Promise<Contacts> {
  const out = new Map<number, Map<number | null, number>>()
  const heard = new Map<number, Map<number, number>>()
  const put = <K>(map: Map<number, Map<K, number>>, at: number, key: K, n: number) => {
    const inner = map.get(at)
    if (inner) inner.set(key, (inner.get(key) ?? 0) + n)
    else map.set(at, new Map([[key, n]]))
  }
  for (const { a, b, n, talk } of await job.db.rows<{ a: number; b: number | null; n: number; talk: number }>(
    `select from_key as a, to_key as b, count(*) as n, count(*) filter (kind <> 'repost') as talk from ${INTERACTIONS} group by 1, 2 order by 1, 2`,
  )) {
    put(out, a, b, n)
    if (b !== null && talk > 0) put(heard, b, a, talk)
  }
  return { out, heard }
}

async function readOwnPosts(job: Job, accounts: number): Promise<Int32Array> {
  const written = new Int32Array(accounts)
  const rows = await job.db.rows<{ k: number; n: number }>(
    'select account_key as k, count(*) as n from posts where repost_of is null group by 1 order by 1',
  )
  for (const { k, n } of rows) written[k] = n
  return written
}

interface Values {
  readonly inside: number
  readonly heard: number
  readonly reciprocity: number
  readonly interactions: number
}

export function valuesOf({ out, heard }: Contacts, members: readonly number[], posts: Int32Array): Values {
  const isMember = new Set(members)
  let all = 0
  let within = 0
  let fromOutside = 0
  let written = 0
  let pairs = 0
  let answered = 0
  for (const member of members) {
    written += posts[member] as number
    for (const [to, n] of out.get(member) ?? []) {
      all += n
      if (to === null) continue
      if (isMember.has(to)) within += n
      pairs++
      if (out.get(to)?.has(member)) answered++
    }
    for (const [from, n] of heard.get(member) ?? []) if (!isMember.has(from)) fromOutside += n
  }
  return {
    inside: all === 0 ? Number.NaN : within / all,
    heard: written === 0 ? Number.NaN : fromOutside / written,
    reciprocity: pairs === 0 ? Number.NaN : answered / pairs,
    interactions: all,
  }
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`

export const isolation: Signal<Params> = {
  id: 'isolation',
  title: 'Accounts that talk to nobody else',
  what: 'Share of the group’s reposts, replies and mentions that stay inside it, replies and mentions it receives from outside per own post, and reciprocity, against as many accounts of like activity in no group.',
  ordinary:
    'New communities, family circles, classes and small clubs talk mostly among themselves; feeds and service accounts answer nobody.',
  needs: ['posts.repost_of_account or posts.reply_to_account or posts.mentions'],
  params: {
    draws: DRAWS,
    leastInteractions: {
      kind: 'integer',
      default: 20,
      min: 1,
      meaning: 'groups with fewer reposts, replies and mentions are not measured.',
      larger: 'A larger number leaves out quiet groups.',
    },
  },
  references: [{ text: 'Cresci (2020), A decade of social bot detection, CACM 63(10)', doi: '10.1145/3409116' }],
  async measure(job, subjects, population, params) {
    const kinds = await population.interactions()
    if (kinds.repost + kinds.reply + kinds.mention === 0)
      return subjects.map(() => notInData(isolation.needs, 'The data do not say whom a post reposts, answers or mentions.'))
    const contacts = await readContacts(job)
    const written = await readOwnPosts(job, population.accounts)
    const hasTalk = kinds.reply + kinds.mention > 0
    return subjects.map((subject) => {
      checkCancelled(job)
      return one(job, subject, population, contacts, written, hasTalk, params)
    })
  },
}

function one(
  job: Job,
  { group }: SignalSubject,
  population: Population,
  contacts: Contacts,
  written: Int32Array,
  hasTalk: boolean,
  params: Params,
): Measurement {
  const { members } = group
  const own = valuesOf(contacts, members, written)
  if (own.interactions < params.leastInteractions)
    return tooLittle(`The group reposted, answered or mentioned anybody ${own.interactions} times; ${params.leastInteractions} are needed.`)
  const rng = job.rng.stream(`isolation ${group.groupId}`)
  const draws = drawSets(population, members, params.draws, rng).map((drawn) => valuesOf(contacts, drawn, written))
  if (draws.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const inside = againstDraws(
    'interactions that stay inside',
    'share',
    own.inside,
    draws.map((draw) => draw.inside),
    'upper',
  )
  const heard: SignalMeasure = hasTalk
    ? againstDraws(
        'replies and mentions from outside',
        'per own post',
        own.heard,
        draws.map((draw) => draw.heard),
        'lower',
      )
    : {
        name: 'replies and mentions from outside',
        unit: 'per own post',
        value: null,
        baseline: null,
        pValue: null,
        why: 'replies and mentions are not in this file',
      }
  const reciprocity = {
    ...againstDraws(
      'pairs that turn to each other',
      'share',
      own.reciprocity,
      draws.map((draw) => draw.reciprocity),
      'upper',
    ),
    pValue: null,
  }
  const usual = inside.baseline ? `${percent(inside.baseline.median)} of as many others’` : 'not known of others'
  return {
    status: 'measured',
    missing: [],
    measures: [inside, heard, reciprocity],
    pValue: combinedP([inside, heard]),
    sentence: `${percent(own.inside)} of the group’s ${own.interactions} reposts, replies and mentions stay inside it (${usual})${hasTalk ? `; for each own post it received ${Number.isNaN(own.heard) ? 'no' : own.heard.toFixed(2)} replies or mentions from outside` : ''}.`,
    ordinary: `A club or class talks among itself too, and its members answer each other: of the pairs that turned to somebody ${Number.isNaN(own.reciprocity) ? 'none' : percent(own.reciprocity)} were answered in kind.`,
    pictures: [
      {
        kind: 'bars',
        title: 'Where each account turns',
        describe: 'For the accounts with most interactions: the share that stays inside the group, beside the share of the whole group.',
        unit: 'share inside',
        rows: busiest(contacts, members).map(({ account, inside: share }) => ({
          label: { account } as Label,
          value: share,
          expected: own.inside,
        })),
      },
    ],
    evidence: [],
    limits: ['Only interactions with accounts that the data name are seen; who was outside the collection counts as outside.'],
  }
}

function busiest({ out }: Contacts, members: readonly number[]): { account: number; inside: number }[] {
  const isMember = new Set(members)
  return members
    .map((account) => {
      let all = 0
      let within = 0
      for (const [to, n] of out.get(account) ?? []) {
        all += n
        if (to !== null && isMember.has(to)) within += n
      }
      return { account, all, inside: all === 0 ? 0 : within / all }
    })
    .filter(({ all }) => all > 0)
    .sort((x, y) => y.all - x.all || x.account - y.account)
    .slice(0, 12)
}
