/**
 * A seeded check of the analytic null `together`: within each object the accounts are permuted over their places in its cascade, everything else stays, and each tested pair's meetings
 * are counted anew.
 *   shuffled p = (1 + data sets in which the pair meets as often or more) / (1 + data sets), never below 1 / (1 + data sets).
 * An account keeps all its times on an object together, so the pairs of places that meet are found once and a shuffle only changes whose they are. This is the null
 * that the Poisson-binomial gives exactly for each pair, so the two agree within Monte Carlo error. With time strata (counted from the object's first trace, by an
 * account's first trace) accounts are permuted within them: a stricter null, with which p of `together` need not agree.
 */
import { type Rng, shuffle } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { closeTraces, distinctMeetings } from './spread.js'
import type { PairTests } from './synchrony.js'

export interface ShuffleCheck {
  readonly shuffles: number
  /** p by shuffles, per pair of the tests. */
  readonly p: Float64Array
  readonly floor: number
  /** Largest difference between both p, and the most standard errors that one is off where shuffles can tell (p of 5 data sets or more). */
  readonly largestDifference: number
  readonly mostErrors: number
}

/** Pairs of places that meet over all objects, beyond which the check is not made (null). */
const MOST_MEETINGS = 50_000_000

export function checkByShuffle(
  cascades: Cascades,
  tests: PairTests,
  { windowMs, shuffles, stratumMs = null }: { readonly windowMs: number; readonly shuffles: number; readonly stratumMs?: number | null },
  rng: Rng,
  between?: (done: number) => void,
): ShuffleCheck | null {
  const { accounts, objects, objectStart, account, atMs } = cascades
  let close = 0
  for (let o = 0; o < objects; o++) close += closeTraces(cascades, o, windowMs)
  if (close > MOST_MEETINGS) return null
  const cell = new Int32Array(cascades.traces)
  const labels: number[] = []
  const strata: number[] = [0]
  const first: number[] = []
  const second: number[] = []
  const meet = distinctMeetings(cascades, windowMs)
  const seen = new Int32Array(accounts).fill(-1)
  for (let o = 0; o < objects; o++) {
    const start = objectStart[o] as number
    let stratum = 0
    for (let i = start; i < (objectStart[o + 1] as number); i++) {
      if (seen[account[i] as number] === o) continue
      seen[account[i] as number] = o
      const own = stratumMs === null ? 0 : Math.floor(((atMs[i] as number) - (atMs[start] as number)) / stratumMs)
      if (own !== stratum) strata.push(labels.length)
      stratum = own
      cell[i] = labels.length
      labels.push(account[i] as number)
    }
    strata.push(labels.length)
    meet(o, (i, j) => {
      first.push(cell[i] as number)
      second.push(cell[j] as number)
    })
  }
  const rowOf = new Map<number, number>()
  for (let row = 0; row < tests.a.length; row++) rowOf.set((tests.a[row] as number) * accounts + (tests.b[row] as number), row)
  const now = Int32Array.from(labels)
  const met = new Int32Array(tests.a.length)
  const reached = new Float64Array(tests.a.length)
  for (let n = 0; n < shuffles; n++) {
    between?.(n)
    for (let s = 0; s + 1 < strata.length; s++) shuffle(now.subarray(strata[s] as number, strata[s + 1] as number), rng)
    met.fill(0)
    for (let m = 0; m < first.length; m++) {
      const [a, b] = [now[first[m] as number] as number, now[second[m] as number] as number]
      const row = rowOf.get(Math.min(a, b) * accounts + Math.max(a, b))
      if (row !== undefined) met[row] = (met[row] as number) + 1
    }
    for (let row = 0; row < met.length; row++)
      if ((met[row] as number) >= (tests.met[row] as number)) reached[row] = (reached[row] as number) + 1
  }
  return compared(tests.p, reached, shuffles)
}

/** Analytic p beside the data sets that reached as much. */
export function compared(analyticP: Float64Array, reached: Float64Array, shuffles: number): ShuffleCheck {
  const p = reached.map((n) => (1 + n) / (1 + shuffles))
  let largestDifference = 0
  let mostErrors = 0
  for (let row = 0; row < p.length; row++) {
    const analytic = analyticP[row] as number
    const difference = Math.abs((p[row] as number) - analytic)
    largestDifference = Math.max(largestDifference, difference)
    const spare = Math.min(analytic, 1 - analytic) * shuffles
    if (spare >= 5)
      mostErrors = Math.max(
        mostErrors,
        Math.abs((reached[row] as number) / shuffles - analytic) / Math.sqrt((analytic * (1 - analytic)) / shuffles),
      )
  }
  return { shuffles, p, floor: 1 / (1 + shuffles), largestDifference, mostErrors }
}
