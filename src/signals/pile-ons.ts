/**
 * Pile-ons: a crowd that turns to one account at once. Of all replies and mentions, those to the account that the set turns to most (ties: lower key), in windows of `windowSeconds` that begin at one of the set's:
 *   surge        c = the set's in the window, e = what that account gets from everybody in as long a time outside the window (+ 1 post);  LLR = c ln(c / e) - (c - e) where c > e
 *   share        the set's of all talk to that account in the window
 *   strangers    share of the set's accounts in the window that had never turned to it before; a window of fewer than `leastTalk` posts counts in proportion
 *   newcomers    share of the set's accounts in the window that were created in the 30 days before
 *   same text    share of the set's posts in the window whose text, handles and links left out, another one of them has too
 * Null: as many accounts of the same activity in no group, each set with its own account and window. Several measures: one p by their ranks among the draws.
 * The account that they turned to is not named here: it is the one to be shielded, and nothing is computed about it but what reached it.
 */
import { type PictureSpec, plural, type SignalMeasure } from '../model/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { readNumbers, startsOf } from './columns.js'
import { combinedP } from './features.js'
import { INTERACTIONS } from './interactions.js'
import { againstDraws, drawSets, type Population } from './population.js'
import { postRefs } from './post-refs.js'
import { DRAWS, type Measurement, notInData, type Signal, type SignalSubject, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly windowSeconds: number
  readonly leastTalk: number
}

const HOUR = 3_600_000
const NEW_MS = 30 * 86_400_000

/** Replies and mentions by the account that receives them, then time. */
export interface Talk {
  readonly from: Int32Array
  readonly by: Int32Array
  readonly atMs: Float64Array
  readonly post: Int32Array
  /** A number for each text, handles and links left out (53 bits of a hash); NaN without words. */
  readonly text: Float64Array
  /** Rows of each account that talks: rows[of[k]] … */
  readonly of: Int32Array
  readonly rows: Int32Array
  readonly createdMs: Float64Array
  readonly hasCreated: boolean
}

async function readTalk(job: Job, accounts: number): Promise<Talk> {
  const [to, by, atMs, post, text] = await readNumbers(
    job,
    `select i.to_key, i.from_key, i.at_ms::double, i.post_key,
       coalesce((hash(nullif(trim(regexp_replace(lower(p.text), '(https?://\\S+|[@#][\\pL\\pN_]+|\\s+)', ' ', 'g')), '')) >> 11)::double, 'nan'::double)
     from (select from_key, to_key, post_key, min(at_ms) as at_ms from ${INTERACTIONS} where kind <> 'repost' and to_key is not null group by all) i
     join posts p using (post_key) order by i.to_key, i.at_ms, i.from_key, i.post_key`,
    ['int', 'int', 'double', 'int', 'double'],
  )
  const of = startsOf(by, accounts)
  const next = of.slice()
  const rows = new Int32Array(by.length)
  by.forEach((k, i) => {
    rows[next[k] as number] = i
    next[k] = (next[k] as number) + 1
  })
  const createdMs = new Float64Array(accounts).fill(Number.NaN)
  const [known, created] = await readNumbers(
    job,
    'select account_key, min(created_ms)::double from accounts where created_ms is not null group by 1 order by 1',
    ['int', 'double'],
  )
  known.forEach((k, i) => {
    createdMs[k] = created[i] as number
  })
  return { from: startsOf(to, accounts), by, atMs, post, text, of, rows, createdMs, hasCreated: known.length > 0 }
}

export interface Surge {
  readonly to: number
  /** Rows of `Talk` by the set within the window. */
  readonly rows: readonly number[]
  readonly fromMs: number
  readonly llr: number
  readonly expected: number
  readonly all: number
  readonly strangers: number
  readonly newcomers: number
  readonly sameText: number
}

/** The heaviest window toward the account that the set turns to most; null when it turns to nobody. */
export function surgeOf(talk: Talk, accounts: readonly number[], windowMs: number): Surge | null {
  const byTarget = new Map<number, number[]>()
  for (const k of accounts)
    for (let i = talk.of[k] as number; i < (talk.of[k + 1] as number); i++) {
      const row = talk.rows[i] as number
      const to = receiver(talk, row)
      const list = byTarget.get(to)
      if (list) list.push(row)
      else byTarget.set(to, [row])
    }
  const top = [...byTarget].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])[0]
  if (!top) return null
  const [to, mine] = [top[0], top[1].sort((a, b) => a - b)]
  const [low, high] = [talk.from[to] as number, talk.from[to + 1] as number]
  const at = (row: number) => talk.atMs[row] as number
  const span = Math.max(windowMs, at(high - 1) - at(low))
  let best = { from: 0, to: 0 }
  for (let i = 0, j = 0; i < mine.length; i++) {
    while (j < mine.length && at(mine[j] as number) <= at(mine[i] as number) + windowMs) j++
    if (j - i > best.to - best.from) best = { from: i, to: j }
  }
  const rows = mine.slice(best.from, best.to)
  const fromMs = at(rows[0] as number)
  let inWindow = 0
  for (let i = low; i < high; i++) if (at(i) >= fromMs && at(i) <= fromMs + windowMs) inWindow++
  const c = rows.length
  // What the account usually gets in such a window, all of it put down to the set, so that the surge is never made too large; one is added, so that no baseline is 0.
  const expected = ((high - low - inWindow + 1) * windowMs) / Math.max(windowMs, span - windowMs)
  const members = [...new Set(rows.map((row) => talk.by[row] as number))]
  const known = new Set(mine.slice(0, best.from).map((row) => talk.by[row] as number))
  const created = members.map((k) => talk.createdMs[k] as number).filter((ms) => !Number.isNaN(ms))
  const texts = rows.map((row) => talk.text[row] as number).filter((text) => !Number.isNaN(text))
  const count = new Map<number, number>()
  for (const text of texts) count.set(text, (count.get(text) ?? 0) + 1)
  return {
    to,
    rows,
    fromMs,
    llr: c > expected ? c * Math.log(c / expected) - (c - expected) : 0,
    expected,
    all: inWindow,
    strangers: members.filter((k) => !known.has(k)).length / members.length,
    newcomers: created.length === 0 ? Number.NaN : created.filter((ms) => ms <= fromMs && fromMs - ms <= NEW_MS).length / created.length,
    sameText: texts.length === 0 ? Number.NaN : texts.filter((text) => (count.get(text) as number) > 1).length / texts.length,
  }
}

/** The account that a row of talk is addressed to. */
function receiver({ from }: Talk, row: number): number {
  let low = 0
  let high = from.length - 1
  while (low + 1 < high) {
    const mid = (low + high) >>> 1
    if ((from[mid] as number) <= row) low = mid
    else high = mid
  }
  return low
}

export const pileOns: Signal<Params> = {
  id: 'pile-ons',
  title: 'Crowds that turn to one account at once',
  what: 'The heaviest hours of replies and mentions of the group toward one account, over what that account usually gets; who of them had never turned to it, is new, or wrote the same text; against as many accounts of like activity. The account itself is not shown.',
  ordinary:
    'True outrage and congratulations come in crowds as well, from many who never met before and in their own words; support desks and fan clubs are addressed daily.',
  needs: ['posts.reply_to_account or posts.mentions'],
  params: {
    draws: DRAWS,
    windowSeconds: {
      kind: 'duration',
      default: 86_400,
      min: 60,
      meaning: 'length of the window in which a crowd is looked for.',
      larger: 'A longer window finds slower crowds.',
    },
    leastTalk: {
      kind: 'integer',
      default: 5,
      min: 2,
      meaning: 'fewer replies and mentions toward one account in the window are not measured.',
      larger: 'A larger number leaves out small crowds.',
    },
  },
  references: [
    { text: 'Pote, Elmas, Flammini & Menczer (2025), Coordinated reply attacks in influence operations, ICWSM' },
    { text: 'Kulldorff (1997), A spatial scan statistic, Communications in Statistics 26(6)', doi: '10.1080/03610929708831995' },
  ],
  async measure(job, subjects, population, params) {
    const kinds = await population.interactions()
    if (kinds.reply + kinds.mention === 0)
      return subjects.map(() => notInData(pileOns.needs, 'The data do not say whom a post answers or mentions.'))
    const talk = await readTalk(job, population.accounts)
    const measured: Measurement[] = []
    for (const subject of subjects) {
      checkCancelled(job)
      measured.push(await one(job, subject, talk, population, params))
    }
    return measured
  },
}

async function one(job: Job, { group }: SignalSubject, talk: Talk, population: Population, params: Params): Promise<Measurement> {
  const { members } = group
  const windowMs = params.windowSeconds * 1000
  const own = surgeOf(talk, members, windowMs)
  if (!own || own.rows.length < params.leastTalk)
    return tooLittle(
      `The group turned to one account at most ${plural(own?.rows.length ?? 0, 'time')} within the window; ${params.leastTalk} are needed.`,
    )
  const sets = drawSets(population, members, params.draws, job.rng.stream(`pile-ons ${group.groupId}`))
  if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const drawn = sets.map((set) => surgeOf(talk, set, windowMs))
  const against = (name: string, unit: string, value: (surge: Surge) => number): SignalMeasure =>
    againstDraws(
      name,
      unit,
      value(own),
      drawn.map((surge) => (surge ? value(surge) : 0)),
      'upper',
    )
  const measures = [
    against('surge over what that account usually gets', 'log-likelihood ratio', ({ llr }) => llr),
    against('of all that reached it then, from the group', 'share', ({ rows, all }) => rows.length / all),
    against(
      'accounts that had never turned to it before',
      'share',
      ({ strangers, rows }) => strangers * Math.min(1, rows.length / params.leastTalk),
    ),
    ...(talk.hasCreated ? [against('accounts created in the 30 days before', 'share', ({ newcomers }) => newcomers)] : []),
    ...(Number.isNaN(own.sameText)
      ? []
      : [against('posts with the text of another', 'share', ({ sameText }) => (Number.isNaN(sameText) ? 0 : sameText))]),
  ]
  const day = new Date(own.fromMs).toISOString().slice(0, 16).replace('T', ' ')
  const people = new Set(own.rows.map((row) => talk.by[row])).size
  return {
    status: 'measured',
    missing: [],
    measures,
    pValue: combinedP(measures),
    sentence: `${plural(people, 'account')} of the group turned to one account ${plural(own.rows.length, 'time')} from ${day} UTC on, of ${own.all} replies and mentions that reached it then; it usually gets ${own.expected.toFixed(1)} in that time.`,
    ordinary: `Outrage of many strangers looks the same from afar, but comes in its own words: here ${Number.isNaN(own.sameText) ? 'the texts are not known' : `${Math.round(100 * own.sameText)} % of the posts have the text of another`}, and ${own.all - own.rows.length} came from outside the group.`,
    pictures: [picture(talk, own, new Set(members), windowMs)],
    evidence: await postRefs(
      job,
      own.rows.map((row) => talk.post[row] as number),
    ),
    limits: talk.hasCreated ? [] : ['When accounts were created is not in this file (accounts.created_at): newcomers were not measured.'],
  }
}

function picture(talk: Talk, own: Surge, isMember: ReadonlySet<number>, windowMs: number): PictureSpec {
  const [low, high] = [talk.from[own.to] as number, talk.from[own.to + 1] as number]
  const step = Math.max(HOUR, windowMs / 24)
  const from = own.fromMs - 3 * windowMs
  const steps = Math.ceil((5 * windowMs) / step)
  const all = new Array<number>(steps).fill(0)
  const mine = new Array<number>(steps).fill(0)
  for (let i = low; i < high; i++) {
    const at = Math.floor(((talk.atMs[i] as number) - from) / step)
    if (at < 0 || at >= steps) continue
    all[at] = (all[at] as number) + 1
    if (isMember.has(talk.by[i] as number)) mine[at] = (mine[at] as number) + 1
  }
  const points = (counts: readonly number[]) => counts.map((n, i) => [from + i * step, n] as const)
  return {
    kind: 'lines',
    title: 'Replies and mentions that reached the account',
    describe: 'Around the heaviest window: those of the group, and of everybody.',
    x: { title: 'time (UTC)', kind: 'time' },
    y: { title: 'replies and mentions', kind: 'number' },
    series: [
      { name: 'from the group', points: points(mine) },
      { name: 'from everybody', points: points(all) },
    ],
  }
}
