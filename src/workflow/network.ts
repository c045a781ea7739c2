import { removeGroups } from '../groups/index.js'
import { fail, formatDuration, type NetworkInfo, quoteText, readParams, type TraceId, tracesOf } from '../model/index.js'
import { NETWORK_METHODS } from '../networks/index.js'
import { type Case, type Database, type HashedResult, hashRows, type Job, type LedgerEntry, VERSION, type World } from '../store/index.js'
import { ensureTrace, TRACES, tracesInData } from '../traces/index.js'
import { chooseById } from './choose.js'

export interface NetworkOptions {
  readonly method: string
  readonly trace: TraceId
  readonly params: Readonly<Record<string, unknown>>
  /** When absent: trace and window, `repost-60s`. */
  readonly name?: string
  readonly seed: number
  /** As a rule; ledgers of before this was so do not say it, and are replayed without. */
  readonly keepsGroups?: boolean
}

interface NetworkRow {
  network_key: number
  network_id: string
  method: string
  trace: TraceId
  params: string
  is_directed: boolean
  weight_means: string
  accounts: number
  edges: number
  traces_read: number
  accounts_read: number
  objects_read: number
  notes: string
  seed: number
}

/** Of its method, settings and counts: a step that makes a network notes it beside the hash of the edges. */
export async function hashNetworkRow(db: Database, networkKey: number): Promise<HashedResult> {
  const resultSql = `select * from networks where network_key = ${networkKey} order by network_key`
  return { resultHash: await hashRows(db, resultSql), resultSql }
}

/** The networks of the case, in the order in which they were made. */
export async function listNetworks(kase: Pick<Case, 'db'>): Promise<NetworkInfo[]> {
  const rows = await kase.db.rows<NetworkRow>('select * from networks order by network_key')
  return rows.map((row) => ({
    networkKey: row.network_key,
    networkId: row.network_id,
    method: row.method,
    trace: row.trace,
    params: JSON.parse(row.params) as Record<string, unknown>,
    isDirected: row.is_directed,
    weightMeans: row.weight_means,
    accounts: row.accounts,
    edges: row.edges,
    tracesRead: row.traces_read,
    accountsRead: row.accounts_read,
    objectsRead: row.objects_read,
    notes: JSON.parse(row.notes) as string[],
    seed: row.seed,
  }))
}

/** `repost-60s`; methods other than the first put their own id in front, so that no two methods meet in one name. */
function nameOf(method: string, trace: TraceId, params: Readonly<Record<string, unknown>>): string {
  const front = method === NETWORK_METHODS[0]?.id ? '' : `${method}-`
  const window =
    params.windowSeconds === undefined
      ? ''
      : params.windowSeconds === null
        ? '-all-time'
        : `-${formatDuration(params.windowSeconds as number)}`
  return `${front}${trace}${window}`
}

function isSame(old: NetworkInfo, method: string, trace: TraceId, params: object): boolean {
  return old.method === method && old.trace === trace && JSON.stringify(old.params) === JSON.stringify(params)
}

/** The key and id to write under: the same settings take their old place, a name taken by others is never overwritten. */
function placeFor(
  networks: readonly NetworkInfo[],
  method: string,
  trace: TraceId,
  params: object,
  given: string | undefined,
  made: string,
): { networkId: string; networkKey: number; old?: NetworkInfo } {
  const next = networks.reduce((most, each) => Math.max(most, each.networkKey), 0) + 1
  const base = given ?? made
  for (let i = 1; ; i++) {
    const networkId = i === 1 ? base : `${base}-${i}`
    const old = networks.find((each) => each.networkId === networkId)
    if (!old) return { networkId, networkKey: next }
    if (isSame(old, method, trace, params)) return { networkId, networkKey: old.networkKey, old }
    if (given !== undefined)
      fail({
        code: 'usage/name-taken',
        what: `this case has a network "${given}" with other settings`,
        where: { column: '--name', value: given },
        fix: 'choose another --name; a network is never overwritten by one with other settings',
        unchanged: 'that network was not touched',
      })
  }
}

/** What rested on the edges of a network. */
async function removeResting(job: Job, { networkKey, networkId }: NetworkInfo): Promise<void> {
  const its = `list_has(networks, ${quoteText(networkId)})`
  const { views } = await job.db.row<{ views: number }>(`select count(*) as views from group_views where ${its}`)
  if (views > 0) job.warn(`${views} views of groups (lockstep layers, scales, snapshots) of this network went`)
  await job.db.run(`delete from group_views where ${its}`)
  await removeGroups(job, networkKey)
}

/**
 * Builds one network from one trace. One of the same settings, seed and version that is there already stays, with its groups; of another seed or version it is built
 * anew, and its groups stay when its edges turn out the same.
 * @throws ProblemError `usage/unknown-method`, `usage/unknown-trace`, `usage/bad-parameter`, `usage/name-taken`, `usage/not-in-data`, `network/over-budget`
 */
export async function buildNetwork(world: World, kase: Case, options: NetworkOptions): Promise<NetworkInfo> {
  const { old, networkId, stands } = await planOf(kase, options)
  await failIfNotInData(kase, stands)
  const isOwn = ({ asked: { verb, params } }: LedgerEntry) => verb === 'network' && params.name === networkId
  if (old?.seed !== options.seed || (await kase.ledger()).findLast(isOwn)?.asked.version !== VERSION)
    return makeNetwork(world, kase, { ...options, keepsGroups: true })
  world.warn('the case has this network already; it and its groups stay as they are')
  return old
}

/** No edges of a trace that the data cannot show would be told as a finding that there are none. */
async function failIfNotInData(kase: Case, stands: TraceId): Promise<void> {
  const inData = await tracesInData(kase.db)
  if (tracesOf(stands).some((trace) => inData.has(trace))) return
  fail({
    code: 'usage/not-in-data',
    what: `the trace "${stands}" is not in this data, so nothing can be said about it`,
    where: { column: '--trace', value: stands },
    fix: inData.size === 0 ? 'import posts first' : `the data hold: ${[...inData].join(', ')}`,
    unchanged: 'no network was made',
  })
}

async function planOf(kase: Case, options: NetworkOptions) {
  const method = chooseById('method', options.method, NETWORK_METHODS, (each) => each.id, 'list: lockstep methods')
  const trace = chooseById(
    'trace',
    options.trace,
    TRACES,
    (each) => each.id,
    `the traces are: ${TRACES.map((each) => each.id).join(', ')}`,
  ).id
  const params = readParams(method.params, options.params, method.id)
  const stands = method.standsOn?.(trace, params) ?? trace
  const made = nameOf(method.id, trace, params)
  return { method, trace, params, stands, ...placeFor(await listNetworks(kase), method.id, stands, params, options.name, made) }
}

/** The step itself, as the ledger tells it. */
export async function makeNetwork(world: World, kase: Case, options: NetworkOptions): Promise<NetworkInfo> {
  const { method, trace, params, stands, networkId, networkKey, old } = await planOf(kase, options)
  const { keepsGroups = false } = options
  const given = { method: method.id, trace, params, name: networkId, ...(keepsGroups ? { keepsGroups } : {}) }
  const asked = { verb: 'network', params: given, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    await ensureTrace(job, stands)
    const edges = `select * from edges where network_key = ${networkKey} order by account_a, account_b`
    const before = old && keepsGroups ? await hashRows(job.db, edges) : null
    for (const table of ['edge_tests', 'edges', 'networks']) await job.db.run(`delete from ${table} where network_key = $1`, [networkKey])
    const built = await method.build(job, networkKey, trace, params)
    await job.db.run(`insert into networks values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, [
      networkKey,
      networkId,
      method.id,
      stands,
      JSON.stringify(params),
      method.isDirected,
      method.weightMeans,
      built.accounts,
      built.edges,
      built.tracesRead,
      built.accountsRead,
      built.objectsRead,
      JSON.stringify(built.notes),
      options.seed,
    ])
    const resultHash = await hashRows(job.db, edges)
    const isSame = resultHash === before
    if (old && !isSame) await removeResting(job, old)
    const result = {
      networkKey,
      networkId,
      method: method.id,
      trace: stands,
      params,
      isDirected: method.isDirected,
      weightMeans: method.weightMeans,
      seed: options.seed,
      ...built,
    }
    const counts = { accounts: built.accounts, edges: built.edges, ...(isSame ? { sameEdges: 1 } : {}) }
    return { result, done: { counts, resultHash, also: [await hashNetworkRow(job.db, networkKey)] } }
  })
}
