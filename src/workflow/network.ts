import { fail, formatDuration, type NetworkInfo, readParams, type TraceId } from '../model/index.js'
import { NETWORK_METHODS } from '../networks/index.js'
import { type Case, hashRows, type Job, type World } from '../store/index.js'
import { ensureTrace, TRACES } from '../traces/index.js'
import { chooseById } from './choose.js'

export interface NetworkOptions {
  readonly method: string
  readonly trace: TraceId
  readonly params: Readonly<Record<string, unknown>>
  /** When absent: trace and window, `repost-60s`. */
  readonly name?: string
  readonly seed: number
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
) {
  const next = networks.reduce((most, each) => Math.max(most, each.networkKey), 0) + 1
  const base = given ?? made
  for (let i = 1; ; i++) {
    const networkId = i === 1 ? base : `${base}-${i}`
    const old = networks.find((each) => each.networkId === networkId)
    if (!old) return { networkId, networkKey: next }
    if (isSame(old, method, trace, params)) return { networkId, networkKey: old.networkKey }
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

async function removeOld(job: Job, networkKey: number): Promise<void> {
  await job.db.run('delete from group_views where list_has(networks, (select network_id from networks where network_key = $1))', [
    networkKey,
  ])
  const groups = 'select group_id from groups where network_key = $1'
  for (const table of ['signals', 'dossiers']) await job.db.run(`delete from ${table} where group_id in (${groups})`, [networkKey])
  await job.db.run(`delete from group_members where group_id in (${groups})`, [networkKey])
  for (const table of ['groups', 'edge_tests', 'edges', 'networks'])
    await job.db.run(`delete from ${table} where network_key = $1`, [networkKey])
}

/**
 * Builds one network from one trace; the same settings again take the place of the old result.
 * @throws ProblemError `usage/unknown-method`, `usage/unknown-trace`, `usage/bad-parameter`, `usage/name-taken`, `network/over-budget`
 */
export async function buildNetwork(world: World, kase: Case, options: NetworkOptions): Promise<NetworkInfo> {
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
  const { networkId, networkKey } = placeFor(await listNetworks(kase), method.id, stands, params, options.name, made)
  const asked = { verb: 'network', params: { method: method.id, trace, params, name: networkId }, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    await ensureTrace(job, stands)
    await removeOld(job, networkKey)
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
    const resultHash = await hashRows(job.db, `select * from edges where network_key = ${networkKey} order by account_a, account_b`)
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
    return { result, done: { counts: { accounts: built.accounts, edges: built.edges }, resultHash } }
  })
}
