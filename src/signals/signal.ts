import type { Group, NetworkInfo, Param, Params, Reference, SignalResult } from '../model/index.js'
import type { Job } from '../store/index.js'
import type { Population } from './population.js'

/** A group with the network that it was found in. */
export interface SignalSubject {
  readonly group: Group
  readonly network: NetworkInfo
}

/** What `measure` gives; the step adds ids, q and whether it is notable. */
export type Measurement = Omit<SignalResult, 'signalId' | 'groupId' | 'qValue' | 'isNotable'>

/**
 * A measured behaviour of a group, with its baseline. One file per signal, one line in the list. Data are read once for all groups; `measure` gives one
 * measurement per subject, in their order. Fields that the data lack give `not-in-data`, never 0. All chance from `job.rng.stream(…)`.
 */
export interface Signal<P extends object = Record<string, unknown>> {
  readonly id: string
  readonly title: string
  /** What it measures, and the null it is held against. */
  readonly what: string
  /** What ordinary behaviour gives the same. */
  readonly ordinary: string
  /** Fields that it needs, as `accounts.created_at`; one of a list joined by ` or `. */
  readonly needs: readonly string[]
  readonly params: Params<P>
  readonly references: readonly Reference[]
  measure(job: Job, subjects: readonly SignalSubject[], population: Population, params: P): Promise<Measurement[]>
}

/** The same in every signal. */
export const DRAWS: Param<number> = {
  kind: 'integer',
  default: 199,
  min: 19,
  max: 9999,
  meaning: 'sets of comparison accounts.',
  larger: 'More draws make smaller p possible and take longer.',
}

/** For a signal whose fields no file of the case holds. */
export function notInData(missing: readonly string[], why: string): Measurement {
  return { ...EMPTY, status: 'not-in-data', missing, sentence: why }
}

export function tooLittle(why: string, limits: readonly string[] = []): Measurement {
  return { ...EMPTY, status: 'too-little', sentence: why, limits }
}

const EMPTY: Measurement = {
  status: 'not-in-data',
  missing: [],
  measures: [],
  pValue: null,
  sentence: '',
  ordinary: '',
  pictures: [],
  evidence: [],
  limits: [],
}
