/** Hyperactivity: accounts that do very much meet often. Measured as meetings of as many other accounts of equal activity. */
import type { Explanation } from '../../model/index.js'
import { isBeyond, type Subject } from '../subject.js'

export function hyperactivity(subject: Subject): Explanation {
  const base = { id: 'hyperactivity', question: 'Would accounts this active meet this often anyway?' }
  const measured = subject.baseline.meetings
  if (!measured.baseline || measured.pValue === null)
    return { ...base, answer: 'not-in-data', measured, sentence: `Not measured: ${measured.why ?? 'no other accounts'}.` }
  const { low, median, high, draws } = measured.baseline
  const fits = measured.pValue > subject.rules.chanceLevel && !isBeyond(subject, subject.tests.passed.sittings)
  return {
    ...base,
    answer: fits ? 'fits' : 'does-not-fit',
    measured,
    sentence: `They met ${measured.value} times; ${draws} sets of as many equally active other accounts met ${Math.round(low)} to ${Math.round(high)} times (median ${Math.round(median)}).`,
  }
}
