/**
 * Isolation: a group that talks to itself or to nobody. For the group's accounts S, with interactions = reposts, replies and mentions from one account to another:
 *   inside       interactions from S to S / interactions from S
 *   heard        Σ over S of min(own posts, accounts outside S that answered these or mentioned it unasked) / own posts of S (neither reposts nor replies: those are seldom answered); one voice a post at most, or a
 *                single account with readers would be louder than all others
 *   reciprocity  ordered pairs (i, j), i in S, with i → j and j → i / ordered pairs with i → j
 * Null: as many accounts of the same activity in no group, `draws` times; inside is tested upwards, heard downwards, reciprocity is shown beside them. Inside says something from one half on, heard at a third of the draws' median
 * or less. One p of the two by their ranks among the draws (features.ts).
 * Undefined: inside where S turns to nobody; heard where no reply or mention is in the data. Garcia, Mavrodiev & Schweitzer (2013) for reciprocity as a sign of a living network.
 */
import { type Label, plural, type SignalMeasure } from '../model/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers } from './columns.js'
import { combinedP, meaningful } from './features.js'
import { INTERACTIONS } from './interactions.js'
import { againstDraws, drawSets, type Population } from './population.js'
import { DRAWS, type Measurement, notInData, type Signal, type SignalSubject, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastInteractions: number
}

/** To whom one account turned, and how often; -1 stands for accounts that the data do not hold. Distinct accounts among them, and those that turned to it as well. */
interface Turned {
  readonly to: readonly number[]
  readonly times: readonly number[]
  readonly all: number
  readonly pairs: number
  readonly answered: number
}

interface Contacts {
  readonly out: ReadonlyMap<number, Turned>
  /** From whom replies and mentions came. */
  readonly heard: ReadonlyMap<number, readonly number[]>
}

async function readContacts(job: Job): Promise<Contacts> {
  const out = new Map<number, Map<number, number>>()
  const heard = new Map<number, number[]>()
  const [from, to, n] = await readNumbers(
    job,
    `select from_key, coalesce(to_key, -1)::integer, count(*)::integer from ${INTERACTIONS} group by 1, 2 order by 1, 2`,
    ['int', 'int', 'int'],
  )
  for (let i = 0; i < from.length; i++) {
    const [a, b] = [from[i] as number, to[i] as number]
    const inner = out.get(a)
    if (inner) inner.set(b, n[i] as number)
    else out.set(a, new Map([[b, n[i] as number]]))
  }
  // An answer to an answer is talk that the account had begun; where the post that is answered is not in the data, it counts.
  const [by, of] = await readNumbers(
    job,
    `select distinct i.from_key, i.to_key from ${INTERACTIONS} i join posts p using (post_key) left join posts o on o.platform = p.platform and o.post_id = p.reply_to and o.given_object is null
     where i.to_key is not null and p.given_object is null
       and ((i.kind = 'mention' and p.reply_to is null and p.reply_to_account is null) or (i.kind = 'reply' and o.reply_to is null and o.reply_to_account is null))
     order by 1, 2`,
    ['int', 'int'],
  )
  for (let i = 0; i < by.length; i++) {
    const voices = heard.get(of[i] as number)
    if (voices) voices.push(by[i] as number)
    else heard.set(of[i] as number, [by[i] as number])
  }
  return { out: turnedOf(out), heard }
}

/** From account → account → times. */
export function turnedOf(out: ReadonlyMap<number, ReadonlyMap<number, number>>): Map<number, Turned> {
  const of = (account: number, inner: ReadonlyMap<number, number>): Turned => {
    const [to, times] = [[...inner.keys()], [...inner.values()]]
    const all = times.reduce((sum, n) => sum + n, 0)
    const answered = to.filter((other) => out.get(other)?.has(account)).length
    return { to, times, all, pairs: to.filter((other) => other !== -1).length, answered }
  }
  return new Map([...out].map(([account, inner]) => [account, of(account, inner)]))
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
    const own = out.get(member)
    if (own) {
      all += own.all
      pairs += own.pairs
      answered += own.answered
      within += insideOf(own, isMember)
    }
    let voices = 0
    for (const from of heard.get(member) ?? []) if (!isMember.has(from)) voices++
    fromOutside += Math.min(voices, posts[member] as number)
  }
  return {
    inside: all === 0 ? Number.NaN : within / all,
    heard: written === 0 ? Number.NaN : fromOutside / written,
    reciprocity: pairs === 0 ? Number.NaN : answered / pairs,
    interactions: all,
  }
}

function insideOf({ to, times }: Turned, isMember: ReadonlySet<number>): number {
  let inside = 0
  for (let i = 0; i < to.length; i++) if (isMember.has(to[i] as number)) inside += times[i] as number
  return inside
}

const LEAST_INSIDE = 0.5
/** Of the draws' median. */
const MOST_HEARD = 1 / 3
const HEARD = 'answered or mentioned from outside'

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`

export const isolation: Signal<Params> = {
  id: 'isolation',
  title: 'Accounts that talk to nobody else',
  what: 'Share of the group’s reposts, replies and mentions that stay inside it (from one half on), accounts outside it that answer or mention it per own post (a third of the usual or less), and reciprocity, against as many accounts of like activity in no group.',
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
    const written = population.activity.own
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
    return tooLittle(
      `The group reposted, answered or mentioned anybody ${plural(own.interactions, 'time')}; ${params.leastInteractions} are needed.`,
    )
  const rng = job.rng.stream(`isolation ${group.groupId}`)
  const draws = drawSets(population, members, params.draws, rng).map((drawn) => valuesOf(contacts, drawn, written))
  if (draws.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const insideAll = againstDraws(
    'interactions that stay inside',
    'share',
    own.inside,
    draws.map((draw) => draw.inside),
    'upper',
  )
  const heardAll: SignalMeasure = hasTalk
    ? againstDraws(
        HEARD,
        'accounts per own post, at most one',
        own.heard,
        draws.map((draw) => draw.heard),
        'lower',
      )
    : {
        name: HEARD,
        unit: 'accounts per own post, at most one',
        value: null,
        baseline: null,
        pValue: null,
        why: 'replies and mentions are not in this file',
      }
  const inside = meaningful(insideAll, LEAST_INSIDE)
  const heard = meaningful(heardAll, (heardAll.baseline?.median ?? 0) * MOST_HEARD)
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
    sentence: `${percent(own.inside)} of the group’s ${own.interactions} reposts, replies and mentions stay inside it (${usual})${hasTalk ? `; each own post brought ${Number.isNaN(own.heard) ? 'no' : own.heard.toFixed(2)} accounts from outside that answered or mentioned it` : ''}.`,
    ordinary: `A club or class talks among itself too, and its members answer each other: of the pairs that turned to somebody ${Number.isNaN(own.reciprocity) ? 'none' : percent(own.reciprocity)} were answered in kind.`,
    pictures: [
      {
        kind: 'bars',
        title: 'Where each account turns',
        describe: 'For the accounts with most interactions: the share that stays inside the group, beside the share of the whole group.',
        unit: 'share inside',
        expectedIs: 'whole group',
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
      const own = out.get(account)
      return { account, all: own?.all ?? 0, inside: own ? insideOf(own, isMember) / own.all : 0 }
    })
    .filter(({ all }) => all > 0)
    .sort((x, y) => y.all - x.all || x.account - y.account)
    .slice(0, 12)
}
