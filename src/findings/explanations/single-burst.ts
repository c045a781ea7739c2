/**
 * Single burst: the group lives in one hour, and one sitting can make many meetings. Measured as the members still joined when the hour with most of their traces is left out,
 * beside those joined with it, together with form 2c; and as the part of their traces that falls into that hour, beside everybody's busiest hour.
 */
import type { Explanation } from '../../model/index.js'
import { countMet, largestTogether } from '../pairs.js'
import { beyondBy, isBeyond, percent, type Subject } from '../subject.js'

export function singleBurst(subject: Subject): Explanation {
  const { index, view, tests, rules } = subject
  const burstMs = rules.burstSeconds * 1000
  const burstOf = (position: number) => Math.floor((index.atMs[position] as number) / burstMs)
  const perBurst = new Map<number, number>()
  let traces = 0
  for (const position of view.position) {
    if (!tests.meetings.has(index.object[position] as number)) continue
    traces++
    perBurst.set(burstOf(position), (perBurst.get(burstOf(position)) ?? 0) + 1)
  }
  const [busiest, most] = [...perBurst].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [0, 0]
  const joined = (keep?: (position: number) => boolean) =>
    largestTogether(countMet(index, view, subject.windowMs, keep), view.size, subject.minWeight) / view.size
  const kept = joined((position) => burstOf(position) !== busiest)
  const all = joined()
  const { sittings, population } = tests.passed
  const like = beyondBy(subject) === 'population' ? `, and ${population.edges} beyond objects of like size` : ''
  return {
    id: 'single-burst',
    question: 'Is it one busy hour, one sitting?',
    answer: kept < rules.goneShare && !isBeyond(subject, sittings) ? 'fits' : 'does-not-fit',
    numbers: [
      {
        what: 'share of the members still joined without their busiest hour',
        value: kept,
        baseline: all,
        baselineIs: 'share joined with it',
      },
      {
        what: 'share of their traces on the shared objects in that hour',
        value: traces === 0 ? 0 : most / traces,
        baseline: subject.everybody.accounts === 0 ? null : subject.everybody.busiestHour,
        baselineIs: 'share of the traces of accounts in no group in their busiest hour',
      },
    ],
    missing: [],
    sentence: `Without the busiest hour ${percent(kept)} of the members are still joined (with it ${percent(all)}); with each sitting counted once, ${sittings.edges} of ${tests.tested} pairs are together beyond the objects’ own spread${like}.`,
  }
}
