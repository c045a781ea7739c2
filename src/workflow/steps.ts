/** Groups of one network searched again and again: in slices of time, at rising thresholds, at rising resolutions; followed from step to step. Kept as a view; groups and dossiers stay as they are. */
import { type Graph, livesOf, loadNetworkGraph, type NetworkGraph } from '../groups/index.js'
import { type FollowedGroups, fail, formatDuration, type NetworkInfo, type Params, readParams, type StepOfGroups } from '../model/index.js'
import type { NetworkMethod } from '../networks/index.js'
import { createRng, type Rng } from '../statistics/index.js'
import { type Case, checkCancelled, type Job, traceTable, type World } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'
import { builtNetwork, groupMethodNamed } from './chosen.js'
import { keepView } from './group-views.js'

export interface StepsOptions {
  readonly networkId: string
  readonly method: string
  /** Of the group method and of the steps. */
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
}

export interface SnapshotParams {
  readonly sliceSeconds: number
  readonly minSliceWeight: number
}
export const SNAPSHOT_PARAMS: Params<SnapshotParams> = {
  sliceSeconds: {
    kind: 'duration',
    unit: 's',
    default: 604_800,
    min: 60,
    meaning: 'Length of a slice of time; slices begin at midnight UTC of the first day (shorter ones: at the first full multiple).',
    larger: 'A longer slice gives each group more to show itself by, and less detail of when.',
  },
  minSliceWeight: {
    kind: 'integer',
    default: 1,
    unit: 'objects',
    min: 1,
    max: 1_000_000,
    meaning: 'Objects on which two accounts of an edge of the network must meet within a slice.',
    larger: 'A larger value keeps only what is dense in the slice itself.',
  },
}

export interface ScaleParams {
  readonly by: 'weight' | 'resolution'
  readonly steps: number
  readonly resolutions: string
}
export const SCALE_PARAMS: Params<ScaleParams> = {
  by: {
    kind: 'choice',
    default: 'weight',
    choices: ['weight', 'resolution'],
    meaning: 'weight: edges below a rising least weight are left out; resolution: the search asks for more and more weight inside a group.',
    larger: 'resolution needs Leiden or Louvain.',
  },
  steps: {
    kind: 'integer',
    default: 8,
    unit: 'steps',
    min: 1,
    max: 100,
    meaning: 'Least weights to try: at equal shares of the edges, each weight once.',
    larger: 'More steps show more closely where groups fall apart.',
  },
  resolutions: {
    kind: 'text',
    default: '0.25,0.5,1,2,4,8',
    meaning: 'Resolutions to try, by commas, rising.',
    larger: 'A finer list shows more closely which groups persist.',
  },
}

interface Search {
  readonly network: NetworkInfo
  readonly builder: NetworkMethod
  readonly method: string
  readonly loaded: NetworkGraph
  readonly minSize: number
  find(graph: Graph, rng: Rng, change?: object): Int32Array
}
type Followed = Pick<FollowedGroups, 'by' | 'steps'>

/** Reads what was asked, then does it as a step of the case. */
async function follow<P extends object>(
  world: World,
  kase: Case,
  verb: FollowedGroups['verb'],
  options: StepsOptions,
  own: Params<P>,
  search: (job: Job, search: Search, params: P) => Promise<Followed>,
): Promise<FollowedGroups> {
  const { seed } = options
  const { network, builder } = await builtNetwork(kase, options.networkId)
  const { networkId } = network
  const method = groupMethodNamed(options.method)
  const isOwn = ([name]: [string, unknown]) => name in own
  const entries = Object.entries(options.params)
  const ownParams = readParams(own, Object.fromEntries(entries.filter(isOwn)), 'steps')
  const groupParams = readParams(method.params, Object.fromEntries(entries.filter((each) => !isOwn(each))), method.id) as {
    minSize: number
  }
  const params = { ...ownParams, ...groupParams }
  const asked = { verb, params: { networkId, method: method.id, params }, networks: [networkId], seed }
  return keepView<FollowedGroups>(world, kase, asked, async (job) => {
    const find = (graph: Graph, rng: Rng, change: object = {}) => method.find(graph, { ...groupParams, ...change }, rng)
    const loaded = await loadNetworkGraph(job.db, network.networkKey)
    const { by, steps } = await search(job, { network, builder, method: method.id, loaded, minSize: groupParams.minSize, find }, ownParams)
    const lives = livesOf(steps.map((step) => step.groups))
    return {
      viewId: `${verb} ${networkId}${by === 'resolution' ? ' by resolution' : ''}`,
      verb,
      networkId,
      method: method.id,
      by,
      params,
      seed,
      steps,
      lives,
    }
  })
}

/** Edges e of the whole graph with the weights given; those of 0 are left out. */
function partOf({ graph }: NetworkGraph, weight: (edge: number) => number): Graph {
  const kept: number[] = []
  for (let e = 0; e < graph.source.length; e++) if (weight(e) > 0) kept.push(e)
  return {
    nodes: graph.nodes,
    source: Int32Array.from(kept, (e) => graph.source[e] as number),
    target: Int32Array.from(kept, (e) => graph.target[e] as number),
    weight: Float64Array.from(kept, weight),
  }
}

function groupsIn({ loaded, minSize, find }: Search, graph: Graph, rng: Rng, change?: object): number[][] {
  const members: number[][] = []
  for (const [node, label] of find(graph, rng, change).entries()) {
    if (label < 0) continue
    members[label] ??= []
    members[label].push(loaded.accounts[node] as number)
  }
  return members.filter((each) => each !== undefined && each.length >= Math.max(2, minSize)).map((each) => each.sort((a, b) => a - b))
}

/** @throws ProblemError `usage/unknown-network`, `usage/unknown-group-method`, `usage/bad-parameter`, `usage/bad-resolutions`, `usage/no-resolution` */
export async function groupScales(world: World, kase: Case, options: StepsOptions): Promise<FollowedGroups> {
  return follow(world, kase, 'scales', options, SCALE_PARAMS, async (job, search, params) => ({
    by: params.by,
    steps: scalesOf(job, search, params, createRng(options.seed)),
  }))
}

function scalesOf(job: Job, search: Search, params: ScaleParams, rng: Rng): StepOfGroups[] {
  const { loaded, method } = search
  const { weight } = loaded.graph
  const steps: StepOfGroups[] = []
  if (params.by === 'resolution') {
    if (method !== 'leiden' && method !== 'louvain')
      fail({
        code: 'usage/no-resolution',
        what: `${method} has no resolution`,
        fix: 'use --method leiden or louvain, or --by weight',
        unchanged: 'nothing was done',
      })
    for (const resolution of resolutionsOf(params.resolutions)) {
      checkCancelled(job)
      steps.push({
        at: resolution,
        edges: weight.length,
        groups: groupsIn(search, loaded.graph, rng.stream(`${resolution}`), { resolution }),
      })
    }
  } else {
    const sorted = weight.toSorted()
    const least = Array.from({ length: params.steps }, (_, i) => sorted[Math.floor((i * sorted.length) / params.steps)] ?? 0)
    for (const at of [...new Set(least)]) {
      checkCancelled(job)
      const graph = partOf(loaded, (e) => ((weight[e] as number) >= at ? (weight[e] as number) : 0))
      steps.push({ at, edges: graph.weight.length, groups: groupsIn(search, graph, rng.stream(`${at}`)) })
    }
  }
  return steps
}

function resolutionsOf(text: string): number[] {
  const found = text.split(',').map((each) => (each.trim() === '' ? Number.NaN : Number(each)))
  if (found.some((each, i) => !(each >= 0 && each <= 1000) || each <= (found[i - 1] ?? -1)))
    fail({
      code: 'usage/bad-resolutions',
      what: `${JSON.stringify(text)} is no rising list of numbers from 0 to 1000`,
      where: { column: '--resolutions', value: text },
      fix: 'write for instance --resolutions 0.5,1,2',
      unchanged: 'nothing was done',
    })
  return found
}

const DAY = 86_400_000
const MOST_SLICES = 2000

/** @throws ProblemError `usage/unknown-network`, `usage/unknown-group-method`, `usage/bad-parameter`, `usage/too-many-slices` */
export async function groupSnapshots(world: World, kase: Case, options: StepsOptions): Promise<FollowedGroups> {
  return follow(world, kase, 'snapshots', options, SNAPSHOT_PARAMS, async (job, search, params) => ({
    by: 'time',
    steps: await snapshotsOf(job, search, params, createRng(options.seed)),
  }))
}

async function snapshotsOf(job: Job, search: Search, params: SnapshotParams, rng: Rng): Promise<StepOfGroups[]> {
  const { loaded, network } = search
  await ensureTrace(job, network.trace)
  const sliceMs = Math.round(params.sliceSeconds * 1000)
  const table = traceTable(network.trace)
  const span = await job.db.row<{ from_ms: number | null; to_ms: number | null }>(
    `select min(happened_ms)::double as from_ms, max(happened_ms)::double as to_ms from ${table}`,
  )
  if (span.from_ms === null || span.to_ms === null) return []
  const unit = Math.min(DAY, sliceMs)
  const baseMs = Math.floor(span.from_ms / unit) * unit
  const slices = Math.floor((span.to_ms - baseMs) / sliceMs) + 1
  if (slices > MOST_SLICES)
    fail({
      code: 'usage/too-many-slices',
      what: `the data would fall into ${slices.toLocaleString('en-US')} slices of ${formatDuration(params.sliceSeconds)}, more than ${MOST_SLICES}`,
      where: { column: '--slice', value: formatDuration(params.sliceSeconds) },
      fix: 'choose a longer --slice',
      unchanged: 'nothing was done',
    })
  const weights = await weightsBySlice(job, search, baseMs, sliceMs)
  const seen = await job.db.rows<{ slice: number }>(
    `select distinct (happened_ms - ${baseMs}) // ${sliceMs} as slice from ${table} order by slice`,
  )
  const hasData = new Set(seen.map((row) => row.slice))
  return Array.from({ length: slices }, (_, slice): StepOfGroups => {
    checkCancelled(job)
    const own = weights.get(slice) ?? new Map<number, number>()
    const graph = partOf(loaded, (e) => {
      const weight = own.get(e) ?? 0
      return weight >= params.minSliceWeight ? weight : 0
    })
    const groups = hasData.has(slice) ? groupsIn(search, graph, rng.stream(`slice ${slice}`)) : null
    return { at: baseMs + slice * sliceMs, edges: graph.weight.length, groups }
  })
}

/** Slice → edge of the graph → distinct objects on which its accounts met within the slice (by the first post of each pair). */
async function weightsBySlice(job: Job, { network, builder, loaded }: Search, baseMs: number, sliceMs: number) {
  const its = `select account_a as account_key from edges where network_key = ${network.networkKey} union select account_b from edges where network_key = ${network.networkKey}`
  const reader = await job.db.connection.runAndReadAll(
    `select (first_ms - ${baseMs}) // ${sliceMs} as slice, least(account_a, account_b) as a, greatest(account_a, account_b) as b, count(distinct object_key)::integer as n
     from (${builder.pairsSql(network.trace, network.params, its)}) where account_a <> account_b group by all order by slice, a, b`,
  )
  const [slice = [], a = [], b = [], n = []] = reader.getColumns() as (number | bigint)[][]
  const edgeOf = new Map<string, number>()
  for (const [e, source] of loaded.graph.source.entries()) {
    const ends = [loaded.accounts[source] as number, loaded.accounts[loaded.graph.target[e] as number] as number]
    edgeOf.set(`${Math.min(...ends)} ${Math.max(...ends)}`, e)
  }
  const weights = new Map<number, Map<number, number>>()
  for (let i = 0; i < slice.length; i++) {
    const edge = edgeOf.get(`${a[i]} ${b[i]}`)
    if (edge === undefined) continue
    const key = Number(slice[i])
    const own = weights.get(key) ?? new Map<number, number>()
    weights.set(key, own)
    own.set(edge, Number(n[i]))
  }
  return weights
}
