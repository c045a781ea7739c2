/**
 * Measures of all groups of a network at once. From the graph: size, edges, density = edges / (n (n − 1) / 2), weights, edge symmetry =
 * mean over edges of min(postsA, postsB) / max(postsA, postsB). From the pairs of posts behind the edges inside each group, read in one pass:
 * coordinated traces (in at least one such pair) of all traces of the members, gaps, times, objects and whose spread they are.
 * Sums are of integers; the median of gaps is the mean of the two middle ones. A group without pairs (parity modes may have none) has 0 there.
 */
import type { GapBucket, GroupMeasures, TraceId } from '../model/index.js'
import { median } from '../statistics/index.js'
import { checkCancelled, type Job, traceTable } from '../store/index.js'
import type { NetworkGraph } from './graph.js'

export const GAP_BOUNDS_MS: readonly number[] = [
  0, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000,
]

export interface Community {
  /** Nodes, ascending. */
  readonly nodes: readonly number[]
}
export interface MemberPlace {
  readonly degree: number
  readonly weight: number
}
type GraphMeasures = Pick<GroupMeasures, 'size' | 'edges' | 'density' | 'weightMin' | 'weightMedian' | 'weightMax' | 'edgeSymmetry'>
type PairMeasures = Omit<GroupMeasures, keyof GraphMeasures>

/** Per community, and per node its degree and weight inside its community. */
export function measureGraph(network: NetworkGraph, communities: readonly Community[]): { groups: GraphMeasures[]; places: MemberPlace[] } {
  const { graph, symmetry } = network
  const of = new Int32Array(graph.nodes).fill(-1)
  for (const [i, community] of communities.entries()) for (const node of community.nodes) of[node] = i
  const weights: number[][] = communities.map(() => [])
  const symmetries = communities.map(() => 0)
  const degree = new Int32Array(graph.nodes)
  const weight = new Float64Array(graph.nodes)
  for (let i = 0; i < graph.source.length; i++) {
    const a = graph.source[i] as number
    const b = graph.target[i] as number
    const group = of[a] as number
    if (group < 0 || group !== of[b]) continue
    weights[group]?.push(graph.weight[i] as number)
    symmetries[group] = (symmetries[group] as number) + (symmetry[i] as number)
    for (const node of [a, b]) {
      degree[node] = (degree[node] as number) + 1
      weight[node] = (weight[node] as number) + (graph.weight[i] as number)
    }
  }
  const groups = communities.map(({ nodes }, i) => {
    const sorted = (weights[i] as number[]).sort((a, b) => a - b)
    const size = nodes.length
    return {
      size,
      edges: sorted.length,
      density: size < 2 ? 0 : sorted.length / ((size * (size - 1)) / 2),
      weightMin: sorted[0] ?? 0,
      weightMedian: sorted.length === 0 ? 0 : median(sorted),
      weightMax: sorted.at(-1) ?? 0,
      edgeSymmetry: sorted.length === 0 ? 0 : (symmetries[i] as number) / sorted.length,
    }
  })
  return { groups, places: Array.from(degree, (each, node) => ({ degree: each, weight: weight[node] as number })) }
}

/** `temp.group_places(g, account_key)` must hold the members. `pairs` is the method's SQL of pairs among them. */
export async function measurePairs(job: Job, networkKey: number, trace: TraceId, pairs: string, groups: number): Promise<PairMeasures[]> {
  const { db } = job
  const traces = traceTable(trace)
  job.note('groups: reading pairs')
  await db.run(`create or replace temp table group_pairs as
    select a.g, p.object_key, p.post_first, p.post_second, p.first_ms, p.gap_ms
    from (${pairs}) p
    join group_places a on a.account_key = p.account_a
    join group_places b on b.account_key = p.account_b and b.g = a.g
    semi join (select account_a, account_b from edges where network_key = ${networkKey}
      union all select account_b, account_a from edges join networks using (network_key) where network_key = ${networkKey} and is_directed) e
      on e.account_a = p.account_a and e.account_b = p.account_b`)
  checkCancelled(job)
  job.note('groups: measuring')

  const totals = await db.rows<{ g: number; objects: number; first_ms: number; last_ms: number; gap: number }>(`
    select g, count(distinct object_key) as objects, min(first_ms) as first_ms, max(first_ms + gap_ms) as last_ms, median(gap_ms) as gap
    from group_pairs group by g order by g`)
  // A trace is one post on one object.
  const coordinated = await db.rows<{ g: number; n: number }>(`select g, count(*) as n from (
    select g, object_key, post_first as post_key from group_pairs union select g, object_key, post_second from group_pairs) group by g order by g`)
  const mine = await db.rows<{ g: number; n: number }>(
    `select g, count(*) as n from ${traces} join group_places using (account_key) group by g order by g`,
  )
  const bounds = GAP_BOUNDS_MS.map((bound, i) => `when gap_ms <= ${bound} then ${i}`).join(' ')
  const gaps = await db.rows<{ g: number; bucket: number; n: number; largest: number }>(`
    select g, case ${bounds} else ${GAP_BOUNDS_MS.length} end as bucket, count(*) as n, max(gap_ms) as largest from group_pairs group by g, bucket order by g, bucket`)
  checkCancelled(job)
  const spread = await db.rows<{ g: number; m: number; n: number }>(`
    with shared as (select distinct g, object_key from group_pairs),
      everybody as (select object_key, count(*) as n from ${traces} semi join shared using (object_key) group by object_key),
      theirs as (select g, object_key, count(*) as n from ${traces} join group_places using (account_key) semi join shared using (g, object_key) group by g, object_key)
    select g, sum(theirs.n)::bigint as m, sum(everybody.n)::bigint as n from theirs join everybody using (object_key) group by g order by g`)
  await db.run('drop table temp.group_pairs')

  const byGroup = <T extends { g: number }>(rows: readonly T[]): T[][] => {
    const lists: T[][] = Array.from({ length: groups }, () => [])
    for (const row of rows) lists[row.g]?.push(row)
    return lists
  }
  const [totalOf, coordinatedOf, mineOf, gapsOf, spreadOf] = [
    byGroup(totals), byGroup(coordinated), byGroup(mine), byGroup(gaps), byGroup(spread),
  ] as const // biome-ignore format: one line
  return Array.from({ length: groups }, (_, g) => {
    const total = totalOf[g]?.[0]
    return {
      coordinatedTraces: coordinatedOf[g]?.[0]?.n ?? 0,
      memberTraces: mineOf[g]?.[0]?.n ?? 0,
      objects: total?.objects ?? 0,
      firstAtMs: total?.first_ms ?? 0,
      lastAtMs: total?.last_ms ?? 0,
      gapMedianMs: total?.gap ?? 0,
      spreadMemberTraces: spreadOf[g]?.[0]?.m ?? 0,
      spreadAllTraces: spreadOf[g]?.[0]?.n ?? 0,
      gaps: gapHistogram(gapsOf[g] ?? []),
    }
  })
}

function gapHistogram(rows: readonly { bucket: number; n: number; largest: number }[]): GapBucket[] {
  const last = rows.at(-1)
  if (!last) return []
  return Array.from({ length: last.bucket + 1 }, (_, bucket) => ({
    upToMs: GAP_BOUNDS_MS[bucket] ?? last.largest,
    pairs: rows.find((row) => row.bucket === bucket)?.n ?? 0,
  }))
}
