/** Breaking news: everybody was in step on these objects. Measured as the share of pairs of members within the window on the same objects, beside that of accounts in no group: it fits when theirs is half as large or more.
 * Accounts in another group of the network are left out: they are no measure of what ordinary accounts did. */
import type { Explanation } from '../../model/index.js'
import { percent, type Subject } from '../subject.js'

export function breakingNews(subject: Subject): Explanation {
  const base = { id: 'breaking-news', question: 'Was everybody in step on these objects, as when news breaks?' }
  const { index, members, grouped, windowMs } = subject
  if (!Number.isFinite(windowMs))
    return {
      ...base,
      answer: 'not-in-data',
      numbers: [],
      missing: [],
      sentence: 'The network has no window, so nobody was measured in step or out of it.',
    }
  let insideMet = 0
  let insideAll = 0
  let outsideMet = 0
  let outsideAll = 0
  for (const object of subject.tests.meetings.keys()) {
    const first = new Map<number, number>()
    for (let i = index.objectStart[object] as number; i < (index.objectStart[object + 1] as number); i++) {
      const account = index.account[i] as number
      if (!first.has(account)) first.set(account, index.atMs[i] as number)
    }
    const inside: number[] = []
    const outside: number[] = []
    for (const [account, at] of first)
      if (members.has(account)) inside.push(at)
      else if (!grouped.has(account)) outside.push(at)
    insideMet += near(inside, windowMs)
    insideAll += (inside.length * (inside.length - 1)) / 2
    outsideMet += near(outside, windowMs)
    outsideAll += (outside.length * (outside.length - 1)) / 2
  }
  const inRate = insideAll === 0 ? 0 : insideMet / insideAll
  const outRate = outsideAll === 0 ? 0 : outsideMet / outsideAll
  if (outsideAll < subject.rules.leastOutsiderPairs)
    return {
      ...base,
      answer: 'not-in-data',
      numbers: [],
      missing: [],
      sentence: `Too few others acted on these objects to compare with (${outsideAll} pairs of accounts in no group; ${subject.rules.leastOutsiderPairs} are needed).`,
    }
  return {
    ...base,
    answer: outRate >= subject.rules.outsiderRatio * inRate ? 'fits' : 'does-not-fit',
    numbers: [
      {
        what: 'share of the pairs of members within the window on the same objects',
        value: inRate,
        baseline: outRate,
        baselineIs: `the same of ${outsideAll} pairs of accounts in no group`,
      },
    ],
    missing: [],
    sentence: `On the same objects ${percent(outRate)} of the pairs of accounts in no group were within the window of each other, against ${percent(inRate)} of the pairs of members.`,
  }
}

/** Pairs of sorted times at most `windowMs` apart. */
function near(times: readonly number[], windowMs: number): number {
  let pairs = 0
  for (let i = 0, low = 0; i < times.length; i++) {
    while ((times[i] as number) - (times[low] as number) > windowMs) low++
    pairs += i - low
  }
  return pairs
}
