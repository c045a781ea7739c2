/**
 * Open campaign or protest: many people gather on one object, most of them once, and few pairs are together again. Measured as the members that met others on one day only (on any
 * object: a post is seldom come back to, its author is), beside the other accounts on the most met object whose traces on it lie within one day: an open campaign explains those who
 * came once, not those who keep coming. Fits only where pairs meet as seldom as an edge allows (median weight = minimum weight) and members are at most half of the crowd.
 */
import type { Explanation } from '../../model/index.js'
import { median } from '../../statistics/index.js'
import { isBeyond, percent, type Subject } from '../subject.js'

interface Span {
  readonly from: number
  readonly to: number
}

function widen(spans: Map<number, Span>, account: number, at: number): void {
  const { from, to } = spans.get(account) ?? { from: at, to: at }
  spans.set(account, { from: Math.min(from, at), to: Math.max(to, at) })
}

export function openCampaign(subject: Subject): Explanation {
  const { index, members, tests, rules } = subject
  const top = [...tests.meetings].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]
  const onTop = new Map<number, Span>()
  if (top)
    for (let i = index.objectStart[top[0]] as number; i < (index.objectStart[top[0] + 1] as number); i++)
      widen(onTop, index.account[i] as number, index.atMs[i] as number)
  const others = [...onTop].filter(([account]) => !members.has(account)).map(([, span]) => span)
  const once = (spans: readonly Span[]) =>
    spans.filter(({ from, to }) => to - from < rules.openSeconds * 1000).length / Math.max(1, spans.length)
  const ofOthers = once(others)
  const ofMembers = once([...meetingsOf(subject).values()])
  const pairs = top && tests.tested > 0 ? top[1] / tests.tested : 0
  const weight = median(subject.edges.map((edge) => edge.weight))
  const isOpen =
    weight <= subject.minWeight && Math.min(ofOthers, ofMembers, pairs) >= rules.openShare && onTop.size >= rules.openCrowd * members.size
  return {
    id: 'open-campaign',
    question: 'Is it an open campaign or protest: one tag or page, many who come once?',
    answer: isOpen && !isBeyond(subject, tests.passed.sittings) ? 'fits' : 'does-not-fit',
    numbers: [
      {
        what: 'share of the members that met others on one day only',
        value: ofMembers,
        baseline: others.length === 0 ? null : ofOthers,
        baselineIs: 'share of the other accounts on the most met object that were on it on one day only',
      },
      {
        what: 'median number of objects on which a pair met',
        value: weight,
        baseline: subject.minWeight,
        baselineIs: 'what an edge needs',
      },
      { what: 'accounts on the most met object', value: onTop.size, baseline: members.size, baselineIs: 'members' },
    ],
    missing: [],
    sentence: `${percent(ofMembers)} of the members met others on one day only; half of the pairs met on ${weight} objects or more, where an edge needs ${subject.minWeight}. ${percent(pairs)} of the pairs met on one object; ${onTop.size} accounts acted on it, and of those who are no members ${percent(ofOthers)} on one day only.`,
  }
}

/** First and last time at which each member was within the window of another member, on the objects that carry the group. */
function meetingsOf({ index, members, tests, windowMs }: Subject): Map<number, Span> {
  const spans = new Map<number, Span>()
  for (const object of tests.meetings.keys()) {
    // The latest trace, and the latest one by another account than that.
    let last = { account: -1, at: Number.NEGATIVE_INFINITY }
    let other = last
    for (let i = index.objectStart[object] as number; i < (index.objectStart[object + 1] as number); i++) {
      const account = index.account[i] as number
      if (!members.has(account)) continue
      const at = index.atMs[i] as number
      const near = last.account === account ? other : last
      if (near.account >= 0 && at - near.at <= windowMs) {
        widen(spans, account, at)
        widen(spans, near.account, near.at)
      }
      if (last.account !== account) other = last
      last = { account, at }
    }
  }
  return spans
}
