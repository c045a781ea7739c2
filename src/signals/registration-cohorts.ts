/**
 * Registration cohorts: accounts made together, by one template. For the members whose creation time is known (the field, else the time inside ids of Snowflake kind):
 *   burst       the window of an hour, a day, a week or a month in which most more of them were made than of the others (excess.ts)
 *   handles     the handle shape (letters a, digits by number) and the stem (first letters) that heap up most
 *   profile     one profile text, link or picture shared; a profile left empty
 *   ids         median distance of neighbouring numeric ids, in powers of ten, small when they were drawn one after another
 * Null: as many accounts of the same activity in no group, the same searches made on each set. Several measures: one p by their ranks among the draws.
 * Snowflake: id >> 22 ms since the platform's epoch; only for platforms whose ids are known to be of that kind. A creation time after the account's first post is wrong and left out.
 * Kulldorff, Comm. Stat. 26 (1997); Bellutta & Carley, J. Big Data 10:20 (2023).
 */

import type { PictureSpec, SignalMeasure } from '../model/index.js'
import { median, type Rng } from '../statistics/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { type Excess, excessCategory, excessWindow } from './excess.js'
import { combinedP } from './features.js'
import { handleShape, handleStem } from './handle-shape.js'
import { againstDraws, comparable, drawSets, type Population } from './population.js'
import { DRAWS, type Measurement, notInData, type Signal, tooLittle } from './signal.js'

interface Params {
  readonly draws: number
  readonly leastAccounts: number
}

const DAY = 86_400_000
const WIDTHS = [3_600_000, DAY, 7 * DAY, 30 * DAY]
/** Start of the ids of each platform in ms, as its documentation gives it. */
export const EPOCHS: Readonly<Record<string, bigint>> = { twitter: 1_288_834_974_657n, x: 1_288_834_974_657n, discord: 1_420_070_400_000n }
const LEAST_SNOWFLAKE = 10n ** 14n
const LEAST_TEXT = 12
/** What the sentence mentions. */
const SAID = 0.05
/** Field of the traits by their place. */
const TRAITS = ['handle shape', 'handle stem', 'profile text', 'profile link', 'profile picture', 'empty profile'] as const

/** Creation time inside an id, or NaN. */
export function timeInId(platform: string, id: string): number {
  const epoch = EPOCHS[platform]
  if (epoch === undefined || !/^\d{15,20}$/.test(id)) return Number.NaN
  const value = BigInt(id)
  return value < LEAST_SNOWFLAKE ? Number.NaN : Number((value >> 22n) + epoch)
}

interface Profiles {
  readonly createdMs: Float64Array
  readonly firstMs: Float64Array
  /** log10-able numeric ids; NaN for others. */
  readonly idNumber: Float64Array
  readonly traits: readonly Trait[]
  readonly impossible: number
  readonly fromIds: number
  readonly has: { readonly created: boolean; readonly profile: boolean }
}

/** One field of the profiles: number of its value by account, -1 without; the values in bytewise order. */
interface Trait {
  readonly of: Int32Array
  readonly values: readonly string[]
}

function traitOf(byAccount: readonly (string | null)[]): Trait {
  const values = [...new Set(byAccount.filter((value) => value !== null))].sort((a, b) => (a < b ? -1 : 1))
  const number = new Map(values.map((value, i) => [value, i]))
  return { of: Int32Array.from(byAccount, (value) => (value === null ? -1 : (number.get(value) as number))), values }
}

interface Row {
  readonly k: number
  readonly platform: string
  readonly id: string
  readonly handle: string | null
  readonly created: number | null
  readonly text: string | null
  readonly link: string | null
  readonly avatar: string | null
  readonly first: number | null
}

async function readProfiles(job: Job, accounts: number): Promise<Profiles> {
  const createdMs = new Float64Array(accounts).fill(Number.NaN)
  const firstMs = new Float64Array(accounts).fill(Number.NaN)
  const idNumber = new Float64Array(accounts).fill(Number.NaN)
  const traits = TRAITS.map(() => new Array<string | null>(accounts).fill(null))
  let impossible = 0
  let fromIds = 0
  let created = false
  const known = await job.db.row<{ text: number; link: number; avatar: number }>(
    'select count(description) as text, count(profile_url) as link, count(avatar) as avatar from accounts',
  )
  const profile = known.text + known.link + known.avatar > 0
  const rows = await job.db.rows<Row>(
    `select account_key as k, min(platform) as platform, min(account_id) as id, min(handle) as handle, min(created_ms)::double as created, min(description) as text,
       min(profile_url) as link, min(avatar) as avatar, min(first_ms)::double as first
     from accounts join (select account_key, min(posted_ms) as first_ms from posts group by 1) using (account_key) group by 1 order by 1`,
  )
  for (const row of rows) {
    firstMs[row.k] = row.first ?? Number.NaN
    const inId = row.created === null ? timeInId(row.platform, row.id) : Number.NaN
    const at = row.created ?? inId
    if (!Number.isNaN(at)) {
      if (row.first !== null && at > row.first) impossible++
      else {
        createdMs[row.k] = at
        created = true
        if (row.created === null) fromIds++
      }
    }
    if (/^\d{1,20}$/.test(row.id)) idNumber[row.k] = Number(row.id)
    const text = row.text?.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim() ?? ''
    const values = [
      row.handle ? handleShape(row.handle) : null,
      row.handle ? handleStem(row.handle) : null,
      [...text].length >= LEAST_TEXT ? text : null,
      row.link?.trim() || null,
      row.avatar?.trim() || null,
      profile ? (text === '' && !row.link?.trim() && !row.avatar?.trim() ? 'empty' : 'filled') : null,
    ]
    for (const [i, value] of values.entries()) (traits[i] as (string | null)[])[row.k] = value
  }
  return { createdMs, firstMs, idNumber, traits: traits.map(traitOf), impossible, fromIds, has: { created, profile } }
}

interface Others {
  readonly created: Float64Array
  readonly counts: readonly Int32Array[]
  readonly known: readonly number[]
}

function othersOf(profiles: Profiles, population: Population): Others {
  const keys = comparable(population)
  const counts = profiles.traits.map(({ of, values }) => {
    const count = new Int32Array(values.length)
    for (const k of keys) if (of[k] !== -1) count[of[k] as number]!++
    return count
  })
  return {
    created: Float64Array.from(keys.map((k) => profiles.createdMs[k] as number).filter((ms) => !Number.isNaN(ms))).sort(),
    counts,
    known: counts.map((count) => count.reduce((sum, n) => sum + n, 0)),
  }
}

interface Values {
  readonly burst: Excess
  readonly traits: readonly Excess[]
  readonly idDistance: number
}

/** Ascending. */
function knownOf(values: Float64Array, accounts: readonly number[]): Float64Array {
  const known = new Float64Array(accounts.length)
  let n = 0
  for (const k of accounts) if (!Number.isNaN(values[k])) known[n++] = values[k] as number
  return known.subarray(0, n).sort()
}

function valuesOf(profiles: Profiles, others: Others, accounts: readonly number[], isAmongOthers: boolean): Values {
  const ids = knownOf(profiles.idNumber, accounts)
  const distances = ids.subarray(1).map((id, i) => Math.log10(Math.max(1, id - (ids[i] as number))))
  return {
    burst: excessWindow(knownOf(profiles.createdMs, accounts), others.created, WIDTHS, isAmongOthers),
    traits: profiles.traits.map(({ of }, i) =>
      excessCategory(
        accounts.map((k) => of[k] as number),
        others.counts[i] as Int32Array,
        others.known[i] as number,
        isAmongOthers,
      ),
    ),
    idDistance: distances.length < 2 ? Number.NaN : median(distances),
  }
}

export const registrationCohorts: Signal<Params> = {
  id: 'registration-cohorts',
  title: 'Accounts made together',
  what: 'Whether the accounts were created in a burst, have handles of one shape or stem, share a profile text, link or picture, left the profile empty, or have neighbouring ids, against as many accounts of like activity in no group, searched in the same way.',
  ordinary:
    'A school class, a conference or a television programme makes many sign up on one day; platforms propose handles of one shape to everybody; a club shares its link.',
  needs: [
    'accounts.created_at or ids that hold a time',
    'accounts.handle',
    'accounts.description, profile_url, avatar (for shared profiles)',
  ],
  params: {
    draws: DRAWS,
    leastAccounts: {
      kind: 'integer',
      default: 3,
      min: 2,
      meaning: 'groups of fewer accounts are not measured.',
      larger: 'A larger number leaves out small groups.',
    },
  },
  references: [
    {
      text: 'Bellutta & Carley (2023), Investigating coordinated account creation using burst detection and network analysis, Journal of Big Data 10:20',
      doi: '10.1186/s40537-023-00695-7',
    },
    { text: 'Kulldorff (1997), A spatial scan statistic, Communications in Statistics 26(6)', doi: '10.1080/03610929708831995' },
  ],
  async measure(job, subjects, population, params) {
    const profiles = await readProfiles(job, population.accounts)
    if (!profiles.has.created && profiles.traits.every(({ values }) => values.length === 0))
      return subjects.map(() =>
        notInData(registrationCohorts.needs, 'The data say neither when accounts were created nor what they are called.'),
      )
    const others = othersOf(profiles, population)
    return subjects.map(({ group }) => {
      checkCancelled(job)
      return one(group.members, profiles, others, population, params, job.rng.stream(`cohorts ${group.groupId}`))
    })
  },
}

function one(
  members: readonly number[],
  profiles: Profiles,
  others: Others,
  population: Population,
  params: Params,
  rng: Rng,
): Measurement {
  if (members.length < params.leastAccounts)
    return tooLittle(`The group has ${members.length} accounts; ${params.leastAccounts} are needed.`)
  const sets = drawSets(population, members, params.draws, rng)
  if (sets.length === 0) return tooLittle(`There are not ${members.length} accounts in no group to compare with.`)
  const own = valuesOf(profiles, others, members, false)
  const drawn = sets.map((set) => valuesOf(profiles, others, set, true))
  const measures: SignalMeasure[] = []
  const unit = 'log-likelihood ratio of the largest heap'
  if (profiles.has.created)
    measures.push(
      againstDraws(
        'made in one burst',
        unit,
        own.burst.llr,
        drawn.map((one) => one.burst.llr),
        'upper',
      ),
    )
  TRAITS.forEach((trait, i) => {
    if ((profiles.traits[i] as Trait).values.length > 0)
      measures.push(
        againstDraws(
          `one ${trait}`,
          unit,
          (own.traits[i] as Excess).llr,
          drawn.map((one) => (one.traits[i] as Excess).llr),
          'upper',
        ),
      )
  })
  if (!Number.isNaN(own.idDistance))
    measures.push(
      againstDraws(
        'distance of neighbouring ids',
        'powers of ten',
        own.idDistance,
        drawn.map((one) => one.idDistance),
        'lower',
      ),
    )
  const { burst } = own
  const isFound = (i: number) => measures.some(({ name, pValue }) => name === `one ${TRAITS[i]}` && (pValue as number) <= SAID)
  const missing = profiles.has.created ? [] : ['accounts.created_at']
  return {
    status: 'measured',
    missing,
    measures,
    pValue: combinedP(measures),
    sentence: [
      burst.llr > 0
        ? `${burst.count} of ${members.length} accounts were created within ${widthWords(burst.widthMs)} from ${new Date(burst.where as number).toISOString().slice(0, 10)}, where ${burst.expected.toFixed(1)} were to be expected`
        : 'No burst of creations is seen',
      ...own.traits.flatMap((excess, i) =>
        isFound(i) ? [traitWords(excess, i, (profiles.traits[i] as Trait).values[excess.where as number])] : [],
      ),
    ]
      .join('; ')
      .concat('.'),
    ordinary: `Sign-ups of everybody rise and fall too: the same search on as many other accounts finds heaps of up to ${measures[0]?.baseline ? Number(measures[0].baseline.high.toPrecision(3)) : 'an unknown size'} (here ${measures[0]?.value === null ? 'none' : Number((measures[0]?.value ?? 0).toPrecision(3))}).`,
    pictures: profiles.has.created ? [picture(members, sets[0] ?? [], profiles)] : [],
    evidence: [],
    limits: [
      ...(profiles.impossible > 0
        ? [
            `${profiles.impossible} accounts of the data have a creation time after their first post: left out, since one of the two is wrong.`,
          ]
        : []),
      ...(profiles.fromIds > 0 ? [`Of ${profiles.fromIds} accounts the creation time was read from the id.`] : []),
      ...(profiles.has.profile ? [] : ['Profile texts, links and pictures are not in this file.']),
    ],
  }
}

/** A stem, a text or a link would give handles away; a shape does not. */
function traitWords({ count, expected }: Excess, i: number, where: string | undefined): string {
  if (TRAITS[i] === 'empty profile')
    return `${count} ${where === 'empty' ? 'left the profile empty' : 'filled in the profile'} (${expected.toFixed(1)} expected)`
  return `${count} have one ${TRAITS[i]}${i === 0 ? ` (${where})` : ''} (${expected.toFixed(1)} expected)`
}

const widthWords = (ms: number) => (ms < DAY ? 'an hour' : ms === DAY ? 'a day' : `${ms / DAY} days`)

function picture(members: readonly number[], others: readonly number[], { createdMs, firstMs }: Profiles): PictureSpec {
  const points = (accounts: readonly number[]) =>
    accounts
      .map((k) => [createdMs[k] as number, firstMs[k] as number] as const)
      .filter(([x, y]) => !Number.isNaN(x) && !Number.isNaN(y))
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return {
    kind: 'scatter',
    title: 'Created × first post',
    describe:
      'One mark per account: to the right when it was created, upwards its first post in the data. Accounts made together stand above one another; those put to use together beside one another.',
    x: { title: 'created (UTC)', kind: 'time' },
    y: { title: 'first post in the data (UTC)', kind: 'time' },
    series: [
      { name: 'accounts of the group', points: points(members) },
      { name: 'as many others, one draw', points: points(others) },
    ],
  }
}
