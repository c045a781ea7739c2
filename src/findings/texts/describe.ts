/**
 * Families of near-same texts described: template, originator, spread, delay, languages, rarity of the words, whether they went round more quickly than like families, how many of their pairs are validated,
 * and what is ordinary. A family counts toward coordination when its words are rare enough (rarity.ts) and it passes a null: its accounts are closer in time than those of families with about as many
 * (networks/chance/whole.ts), or pairs of them stand in a network whose edges were tested, or in one group that stands out (its dossier). Otherwise it is shown and counts for nothing: "good morning" is no evidence.
 */
import type { CaseTexts, LanguageLink, LanguageShare, PostRef, TextFamily, TraceId } from '../../model/index.js'
import { type CascadeTest, readCascades, testCascades } from '../../networks/index.js'
import { checkCancelled, type Job } from '../../store/index.js'
import { ensureTrace, givenLanguage, type MeasureLanguage, quotesOf, templateOf, tracesInData } from '../../traces/index.js'
import { type FamilyObjects, linkFamilies, type ObjectKind, objectsIn, withCosines } from './across-languages.js'
import { findKin } from './kin.js'
import { ordinaryOf } from './ordinary.js'
import { countIn, neededBits, rarityOf } from './rarity.js'
import {
  bucketFor,
  type FamilyRow,
  readAllTexts,
  readCodes,
  readCommonest,
  readDelays,
  readFacts,
  readFamilies,
  readGroups,
  readPosts,
  readShared,
  readSpread,
  readTexts,
  readTogether,
  readUnsaid,
  readValidated,
  type TextRow,
} from './read.js'
import { type PostSample, samplePosts } from './sample.js'

export interface TextSettings {
  readonly families: number
  readonly leastAccounts: number
  readonly windowMs: number
  readonly leastLike: number
  readonly alpha: number
  readonly leastCosine: number
  readonly quotesUpTo: number
}

/** A vector of length 1 for each text, by a model that a person gives. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Float32Array[]>

export type DescribedTexts = Pick<CaseTexts, 'families' | 'all' | 'links' | 'linkTests' | 'notes'>

export const FAMILY_TRACE: TraceId = 'near-duplicate-text'
const EXAMPLES = 6

/** The trace must be there. */
export async function describeTexts(
  job: Job,
  settings: TextSettings,
  languageMeasure: () => Promise<MeasureLanguage>,
  embed: EmbedTexts | null = null,
): Promise<DescribedTexts> {
  const { rows, all } = await readFamilies(job, FAMILY_TRACE, settings.leastAccounts, settings.families)
  if (rows.length === 0) return { families: [], all, links: [], linkTests: 0, notes: [] }
  job.note('texts: reading families', 0, rows.length)
  const texts = await readTexts(job, FAMILY_TRACE, rows)
  const textOf = new Map(rows.map(({ key }) => [key, ((texts.get(key) as TextRow[])[0] as TextRow).text]))
  const sample = await samplePosts(job, FAMILY_TRACE)
  const bits = rarityOf(sample, textOf)
  const needed = neededBits(sample.posts)
  const languages = await readLanguages(job, rows, languageMeasure)
  const { cascades, untested } = await readTests(job, settings)
  const delays = await readDelays(job, FAMILY_TRACE, rows)
  const spread = await readSpread(job, FAMILY_TRACE, rows)
  const facts = await readFacts(job, FAMILY_TRACE, rows)
  const validated = await readValidated(job, FAMILY_TRACE, rows)
  const groups = await readGroups(job, FAMILY_TRACE, rows)
  const wanted = new Map(rows.map(({ key }) => [key, examplesOf(texts.get(key) as TextRow[])]))
  const posts = await readPosts(job, [...wanted.values()].flat())
  const quotes = await readQuotes(job, rows, textOf, settings.quotesUpTo)
  const kin = await readKin(job, rows, settings.leastAccounts)
  const families: TextFamily[] = []
  for (const [i, row] of rows.entries()) {
    checkCancelled(job)
    job.note('texts: templates', i, rows.length)
    const own = texts.get(row.key) as TextRow[]
    const familyId = `T${String(i + 1).padStart(2, '0')}`
    const examples = (wanted.get(row.key) as number[]).map((key) => posts.get(key) as PostRef)
    const test = cascades.get(row.key)
    const pairs = (row.accounts * (row.accounts - 1)) / 2
    const family = {
      familyId,
      objectId: row.objectId,
      text: textOf.get(row.key) as string,
      posts: row.posts,
      accounts: row.accounts,
      texts: (own[0] as TextRow).of,
      exactShare: (own[0] as TextRow).posts / row.posts,
      letters: lettersOf(textOf.get(row.key) as string),
      rarityBits: bits.get(row.key) as number,
      neededBits: needed,
      languages: languages.get(row.key) as LanguageShare[],
      first: examples.reduce((x, y) => (y.atMs < x.atMs || (y.atMs === x.atMs && y.accountKey < x.accountKey) ? y : x)),
      lastMs: row.lastMs,
      medianDelayMs: delays.get(row.key) ?? null,
      spread: { fromMs: row.firstMs, bucketMs: bucketFor(row), posts: spread.get(row.key) as number[] },
      cascade:
        test === undefined ? null : { p: test.p, q: test.q, medianGapMs: test.medianGapMs, likeGapMs: test.likeGapMs, like: test.like },
      validated: (validated.get(row.key) ?? []).map((each) => ({ ...each, of: pairs })),
      groups: groups.get(row.key) ?? [],
    }
    families.push({
      ...family,
      ...judge(family, settings.alpha),
      ordinary: ordinaryOf(row, facts.of.get(row.key) as NonNullable<ReturnType<typeof facts.of.get>>, facts.everywhere),
      ...(await templateAndKin(
        job,
        row,
        own,
        kin.get(row.key),
        (key) => `T${String(rows.findIndex((each) => each.key === key) + 1).padStart(2, '0')}`,
      )),
      examples,
      ...quotes(row.key),
    })
  }
  const linked = await readLinks(job, rows, families, texts, sample, settings.alpha)
  const links = embed === null ? linked.links : withCosines(linked.links, await vectorsOf(job, families, embed), settings.leastCosine)
  const notes = [
    ...(quotes(-1).quotes === null
      ? [`quotes in longer texts were not looked for: there are more than ${settings.quotesUpTo} posts (--quotes-up-to)`]
      : []),
    ...(untested > 0 ? [`${untested} families have too few others with about as many accounts to be compared in time`] : []),
    ...(all > rows.length
      ? [
          `${rows.length} of ${all} families with ${settings.leastAccounts} accounts or more are described, those with most accounts and those that members of groups share: --families`,
        ]
      : []),
    ...linked.notes,
  ]
  return { families, all, links, linkTests: linked.tests, notes }
}

const QUOTES_SHOWN = 3

/** Of each family's commonest text, by key, the longer texts that hold it, the most of it first. */
async function readQuotes(
  job: Job,
  rows: readonly FamilyRow[],
  textOf: ReadonlyMap<number, string>,
  most: number,
): Promise<(key: number) => Pick<TextFamily, 'quotes' | 'quotedIn'>> {
  const all = await readAllTexts(job, most)
  if (all === null) return () => ({ quotes: null, quotedIn: [] })
  const placeOf = new Map(all.map(({ text }, i) => [text, i]))
  const wanted = new Map(rows.map(({ key }) => [key, placeOf.get(textOf.get(key) as string) as number]))
  const found = await quotesOf(
    all.map(({ text }) => text),
    [...new Set(wanted.values())],
    job,
  )
  const within = new Map<number, { place: number; share: number }[]>()
  for (const { quoted, within: place, share } of found) {
    const list = within.get(quoted)
    if (list) list.push({ place, share })
    else within.set(quoted, [{ place, share }])
  }
  for (const list of within.values()) list.sort((x, y) => y.share - x.share || x.place - y.place)
  const firstOf = (place: number) => (all[place] as { post: number }).post
  const shown = [...within.values()].flatMap((list) => list.slice(0, QUOTES_SHOWN).map(({ place }) => firstOf(place)))
  const posts = await readPosts(job, shown)
  return (key) => {
    const list = within.get(wanted.get(key) ?? -1) ?? []
    return { quotes: list.length, quotedIn: list.slice(0, QUOTES_SHOWN).map(({ place }) => posts.get(firstOf(place)) as PostRef) }
  }
}

/** Families whose texts are looked through for kin. */
const MOST_KIN = 1000

/** Of each described family that has kin: all of them, the first described one first. */
async function readKin(job: Job, rows: readonly FamilyRow[], leastAccounts: number): Promise<Map<number, number[]>> {
  const commonest = await readCommonest(job, FAMILY_TRACE, leastAccounts, MOST_KIN)
  const leads = findKin(
    commonest.map(({ text }) => text),
    (done) => {
      checkCancelled(job)
      job.note('texts: families that share a template', done, commonest.length)
    },
  )
  const stars = new Map<number, number[]>()
  for (const [i, lead] of leads.entries()) stars.set(lead, [...(stars.get(lead) ?? []), (commonest[i] as { key: number }).key])
  const isDescribed = new Set(rows.map(({ key }) => key))
  const found = new Map<number, number[]>()
  for (const star of stars.values()) {
    const first = star.find((key) => isDescribed.has(key))
    if (star.length < 2 || first === undefined) continue
    for (const key of star) found.set(key, [first, ...star.filter((other) => other !== first)])
  }
  return found
}

async function templateAndKin(
  job: Job,
  row: FamilyRow,
  own: readonly TextRow[],
  kin: readonly number[] | undefined,
  idOf: (key: number) => string,
): Promise<Pick<TextFamily, 'template' | 'kin'>> {
  const rng = job.rng.stream(`template ${row.objectId}`)
  if (kin === undefined || kin[0] !== row.key)
    return { template: templateOf(own, rng, (own[0] as TextRow).of), kin: kin === undefined ? null : idOf(kin[0] as number) }
  const { accounts, posts, texts } = await readTogether(job, FAMILY_TRACE, kin)
  const of = (texts[0] as TextRow).of
  return { template: templateOf(texts, rng, of), kin: { families: kin.length, accounts, posts, texts: of } }
}

/** The very first post, then the first post with each of the commonest other texts. */
function examplesOf(texts: readonly TextRow[]): number[] {
  const first = texts.reduce((x, y) => (y.first_ms < x.first_ms || (y.first_ms === x.first_ms && y.first_post < x.first_post) ? y : x))
  return [first, ...texts.filter((each) => each !== first)].slice(0, EXAMPLES).map((each) => each.first_post)
}

function lettersOf(text: string): number {
  return text.replace(/(?:https?:\/\/|www\.)\S+|[@#][\p{L}\p{N}_]+/giu, ' ').match(/[\p{L}\p{N}]/gu)?.length ?? 0
}

async function readTests(
  job: Job,
  { windowMs, leastLike }: TextSettings,
): Promise<{ cascades: Map<number, CascadeTest>; untested: number }> {
  const { rows, untested } = testCascades(await readCascades(job, FAMILY_TRACE), { windowMs, leastLike })
  return { cascades: new Map(rows.map((row) => [row.object, row])), untested }
}

type Judged = Pick<TextFamily, 'rarityBits' | 'neededBits' | 'cascade' | 'validated' | 'groups'>

function judge({ rarityBits, neededBits: needed, cascade, validated, groups }: Judged, alpha: number): Pick<TextFamily, 'counts' | 'why'> {
  const isRare = rarityBits >= needed
  const isClose = cascade !== null && cascade.q <= alpha
  const networks = validated.filter(({ pairs }) => pairs > 0)
  const standing = groups.filter((group) => group.standing === 'stands-out')
  const bits = `${Math.round(rarityBits)} bits, ${Math.round(needed)} needed among so many posts`
  return {
    counts: isRare && (isClose || networks.length > 0 || standing.length > 0),
    why: [
      isRare ? `its words are rare (${bits})` : `its words are too common to be evidence (${bits})`,
      cascade === null
        ? 'it cannot be compared in time: too few families with about as many accounts'
        : isClose
          ? 'its accounts are closer in time than those of families with about as many'
          : 'its accounts are not closer in time than those of families with about as many',
      validated.length === 0
        ? 'there is no validated network to look its pairs up in'
        : networks.length === 0
          ? 'none of its pairs stands in a validated network'
          : `pairs of its accounts stand in ${networks.map(({ networkId, pairs, of }) => `${networkId} (${pairs} of ${of})`).join(', ')}`,
      standing.length === 0
        ? 'no two of its accounts stand in one group that stands out'
        : `accounts of it stand together in groups that stand out: ${standing.map(({ groupId, members }) => `${groupId} (${members})`).join(', ')}`,
    ],
  }
}

async function readLanguages(
  job: Job,
  rows: readonly FamilyRow[],
  languageMeasure: () => Promise<MeasureLanguage>,
): Promise<Map<number, LanguageShare[]>> {
  const codes = await readCodes(job, FAMILY_TRACE, rows)
  const said = [...new Set([...codes.values()].flat().flatMap(({ code }) => (givenLanguage(code) === null ? [] : [code as string])))].sort()
  const unsaid = await readUnsaid(job, FAMILY_TRACE, rows, said)
  const measure = unsaid.size > 0 ? await languageMeasure() : () => null
  return new Map(
    rows.map(({ key }) => {
      const shares = new Map<string, { language: string | null; posts: number; how: 'given' | 'measured' }>()
      const add = (language: string | null, posts: number, how: 'given' | 'measured') => {
        const own = shares.get(`${how} ${language}`) ?? { language, posts: 0, how }
        shares.set(`${how} ${language}`, { ...own, posts: own.posts + posts })
      }
      for (const { code, posts } of codes.get(key) ?? []) if (givenLanguage(code) !== null) add(givenLanguage(code), posts, 'given')
      for (const { text, posts } of unsaid.get(key) ?? []) add(measure(text), posts, 'measured')
      return [key, [...shares.values()].sort((x, y) => y.posts - x.posts || ((x.language ?? '~') < (y.language ?? '~') ? -1 : 1))] as const
    }),
  )
}

/** The language of most of its posts, where one is said of more than half of them. */
export function mainLanguage({ languages }: Pick<TextFamily, 'languages'>): string | null {
  const sums = new Map<string, number>()
  for (const { language, posts } of languages) if (language !== null) sums.set(language, (sums.get(language) ?? 0) + posts)
  const all = languages.reduce((sum, { posts }) => sum + posts, 0)
  return [...sums].find(([, posts]) => 2 * posts > all)?.[0] ?? null
}

async function vectorsOf(job: Job, families: readonly TextFamily[], embed: EmbedTexts) {
  const spoken = families.flatMap((family) => {
    const language = mainLanguage(family)
    return language === null ? [] : [{ familyId: family.familyId, language, text: family.text }]
  })
  if (new Set(spoken.map(({ language }) => language)).size < 2) return []
  const vectors: Float32Array[] = []
  for (const [i, { text }] of spoken.entries()) {
    checkCancelled(job)
    job.note('texts: vectors by the embedding model', i, spoken.length)
    vectors.push(...(await embed([text])))
  }
  return spoken.map(({ familyId, language }, i) => ({ familyId, language, vector: vectors[i] as Float32Array }))
}

async function readLinks(
  job: Job,
  rows: readonly FamilyRow[],
  families: readonly TextFamily[],
  texts: ReadonlyMap<number, readonly TextRow[]>,
  sample: PostSample,
  alpha: number,
): Promise<{ links: LanguageLink[]; tests: number; notes: string[] }> {
  const spoken = families.flatMap((family, i) => {
    const language = mainLanguage(family)
    return language === null ? [] : [{ familyId: family.familyId, language, key: (rows[i] as FamilyRow).key }]
  })
  if (new Set(spoken.map(({ language }) => language)).size < 2) return { links: [], tests: 0, notes: [] }
  job.note('texts: families in other languages')
  const keyOf = new Map(spoken.map(({ familyId, key }) => [familyId, key]))
  const posts = new Map(rows.map((row) => [row.key, row.posts]))
  const objects = new Map(spoken.map(({ key }) => [key, commonObjects(texts.get(key) as TextRow[])]))
  const counted = new Map<string, { all: number; own: Map<number, number> }>()
  const inData = await tracesInData(job.db)
  for (const other of ['link', 'media'] as const) {
    if (!inData.has(other)) continue
    await ensureTrace(job, other)
    for (const { object_key, object_id, all, own } of await readShared(job, FAMILY_TRACE, other, rows)) {
      const key = `${other} ${object_id}`
      const seen = counted.get(key) ?? { all, own: new Map<number, number>() }
      seen.own.set(object_key, own)
      counted.set(key, seen)
      objects.get(object_key)?.set(key, { kind: other, object: object_id })
    }
  }
  const inText = countIn(sample.rows, new Set([...objects.values()].flatMap((of) => [...of.keys()])), (text) => objectsIn(text).keys())
  const described: FamilyObjects[] = spoken.map(({ familyId, language, key }) => ({
    familyId,
    language,
    objects: objects.get(key) as FamilyObjects['objects'],
  }))
  const { links, tests } = linkFamilies(
    described,
    (object, a, b) => {
      const both = [keyOf.get(a) as number, keyOf.get(b) as number]
      const count = counted.get(object)
      if (count === undefined) return inText(object, both)
      const own = both.reduce((sum, key) => sum + (count.own.get(key) ?? 0), 0)
      return (count.all - own + 1) / (sample.posts - both.reduce((sum, key) => sum + (posts.get(key) as number), 0) + 1)
    },
    alpha,
  )
  return { links, tests, notes: [] }
}

/** Numbers and names of at least half of the posts that are read. */
function commonObjects(texts: readonly TextRow[]): Map<string, { kind: ObjectKind; object: string }> {
  const counts = new Map<string, number>()
  const found = new Map<string, { kind: ObjectKind; object: string }>()
  let all = 0
  for (const { text, posts } of texts) {
    all += posts
    for (const [key, object] of objectsIn(text)) {
      counts.set(key, (counts.get(key) ?? 0) + posts)
      found.set(key, object)
    }
  }
  return new Map([...found].filter(([key]) => 2 * (counts.get(key) as number) >= all))
}
