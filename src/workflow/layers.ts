/** Groups over several networks of a case at once, linked account by account, beside those of their union. Kept as a view; groups and dossiers stay as they are. */
import {
  evenWeights,
  findMultiplex,
  type Graph,
  leiden,
  linkedParts,
  loadNetworkGraph,
  MIN_SIZE,
  type NetworkGraph,
  RESOLUTION,
  RUNS,
} from '../groups/index.js'
import { fail, type LayeredGroup, type LayeredGroups, type Params, readParams } from '../model/index.js'
import { createRng } from '../statistics/index.js'
import type { Case, World } from '../store/index.js'
import { networkNamed } from './chosen.js'
import { keepView } from './group-views.js'
import { listNetworks } from './network.js'

export interface LayerParams {
  readonly coupling: number
  readonly resolution: number
  readonly runs: number
  readonly minSize: number
}
export const LAYER_PARAMS: Params<LayerParams> = {
  coupling: {
    kind: 'number',
    default: 0.1,
    unit: 'mean edges',
    min: 0,
    max: 1000,
    meaning: 'Weight ω of the tie between an account in one network and the same account in another.',
    larger: 'A larger value pulls an account into the same group everywhere; 0 searches each network alone.',
  },
  resolution: RESOLUTION,
  runs: RUNS,
  minSize: MIN_SIZE,
}

export interface LayersOptions {
  readonly networkIds: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
}

/** @throws ProblemError `usage/unknown-network`, `usage/few-layers`, `usage/bad-parameter` */
export async function groupLayers(world: World, kase: Case, options: LayersOptions): Promise<LayeredGroups> {
  const known = await listNetworks(kase)
  const networks = options.networkIds.map((id) => networkNamed(known, id))
  if (new Set(networks.map((each) => each.networkKey)).size < Math.max(2, networks.length))
    fail({
      code: 'usage/few-layers',
      what: 'two or more different networks are needed, each named once',
      fix: `its networks are: ${known.map((each) => each.networkId).join(', ') || 'none yet: build one with lockstep network'}`,
      unchanged: 'nothing was done',
    })
  const params = readParams(LAYER_PARAMS, options.params, 'layers')
  const networkIds = networks.map((each) => each.networkId)
  const { seed } = options
  return keepView<LayeredGroups>(
    world,
    kase,
    { verb: 'layers', params: { networkIds, params }, networks: networkIds, seed },
    async (job) => {
      const loaded: NetworkGraph[] = []
      for (const { networkKey } of networks) loaded.push(await loadNetworkGraph(job.db, networkKey))
      return {
        viewId: `layers ${networkIds.join(',')}`,
        verb: 'layers',
        networks: networkIds,
        params: { ...params },
        seed,
        ...layered(networkIds, loaded, params, seed),
      }
    },
  )
}

function layered(
  networks: readonly string[],
  loaded: readonly NetworkGraph[],
  params: LayerParams,
  seed: number,
): Pick<LayeredGroups, 'quality' | 'groups' | 'union'> {
  const rng = createRng(seed)
  const found = findMultiplex(loaded, params, rng.stream('layers'))
  const union = unionGroups(loaded, params, rng.stream('union'))
  const groups = linkedParts(found)
    .map((accountsOf): LayeredGroup => {
      const members = [...new Set([...accountsOf.values()].flatMap((each) => [...each]))].sort((a, b) => a - b)
      const weights = loaded.map((network, l) => insideOf(network, new Set(accountsOf.get(l))))
      const all = weights.reduce((sum, { weight }) => sum + weight, 0)
      const layers = weights.map(({ edges, weight }, l) => ({
        networkId: networks[l] as string,
        members: accountsOf.get(l)?.length ?? 0,
        edges,
        share: all === 0 ? 0 : weight / all,
      }))
      return { members, layers, inUnion: union.reduce((most, each) => Math.max(most, jaccard(members, each)), 0) }
    })
    .filter(({ members }) => members.length >= params.minSize)
    .sort((x, y) => y.members.length - x.members.length || (x.members[0] as number) - (y.members[0] as number))
  return { quality: found.quality, groups, union }
}

function insideOf({ graph, accounts }: NetworkGraph, members: ReadonlySet<number>): { edges: number; weight: number } {
  const even = evenWeights(graph)
  let edges = 0
  let weight = 0
  for (const [e, source] of graph.source.entries()) {
    if (!members.has(accounts[source] as number) || !members.has(accounts[graph.target[e] as number] as number)) continue
    edges++
    weight += even[e] as number
  }
  return { edges, weight }
}

function unionGroups(layers: readonly NetworkGraph[], params: LayerParams, rng: ReturnType<typeof createRng>): number[][] {
  const accounts = [...new Set(layers.flatMap((layer) => [...layer.accounts]))].sort((a, b) => a - b)
  const nodeOf = new Map(accounts.map((key, node) => [key, node]))
  const weights = new Map<number, number>()
  for (const { graph, accounts: keys } of layers)
    for (const [e, w] of evenWeights(graph).entries()) {
      const a = nodeOf.get(keys[graph.source[e] as number] as number) as number
      const b = nodeOf.get(keys[graph.target[e] as number] as number) as number
      const pair = Math.min(a, b) * accounts.length + Math.max(a, b)
      weights.set(pair, (weights.get(pair) ?? 0) + w)
    }
  const pairs = [...weights].sort(([x], [y]) => x - y)
  const graph: Graph = {
    nodes: accounts.length,
    source: Int32Array.from(pairs, ([pair]) => Math.floor(pair / accounts.length)),
    target: Int32Array.from(pairs, ([pair]) => pair % accounts.length),
    weight: Float64Array.from(pairs, ([, w]) => w),
  }
  const groups: number[][] = []
  for (const [node, label] of leiden.find(graph, params, rng).entries()) {
    groups[label] ??= []
    groups[label].push(accounts[node] as number)
  }
  return groups.filter((members) => members.length >= params.minSize)
}

function jaccard(one: readonly number[], two: readonly number[]): number {
  const known = new Set(one)
  const both = two.filter((account) => known.has(account)).length
  return both / (one.length + two.length - both)
}
