/** Every edge inside the groups of one network under the null models of networks/chance, corrected for all pairs that could have been tested. */
import {
  type Cascades,
  type Family,
  type Habits,
  habitRule,
  leastPOf,
  type ObjectChances,
  type PairRule,
  pairRule,
  type SynchronyNull,
  sharingRule,
  type Trials,
  trialsOf,
} from '../networks/index.js'
import { benjaminiHochberg, poissonBinomialTail } from '../statistics/index.js'
import type { Rules } from './rules.js'

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

export function testGroups(
  cascades: Cascades,
  objects: ObjectChances,
  family: Family,
  groups: readonly { readonly edges: readonly GroupEdge[]; readonly habits: Habits }[],
  windowMs: number,
  rules: Rules,
  between: (done: number) => void,
): GroupTests[] {
  const ruleOf = (form: SynchronyNull) =>
    pairRule(cascades, objects.chance, {
      form,
      windowMs,
      sittingMs: rules.sessionSeconds * 1000,
      leastLike: rules.leastLikeObjects,
      isBySitting: form !== 'together',
    })
  const [together, sittings, population] = [ruleOf('together'), ruleOf('sittings'), ruleOf('population')]
  const likely = pairRule(cascades, objects.chance, { form: 'population', windowMs, sittingMs: 0, leastLike: rules.leastLikeObjects })
  const sharing = sharingRule(cascades, 'sharing-sparse')
  const scratch = new Float64Array(cascades.degree.reduce((most, degree) => Math.max(most, degree), 1))
  const p: Record<Form, number[]> = { together: [], sittings: [], habit: [], population: [], sharing: [] }
  const measured = groups.map(({ edges, habits }, g) => {
    const meetings = new Map<number, number>()
    let trials = 0
    let measurable = 0
    const tested = edges
    const habit = habitRule(cascades, objects.chance, habits, windowMs)
    for (const { a, b } of tested) {
      const shared = trialsOf(cascades, a, b)
      const { many } = shared
      trials += many
      for (let i = 0; i < many; i++) {
        if ((shared.gapMs[i] as number) > windowMs) continue
        const object = shared.object[i] as number
        meetings.set(object, (meetings.get(object) ?? 0) + 1)
      }
      // Only pairs of the family are tests: the others count for nothing in the correction and so must not pass (Gilbert 2005).
      together.chances(shared, 0, many, scratch)
      const isTest = leastPOf(scratch, many) <= family.limit
      p.together.push(isTest ? pairP(together, shared, many, scratch) : 1)
      p.sittings.push(isTest ? pairP(sittings, shared, many, scratch) : 1)
      p.habit.push(isTest ? pairP(habit, shared, many, scratch) : 1)
      likely.chances(shared, 0, many, scratch)
      if (scratch.subarray(0, many).reduce((sum, q) => sum + q, 0) < rules.likeShare * many) measurable++
      p.population.push(pairP(population, shared, many, scratch))
      p.sharing.push(sharing.p(a, b, many))
    }
    between(g + 1)
    return { tested, meetings, trials, hasLikeObjects: measurable * 2 >= tested.length }
  })
  const everyPair = (cascades.accounts * (cascades.accounts - 1)) / 2
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

function pairP(rule: PairRule, trials: Trials, many: number, scratch: Float64Array): number {
  const met = rule.met(trials, 0, many)
  return met === 0 ? 1 : poissonBinomialTail(scratch.subarray(0, rule.chances(trials, 0, many, scratch)), met)
}
