/** What the data cannot show about a group, said first. */
import { formatDuration, type NetworkInfo, plural } from '../model/index.js'
import type { CountedFamily, ObjectChances } from '../networks/index.js'
import type { CaseFacts } from './facts.js'
import type { TraceIndex } from './trace-index.js'

/** Largest of 1 s, 1 min, 1 h, 1 d that all times are multiples of; 0 when they are finer than a second. */
export function resolutionMs(index: TraceIndex): number {
  let best = 0
  for (const unit of [1000, 60_000, 3_600_000, 86_400_000]) {
    for (let i = 0; i < index.traces; i++) if ((index.atMs[i] as number) % unit !== 0) return best
    best = unit
  }
  return best
}

export function limitsOf(
  { filled, longestGapHours }: CaseFacts,
  network: NetworkInfo,
  index: TraceIndex,
  objects: ObjectChances,
  family: CountedFamily,
  windowMs: number,
): string[] {
  const limits: string[] = [...network.notes]
  const absent = (
    [
      ['texts', 'texts'],
      ['clients', 'the program a post was sent with'],
      ['titles', 'titles of linked pages'],
      ['created', 'when accounts were created'],
      ['followers', 'numbers of followers'],
    ] as const
  ).flatMap(([field, words]) => (filled[field] === 0 ? [words] : []))
  if (absent.length > 0) limits.push(`Not in this data: ${absent.join('; ')}.`)
  if (filled.rejects > 0)
    limits.push(`${plural(filled.rejects, 'row')} could not be read and ${filled.rejects === 1 ? 'is' : 'are'} missing here.`)
  if (longestGapHours !== null)
    limits.push(`No posts at all for ${longestGapHours} hours in a row at least once: collection may have stopped.`)
  const resolution = resolutionMs(index)
  if (resolution >= 60_000)
    limits.push(
      `All times are whole multiples of ${formatDuration(resolution / 1000)}: equal times are not synchrony, gaps are known to that much only.`,
    )
  if (Number.isFinite(windowMs) && resolution > windowMs)
    limits.push('The window is shorter than the resolution of the times: synchrony cannot be tested.')
  if (!family.isExact)
    limits.push(
      `Pairs of accounts were too many to count one by one: corrected for ${family.tests} tests, an upper bound, so some pairs that are together may not pass.`,
    )
  if (objects.approximate > 0)
    limits.push(`On ${objects.approximate} objects accounts acted too often to tell pairs apart; an upper bound of their chance was used.`)
  limits.push('The posts in hand may be a sample of what was published; what was deleted before collection is not here.')
  return limits
}
