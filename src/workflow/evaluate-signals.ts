import type { Dossier, SignalResult } from '../model/index.js'
import { SIGNALS } from '../signals/index.js'
import type { AccountLabel } from './labels.js'
import { type Rate, rateOf } from './rate.js'

/** One signal over the groups of the case. A group *carries* the behaviour when half of its members or more are labelled with it; the signal *fires* when it is notable. */
export interface BehaviourResult {
  readonly signalId: string
  readonly measured: number
  /** Groups on which it was not measured (fields not in the data, or too little); those of them that carry it count in no recall. */
  readonly notMeasured: { readonly carrying: number; readonly others: number }
  /** Of the groups on which it fires, those that carry the behaviour. */
  readonly precision: Rate
  /** Of the groups that carry it, those on which it fires. */
  readonly recall: Rate
  /** Groups on which it fires, of those that do not carry it. */
  readonly without: Rate
  /** Of the groups of look-alikes and of background, those on which it fires, whether they carry it or not. */
  readonly lookAlikes: Rate
  readonly background: Rate
}

export interface SignalEvaluation {
  readonly signals: readonly BehaviourResult[]
  /** Behaviours of the file for which there is no signal. */
  readonly unknown: readonly string[]
}

/**
 * Every signal that the case holds, in the order of the list. Groups of all networks count, so one set of accounts may count more than once and the Wilson intervals are too narrow.
 * Null when no label has behaviours or nothing was measured.
 */
export function compareSignals(
  results: readonly SignalResult[],
  dossiers: readonly Pick<Dossier, 'group'>[],
  kinds: readonly { readonly groupId: string; readonly kind: string }[],
  labels: ReadonlyMap<number, AccountLabel>,
): SignalEvaluation | null {
  const named = new Set([...labels.values()].flatMap((label) => label.behaviours ?? []))
  if (results.length === 0 || ![...labels.values()].some((label) => label.behaviours)) return null
  const kindOf = new Map(kinds.map(({ groupId, kind }) => [groupId, kind]))
  const groups = dossiers.map(({ group: { groupId, members } }) => ({
    groupId,
    kind: kindOf.get(groupId),
    carries: (behaviour: string) => 2 * members.filter((key) => labels.get(key)?.behaviours?.includes(behaviour)).length >= members.length,
  }))
  const signals = SIGNALS.flatMap(({ id }): BehaviourResult[] => {
    const own = new Map(results.filter(({ signalId }) => signalId === id).map((result) => [result.groupId, result]))
    if (own.size === 0) return []
    const all = groups.flatMap((group) => {
      const result = own.get(group.groupId)
      return result ? [{ kind: group.kind, carries: group.carries(id), isMeasured: result.qValue !== null, fires: result.isNotable }] : []
    })
    const measured = all.filter(({ isMeasured }) => isMeasured)
    const left = all.filter(({ isMeasured }) => !isMeasured)
    const fired = (list: typeof all) => list.filter(({ fires }) => fires)
    const rate = (list: typeof all) => rateOf(fired(list).length, list.length)
    const carrying = measured.filter(({ carries }) => carries)
    return [
      {
        signalId: id,
        measured: measured.length,
        notMeasured: { carrying: left.filter(({ carries }) => carries).length, others: left.filter(({ carries }) => !carries).length },
        precision: rateOf(fired(carrying).length, fired(measured).length),
        recall: rate(carrying),
        without: rate(measured.filter(({ carries }) => !carries)),
        lookAlikes: rate(measured.filter(({ kind }) => kind === 'look-alike')),
        background: rate(measured.filter(({ kind }) => kind === 'background')),
      },
    ]
  })
  const known = new Set(SIGNALS.map(({ id }) => id))
  return { signals, unknown: [...named].filter((id) => !known.has(id)).sort() }
}
