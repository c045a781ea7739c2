/**
 * False discovery rate by permutation within strata. A stratum holds the pairs with like numbers of trials S (shared objects, or sittings) and of expected meetings E = sum of q
 * of the null; a shuffle of labels within objects leaves both as they are. A cell is a stratum and a number of meetings K >= 1.
 *   local rate of a cell = mean number of pairs in it over the shuffles / pairs seen in it, at most 1.
 *   rate of a cell       = V / R over the cell and all stranger ones: R = pairs seen, V = mean number over the shuffles *and the data*; least over wider sets.
 * Cells are ordered by the binomial tail P(X >= K) at the middle of their stratum, which knows nothing of the meetings. The data count among the data sets, as in every
 * permutation test: without them a cell that no shuffle happened to fill would have rate 0, and there are many such cells. So no rate is below
 * 1 / (shuffles + 1). Undefined (rate 1, nothing kept) where no pair met.
 * Under the other nulls (sittings, habit, rhythm, population) no rearrangement of the data follows the null: q is the largest of several chances, or comes from other objects. V needs the mean of
 * the data sets only, and that is known without drawing any: sum over the pairs of a stratum of P(X = K) under their own trials. It is taken `shuffles` times, so that the data weigh as above.
 * It finds more than Benjamini–Hochberg on the same pairs because it knows how few of them could look like this by chance, where that counts every test as if
 * its p were uniform.
 * Storey & Tibshirani, PNAS 100 (2003), for rates by permutation; Efron, JASA 99 (2004), for local rates.
 */
import { poissonBinomialAll, poissonBinomialTail, type Rng } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { forEachPair } from './pairs.js'
import { shuffleLabels } from './shuffle.js'
import { objectChances } from './spread.js'
import type { PairRule } from './synchrony.js'

export interface StrataSettings {
  readonly windowMs: number
  readonly minShared: number
  readonly shuffles: number
}

export interface StratumCell {
  /** Shared objects and expected meetings of the stratum, ends included. */
  readonly sharedFrom: number
  readonly sharedTo: number
  readonly expectedFrom: number
  readonly expectedTo: number
  readonly met: number
  /** Pairs in it: of the data, mean of the shuffles. */
  readonly seen: number
  readonly shuffled: number
  readonly localRate: number
  readonly rate: number
}

/** All pairs that met at least so often, whatever their stratum. */
export interface MetAtLeast {
  readonly met: number
  readonly seen: number
  readonly shuffled: number
  readonly low: number
  readonly high: number
  readonly rate: number
}

export interface StrataTests {
  /** Pairs of the data that met, ascending by a, then b, with the rate of their cell. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly shared: Int32Array
  readonly met: Int32Array
  readonly rate: Float64Array
  /** Pairs that share enough. */
  readonly pairs: number
  readonly shuffles: number
  /** Cells of the data, strangest first. */
  readonly cells: readonly StratumCell[]
  readonly byMeetings: readonly MetAtLeast[]
}

const noShuffles = (strata: ReadonlyMap<number, Stratum>, shuffles: number) => {
  for (const { all, seen, mean } of strata.values())
    for (let met = 1; met < Math.max(seen.length, mean.length); met++) all[met] = (seen[met] ?? 0) + shuffles * (mean[met] ?? 0)
}

/** The same under any null of pairs with a window, by the chances of its own trials. */
export function testStrataOf(
  cascades: Cascades,
  rule: PairRule,
  { minShared, shuffles }: Pick<StrataSettings, 'minShared' | 'shuffles'>,
  between?: (done: number) => void,
): StrataTests {
  const strata = new Map<number, Stratum>()
  const rows: Row[] = []
  const most = cascades.degree.reduce((least, degree) => Math.max(least, degree), 1)
  const [chances, exactly] = [new Float64Array(most), new Float64Array(most + 1)]
  const counts: [number[], number[]] = [[], []]
  let pairs = 0
  forEachPair(
    cascades,
    minShared,
    (a, b, trials, from, to) => {
      pairs++
      const many = rule.chances(trials, from, to, chances)
      let expected = 0
      for (let i = 0; i < many; i++) expected += chances[i] as number
      if (expected === 0) return
      const stratum = stratumOf(strata, many, expected)
      poissonBinomialAll(chances, many, exactly)
      for (let met = 1; met <= many; met++) {
        stratum.mean[met] = (stratum.mean[met] ?? 0) + (exactly[met] as number)
        counts[1][met] = (counts[1][met] ?? 0) + (exactly[met] as number)
      }
      const met = rule.met(trials, from, to)
      if (met === 0) return
      add(counts[0], met)
      add(stratum.seen, met)
      rows.push({ a, b, shared: to - from, met, stratum })
    },
    between,
  )
  noShuffles(strata, shuffles)
  return tested(rows, strata, pairs, shuffles, meetingsOf([counts[0], Array.from(counts[1], (n) => n ?? 0)]))
}

/** Two classes to a doubling, of S and of E. */
const PER_DOUBLING = 2
const LEAST_CLASS = -80
const EXPECTED_CLASSES = 160

interface Stratum {
  readonly shared: number
  readonly expected: number
  /** Pairs by K: of the data, of all data sets; of one data set on average, where that is known. */
  readonly seen: number[]
  readonly all: number[]
  readonly mean: number[]
}

interface Row {
  readonly a: number
  readonly b: number
  readonly shared: number
  readonly met: number
  readonly stratum: Stratum
}

export function testStrata(cascades: Cascades, settings: StrataSettings, rng: Rng, between?: (world: number) => void): StrataTests {
  const { windowMs, minShared, shuffles } = settings
  const strata = new Map<number, Stratum>()
  const rows: Row[] = []
  /** Pairs by world, then K. */
  const counts: number[][] = [[]]
  const table = cascades.size.reduce((sum, n) => sum + n, 0) === cascades.traces ? pairTable(cascades.accounts) : null
  let pairs = 0
  between?.(0)
  eachPair(cascades, windowMs, minShared, (a, b, shared, expected, met) => {
    pairs++
    if (expected === 0) return
    const stratum = stratumOf(strata, shared, expected)
    table?.put(a, b, stratum)
    if (met === 0) return
    add(counts[0] as number[], met)
    add(stratum.seen, met)
    add(stratum.all, met)
    rows.push({ a, b, shared, met, stratum })
  })
  for (let world = 1; world <= shuffles; world++) {
    between?.(world)
    const count: number[] = []
    counts.push(count)
    const these = shuffleLabels(cascades, rng)
    const visit = (stratum: Stratum, met: number) => {
      add(count, met)
      add(stratum.all, met)
    }
    // One trace of an account on an object: a shuffle leaves strata as they are, and only those who met need to be looked at.
    if (table) table.eachMet(these, windowMs, visit)
    else
      eachPair(these, windowMs, minShared, (_a, _b, shared, expected, met) => {
        if (met > 0) visit(stratumOf(strata, shared, expected), met)
      })
  }
  return tested(rows, strata, pairs, shuffles, meetingsOf(counts))
}

function tested(
  rows: Row[],
  strata: ReadonlyMap<number, Stratum>,
  pairs: number,
  shuffles: number,
  byMeetings: readonly MetAtLeast[],
): StrataTests {
  const { cells, rateOf } = ratesOf(strata, shuffles + 1)
  rows.sort((x, y) => x.a - y.a || x.b - y.b)
  return {
    a: Int32Array.from(rows, (row) => row.a),
    b: Int32Array.from(rows, (row) => row.b),
    shared: Int32Array.from(rows, (row) => row.shared),
    met: Int32Array.from(rows, (row) => row.met),
    rate: Float64Array.from(rows, (row) => rateOf(row.stratum, row.met)),
    pairs,
    shuffles,
    cells,
    byMeetings,
  }
}

function eachPair(
  cascades: Cascades,
  windowMs: number,
  minShared: number,
  visit: (a: number, b: number, shared: number, expected: number, met: number) => void,
): void {
  const { chance } = objectChances(cascades, windowMs)
  forEachPair(cascades, minShared, (a, b, trials, from, to) => {
    let met = 0
    let expected = 0
    for (let i = from; i < to; i++) {
      expected += chance[trials.object[i] as number] as number
      if ((trials.gapMs[i] as number) <= windowMs) met++
    }
    visit(a, b, to - from, expected, met)
  })
}

/** Stratum of each pair that shares enough: open addressing by a · accounts + b. */
function pairTable(accounts: number) {
  let keys = new Float64Array(1024).fill(-1)
  let places = new Int32Array(1024)
  let met = new Int32Array(0)
  let filled = 0
  const list: Stratum[] = []
  const placeOf = new Map<Stratum, number>()
  const slotOf = (key: number): number => {
    let slot = (Math.imul(key % 4294967296, 0x9e3779b1) ^ (key / 4294967296)) & (keys.length - 1)
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (keys.length - 1)
    return slot
  }
  const grow = () => {
    const [oldKeys, oldPlaces] = [keys, places]
    keys = new Float64Array(oldKeys.length * 2).fill(-1)
    places = new Int32Array(keys.length)
    oldKeys.forEach((key, i) => {
      if (key === -1) return
      const slot = slotOf(key)
      keys[slot] = key
      places[slot] = oldPlaces[i] as number
    })
  }
  return {
    put(a: number, b: number, stratum: Stratum): void {
      if (2 * ++filled > keys.length) grow()
      let place = placeOf.get(stratum)
      if (place === undefined) {
        place = list.length
        list.push(stratum)
        placeOf.set(stratum, place)
      }
      const slot = slotOf(a * accounts + b)
      keys[slot] = a * accounts + b
      places[slot] = place
    },
    /** Of the pairs of the table those that met, with how often. */
    eachMet({ objects, objectStart, account, atMs }: Cascades, windowMs: number, visit: (stratum: Stratum, met: number) => void): void {
      if (met.length !== keys.length) met = new Int32Array(keys.length)
      const touched: number[] = []
      for (let o = 0; o < objects; o++) {
        const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
        for (let i = from, low = from; i < to; i++) {
          while ((atMs[i] as number) - (atMs[low] as number) > windowMs) low++
          for (let j = low; j < i; j++) {
            const [a, b] = [account[i] as number, account[j] as number]
            const slot = slotOf(a < b ? a * accounts + b : b * accounts + a)
            if (keys[slot] === -1) continue
            if (met[slot] === 0) touched.push(slot)
            met[slot] = (met[slot] as number) + 1
          }
        }
      }
      for (const slot of touched) {
        visit(list[places[slot] as number] as Stratum, met[slot] as number)
        met[slot] = 0
      }
    },
  }
}

function add(list: number[], at: number): void {
  while (list.length <= at) list.push(0)
  list[at] = (list[at] as number) + 1
}

function stratumOf(strata: Map<number, Stratum>, shared: number, expected: number): Stratum {
  const s = Math.floor(PER_DOUBLING * Math.log2(shared))
  const e = Math.max(LEAST_CLASS, Math.floor(PER_DOUBLING * Math.log2(expected)))
  const key = s * EXPECTED_CLASSES + e - LEAST_CLASS
  let stratum = strata.get(key)
  if (!stratum) {
    stratum = { shared: s, expected: e, seen: [], all: [], mean: [] }
    strata.set(key, stratum)
  }
  return stratum
}

function ratesOf(strata: ReadonlyMap<number, Stratum>, worlds: number) {
  const list = [...strata]
    .sort((x, y) => x[0] - y[0])
    .flatMap(([, stratum]) => {
      const [sharedFrom, sharedTo] = wholeOf(stratum.shared)
      const chance = Math.min(1, 2 ** ((stratum.expected + 0.5) / PER_DOUBLING) / sharedTo)
      const chances = new Float64Array(sharedTo).fill(chance)
      return stratum.all.flatMap((all, met) => {
        if (!(all > 0)) return []
        const seen = stratum.seen[met] ?? 0
        return [{ stratum, sharedFrom, sharedTo, met, seen, all, tail: poissonBinomialTail(chances, Math.min(met, sharedTo)), rate: 1 }]
      })
    })
    .sort((x, y) => x.tail - y.tail)
  let seen = 0
  let all = 0
  list.forEach((cell, i) => {
    seen += cell.seen
    all += cell.all
    const isLastOfTies = list[i + 1]?.tail !== cell.tail
    cell.rate = isLastOfTies && seen > 0 ? Math.min(1, all / (worlds * seen)) : 1
  })
  for (let i = list.length - 2; i >= 0; i--)
    (list[i] as { rate: number }).rate = Math.min(list[i]?.rate as number, list[i + 1]?.rate as number)
  const rates = new Map<Stratum, Map<number, number>>()
  for (const { stratum, met, rate } of list) rates.set(stratum, (rates.get(stratum) ?? new Map<number, number>()).set(met, rate))
  const cells = list
    .filter((cell) => cell.seen > 0)
    .map(({ stratum, sharedFrom, sharedTo, met, seen: here, all: everywhere, rate }): StratumCell => {
      const shuffled = worlds > 1 ? (everywhere - here) / (worlds - 1) : Number.NaN
      const [expectedFrom, expectedTo] = [stratum.expected, stratum.expected + 1].map((at) => 2 ** (at / PER_DOUBLING)) as [number, number]
      return { sharedFrom, sharedTo, expectedFrom, expectedTo, met, seen: here, shuffled, localRate: Math.min(1, shuffled / here), rate }
    })
  return { cells, rateOf: (stratum: Stratum, met: number) => rates.get(stratum)?.get(met) as number }
}

/** The whole numbers of a class of S, ends included. */
function wholeOf(shared: number): [number, number] {
  let from = Math.max(1, Math.floor(2 ** (shared / PER_DOUBLING)))
  while (Math.floor(PER_DOUBLING * Math.log2(from)) < shared) from++
  let to = from
  while (Math.floor(PER_DOUBLING * Math.log2(to + 1)) === shared) to++
  return [from, to]
}

function meetingsOf(counts: readonly (readonly number[])[]): MetAtLeast[] {
  const atLeast = (count: readonly number[], k: number) => count.slice(k).reduce((sum, n) => sum + n, 0)
  return Array.from({ length: Math.max(0, (counts[0] as readonly number[]).length - 1) }, (_, i) => {
    const seen = atLeast(counts[0] as readonly number[], i + 1)
    const others = counts.slice(1).map((count) => atLeast(count, i + 1))
    const shuffled = others.reduce((sum, n) => sum + n, 0) / others.length
    const [low, high] = [Math.min(...others), Math.max(...others)]
    return { met: i + 1, seen, shuffled, low, high, rate: Math.min(1, shuffled / seen) }
  })
}
