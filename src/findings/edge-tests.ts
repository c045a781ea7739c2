/** Every edge inside the groups of one network under the null models of synchrony.ts and habit.ts, corrected for all pairs that could have been tested. */
import { benjaminiHochberg, leastPoissonBinomialTail } from '../statistics/index.js'
import type { Family } from './family.js'
import type { Habits } from './habit.js'
import type { Rules } from './rules.js'
import { sharingChance } from './sharing.js'
import { likeObjectChances, type ObjectChances, objectTail, type SharedTrial, sharedTrials, sittingTail } from './synchrony.js'
import { activityOf, type TraceIndex } from './trace-index.js'

export interface GroupEdge {
  readonly a: number
  readonly b: number
  readonly weight: number
  readonly pairs: number
  readonly gapMedianMs: number
}

export type Form = 'together' | 'sittings' | 'habit' | 'population' | 'sharing'
export const FORMS: readonly Form[] = ['together', 'sittings', 'habit', 'population', 'sharing']

export interface Passed {
  readonly edges: number
  /** Members joined by passing edges. */
  readonly members: number
  /** Least p of the group's edges, before correction. */
  readonly leastP: number
}

export interface GroupTests {
  readonly tested: number
  readonly passed: Readonly<Record<Form, Passed>>
  /** Meetings per object over the tested edges: which objects carry the group. */
  readonly meetings: ReadonlyMap<number, number>
  /** Shared objects over the tested edges, met or not. */
  readonly trials: number
  /** Whether like objects gave a measure (form 2d) for most of the pairs. */
  readonly hasLikeObjects: boolean
}

/** Like objects on which any two accounts meet more often than not move in lockstep themselves: no measure. */
const SATURATED = 0.5

export function testGroups(
  index: TraceIndex,
  objects: ObjectChances,
  family: Family,
  groups: readonly { readonly edges: readonly GroupEdge[]; readonly habits: Habits }[],
  windowMs: number,
  rules: Rules,
  between: (done: number) => void,
): GroupTests[] {
  const like = likeObjectChances(objects)
  const sharing = sharingChance(objects.accounts)
  const chance = (object: number) => objects.chance[object] as number
  const p: Record<Form, number[]> = { together: [], sittings: [], habit: [], population: [], sharing: [] }
  const measured = groups.map(({ edges, habits }, g) => {
    const meetings = new Map<number, number>()
    let trials = 0
    let measurable = 0
    const tested = edges
    for (const { a, b } of tested) {
      const shared = sharedTrials(index, a, b, windowMs)
      trials += shared.length
      for (const { object, isMet } of shared) if (isMet) meetings.set(object, (meetings.get(object) ?? 0) + 1)
      // Only pairs of the family are tests: the others count for nothing in the correction and so must not pass (Gilbert 2005).
      const possible = shared.map(({ object }) => chance(object)).filter((q) => q > 0)
      const isTest = leastPoissonBinomialTail(possible) <= family.leastP
      p.together.push(isTest ? objectTail(shared, chance) : 1)
      p.sittings.push(isTest ? sittingTail(index, shared, chance, rules.sessionSeconds * 1000) : 1)
      const likely = like(shared)
      if (shared.reduce((sum, { object }) => sum + likely(object), 0) < SATURATED * shared.length) measurable++
      p.population.push(sittingTail(index, shared, likely, rules.sessionSeconds * 1000))
      p.habit.push(isTest ? habitTail(shared, habits, a, b, chance) : 1)
      p.sharing.push(sharing(objectsOf(index, a), objectsOf(index, b), shared.length))
    }
    between(g + 1)
    return { tested, meetings, trials, hasLikeObjects: measurable * 2 >= tested.length }
  })
  const everyPair = (index.accounts * (index.accounts - 1)) / 2
  const tests: Record<Form, number> = {
    together: family.tests,
    sittings: family.tests,
    habit: family.tests,
    population: family.pairs,
    sharing: everyPair,
  }
  const adjusted = Object.fromEntries(
    FORMS.map((form) => [form, benjaminiHochberg(p[form], Math.max(tests[form], p[form].length))]),
  ) as unknown as Record<Form, Float64Array>
  let at = 0
  return measured.map(({ tested, meetings, trials, hasLikeObjects }) => {
    const from = at
    at += tested.length
    const passed = (form: Form): Passed => {
      const members = new Set<number>()
      let count = 0
      let leastP = 1
      tested.forEach((edge, i) => {
        leastP = Math.min(leastP, p[form][from + i] as number)
        if ((adjusted[form][from + i] as number) > rules.falseDiscoveryRate) return
        count++
        members.add(edge.a).add(edge.b)
      })
      return { edges: count, members: members.size, leastP }
    }
    return {
      tested: tested.length,
      meetings,
      trials,
      hasLikeObjects,
      passed: Object.fromEntries(FORMS.map((form) => [form, passed(form)])) as unknown as Record<Form, Passed>,
    }
  })
}

function objectsOf(index: TraceIndex, account: number): number {
  let count = 0
  let last = -1
  const start = index.accountStart[account] as number
  for (let i = start; i < start + activityOf(index, account); i++) {
    const object = index.object[index.byAccount[i] as number] as number
    if (object !== last) count++
    last = object
  }
  return count
}

function habitTail(shared: readonly SharedTrial[], habits: Habits, a: number, b: number, chance: (object: number) => number): number {
  const known = new Map<number, number>()
  const trials = shared.map(({ object, isMet, closestAtMs }) => {
    const habit = habits.chance(a, b, object)
    // Never below form 2: a habit may explain a meeting, not make it stranger than the object itself does.
    known.set(object, Math.max(chance(object), habit ?? 0))
    return { object, closestAtMs, isMet: habit === null ? isMet : isMet && habits.isMet(a, b, object) }
  })
  return objectTail(trials, (object) => known.get(object) as number)
}
