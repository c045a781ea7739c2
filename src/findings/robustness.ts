/**
 * Do the group and each member live at other settings? Other windows, thresholds and seeds: the member is in the community that matches the group best (by Jaccard index, stability.ts) when
 * the network is searched anew under the setting (other-settings.ts). Without the top object, without the busiest member, and at settings where the network cannot be made anew: pairs of
 * members alone are counted, and the member is in the largest set joined by pairs of at least the minimum weight; there a longer window or a lower threshold can only add ties and is not tried.
 *   holds   = at least `goneShare` of the members stay, and two or more; of a search also a Jaccard index of at least `goneShare`.
 *   fragile = lives at one setting only: lost at both neighbouring windows, or at both neighbouring thresholds, or at the shorter window and at the higher threshold. A group also when it
 *             does not hold without the top object, without the busiest member, or with another seed.
 */
import type { Robustness } from '../model/index.js'
import { type Rng, shuffle } from '../statistics/index.js'
import { type OtherSettings, type Setting, settingsBeside } from './other-settings.js'
import { countMet, joinedSet, type View, viewOf } from './pairs.js'
import type { Rules } from './rules.js'
import { holdIn, type Labels } from './stability.js'
import type { TraceIndex } from './trace-index.js'

const MOST_MEMBERS = 300
const MOST_TRACES = 30_000

/** The accounts of the view: all members, or a seeded sample where the pairs would be too many. */
export function viewOfMembers(index: TraceIndex, members: readonly number[], rng: Rng): View & { readonly accounts: readonly number[] } {
  const view = viewOf(index, members)
  if (members.length <= MOST_MEMBERS && view.position.length <= MOST_TRACES) return { ...view, accounts: members }
  const size = Math.max(10, Math.min(MOST_MEMBERS, Math.floor((members.length * MOST_TRACES) / view.position.length)))
  const accounts = shuffle([...members], rng)
    .slice(0, size)
    .sort((a, b) => a - b)
  return { ...viewOf(index, accounts), accounts }
}

/** One setting of one group: which of the accounts tried stay. */
interface Tried {
  readonly name: string
  readonly axis: Setting['axis'] | null
  readonly isNext: boolean
  readonly isStricter: boolean
  readonly jaccard: number | null
  readonly stays: ReadonlyMap<number, boolean>
}

export interface Robust {
  readonly settings: readonly Robustness[]
  readonly isFragile: boolean
  /** In the order of the group's members. */
  readonly members: readonly { readonly share: number | null; readonly isFragile: boolean }[]
}

export function robustnessOf(
  index: TraceIndex,
  members: readonly number[],
  view: ReturnType<typeof viewOfMembers>,
  setting: {
    readonly windowMs: number
    readonly minWeight: number
    readonly topObject: number | null
    /** Account. */
    readonly busiestMember: number | null
  },
  searched: { readonly beside: OtherSettings; readonly otherSeed: Labels | null },
  rules: Rules,
): Robust {
  const { windowMs, minWeight, topObject, busiestMember } = setting
  const bySearch = (name: string, labels: Labels, of: Partial<Tried>): Tried => {
    const held = holdIn([{ members }], [labels]).groups[0] as ReturnType<typeof holdIn>['groups'][number]
    const stays = new Map(members.map((account, i) => [account, held.stayed[i] === 1]))
    return { name, axis: null, isNext: false, isStricter: false, ...of, jaccard: held.jaccard, stays }
  }
  const byMembers = (
    name: string,
    of: Partial<Tried>,
    window = windowMs,
    weight = minWeight,
    keep?: (position: number, place: number) => boolean,
    leftOut: number | null = null,
  ): Tried => {
    const joined = joinedSet(countMet(index, view, window, keep), view.size, weight)
    const stays = new Map(view.accounts.flatMap((account, i) => (account === leftOut ? [] : [[account, joined.has(i)] as const])))
    return { name, axis: null, isNext: false, isStricter: false, ...of, jaccard: null, stays }
  }
  const isStricter = (one: Setting) => one.isNext && (one.windowMs < windowMs || one.minWeight > minWeight)
  const others =
    searched.beside.tried.length > 0
      ? searched.beside.tried.map((one) =>
          bySearch(one.name, one.labels, { axis: one.axis, isNext: one.isNext, isStricter: isStricter(one) }),
        )
      : settingsBeside(windowMs, minWeight)
          .filter(isStricter)
          .map((one) => byMembers(one.name, { axis: one.axis, isNext: true, isStricter: true }, one.windowMs, one.minWeight))
  const busiest = busiestMember === null ? -1 : view.accounts.indexOf(busiestMember)
  const withoutTop = (position: number) => index.object[position] !== topObject
  const withoutBusiest = (_: number, place: number) => place !== busiest
  const tried = [
    ...others,
    ...(topObject === null ? [] : [byMembers('without the top object', {}, windowMs, minWeight, withoutTop)]),
    ...(busiest < 0 ? [] : [byMembers('without the busiest member', {}, windowMs, minWeight, withoutBusiest, busiestMember)]),
    ...(searched.otherSeed ? [bySearch('other seed', searched.otherSeed, {})] : []),
  ]
  const settings = tried.map(({ name, jaccard, stays }): Robustness => {
    const membersKept = [...stays.values()].filter((each) => each).length
    const isMatched = jaccard === null || jaccard >= rules.goneShare
    const holds = membersKept >= 2 && membersKept >= rules.goneShare * stays.size && isMatched
    return { setting: name, membersKept, members: stays.size, holds, ...(jaccard === null ? {} : { jaccard }) }
  })
  const isLost = (name: string) => settings.some((one) => one.setting === name && !one.holds)
  return {
    settings,
    isFragile:
      livesHereOnly(tried, (_, i) => settings[i]?.holds) ||
      ['without the top object', 'without the busiest member', 'other seed'].some(isLost),
    members: members.map((account) => {
      const known = tried.filter(({ stays }) => stays.has(account))
      const kept = known.filter(({ stays }) => stays.get(account)).length
      return { share: known.length === 0 ? null : kept / known.length, isFragile: livesHereOnly(tried, ({ stays }) => stays.get(account)) }
    }),
  }
}

/** `lives`: undefined where it was not tried. */
function livesHereOnly(tried: readonly Tried[], lives: (one: Tried, i: number) => boolean | undefined): boolean {
  const areLost = (wanted: (one: Tried) => boolean) => {
    const found = tried.flatMap((one, i) => (wanted(one) ? [lives(one, i)] : []))
    return found.length >= 2 && found.every((each) => each === false)
  }
  return (
    areLost((one) => one.axis === 'window' && one.isNext) ||
    areLost((one) => one.axis === 'threshold' && one.isNext) ||
    areLost((one) => one.isStricter)
  )
}
