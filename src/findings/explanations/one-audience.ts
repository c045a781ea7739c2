/** One audience: members follow one account or site, act early on what it publishes, and so meet without agreeing to. Measured by form 2b and by where the meetings come from. */
import type { Explanation } from '../../model/index.js'
import { habitMeetings } from '../../networks/index.js'
import { percent, type Subject } from '../subject.js'

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
  const habit = habitMeetings(subject.index, subject.habits, someMembers(subject))
  const usual = habit.seen === 0 ? 0 : habit.expected / habit.seen
  const fits = share >= subject.rules.sourceShare && habit.seen > 0 && usual >= subject.rules.habitShare
  const passed = subject.tests.passed.habit
  const start = `${percent(share)} of the meetings are on objects of one source`
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    measured: {
      value: usual,
      unit: 'meetings expected from how quick each member usually is, relative to those seen',
      baseline: null,
      pValue: null,
    },
    sentence:
      habit.seen === 0
        ? `${start}; members began these objects themselves, so there is nothing outside the group that they could be quick on.`
        : `${start}; how quick each member usually is would give ${habit.expected.toFixed(1)} meetings where ${habit.seen} were seen, and beyond it ${passed.edges} of ${subject.tests.tested} pairs are together more often than chance gives.`,
  }
}

const MOST_MEMBERS = 40

/** Evenly spaced by key: the same on every run. */
function someMembers(subject: Subject): number[] {
  const all = [...subject.members].sort((a, b) => a - b)
  const step = Math.max(1, all.length / MOST_MEMBERS)
  return Array.from({ length: Math.min(all.length, MOST_MEMBERS) }, (_, i) => all[Math.floor(i * step)] as number)
}
