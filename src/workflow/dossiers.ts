import { addAcross, beginWholeTests, makeDossiers, type OtherSeeds, type SearchOf, searchBy, type WholeTests } from '../findings/index.js'
import { GROUP_METHODS, listGroups, loadNetworkGraph } from '../groups/index.js'
import { type Dossier, fail, type Group } from '../model/index.js'
import { BACKBONE_METHODS, NETWORK_METHODS } from '../networks/index.js'
import { createRng } from '../statistics/index.js'
import { type Case, checkCancelled, hashRows, type Job, replaceTexts, VERSION, type World } from '../store/index.js'
import { ensureTraces, TRACES, tracesInData } from '../traces/index.js'
import { listNetworks } from './network.js'

const ROWS = 'select group_id, body from dossiers order by group_id'

export interface DossierOptions {
  /** Groups to write on; all when absent. */
  readonly groupIds?: readonly string[]
  readonly seed: number
  /** As a rule; ledgers of before this was so do not say it, and are replayed without. */
  readonly keepsJudgements?: boolean
}

/** Begins the slow tests of `writeDossiers` of all groups with the same seed in other threads, so that other steps can be done meanwhile. They must be closed. */
export async function beginDossiers(world: World, kase: Case, { seed }: DossierOptions): Promise<WholeTests> {
  const job = kase.job(world, seed)
  const networks = await listNetworks(kase)
  const groups = await listGroups(job.db)
  const traces = networks.filter((one) => groups.some((group) => group.networkKey === one.networkKey)).map((one) => one.trace)
  await ensureTraces(job, new Set(traces))
  return await beginWholeTests(job, groups, networks, searchOf(job, await readFoundBy(job)))
}

/** Writes the dossiers of groups, in place of older ones on the same groups; what a person has judged stays. */
export async function writeDossiers(world: World, kase: Case, options: DossierOptions, begun?: WholeTests): Promise<Dossier[]> {
  const { groupIds, seed, keepsJudgements = true } = options
  const params = { ...(groupIds ? { groupIds } : {}), ...(keepsJudgements ? { keepsJudgements } : {}) }
  return kase.step(world, { verb: 'dossiers', params, inputs: [] }, seed, async (job) => {
    const all = await listGroups(job.db)
    const chosen = groupIds ? groupIds.map((id) => findGroup(all, id)) : all
    const networks = await listNetworks(kase)
    const theirs = networks.filter((one) => chosen.some((group) => group.networkKey === one.networkKey))
    await ensureTraces(job, new Set(theirs.map((one) => one.trace)))
    const only = groupIds && new Set(groupIds)
    const foundBy = await readFoundBy(job)
    const how = { otherSeeds: otherSeedsOf(job, foundBy), searchOf: searchOf(job, foundBy), begun, only }
    const made = await makeDossiers(job, all, networks, how)
    const inData = await tracesInData(job.db)
    const traces = TRACES.map(({ id }) => id).filter((id) => inData.has(id))
    await ensureTraces(job, traces)
    const written = await addAcross(job, made, traces)
    const dossiers = keepsJudgements ? withJudgements(job, written, await readDossiers(kase)) : written
    await save(job, dossiers)
    return { result: dossiers, done: { counts: { dossiers: dossiers.length }, resultHash: await hashRows(job.db, ROWS) } }
  })
}

/** A finding stays one only while each of its open explanations has an answer. */
function withJudgements(job: Job, dossiers: readonly Dossier[], before: readonly Dossier[]): Dossier[] {
  const drafts: string[] = []
  const judged = dossiers.map((dossier) => {
    const { groupId, members } = dossier.group
    const old = before.find((one) => one.group.groupId === groupId)
    if (!old || (old.status === 'draft' && Object.keys(old.answers).length === 0)) return dossier
    const { status, statusWhy, answers } = old
    const isSame = old.group.members.join() === members.join()
    if (isSame && (status !== 'finding' || unanswered(dossier, answers).length === 0)) return { ...dossier, status, statusWhy, answers }
    drafts.push(groupId)
    return isSame ? { ...dossier, answers } : dossier
  })
  if (drafts.length > 0)
    job.warn(`judged before, and drafts again since their members or open explanations are others now: ${drafts.join(', ')}`)
  return judged
}

function unanswered({ explanations }: Dossier, answers: Dossier['answers']): Dossier['explanations'] {
  return explanations.filter((one) => one.answer !== 'does-not-fit' && !(answers[one.id] ?? '').trim())
}

const RESTED_ON = ['import', 'forget', 'network', 'backbone', 'validate', 'groups']

/** The dossiers in the case, when this version wrote them with this seed after the last step on which they rest; else null. @throws ProblemError `usage/unknown-group` */
export async function currentDossiers(kase: Case, { groupIds, seed }: DossierOptions): Promise<Dossier[] | null> {
  const groups = await listGroups(kase.db)
  const chosen = groupIds ? groupIds.map((id) => findGroup(groups, id)) : groups
  const entries = await kase.ledger()
  const since = entries.slice(entries.findLastIndex(({ asked }) => RESTED_ON.includes(asked.verb)) + 1)
  const isCurrent = ({ groupId }: Group) => {
    const last = since.findLast(
      ({ asked: { verb, params } }) => verb === 'dossiers' && ((params.groupIds as string[] | undefined)?.includes(groupId) ?? true),
    )
    return last?.asked.version === VERSION && last.asked.seed === seed
  }
  if (!chosen.every(isCurrent)) return null
  const ids = new Set(chosen.map(({ groupId }) => groupId))
  return (await readDossiers(kase)).filter(({ group }) => ids.has(group.groupId))
}

/** In the order of the groups. */
export async function readDossiers(kase: Case): Promise<Dossier[]> {
  const rows = await kase.db.rows<{ body: string }>(
    `select body from dossiers join groups using (group_id) order by network_key, length(group_id), group_id`,
  )
  return rows.map((row) => JSON.parse(row.body) as Dossier)
}

export interface Judgement {
  readonly groupId: string
  readonly status: Dossier['status']
  readonly why: string
  /** Answers to explanations that the data leave open or that fit, by explanation id; added to those given before. */
  readonly answers?: Readonly<Record<string, string>>
}

/**
 * A person's judgement on a group, kept in the ledger. A draft becomes a finding only when every explanation that fits or is not in the data has an answer.
 * @throws ProblemError `usage/unknown-group`, `usage/no-reason`, `usage/unanswered`
 */
export async function setStatus(world: World, kase: Case, judgement: Judgement): Promise<Dossier> {
  const { groupId, status, why } = judgement
  const dossier = (await readDossiers(kase)).find((one) => one.group.groupId === groupId)
  if (!dossier) failUnknown(groupId, 'dossier')
  if (status !== 'draft' && why.trim() === '')
    fail({
      code: 'usage/no-reason',
      what: `${groupId} cannot become ${status} without a reason`,
      fix: 'say why in a sentence; the report shows it',
      unchanged: `${groupId} is still ${dossier.status}`,
    })
  const answers: Record<string, string> = { ...dossier.answers, ...judgement.answers }
  const open = unanswered(dossier, answers)
  if (status === 'finding' && open.length > 0)
    fail({
      code: 'usage/unanswered',
      what: `${groupId} is not a finding yet: ${open.length} explanations are unanswered: ${open.map((one) => one.id).join(', ')}`,
      fix: `answer each with a sentence: ${open.map((one) => one.question).join(' ')}`,
      unchanged: `${groupId} is still ${dossier.status}`,
    })
  const judged: Dossier = { ...dossier, status, statusWhy: status === 'draft' ? null : why.trim(), answers }
  const params = { groupId, status, why, answers: judgement.answers ?? {} }
  return kase.step(world, { verb: 'judge', params, inputs: [] }, 1, async (job) => {
    await save(job, [judged])
    return { result: judged, done: { counts: { dossiers: 1 }, resultHash: await hashRows(job.db, ROWS) } }
  })
}

async function save(job: Job, dossiers: readonly Dossier[]): Promise<void> {
  await replaceTexts(
    job.db,
    'dossiers',
    dossiers.map((dossier) => [dossier.group.groupId, JSON.stringify(dossier)]),
  )
}

function findGroup(groups: readonly Group[], groupId: string): Group {
  return groups.find((group) => group.groupId === groupId) ?? failUnknown(groupId, 'group')
}

function failUnknown(groupId: string, what: string): never {
  fail({
    code: 'usage/unknown-group',
    what: `there is no ${what} ${JSON.stringify(groupId)} in this case`,
    fix: 'see which there are: lockstep get CASE groups; a dossier is written with: lockstep dossier CASE GROUP',
    unchanged: 'nothing was done',
  })
}

/** By network: how its groups were found. */
type FoundBy = ReadonlyMap<number, { readonly method: string; readonly params: string }>
async function readFoundBy(job: Job): Promise<FoundBy> {
  const rows = await job.db.rows<{ network_key: number; method: string; params: string }>(
    'select network_key, min(method) as method, min(params) as params from groups group by network_key order by network_key',
  )
  return new Map(rows.map((row) => [row.network_key, row]))
}

/** The network's communities by the method that made its groups, with other seeds. */
function otherSeedsOf(job: Job, foundBy: FoundBy): OtherSeeds {
  return async (network, seeds) => {
    const row = foundBy.get(network.networkKey)
    const method = GROUP_METHODS.find((one) => one.id === row?.method)
    if (!row || !method || (method.id !== 'leiden' && method.id !== 'louvain')) return null
    const { graph, accounts } = await loadNetworkGraph(job.db, network.networkKey)
    const params = JSON.parse(row.params)
    const keys = accounts.reduce((most, key) => Math.max(most, key + 1), 0)
    return Array.from({ length: seeds }, (_, i) => {
      checkCancelled(job)
      const labels = new Int32Array(keys).fill(-1)
      const found = method.find(graph, params, createRng(`${job.seed}/another seed ${i}`))
      for (let node = 0; node < found.length; node++) labels[accounts[node] as number] = found[node] as number
      return labels
    })
  }
}

/** The search behind the network's groups, for shuffled data sets; it goes through the same backbones. In words where there is none. */
function searchOf(job: Job, foundBy: FoundBy): SearchOf {
  return async ({ networkKey, method: made, trace, params: given }) => {
    const row = foundBy.get(networkKey)
    const method = GROUP_METHODS.find((one) => one.id === row?.method)
    if (!row || !method) return 'not tested: this version does not know how the groups were found'
    const builder = NETWORK_METHODS.find((one) => one.id === made)
    if (made !== 'windowed-cooccurrence' && !builder?.sharedData)
      return `not tested: ${builder?.title ?? made} counts by rules of its own, which no shuffled data set is put through`
    if (given.hubCap && given.hubMode !== 'leave-out') return 'not tested: the network weighs down objects of many accounts'
    if (made === 'windowed-cooccurrence' && given.weightPercentile) return 'not tested: edges were kept by a percentile of their weights'
    const steps = (given.backbone ?? []) as readonly { readonly method: string; readonly params: Record<string, unknown> }[]
    if (steps.some((step) => !BACKBONE_METHODS.some((one) => one.id === step.method)))
      return 'not tested: edges were chosen by a test of each pair; those tests, not one of the whole group, are what it rests on'
    const plan = {
      groupMethod: method.id,
      groupParams: JSON.parse(row.params),
      backbones: steps.map((step) => ({ method: step.method, params: step.params ?? {} })),
    }
    return {
      ...(await searchBy(plan)),
      ...(builder?.sharedData ? { shared: await builder.sharedData(job, trace, given) } : {}),
    }
  }
}
