/** Share button: the words come from the page, not from the account. Measured as the share of the members' posts on the shared objects whose text begins with the title of the linked page. */
import type { Explanation } from '../../model/index.js'
import { isBeyond, percent, type Subject } from '../subject.js'

export function shareButton(subject: Subject): Explanation {
  const base = { id: 'share-button', question: 'Does a share button write these posts?' }
  const { titled } = subject.facts
  if (!titled)
    return {
      ...base,
      answer: 'not-in-data',
      measured: null,
      sentence: 'The data give no titles of linked pages to compare the texts with.',
    }
  let same = 0
  let all = 0
  for (const position of subject.view.position) {
    if (!subject.tests.meetings.has(subject.index.object[position] as number)) continue
    all++
    if (titled.has(subject.index.post[position] as number)) same++
  }
  const share = all === 0 ? 0 : same / all
  const fits = share >= subject.rules.sameShare && !isBeyond(subject, subject.tests.passed.sittings)
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    measured: {
      value: share,
      unit: 'share of the members’ posts whose text begins with the title of the page',
      baseline: null,
      pValue: null,
    },
    sentence: `${percent(share)} of the members’ posts on the shared objects begin with the title of the linked page. A button explains equal words, not equal times.`,
  }
}
