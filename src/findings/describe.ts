/** What a group shares and when, for pictures and tables. */
import type { Dossier, SharedObject } from '../model/index.js'
import { median } from '../statistics/index.js'
import type { Subject } from './subject.js'

const TOP = 10
const MOST_BUCKETS = 120

export function topObjectsOf(subject: Subject, names: ReadonlyMap<number, string>): SharedObject[] {
  return topKeys(subject).map((object) => {
    const { index, members } = subject
    const from = index.objectStart[object] as number
    const to = index.objectStart[object + 1] as number
    const times: number[] = []
    const who = new Set<number>()
    for (let i = from; i < to; i++)
      if (members.has(index.account[i] as number)) {
        times.push(index.atMs[i] as number)
        who.add(index.account[i] as number)
      }
    return {
      objectId: names.get(object) ?? '',
      memberTraces: times.length,
      allTraces: to - from,
      members: who.size,
      firstAtMs: times[0] ?? 0,
      medianGapMs: times.length < 2 ? 0 : median(times.slice(1).map((at, i) => at - (times[i] as number))),
    }
  })
}

/** Objects with most meetings of members first. */
export function topKeys(subject: Pick<Subject, 'tests'>): number[] {
  return [...subject.tests.meetings]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, TOP)
    .map(([object]) => object)
}

export interface Span {
  readonly fromMs: number
  readonly bucketMs: number
  readonly all: readonly number[]
}

const WIDTHS = [60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800, 2_592_000, 31_536_000].map((seconds) => seconds * 1000)

export function spanOf(atMs: Float64Array): Span {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const at of atMs) {
    from = Math.min(from, at)
    to = Math.max(to, at)
  }
  if (atMs.length === 0) return { fromMs: 0, bucketMs: 60_000, all: [] }
  const bucketMs = WIDTHS.find((width) => (to - from) / width < MOST_BUCKETS - 1) ?? Math.ceil((to - from) / (MOST_BUCKETS - 1))
  const fromMs = Math.floor(from / bucketMs) * bucketMs
  const all = new Array<number>(Math.floor((to - fromMs) / bucketMs) + 1).fill(0)
  for (const at of atMs) all[Math.floor((at - fromMs) / bucketMs)]!++
  return { fromMs, bucketMs, all }
}

export function timelineOf(subject: Subject, span: Span): Dossier['timeline'] {
  const member = span.all.map(() => 0)
  const { index } = subject
  for (const account of subject.members)
    for (let i = index.accountStart[account] as number; i < (index.accountStart[account + 1] as number); i++)
      member[Math.floor(((index.atMs[index.byAccount[i] as number] as number) - span.fromMs) / span.bucketMs)]!++
  return { ...span, member }
}
