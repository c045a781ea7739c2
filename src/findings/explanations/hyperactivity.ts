/** Hyperactivity: accounts that do very much meet often. Measured as their meetings beside those of as many other accounts of equal activity: it fits when activity alone gives as many and no road is beyond chance: all of them take as given what the two did. */
import type { Explanation } from '../../model/index.js'
import { median } from '../../statistics/index.js'
import { beyondBy, type Subject } from '../subject.js'
import { activityOf } from '../trace-index.js'

export function hyperactivity(subject: Subject): Explanation {
  const base = { id: 'hyperactivity', question: 'Would accounts this active meet this often anyway?', missing: [] }
  const { baseline: drawn, value, pValue, why } = subject.baseline.meetings
  if (!drawn || pValue === null)
    return { ...base, answer: 'not-in-data', numbers: [], sentence: `Not measured: ${why ?? 'no other accounts'}.` }
  const { low, high, draws } = drawn
  const fits = pValue > subject.rules.chanceLevel && beyondBy(subject) === null
  const traces = median([...subject.members].map((account) => activityOf(subject.index, account)))
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    numbers: [
      { what: 'meetings', value, baseline: drawn.median, baselineIs: `median of ${draws} sets of as many equally active other accounts` },
      {
        what: 'median number of traces of a member',
        value: traces,
        baseline: subject.everybody.accounts === 0 ? null : subject.everybody.medianTraces,
        baselineIs: 'median of accounts in no group',
      },
    ],
    sentence: `They met ${value} times; ${draws} sets of as many equally active other accounts met ${Math.round(low)} to ${Math.round(high)} times (median ${Math.round(drawn.median)}).`,
  }
}
