/** A number per account, and the group's median of it beside the medians of comparison sets. */
import type { SignalMeasure } from '../model/index.js'
import { cauchyCombination, median } from '../statistics/index.js'
import { againstDraws } from './population.js'

export interface Feature {
  readonly name: string
  readonly unit: string
  /** By account key; NaN where it is not defined. */
  readonly values: Float64Array
  readonly tail: 'upper' | 'lower'
}

const LEAST_SHARE = 0.5

/** Median over the accounts that have a value; NaN when fewer than half have one. */
export function groupMedian({ values }: Feature, accounts: readonly number[]): number {
  const known = accounts.map((account) => values[account] as number).filter((value) => !Number.isNaN(value))
  return known.length === 0 || known.length < LEAST_SHARE * accounts.length ? Number.NaN : median(known)
}

export function featureMeasure(feature: Feature, members: readonly number[], draws: readonly (readonly number[])[]): SignalMeasure {
  const { name, unit, tail } = feature
  const value = groupMedian(feature, members)
  if (Number.isNaN(value))
    return { name, unit, value: null, baseline: null, pValue: null, why: 'fewer than half of the accounts have enough posts' }
  return againstDraws(
    name,
    unit,
    value,
    draws.map((drawn) => groupMedian(feature, drawn)),
    tail,
  )
}

/** Shown without a baseline: it follows from how the group was found, would be extreme in any group and is no further evidence. */
export function implied(name: string, unit: string, value: number): SignalMeasure {
  const why = 'accounts that were found for acting together do this too: shown, not tested'
  return { name, unit, value: Number.isNaN(value) ? null : value, baseline: null, pValue: null, why }
}

/** Beside its baseline, but without a p. */
export function shown(measure: SignalMeasure): SignalMeasure {
  return { ...measure, pValue: null, why: 'ordinary groups are alike in this too: shown, not tested' }
}

/** One p of several measures of the same group: they are dependent, so Cauchy (statistics/cauchy.ts). Null when none has a p. */
export function combinedP(measures: readonly SignalMeasure[]): number | null {
  const p = measures.flatMap(({ pValue }) => (pValue === null ? [] : [pValue]))
  return p.length === 0 ? null : cauchyCombination(p)
}
