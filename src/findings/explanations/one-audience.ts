/** One audience: members follow one account or site, act early on what it publishes, and so meet without agreeing to. Measured by form 2b and by where the meetings come from. */
import type { Explanation } from '../../model/index.js'
import { isBeyond, percent, type Subject } from '../subject.js'

export function oneAudience(subject: Subject): Explanation {
  const base = { id: 'one-audience', question: 'Are they the audience of one account or site, each quick by habit?' }
  const { sourceOf } = subject.facts
  if (!sourceOf)
    return {
      ...base,
      answer: 'not-in-data',
      measured: null,
      sentence: 'The data do not say which account or site the shared objects come from.',
    }
  const bySource = new Map<string, number>()
  let all = 0
  for (const [object, meetings] of subject.tests.meetings) {
    all += meetings
    const source = sourceOf[object]
    if (source) bySource.set(source, (bySource.get(source) ?? 0) + meetings)
  }
  const top = [...bySource].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]
  const share = top && all > 0 ? top[1] / all : 0
  const habit = subject.tests.passed.habit
  const isHabit = !isBeyond(subject, habit) && subject.habits.anchored > 0
  const fits = share >= subject.rules.sourceShare && isHabit
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    measured: { value: share, unit: 'share of the meetings that come from the most frequent source', baseline: null, pValue: null },
    sentence: `${percent(share)} of the meetings are on objects of one source; allowing for how early each member usually is, ${habit.edges} of ${subject.tests.tested} pairs of members are together more often than chance gives.`,
  }
}
