/**
 * Merged network of several traces: each layer a similarity network with the same settings, the union of their edges.
 *   weight(a, b) = max over layers of weight(a, b);  objects(a, b) = sum over layers of their shared objects
 * Convention: layers are compared apart, so that a busy trace does not drown a quiet one; a pair in one layer only stays. Node pruning by
 * eigenvector centrality, when asked, is done on the merged network. Evidence stands in all traces of the layers together: one pair of posts per
 * shared object, the earliest of each account; an edge of fast reposts of different posts alone opens none, and such edges are counted.
 * Luceri et al. (2024).
 */
import { combineTraces, fail, ProblemError, quoteText, readParams, TRACE_IDS, type TraceId, tracesOf } from '../../model/index.js'
import { type Job, objectTable, traceTable } from '../../store/index.js'
import { ensureTrace } from '../../traces/index.js'
import { centralAccounts, centrality, keepEdges } from '../backbone/index.js'
import { buildFastRepost, FAST_REPOST_PARAMS, fastRepostLayer } from '../fast-repost/index.js'
import type { BuiltNetwork, NetworkMethod } from '../method.js'
import { type EdgeColumns, largestOf, type SharedData, type SharedLayer } from '../shared-data.js'
import {
  accountsOf,
  activeSql,
  earliestPairs,
  fillPairs,
  LUCERI,
  readTraceCells,
  similarity,
  similarityLayer,
  tracesSql,
} from '../similarity/index.js'
import { MERGED_PARAMS, type MergedParams } from './params.js'

type LayerId = TraceId | 'fast-repost'

/** @throws ProblemError `usage/unknown-layer` */
function layersOf(trace: TraceId, text: string): LayerId[] {
  const known: readonly string[] = [...TRACE_IDS, 'fast-repost']
  const named = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  for (const each of named)
    if (!known.includes(each))
      fail({
        code: 'usage/unknown-layer',
        what: `${JSON.stringify(each)} is no layer`,
        where: { column: '--layers', value: text },
        fix: `the layers are: ${known.join(', ')}`,
        unchanged: 'no network was made',
      })
  return known.filter((each) => each === trace || named.includes(each)) as LayerId[]
}

function standsOn(trace: TraceId, { layers }: MergedParams): TraceId {
  return combineTraces(layersOf(trace, layers).map((each) => (each === 'fast-repost' ? 'repost' : each)))
}

/** Traces that take part, each under the filters of its own layer, with the object keys of all together. */
function rowsSql(stands: TraceId, params: MergedParams): string {
  const rows = (layer: TraceId) => activeSql(tracesSql(layer, params.isSelfRepostExcluded), params)
  const layers = tracesOf(stands)
  if (layers.length === 1) return rows(stands)
  return layers
    .map(
      (
        layer,
      ) => `select c.object_key, account_key, post_key, happened_ms from (${rows(layer)}) join ${objectTable(layer)} as o using (object_key)
        join ${objectTable(stands)} as c on c.object_id = ${quoteText(`${layer} `)} || o.object_id`,
    )
    .join(' union all ')
}

/** Null when the data do not hold the layer. */
async function buildLayer(job: Job, key: number, layer: LayerId, params: MergedParams): Promise<BuiltNetwork | null> {
  if (layer === 'fast-repost') {
    const own = Object.fromEntries(Object.entries(params).filter(([name]) => name in FAST_REPOST_PARAMS))
    try {
      return await buildFastRepost(job, key, 'repost', readParams(FAST_REPOST_PARAMS, own, 'fast-repost'))
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'network/no-originals') return null
      throw error
    }
  }
  await ensureTrace(job, layer)
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from ${traceTable(layer)}`)
  return n === 0 ? null : similarity.build(job, key, layer, params)
}

/**
 * Layers that the data hold, as they were compared. The trace that was asked for is in `stands` with all others; reposts that only fast-repost stands on are no layer
 * of their own.
 */
async function sharedData(job: Job, stands: TraceId, params: MergedParams): Promise<SharedData> {
  const named = layersOf(stands, params.layers)
  const wanted = [
    ...tracesOf(stands).filter((each) => each !== 'repost' || named.includes('repost') || !named.includes('fast-repost')),
    ...named,
  ]
  const layers: SharedLayer[] = []
  for (const layer of [...TRACE_IDS, 'fast-repost'] as const) {
    if (!wanted.includes(layer)) continue
    if (layer !== 'fast-repost') {
      await ensureTrace(job, layer)
      layers.push(similarityLayer(layer, await readTraceCells(job, layer, params.isSelfRepostExcluded), params))
    } else {
      const own = Object.fromEntries(Object.entries(params).filter(([name]) => name in FAST_REPOST_PARAMS))
      layers.push(await fastRepostLayer(job, readParams(FAST_REPOST_PARAMS, own, 'fast-repost')))
    }
  }
  const { centralityPercentile } = params
  const unite = (edges: readonly EdgeColumns[]) =>
    centralityPercentile === null ? largestOf(edges) : keepEdges(largestOf(edges), (all) => centrality.keep(all, { centralityPercentile }))
  return { layers: layers.filter((layer) => layer.account.length > 0), unite }
}

/** Layers stand in `edges` under keys below zero until they are merged. */
const layerKey = (i: number) => -1 - i

async function unite({ db }: Job, networkKey: number): Promise<void> {
  await db.run(`insert into edges
    select ${networkKey} as network_key, account_a, account_b, max(weight), sum(objects)::integer, 0, 0, 0, 0, 0, 0, min(first_ms), max(last_ms), 0, 0
    from edges where network_key < 0 group by account_a, account_b order by account_a, account_b`)
}

async function layerNotes({ db }: Job, layers: readonly LayerId[], built: readonly (BuiltNetwork | null)[]): Promise<string[]> {
  const alone = await db.rows<{ key: number; n: number }>(
    `select key, count(*) as n from (select any_value(network_key) as key from edges where network_key < 0 group by account_a, account_b having count(*) = 1)
     group by key order by key`,
  )
  return layers.flatMap((layer, i) => {
    const network = built[i]
    if (!network) return [`layer ${layer}: not in this data`]
    const own = alone.find((row) => row.key === layerKey(i))?.n ?? 0
    return [
      `layer ${layer}: ${network.edges} edges, ${own} of them in no other layer`,
      ...network.notes.map((note) => `layer ${layer}: ${note}`),
    ]
  })
}

async function buildMerged(job: Job, networkKey: number, trace: TraceId, params: MergedParams): Promise<BuiltNetwork> {
  const layers = layersOf(trace, params.layers)
  const built: (BuiltNetwork | null)[] = []
  for (const [i, layer] of layers.entries()) {
    job.note(`layer ${layer}`, i, layers.length)
    built.push(await buildLayer(job, layerKey(i), layer, params))
  }
  const notes = await layerNotes(job, layers, built)
  await unite(job, networkKey)
  await job.db.run('delete from edges where network_key < 0')
  if (params.centralityPercentile !== null) notes.push(...(await centralAccounts(job, networkKey, params.centralityPercentile)))
  const stands = standsOn(trace, params)
  await ensureTrace(job, stands)
  const bare = await fillPairs(job, networkKey, merged.pairsSql(stands, params, accountsOf(networkKey)))
  const counts = await job.db.row<{ accounts: number; edges: number }>(
    `select (select count(*) from (${accountsOf(networkKey)})) as accounts, count(*) as edges from edges where network_key = ${networkKey}`,
  )
  if (bare > 0) notes.push(`${bare} of ${counts.edges} edges rest on fast reposts of different posts and open no pair of posts`)
  const read = await job.db.row<Pick<BuiltNetwork, 'tracesRead' | 'accountsRead' | 'objectsRead'>>(
    `select count(*) as "tracesRead", count(distinct account_key) as "accountsRead", count(distinct object_key) as "objectsRead" from (${rowsSql(stands, params)})`,
  )
  return { ...counts, ...read, notes }
}

export const merged: NetworkMethod<MergedParams> = {
  id: 'merged',
  title: 'Merged network of several traces',
  what: 'Links accounts that are alike in any of several traces: the union of one similarity network per trace, each edge with its largest weight.',
  isDirected: false,
  params: MERGED_PARAMS,
  weightMeans: 'largest similarity of both accounts in any of the layers',
  ordinary:
    'Every layer adds what chance and common interest make in it: accounts of one party are alike in links, hashtags and reposts at once.',
  references: [LUCERI],
  standsOn,
  sharedData,
  pairsSql: (stands, params, among) => earliestPairs(rowsSql(stands, params), among),
  build: buildMerged,
}
