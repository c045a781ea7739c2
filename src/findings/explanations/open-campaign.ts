/** Open campaign or protest: many people, most of them once, on one object, few of them together again. Measured as the share of the accounts on the most met object that acted on it once. */
import type { Explanation } from '../../model/index.js'
import { isBeyond, percent, type Subject } from '../subject.js'

export function openCampaign(subject: Subject): Explanation {
  const { index, tests } = subject
  const top = [...tests.meetings].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]
  let all = 0
  for (const meetings of tests.meetings.values()) all += meetings
  const times = new Map<number, number>()
  if (top)
    for (let i = index.objectStart[top[0]] as number; i < (index.objectStart[top[0] + 1] as number); i++)
      times.set(index.account[i] as number, (times.get(index.account[i] as number) ?? 0) + 1)
  let once = 0
  for (const count of times.values()) if (count === 1) once++
  const share = times.size === 0 ? 0 : once / times.size
  const onTop = top && all > 0 ? top[1] / all : 0
  const isOpen = share >= 0.5 && onTop >= 0.5 && times.size >= 2 * subject.members.size
  return {
    id: 'open-campaign',
    question: 'Is it an open campaign or protest: one tag or page, many who come once?',
    answer: isOpen && !isBeyond(subject, tests.passed.sittings) ? 'fits' : 'does-not-fit',
    measured: { value: share, unit: 'share of the accounts on the most met object that acted on it once', baseline: null, pValue: null },
    sentence: `${percent(onTop)} of the meetings are on one object; ${times.size} accounts acted on it, ${percent(share)} of them once, and ${subject.members.size} of them are in this group.`,
  }
}
