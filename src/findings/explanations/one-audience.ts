/**
 * One audience: members follow one account or site, act early on what it publishes, and so meet without agreeing to. Measured by where the meetings come from, by form 2b, and, where the data
 * hold a list of followers of that account, by the share of members that openly follow it, beside accounts in no group that are as active. The list informs and does not decide: lists are often a part,
 * and who reads a page without following it is its audience too.
 */
import type { Beside, Explanation } from '../../model/index.js'
import { habitMeetings } from '../../networks/index.js'
import { activityClass } from '../baseline.js'
import { percent, type Subject } from '../subject.js'
import { activityOf } from '../trace-index.js'

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
  const follow = top ? followShare(subject, top[0]) : null
  const fits = share >= subject.rules.sourceShare && (!isTimed || (habit.seen > 0 && usual >= subject.rules.habitShare))
  const passed = subject.tests.passed.habit
  const ordinary = top ? subject.everybody.source(top[0]) : 0
  const start = `${percent(share)} of the meetings are on objects of one source (${percent(ordinary)} of what accounts in no group did)${followWords(follow, field !== undefined)}`
  const ofSource = {
    what: 'share of the meetings on objects of their commonest source',
    value: share,
    baseline: ordinary,
    baselineIs: 'share of the traces of accounts in no group on it',
  }
  const missing = follow === null && field ? ['followers of that account'] : []
  const known = follow === null ? [ofSource] : [ofSource, follow]
  if (!isTimed) return { ...base, answer: fits ? 'fits' : 'does-not-fit', numbers: known, missing, sentence: `${start}.` }
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    numbers: [
      ...known,
      {
        what: 'meetings on objects that begin outside the group',
        value: habit.seen,
        baseline: habit.expected,
        baselineIs: 'expected from how quick each of them usually is',
      },
    ],
    missing,
    sentence:
      habit.seen === 0
        ? `${start}; members began these objects themselves, so there is nothing outside the group that they could be quick on.`
        : `${start}; how quick each member usually is would give ${habit.expected.toFixed(1)} meetings where ${habit.seen} were seen; ${passed.edges} of ${subject.tests.tested} pairs are together beyond both that and the objects’ own spread.`,
  }
}

/** Null without a list of the source's followers. */
function followShare({ members, grouped, index, facts }: Subject, source: string): Beside | null {
  const followers = facts.followersOf.get(source)
  if (!followers) return null
  const classes = new Map<number, { accounts: number; follow: number }>()
  const all = { accounts: 0, follow: 0 }
  for (let account = 0; account < index.accounts; account++) {
    const traces = activityOf(index, account)
    if (traces === 0 || grouped.has(account)) continue
    const own = classes.get(activityClass(traces)) ?? { accounts: 0, follow: 0 }
    classes.set(activityClass(traces), own)
    for (const count of [own, all]) {
      count.accounts++
      if (followers.has(account)) count.follow++
    }
  }
  let value = 0
  let expected = 0
  for (const account of members) {
    if (followers.has(account)) value++
    const like = classes.get(activityClass(activityOf(index, account))) ?? all
    expected += like.accounts === 0 ? 0 : like.follow / like.accounts
  }
  return {
    what: 'share of members that follow that source, by its list of followers',
    value: value / members.size,
    baseline: all.accounts === 0 ? null : expected / members.size,
    baselineIs: 'the same of accounts in no group that are as active (powers of two of traces)',
  }
}

function followWords(follow: Beside | null, isAccount: boolean): string {
  if (follow === null) return isAccount ? '; whether members follow it is not in this data' : ''
  const { value, baseline } = follow
  const beside = baseline === null ? '' : ` (${percent(baseline)} of accounts in no group that are as active)`
  return `, which ${percent(value)} of the members openly follow${beside} by the list in this data`
}

const MOST_MEMBERS = 40

/** Evenly spaced by key: the same on every run. */
function someMembers(subject: Subject): number[] {
  const all = [...subject.members].sort((a, b) => a - b)
  const step = Math.max(1, all.length / MOST_MEMBERS)
  return Array.from({ length: Math.min(all.length, MOST_MEMBERS) }, (_, i) => all[Math.floor(i * step)] as number)
}
