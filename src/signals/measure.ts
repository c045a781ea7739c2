import { type Group, type NetworkInfo, readParams, type SignalResult } from '../model/index.js'
import { benjaminiHochberg } from '../statistics/index.js'
import type { Job } from '../store/index.js'
import { type Population, readPopulation } from './population.js'
import type { Measurement, Signal, SignalSubject } from './signal.js'

/** A p at most this that the correction leaves undecided is drawn again, this many times as often. */
const CLOSE = 0.06
const AGAIN = 10
const MOST_DRAWS = 9999

/**
 * Every signal of every group wanted. Benjamini-Hochberg per signal over all groups in which it could be measured; of those not asked for it counts p as 1, so that asking for one group does not
 * make its p look better.
 */
export async function measureAll(
  job: Job,
  signals: readonly Signal[],
  groups: readonly Group[],
  wanted: readonly Group[],
  networks: readonly NetworkInfo[],
  params: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  level: number,
): Promise<SignalResult[]> {
  const population = await readPopulation(job, groups)
  const subjects = wanted.flatMap((group) => {
    const network = networks.find((one) => one.networkKey === group.networkKey)
    return network ? [{ group, network }] : []
  })
  const results: SignalResult[] = []
  for (const [done, signal] of signals.entries()) {
    job.note(`signals: ${signal.title}`, done, signals.length)
    const own = readParams(signal.params, params[signal.id] ?? {}, signal.id)
    const first = await signal.measure(job, subjects, population, own)
    const measured = await drawAgain(job, signal, subjects, population, own, first, groups.length - wanted.length, level)
    const q = corrected(measured, groups.length - wanted.length)
    measured.forEach((one, i) => {
      const qValue = q[i] as number | null
      const { groupId } = (subjects[i] as SignalSubject).group
      results.push({ signalId: signal.id, groupId, ...one, qValue, isNotable: qValue !== null && qValue <= level })
    })
  }
  return results
}

function corrected(measured: readonly Measurement[], others: number): (number | null)[] {
  const tested = measured.flatMap(({ pValue }, i) => (pValue === null ? [] : [{ p: pValue, i }]))
  const q = benjaminiHochberg(
    tested.map(({ p }) => p),
    tested.length + others,
  )
  const all = measured.map((): number | null => null)
  tested.forEach(({ i }, k) => {
    all[i] = q[k] as number
  })
  return all
}

/**
 * p cannot fall below 1 / (draws + 1), and many groups need smaller ones. Groups near that floor which the correction does not pass are measured again with ten times the draws, from another stream; the second p
 * replaces the first. For any a, P(first <= CLOSE and second <= a) <= a, so the p stays valid.
 */
async function drawAgain(
  job: Job,
  signal: Signal,
  subjects: readonly SignalSubject[],
  population: Population,
  params: Record<string, unknown>,
  first: readonly Measurement[],
  others: number,
  level: number,
): Promise<readonly Measurement[]> {
  const { draws } = params
  if (typeof draws !== 'number') return first
  const q = corrected(first, others)
  const undecided = first.flatMap(({ pValue }, i) => (pValue !== null && pValue <= CLOSE && (q[i] as number) > level ? [i] : []))
  if (undecided.length === 0) return first
  const again = await signal.measure(
    { ...job, rng: job.rng.stream('drawn again') },
    undecided.map((i) => subjects[i] as SignalSubject),
    population,
    { ...params, draws: Math.min(MOST_DRAWS, AGAIN * draws + AGAIN - 1) },
  )
  const replaced = [...first]
  undecided.forEach((i, k) => {
    replaced[i] = again[k] as Measurement
  })
  return replaced
}
