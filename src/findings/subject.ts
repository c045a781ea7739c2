import type { Group, NetworkInfo } from '../model/index.js'
import type { Habits, ObjectChances } from '../networks/index.js'
import type { Baseline } from './baseline.js'
import type { GroupEdge, GroupTests, Passed } from './edge-tests.js'
import type { Everybody } from './everybody.js'
import type { Facts, PostFacts } from './facts.js'
import type { View } from './pairs.js'
import type { Rules } from './rules.js'
import type { TraceIndex } from './trace-index.js'

/** Everything known about one group when its explanations are measured. */
export interface Subject {
  readonly group: Group
  readonly network: NetworkInfo
  readonly members: ReadonlySet<number>
  /** Accounts in any group of this network: no ordinary audience to compare with. */
  readonly grouped: ReadonlySet<number>
  readonly edges: readonly GroupEdge[]
  readonly view: View
  readonly index: TraceIndex
  readonly objects: ObjectChances
  readonly windowMs: number
  readonly minWeight: number
  readonly tests: GroupTests
  /** Of networks without a window: the test of the group as a whole, or why there is none. */
  readonly alike: { readonly pValue: number | null; readonly worlds: number; readonly why: string }
  readonly habits: Habits
  readonly baseline: Baseline
  readonly facts: Facts
  readonly posts: PostFacts
  readonly everybody: Everybody
  readonly rules: Rules
}

/** Whether enough of the group is joined by passing pairs. */
export function isBeyond(subject: Pick<Subject, 'members' | 'rules'>, passed: Passed): boolean {
  const { leastMembers, leastMemberShare } = subject.rules
  return passed.members >= Math.max(leastMembers, Math.ceil(leastMemberShare * subject.members.size))
}

/** The road by which a group is beyond chance (standing.ts), the first that holds; null when none does. */
export function beyondBy(subject: Subject): 'sittings' | 'population' | 'sharing' | null {
  const { passed, hasLikeObjects } = subject.tests
  if (isBeyond(subject, passed.sittings)) return 'sittings'
  if (audienceShare(subject) < subject.rules.audienceShare) return null
  if (isBeyond(subject, passed.population)) return 'population'
  return !hasLikeObjects && isBeyond(subject, passed.sharing) && metShare(subject) >= subject.rules.metShare ? 'sharing' : null
}

/** Grouped accounts among all accounts on the objects that carry the group, each object weighted by its meetings. */
export function audienceShare(subject: Pick<Subject, 'grouped' | 'index' | 'tests'>): number {
  let share = 0
  let all = 0
  for (const [object, meetings] of subject.tests.meetings) {
    const inside = new Set<number>()
    for (let i = subject.index.objectStart[object] as number; i < (subject.index.objectStart[object + 1] as number); i++)
      if (subject.grouped.has(subject.index.account[i] as number)) inside.add(subject.index.account[i] as number)
    share += (meetings * inside.size) / (subject.index.size[object] as number)
    all += meetings
  }
  return all === 0 ? 0 : share / all
}

/** Meetings among all objects that the tested pairs share. */
export function metShare(subject: Pick<Subject, 'tests'>): number {
  let met = 0
  for (const meetings of subject.tests.meetings.values()) met += meetings
  return subject.tests.trials === 0 ? 0 : met / subject.tests.trials
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
