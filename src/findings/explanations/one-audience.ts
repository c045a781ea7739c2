/** One audience: members follow one account or site, act early on what it publishes, and so meet without agreeing to. Measured by form 2b and by where the meetings come from. */
import type { Explanation } from '../../model/index.js'
import { habitMeetings } from '../../networks/index.js'
import { percent, type Subject } from '../subject.js'

/** What would say where the objects come from. */
const FIELDS: Readonly<Record<string, string>> = { repost: 'repost_of_account', 'reply-target': 'reply_to_account' }

export function oneAudience(subject: Subject): Explanation {
  const base = { id: 'one-audience', question: 'Are they the audience of one account or site, each quick by habit?' }
  const { sourceOf } = subject.facts
  const field = FIELDS[subject.network.trace]
  if (!sourceOf)
    return {
      ...base,
      answer: 'not-in-data',
      numbers: [],
      missing: field ? [field] : [],
      sentence: field
        ? 'The data do not say which account the shared objects come from.'
        : `For objects of the ${subject.network.trace} trace the data name no account or site that they come from.`,
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
  const habit = habitMeetings(subject.index, subject.habits, someMembers(subject), subject.windowMs)
  const usual = habit.seen === 0 ? 0 : habit.expected / habit.seen
  const isTimed = Number.isFinite(subject.windowMs)
  const fits = share >= subject.rules.sourceShare && (!isTimed || (habit.seen > 0 && usual >= subject.rules.habitShare))
  const passed = subject.tests.passed.habit
  const ordinary = top ? subject.everybody.source(top[0]) : 0
  const start = `${percent(share)} of the meetings are on objects of one source (${percent(ordinary)} of what accounts in no group did)`
  const ofSource = {
    what: 'share of the meetings on objects of their commonest source',
    value: share,
    baseline: ordinary,
    baselineIs: 'share of the traces of accounts in no group on it',
  }
  if (!isTimed) return { ...base, answer: fits ? 'fits' : 'does-not-fit', numbers: [ofSource], missing: [], sentence: `${start}.` }
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    numbers: [
      ofSource,
      {
        what: 'meetings on objects that begin outside the group',
        value: habit.seen,
        baseline: habit.expected,
        baselineIs: 'expected from how quick each of them usually is',
      },
    ],
    missing: [],
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
