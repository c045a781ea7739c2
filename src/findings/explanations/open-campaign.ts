/**
 * Open campaign or protest: many people gather on one object, most of them once, and few pairs are together again. Measured as the share of the accounts on the most met
 * object whose traces on it all lie within one day, and the same of the members on it: an open campaign explains those who came once, not those who keep coming.
 * Fits only where pairs meet as seldom as an edge allows (median weight = minimum weight).
 */
import type { Explanation } from '../../model/index.js'
import { median } from '../../statistics/index.js'
import { isBeyond, percent, type Subject } from '../subject.js'

const DAY = 86_400_000

export function openCampaign(subject: Subject): Explanation {
  const { index, tests, rules } = subject
  const top = [...tests.meetings].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]
  const span = new Map<number, { readonly from: number; to: number }>()
  if (top)
    for (let i = index.objectStart[top[0]] as number; i < (index.objectStart[top[0] + 1] as number); i++) {
      const at = index.atMs[i] as number
      const known = span.get(index.account[i] as number)
      if (known) known.to = at
      else span.set(index.account[i] as number, { from: at, to: at })
    }
  const onceShare = (accounts: readonly number[]) =>
    accounts.filter((account) => {
      const { from, to } = span.get(account) as { from: number; to: number }
      return to - from < DAY
    }).length / Math.max(1, accounts.length)
  const share = onceShare([...span.keys()])
  const ofMembers = onceShare([...span.keys()].filter((account) => subject.members.has(account)))
  const onTop = top && tests.tested > 0 ? top[1] / tests.tested : 0
  const isSeldom = median(subject.edges.map((edge) => edge.weight)) <= subject.minWeight
  const isOpen =
    isSeldom && Math.min(share, ofMembers) >= rules.openShare && onTop >= rules.openShare && span.size >= 2 * subject.members.size
  return {
    id: 'open-campaign',
    question: 'Is it an open campaign or protest: one tag or page, many who come once?',
    answer: isOpen && !isBeyond(subject, tests.passed.sittings) ? 'fits' : 'does-not-fit',
    measured: {
      value: share,
      unit: 'share of the accounts on the most met object that were on it within one day only',
      baseline: null,
      pValue: null,
    },
    sentence: `${percent(onTop)} of the pairs met on one object, ${isSeldom ? 'most of them as seldom as an edge allows' : 'and most of them more often than an edge needs'}; ${span.size} accounts acted on it, ${percent(share)} of them within one day only; of the members on it ${percent(ofMembers)}.`,
  }
}
