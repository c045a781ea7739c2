/** Single burst: the group lives in one hour, and one sitting can make many meetings. Measured as the members still joined when the hour with most of their traces is left out, together with form 2c. */
import type { Explanation } from '../../model/index.js'
import { countMet, largestTogether } from '../pairs.js'
import { isBeyond, percent, type Subject } from '../subject.js'

const HOUR = 3_600_000

export function singleBurst(subject: Subject): Explanation {
  const { index, view, tests } = subject
  const perHour = new Map<number, number>()
  for (const position of view.position) {
    if (!tests.meetings.has(index.object[position] as number)) continue
    const hour = Math.floor((index.atMs[position] as number) / HOUR)
    perHour.set(hour, (perHour.get(hour) ?? 0) + 1)
  }
  const busiest = [...perHour].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0
  const met = countMet(index, view, subject.windowMs, (position) => Math.floor((index.atMs[position] as number) / HOUR) !== busiest)
  const kept = largestTogether(met, view.size, subject.minWeight) / view.size
  const sittings = tests.passed.sittings
  return {
    id: 'single-burst',
    question: 'Is it one busy hour, one sitting?',
    answer: kept < subject.rules.goneShare && !isBeyond(subject, sittings) ? 'fits' : 'does-not-fit',
    measured: { value: kept, unit: 'share of the members still joined without their busiest hour', baseline: null, pValue: null },
    sentence: `Without the busiest hour ${percent(kept)} of the members are still joined; with each sitting counted once, ${sittings.edges} of ${tests.tested} pairs are together more often than chance gives.`,
  }
}
