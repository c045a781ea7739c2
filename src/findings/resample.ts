/** The network of objects drawn anew (stability.ts), searched as the network was: communities by account. In words where that cannot be done. */
import type { Rng } from '../statistics/index.js'
import { graphOf, heavyPairs, pairCounter } from './group-score.js'
import { EDGE_COST, type GroupSearch, MOST_MEETINGS } from './group-test.js'
import { type Labels, poissonTimes, RESAMPLES } from './stability.js'
import type { TraceIndex } from './trace-index.js'
import { makeCells } from './worlds.js'

interface Work {
  readonly windowMs: number
  readonly minWeight: number
  readonly budget: number
  readonly edges: number
}

export function resampledGroups(
  index: TraceIndex,
  search: GroupSearch | string,
  work: Work,
  rng: Rng,
  between: () => void,
): Labels[] | string {
  if (typeof search === 'string') return 'the network cannot be made anew of other data'
  const draw = search.shared ? drawShared(search) : drawTimed(index, search, work)
  if (typeof draw === 'string') return draw
  return Array.from({ length: RESAMPLES }, (_, i) => {
    between()
    return draw(rng.stream(`objects ${i}`))
  })
}

function drawTimed(index: TraceIndex, search: GroupSearch, work: Work): ((rng: Rng) => Labels) | string {
  const cells = Number.isFinite(work.windowMs) ? makeCells(index, work.windowMs, MOST_MEETINGS) : null
  if (!cells || RESAMPLES * (3 * cells.first.length + EDGE_COST * work.edges) > work.budget) return 'the data are too large'
  const count = pairCounter(cells)
  const objects = cells.objectStart.length - 1
  // Pairs have the same numbers in every draw. One that is no edge becomes none by an object that is drawn twice.
  const once = count(cells.account)
  const isEdge = once.weight.slice(0, once.pairs).map((weight) => (weight >= work.minWeight ? 1 : 0))
  return (rng) => {
    const table = count(cells.account, poissonTimes(objects, rng))
    for (let pair = 0; pair < table.pairs; pair++) table.weight[pair]! *= isEdge[pair] as number
    return labelsOf(search, heavyPairs(table, work.minWeight), cells.accounts, rng)
  }
}

function drawShared(search: GroupSearch): (rng: Rng) => Labels {
  const { layers, unite } = search.shared as NonNullable<GroupSearch['shared']>
  const accounts = layers.reduce((most, layer) => layer.account.reduce((key, each) => Math.max(key, each + 1), most), 0)
  return (rng) => {
    const edges = unite(layers.map((layer) => layer.edgesOf(layer.account, poissonTimes(layer.objects, rng.stream(layer.name)))))
    return labelsOf(search, edges, accounts, rng)
  }
}

export function labelsOf(search: GroupSearch, edges: Parameters<typeof graphOf>[0], all: number, rng: Rng): Labels {
  const { graph, accounts } = graphOf(search.keep?.(edges) ?? edges, all)
  const labels = new Int32Array(all).fill(-1)
  const found = search.find(graph, rng.stream('search'))
  for (let node = 0; node < found.length; node++) labels[accounts[node] as number] = found[node] as number
  return labels
}
