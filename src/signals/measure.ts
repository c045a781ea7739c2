import { type Group, type NetworkInfo, readParams, type SignalResult } from '../model/index.js'
import { benjaminiHochberg } from '../statistics/index.js'
import type { Job } from '../store/index.js'
import { readPopulation } from './population.js'
import type { Signal } from './signal.js'

/**
 * Every signal of every group. Benjamini-Hochberg per signal over the groups in which it was measured: `tests` may be larger when only some groups are asked for,
 * so that asking for one group does not make its p look better.
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
    const measured = await signal.measure(job, subjects, population, readParams(signal.params, params[signal.id] ?? {}, signal.id))
    const tested = measured.filter(({ pValue }) => pValue !== null)
    const others = groups.length - wanted.length
    const q = benjaminiHochberg(
      tested.map(({ pValue }) => pValue as number),
      tested.length + others,
    )
    measured.forEach((one, i) => {
      const at = tested.indexOf(one)
      const qValue = at < 0 ? null : (q[at] as number)
      const subject = subjects[i] as (typeof subjects)[0]
      results.push({ signalId: signal.id, groupId: subject.group.groupId, ...one, qValue, isNotable: qValue !== null && qValue <= level })
    })
  }
  return results
}
