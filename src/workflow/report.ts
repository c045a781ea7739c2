import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { evidenceOfGroups, FAMILY_TRACE, gatherMedia, openMedia } from '../findings/index.js'
import { type CaseTexts, type Dossier, fail, splitObject, type TraceId } from '../model/index.js'
import {
  type Collection,
  type FullDossier,
  gapsOf,
  gatherActivity,
  gatherCollection,
  gatherWritten,
  inReportOrder,
  type MemberActivity,
  MOST_CHAPTERS,
  MOST_PAIRS,
  type Namer,
  type ReportData,
  readNetworks,
  renderReport,
} from '../outputs/index.js'
import {
  type Case,
  codeOf,
  type Job,
  keyFileFor,
  keyIdOf,
  openNames,
  readAccountNames,
  readKey,
  shortNames,
  VERSION,
  type World,
} from '../store/index.js'
import { countTraces, ensureTrace, ensureTraces } from '../traces/index.js'
import { readCards } from './cards.js'
import { readDossiers } from './dossiers.js'
import { pairsSqlOf } from './evidence.js'
import { listViews } from './group-views.js'
import { cannotWrite, putWhole } from './put-whole.js'
import { listScans } from './scan.js'
import { readSignals } from './signals.js'
import { readTexts } from './texts.js'

export { keyFileFor } from '../store/index.js'

export interface NamerOptions {
  readonly reveal: boolean
  /** Needed with `reveal`: kept in the ledger and shown on the report. */
  readonly reason?: string
  /** Where the key of the short names lies; default as `keyFileFor({})` says. */
  readonly keyFile?: string
  /** Needed with `reveal`: the ledger notes it. */
  readonly world?: World
}

const HANDLE = /(^|[^\p{L}\p{N}_])@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63})/gu

/** @throws ProblemError `usage/reveal-needs-reason` */
export function failWithoutReason(reveal: boolean, reason: string | undefined): void {
  if (reveal && !reason?.trim())
    fail({
      code: 'usage/reveal-needs-reason',
      what: 'showing handles needs a reason',
      fix: 'say why with --reason "…"; it is kept in the ledger',
      unchanged: 'nothing was shown',
    })
}

/**
 * Names for every account of the case. Short names unless `reveal`; that needs a reason and is written to the ledger at once.
 * @throws ProblemError `usage/reveal-needs-reason`, `usage/bad-key-file`, `usage/key-inside-case`
 */
export async function makeNamer(kase: Case, options: NamerOptions): Promise<Namer> {
  failWithoutReason(options.reveal, options.world && options.reason)
  const accounts = await readAccountNames(kase.db)
  const reason = options.reason?.trim() ?? ''
  if (options.reveal && options.world) {
    const hash = createHash('sha256').update(reason).digest('hex')
    await kase.step(options.world, { verb: 'reveal', params: { reason }, inputs: [] }, 0, async () => ({
      result: null,
      done: { counts: { accounts: accounts.length }, resultHash: hash },
    }))
  }
  const key = options.reveal ? Buffer.alloc(0) : readKey(options.keyFile ?? keyFileFor({ HOME: homedir() }), kase.path)
  const names = options.reveal ? openNames(accounts) : shortNames(accounts, key)
  let words: Map<string, number> | undefined
  const byWord = () => {
    if (words) return words
    words = new Map()
    for (const { key: accountKey, id, handle } of accounts)
      for (const word of [id, handle]) if (word) words.set(word.replace(/^@/, '').toLowerCase(), accountKey)
    return words
  }
  const ofWord = (word: string) => {
    const lower = word.replace(/^@/, '').toLowerCase()
    const known = byWord().get(lower)
    return known === undefined ? `h-${codeOf(key, ['handle', lower])}` : (names.get(known) as string)
  }
  /** Two codes: a case may have millions of posts, and objects are told apart by their code. */
  const ofPost = (objectId: string) => codeOf(key, ['post', objectId]) + codeOf(key, ['post', objectId], 1)
  const name = (accountKey: number) => names.get(accountKey) ?? `account ${accountKey}`
  return Object.assign(name, {
    isRevealed: options.reveal,
    reason: options.reveal ? reason : null,
    keyId: options.reveal ? '' : keyIdOf(key),
    object: (of: TraceId, id: string) => {
      const { trace, objectId } = splitObject(of, id)
      const kind = trace === of ? '' : `${trace} `
      const [platform, own] = OF_PLATFORM.includes(trace) ? cutPlatform(objectId) : ['', objectId]
      const before = trace === 'mention' ? '' : trace === 'reply-target' && own.startsWith(ACCOUNT) ? ACCOUNT : null
      if (!options.reveal && before !== null) return kind + platform + before + ofWord(own.slice(before.length))
      if (!options.reveal && POSTS.includes(trace)) return `${kind}${platform}p-${ofPost(objectId)}`
      const isMasked = !options.reveal && ['exact-text', 'near-duplicate-text', 'link', 'given'].includes(trace)
      return kind + platform + (isMasked ? mask(own, ofWord) : own)
    },
    text: (text: string) => (options.reveal ? text : mask(text, ofWord)),
  })
}

/** Traces whose objects begin with their platform; where the data name none, nobody needs to read that it is unknown. */
const OF_PLATFORM: readonly TraceId[] = ['repost', 'reply-target', 'mention', 'media']
const NO_PLATFORM = 'unknown:'
/** Traces whose objects are posts: an id leads to the account on its platform. */
const POSTS: readonly TraceId[] = ['repost', 'reply-target']
/** Objects of replies to whom, not to what. */
const ACCOUNT = 'account:'

/** Platform with its colon, empty where the data name none; the rest. */
function cutPlatform(objectId: string): [string, string] {
  const end = objectId.indexOf(':') + 1
  const platform = objectId.slice(0, end)
  return [platform === NO_PLATFORM ? '' : platform, objectId.slice(end)]
}

function mask(text: string, ofWord: (word: string) => string): string {
  return text.replace(
    HANDLE,
    (_, before: string, word: string) => `${before}@${ofWord(word.replace(/[.-]+$/, ''))}${/[.-]+$/.exec(word)?.[0] ?? ''}`,
  )
}

export interface ReportOptions {
  readonly path: string
  readonly namer: Namer
  readonly title?: string
  readonly question?: string
}

const QUESTION = 'Which accounts did the same things together, more than this data would show by chance, and what else could explain it?'
/** Steps that only write something out: left out of the annex, so that a second report is the same as the first. */
const WRITES_OUT = new Set(['report', 'export', 'not-written', 'reveal', 'verify'])
/** Clusters of pictures with most accounts, and copies of each. */
const PICTURES_SHOWN = 12
const COPIES_SHOWN = 60
const PICTURES_IN_DOSSIER = 3
const PAIRS_OF_TIE = 4
/** Groups of one network are asked about together while they have so many accounts: a query takes longer to plan than to run. */
const MOST_TOGETHER = 500

/** Each group with those of its network that are asked about together. */
function batchesOf(dossiers: readonly Dossier[]): Map<string, Dossier[]> {
  const batches = new Map<string, Dossier[]>()
  const last = new Map<string, Dossier[]>()
  for (const dossier of dossiers.slice(0, MOST_CHAPTERS)) {
    const { networkId } = dossier.network
    let batch = last.get(networkId) ?? []
    if ([...batch, dossier].reduce((sum, { group }) => sum + group.members.length, 0) > MOST_TOGETHER) batch = []
    batch.push(dossier)
    last.set(networkId, batch)
    batches.set(dossier.group.groupId, batch)
  }
  return batches
}

/** Of groups of one network. */
async function gatherFull(job: Job, dossiers: readonly Dossier[], texts: CaseTexts | null): Promise<Map<string, FullDossier>> {
  const { network } = dossiers[0] as Dossier
  const groupIds = dossiers.map(({ group }) => group.groupId)
  const activity = await gatherActivity(job, network.trace, dossiers)
  const evidence = await evidenceOfGroups(job, network, pairsSqlOf(network), groupIds, { most: MOST_PAIRS, perEdge: PAIRS_OF_TIE })
  const written = texts === null || texts.families.length === 0 ? new Map() : await gatherWritten(job, groupIds, texts)
  return new Map(
    dossiers.map((dossier) => {
      const { groupId } = dossier.group
      const own = {
        activity: activity.get(groupId) as MemberActivity,
        evidence: evidence.get(groupId) ?? [],
        written: written.get(groupId) ?? [],
      }
      return [groupId, { dossier, ...own }]
    }),
  )
}

export async function renderCase(kase: Case, job: Job, options: Omit<ReportOptions, 'path'>): Promise<string> {
  const dossiers = inReportOrder(await readDossiers(kase))
  await ensureTraces(job, new Set(dossiers.map(({ network }) => network.trace)))
  const texts = await readTexts(kase)
  if (texts !== null) await ensureTrace(job, FAMILY_TRACE)
  const counted: Omit<Collection, 'gaps'> = { ...(await gatherCollection(job)), traces: await countTraces(job) }
  const media = await openMedia(job)
  const batches = batchesOf(dossiers)
  const gathered = new Map<Dossier[], Map<string, FullDossier>>()
  const sharedBy = async (groupId: string) =>
    media === null ? [] : (await gatherMedia(job, media, { clusters: PICTURES_IN_DOSSIER, copies: COPIES_SHOWN, groupId })).clusters
  const data: ReportData = {
    title: options.title ?? kase.name.replace(/\.lockstep$/, ''),
    question: options.question ?? QUESTION,
    version: VERSION,
    name: options.namer,
    data: { ...counted, gaps: gapsOf(counted) },
    cards: readCards(),
    groupParams: await readGroupParams(job),
    networks: await readNetworks(job),
    scans: await listScans(kase),
    views: await listViews(kase),
    texts,
    media: media && (await gatherMedia(job, media, { clusters: PICTURES_SHOWN, copies: COPIES_SHOWN })),
    dossiers,
    signals: await readSignals(kase),
    full: async ({ group: { groupId } }) => {
      const batch = batches.get(groupId) as Dossier[]
      const full = gathered.get(batch) ?? (await gatherFull(job, batch, texts))
      gathered.set(batch, full)
      return { ...(full.get(groupId) as FullDossier), ...(media === null ? {} : { media: await sharedBy(groupId) }) }
    },
    ledger: (await kase.ledger()).filter(({ asked }) => !WRITES_OUT.has(asked.verb)),
  }
  return renderReport(data, (done, total) => job.note('chapters of the report', done, total))
}

async function readGroupParams(job: Job): Promise<Record<string, Record<string, unknown>>> {
  const rows = await job.db.rows<{ method: string; params: string }>(
    'select method as "method", min(params) as "params" from groups group by method order by method',
  )
  return Object.fromEntries(rows.map(({ method, params }) => [method, JSON.parse(params) as Record<string, unknown>]))
}

/** One HTML file, written beside and renamed when whole. The same case, version and names give the same bytes. */
export async function writeReport(
  world: World,
  kase: Case,
  options: ReportOptions,
): Promise<{ path: string; bytes: number; sha256: string }> {
  const path = resolve(options.path)
  const title = options.title ?? kase.name.replace(/\.lockstep$/, '')
  const { namer } = options
  const params = {
    title,
    question: options.question ?? QUESTION,
    names: namer.isRevealed ? 'handles' : 'short',
    ...(namer.isRevealed ? { reason: namer.reason } : { keyId: namer.keyId }),
  }
  return putWhole(world, kase, path, { verb: 'report', params }, async (job, beside) => {
    const text = await renderCase(kase, job, { ...options, title })
    try {
      writeFileSync(beside, text, { flush: true })
    } catch (error) {
      fail(cannotWrite(path, error), error)
    }
    const sha256 = createHash('sha256').update(text).digest('hex')
    const bytes = Buffer.byteLength(text)
    return { result: { path, bytes, sha256 }, done: { counts: { bytes }, resultHash: sha256 } }
  })
}
