/** A number per account, and the group's median of it beside the medians of comparison sets. */
import type { SignalMeasure } from '../model/index.js'
import { firstAtLeast, median } from '../statistics/index.js'
import { againstDraws, drawsOf } from './population.js'

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
  return measure.value === null ? measure : { ...measure, pValue: null, why: 'ordinary groups are alike in this too: shown, not tested' }
}

/** A value that does not reach `least` says nothing, however unusual: the group's has p = 1 then, and no draw that does not reach it weighs in a p of several measures. */
export function meaningful(measure: SignalMeasure, least: number): SignalMeasure {
  const drawn = drawsOf.get(measure)
  if (!drawn) return measure
  const sign = drawn.tail === 'upper' ? 1 : -1
  const reaches = (value: number) => sign * value >= sign * least
  const values = drawn.values.map((value) => (Number.isNaN(value) || reaches(value) ? value : -sign * Number.POSITIVE_INFINITY))
  const kept = reaches(measure.value as number)
    ? { ...measure }
    : { ...measure, pValue: 1, why: `too small to mean anything: ${drawn.tail === 'upper' ? 'at least' : 'at most'} ${least} would` }
  drawsOf.set(kept, { values, tail: drawn.tail })
  return kept
}

/** With a larger p by another null; its draws stay. */
export function raised(measure: SignalMeasure, pValue: number): SignalMeasure {
  if (measure.pValue === null || measure.pValue >= pValue) return measure
  const higher = { ...measure, pValue }
  const drawn = drawsOf.get(measure)
  if (drawn) drawsOf.set(higher, drawn)
  return higher
}

/** A p below this weighs; larger ones say nothing and take nothing away. */
const WEIGHT_BELOW = 0.5

/**
 * One p of several measures of the same group against the same draws. Each set, the group and every draw, gets for each measure its rank p among all sets, and T = sum of 1 / tan(π p) over those below one half
 * (the Cauchy sum without its negative half); p = (1 + draws with T at least the group's) / (1 + draws). Exact whatever the dependence, since the draws carry it. A measure with a p but without draws of its own, or
 * whose p was raised by another null, counts with that p in the group and with its rank in the draws, which is on the safe side. Null when no measure has a p.
 */
export function combinedP(measures: readonly SignalMeasure[]): number | null {
  const tested = measures.filter(({ pValue }) => pValue !== null)
  const first = tested[0]
  if (!first) return null
  if (tested.length === 1) return first.pValue
  const draws = Math.max(...tested.map((measure) => drawsOf.get(measure)?.values.length ?? 0))
  const sums = new Float64Array(draws + 1)
  for (const measure of tested) {
    sums[draws] = (sums[draws] as number) + weight(measure.pValue as number)
    const drawn = drawsOf.get(measure)
    if (!drawn) continue
    const p = ranks(drawn.values, drawn.tail, measure.value as number)
    for (let i = 0; i < p.length; i++) sums[i] = (sums[i] as number) + weight(p[i] as number)
  }
  const own = sums[draws] as number
  // Sums of the same terms in another order may differ in the last digit.
  const extreme = sums.subarray(0, draws).filter((sum) => sum >= own * (1 - 1e-12) - 1e-12).length
  return (1 + extreme) / (1 + draws)
}

const weight = (p: number) => (p >= WEIGHT_BELOW ? 0 : 1 / Math.tan(Math.PI * p))

/** Of each draw: its rank p among all draws and the group's own value; a draw without a value has 1. */
function ranks(values: Float64Array, tail: 'upper' | 'lower', own: number): Float64Array {
  const sign = tail === 'upper' ? 1 : -1
  const sorted = Float64Array.from(
    [...values, own].filter((value) => !Number.isNaN(value)),
    (value) => sign * value,
  ).sort()
  return values.map((value) => (Number.isNaN(value) ? 1 : (sorted.length - firstAtLeast(sorted, sign * value)) / sorted.length))
}
