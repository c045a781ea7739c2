import { fail } from '../../model/index.js'
import { nearestRank } from '../../statistics/index.js'
import { checkCancelled, type Job } from '../../store/index.js'
import type { BuiltNetwork } from '../method.js'
import { edgeBuffer } from '../windowed-cooccurrence/edges.js'
import { edgeWriter, type Written } from '../windowed-cooccurrence/write.js'
import { type Cells, countCells, keepActive } from './cells.js'
import { countComparisons, joiner } from './join.js'
import type { SimilarityParams } from './params.js'
import { makeVectors, type Vectors } from './vectors.js'

/** Comparisons per second on a 2-GHz server core: see docs/performance.md. */
const PER_SECOND = 100_000_000
const SLICE = 2_000
/** Of 40 bytes each while they are put in order. */
const MOST_EDGES = 50_000_000

/** Pairs with a < b by account number, ascending. */
export interface Pairs {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly weight: Float64Array
}

/** Everything that both end in edges and are computed from vectors needs. */
export interface Compared {
  readonly cells: Cells
  readonly vectors: Vectors
  readonly pairs: Pairs
  readonly notes: readonly string[]
}

/** Lets a cancel be heard between slices. */
async function slices(job: Job, phase: string, total: number, work: (i: number) => void): Promise<void> {
  for (let from = 0; from < total; from += SLICE) {
    checkCancelled(job)
    job.note(phase, from, total)
    const to = Math.min(total, from + SLICE)
    for (let i = from; i < to; i++) work(i)
    await new Promise((resolve) => setImmediate(resolve))
  }
  job.note(phase, total, total)
}

function floats() {
  let values = new Float64Array(1024)
  let count = 0
  return {
    push: (value: number) => {
      if (count === values.length) {
        const larger = new Float64Array(count * 2)
        larger.set(values)
        values = larger
      }
      values[count++] = value
    },
    all: () => values.subarray(0, count),
    count: () => count,
  }
}

const BINS = 1_000_000

/**
 * How many pairs pass, how many of them a percentile (nearest rank) keeps at least, and a minimum just below the weight at it, from a
 * histogram, so that the join can run once more with strong bounds and not all pairs are held.
 */
async function nearPercentile(job: Job, vectors: Vectors, params: SimilarityParams, percentile: number) {
  const isShared = params.measure === 'shared'
  const counts = new Float64Array(BINS + 1)
  const count = (_x: number, _y: number, w: number) => {
    counts[Math.min(BINS, Math.floor(isShared ? w : w * BINS))]!++
  }
  await slices(job, 'weighing pairs', vectors.accounts, joiner(vectors, params, count))
  const of = counts.reduce((sum, each) => sum + each, 0)
  const kept = of - nearestRank(percentile, of) + 1
  let bin = BINS
  for (let above = counts[bin] as number; bin > 0 && above < kept; above += counts[bin] as number) bin--
  const minimum = isShared
    ? { minShared: Math.max(params.minShared, bin) }
    : { minSimilarity: Math.max(params.minSimilarity, bin / BINS - 1e-9) }
  return { of, kept, params: { ...params, ...minimum } }
}

/** Those of at least a weight, in the order of a, then b. */
function sortPairs(a: Float64Array, b: Float64Array, weight: Float64Array, least: number, accounts: number): Pairs {
  const start = new Int32Array(accounts + 1)
  let kept = 0
  for (let i = 0; i < a.length; i++)
    if ((weight[i] as number) >= least) {
      start[(a[i] as number) + 1]!++
      kept++
    }
  for (let i = 0; i < accounts; i++) start[i + 1]! += start[i] as number
  const fill = start.slice()
  const order = new Int32Array(kept)
  for (let i = 0; i < a.length; i++) if ((weight[i] as number) >= least) order[fill[a[i] as number]!++] = i
  for (let i = 0; i < accounts; i++) order.subarray(start[i], start[i + 1]).sort((p, q) => (b[p] as number) - (b[q] as number))
  return {
    a: Int32Array.from(order, (i) => a[i] as number),
    b: Int32Array.from(order, (i) => b[i] as number),
    weight: Float64Array.from(order, (i) => weight[i] as number),
  }
}

/** @throws ProblemError `network/over-budget` */
export async function compare(job: Job, cells: Cells, given: SimilarityParams): Promise<Compared> {
  keepActive(cells, given.minParticipation, given.minObjectAccounts)
  let params = given
  let vectors = makeVectors(cells, params)
  const comparisons = countComparisons(vectors, params.measure)
  if (comparisons > params.budget) stopOverBudget(comparisons, params)
  const notes: string[] = []
  let heaviest = 0
  if (params.weightPercentile !== null && vectors.accounts > 0) {
    const near = await nearPercentile(job, vectors, params, params.weightPercentile)
    params = near.params
    heaviest = near.of === 0 ? 0 : near.kept
    notes.push(`percentile ${params.weightPercentile} of ${near.of} edges`)
    vectors = makeVectors(cells, params)
  }
  const [a, b, weight] = [floats(), floats(), floats()]
  const { number } = vectors
  const join = joiner(vectors, params, (x, y, w) => {
    const [p, q] = [number[x] as number, number[y] as number]
    a.push(Math.min(p, q))
    b.push(Math.max(p, q))
    weight.push(w)
    if (weight.count() > MOST_EDGES) stopAtEdges()
  })
  await slices(job, 'comparing accounts', vectors.accounts, join)
  const least = heaviest > 0 ? (weight.all().toSorted().at(-heaviest) as number) : 0
  if (notes.length > 0) notes[0] += ` is weight ${least}`
  return { cells, vectors, pairs: sortPairs(a.all(), b.all(), weight.all(), least, cells.keyOf.length), notes }
}

function stopAtEdges(): never {
  fail({
    code: 'network/over-budget',
    what: `more than ${MOST_EDGES.toLocaleString('en-US')} pairs of accounts pass, more than can be held and more than anybody can read`,
    fix: 'choose a larger --min-similarity, --min-shared or --min-participation, or a --weight-percentile',
    unchanged: 'no network was made',
  })
}

function stopOverBudget(comparisons: number, { budget }: SimilarityParams): never {
  const seconds = Math.ceil(comparisons / PER_SECOND)
  fail({
    code: 'network/over-budget',
    what: `this network needs up to ${comparisons.toLocaleString('en-US')} comparisons, more than the budget of ${budget.toLocaleString('en-US')}: about ${seconds.toLocaleString('en-US')} s here`,
    where: { column: '--budget', value: String(budget) },
    fix: `choose a larger --min-similarity, --min-shared or --min-participation, or allow it with --budget ${comparisons}`,
    unchanged: 'no network was made',
  })
}

/** Gives the cells of both accounts of a pair on the objects that they share, in turn; `cells` is used again for the next pair. */
function sharer({ cells: { keyOf }, vectors: { start, feature, cell, number }, pairs }: Compared) {
  const position = new Int32Array(keyOf.length)
  for (let x = 0; x < number.length; x++) position[number[x] as number] = x
  let found = new Int32Array(256)
  return (at: number): { cells: Int32Array; size: number } => {
    const [x, y] = [position[pairs.a[at] as number] as number, position[pairs.b[at] as number] as number]
    let size = 0
    let [i, j] = [start[x] as number, start[y] as number]
    const [endX, endY] = [start[x + 1] as number, start[y + 1] as number]
    while (i < endX && j < endY) {
      const d = (feature[i] as number) - (feature[j] as number)
      if (d === 0) {
        if (size + 2 > found.length) {
          const larger = new Int32Array(found.length * 2)
          larger.set(found)
          found = larger
        }
        found[size++] = cell[i] as number
        found[size++] = cell[j] as number
      }
      if (d <= 0) i++
      if (d >= 0) j++
    }
    return { cells: found, size }
  }
}

/** Writes the pairs as edges: one pair of posts per shared object, the earliest of each account. */
export async function writePairs(job: Job, networkKey: number, compared: Compared): Promise<BuiltNetwork> {
  const { cells, pairs, notes } = compared
  const buffer = edgeBuffer({ post: cells.post, time: cells.firstMs, unitMs: 1, baseMs: 0 })
  const writer = await edgeWriter(job, networkKey, cells.keyOf, cells.keyOf.length)
  const sharedOf = sharer(compared)
  let written: Written
  try {
    await slices(job, 'writing edges', pairs.a.length, (at) => {
      const [lo, hi] = [pairs.a[at] as number, pairs.b[at] as number]
      const shared = sharedOf(at)
      buffer.add({ lo, hi, weight: pairs.weight[at] as number, objects: shared.size >> 1, pairs: shared.cells, start: 0, end: shared.size })
      if (buffer.size() >= 100_000) writer.write(buffer.take())
    })
    if (buffer.size() > 0) writer.write(buffer.take())
  } finally {
    written = writer.close()
  }
  return { ...written, ...countCells(cells), notes }
}
