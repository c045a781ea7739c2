/**
 * The network's groups at other windows and thresholds: the pairs of all accounts are counted anew under each, and searched as the network was. One setting differs at a time.
 * A longer window or a lower threshold may lose a group as well, in a larger one.
 * Not made where the network cannot be made anew of other data (then only its members are looked at, robustness.ts), or the pairs are too many; said by setting.
 */
import { formatDuration } from '../model/index.js'
import type { Rng } from '../statistics/index.js'
import { heavyPairs, pairCounter } from './group-score.js'
import { EDGE_COST, type GroupSearch, MOST_MEETINGS } from './group-test.js'
import { labelsOf } from './resample.js'
import type { Labels } from './stability.js'
import type { TraceIndex } from './trace-index.js'
import { type Cells, makeCells } from './worlds.js'

/** A setting beside that of the network. `isNext`: the nearest one tried, below or above. */
export interface Setting {
  readonly name: string
  readonly axis: 'window' | 'threshold'
  readonly isNext: boolean
  readonly windowMs: number
  readonly minWeight: number
}

export const FACTORS = [0.5, 2, 5, 10]

export function settingsBeside(windowMs: number, minWeight: number): Setting[] {
  const hasWindow = Number.isFinite(windowMs)
  const windows = FACTORS.map((factor): Setting => {
    const name = `window ${formatDuration((windowMs * factor) / 1000)}`
    return { name, axis: 'window', isNext: factor <= 2, windowMs: windowMs * factor, minWeight }
  })
  const thresholds = [minWeight - 1, minWeight + 1].filter((weight) => weight >= 1)
  return [
    ...(hasWindow ? windows : []),
    ...thresholds.map((weight): Setting => {
      const name = hasWindow ? `minimum weight ${weight}` : `at least ${weight} shared object${weight === 1 ? '' : 's'}`
      return { name, axis: 'threshold', isNext: true, windowMs, minWeight: weight }
    }),
  ]
}

export interface OtherSettings {
  readonly tried: readonly (Setting & { readonly labels: Labels })[]
  /** Settings that were left out, in words. */
  readonly why: readonly string[]
}

export function groupsBeside(
  index: TraceIndex,
  search: GroupSearch | string,
  work: { readonly windowMs: number; readonly minWeight: number; readonly budget: number },
  rng: Rng,
  between: () => void,
): OtherSettings {
  if (typeof search === 'string' || search.shared || !Number.isFinite(work.windowMs)) return { tried: [], why: [] }
  const tried: (Setting & { readonly labels: Labels })[] = []
  const why: string[] = []
  const most = Math.min(MOST_MEETINGS, work.budget / 30)
  let budget = work.budget / EDGE_COST
  let cells: Cells | null = null
  let countedAt = Number.NaN
  for (const setting of settingsBeside(work.windowMs, work.minWeight)) {
    between()
    if (countedAt !== setting.windowMs) cells = makeCells(index, setting.windowMs, most)
    countedAt = setting.windowMs
    const edges = cells && heavyPairs(pairCounter(cells)(cells.account), setting.minWeight)
    if (!cells || !edges || edges.weight.length > budget) {
      why.push(`${setting.name} was not tried: too many pairs of posts`)
      continue
    }
    budget -= edges.weight.length
    tried.push({ ...setting, labels: labelsOf(search, edges, cells.accounts, rng.stream(setting.name)) })
  }
  return { tried, why }
}
