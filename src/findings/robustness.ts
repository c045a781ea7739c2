/**
 * Does the group live at other settings? Members only: pairs of members are counted anew under the setting, and the largest set of members joined by pairs of at
 * least the minimum weight is what was kept. A longer window can only add ties among members, so the half and the doubled window, not the tenfold one, decide.
 */
import { formatDuration, type Robustness } from '../model/index.js'
import type { Rng } from '../statistics/index.js'
import { shuffle } from '../statistics/index.js'
import { countMet, largestTogether, type View, viewOf } from './pairs.js'
import type { Rules } from './rules.js'
import type { TraceIndex } from './trace-index.js'

const MOST_MEMBERS = 300
const MOST_TRACES = 30_000

/** All members, or a seeded sample where the pairs would be too many. */
export function viewOfMembers(index: TraceIndex, members: readonly number[], rng: Rng): View {
  const view = viewOf(index, members)
  if (members.length <= MOST_MEMBERS && view.position.length <= MOST_TRACES) return view
  const size = Math.max(10, Math.min(MOST_MEMBERS, Math.floor((members.length * MOST_TRACES) / view.position.length)))
  return viewOf(
    index,
    shuffle([...members], rng)
      .slice(0, size)
      .sort((a, b) => a - b),
  )
}

export function robustnessOf(
  index: TraceIndex,
  view: View,
  setting: {
    readonly windowMs: number
    readonly minWeight: number
    readonly topObject: number | null
    readonly busiestMember: number | null
  },
  otherSeed: { readonly kept: number; readonly members: number } | null,
  rules: Rules,
): { readonly settings: Robustness[]; readonly isFragile: boolean } {
  const { windowMs, minWeight, topObject, busiestMember } = setting
  const row = (name: string, membersKept: number, members: number): Robustness => ({
    setting: name,
    membersKept,
    members,
    holds: membersKept >= 2 && membersKept >= rules.goneShare * members,
  })
  const kept = (window: number, weight: number, keep?: (position: number, member: number) => boolean) =>
    largestTogether(countMet(index, view, window, keep), view.size, weight)
  const settings: Robustness[] = []
  const hasWindow = Number.isFinite(windowMs)
  if (hasWindow)
    for (const factor of [0.5, 2, 10])
      settings.push(row(`window ${formatDuration((windowMs * factor) / 1000)}`, kept(windowMs * factor, minWeight), view.size))
  const heavier = hasWindow ? `minimum weight ${minWeight + 1}` : `at least ${minWeight + 1} shared objects`
  settings.push(row(heavier, kept(windowMs, minWeight + 1), view.size))
  if (topObject !== null)
    settings.push(
      row(
        'without the top object',
        kept(windowMs, minWeight, (position) => index.object[position] !== topObject),
        view.size,
      ),
    )
  if (busiestMember !== null)
    settings.push(
      row(
        'without the busiest member',
        kept(windowMs, minWeight, (_, member) => member !== busiestMember),
        view.size - 1,
      ),
    )
  if (otherSeed) settings.push(row('other seed', otherSeed.kept, otherSeed.members))
  const fails = (name: string) => settings.some((one) => one.setting === name && !one.holds)
  const livesAtOneWindow = hasWindow && settings.slice(0, 2).every((one) => !one.holds)
  return {
    settings,
    isFragile:
      livesAtOneWindow ||
      (settings[0]?.holds === false && settings.some((one) => one.setting === heavier && !one.holds)) ||
      fails('without the top object') ||
      fails('without the busiest member') ||
      fails('other seed'),
  }
}
