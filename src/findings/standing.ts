/**
 * The standing of a group, by stated rules (thresholds: rules.ts; each sitting counted once). Beyond chance when one of these holds:
 * a  enough members are joined by pairs that pass form 2 with each sitting counted once (2c): together more often than the spread of the objects themselves gives;
 * b  accounts of groups are much of the audience of what they share, so that form 2 is blind, and enough members are joined by pairs that pass form 2d with each
 *    sitting counted once: more than objects of like size give;
 * c  as b, there are not enough like objects to compare with, and enough members are joined by pairs that share more than activity and popularity give (form 1) and that
 *    were within the window on most of what they share.
 * In networks without a window (similarity, fast repost, merged) nothing can be said about acting together; there it is
 * d  the group as a whole shares more than the best group of nearly all data sets with objects traded between accounts (shared-test.ts), and enough members are joined by pairs
 *    that share more than activity and popularity give: a strong group elsewhere leaves the rest a little closer than the traded sets, which is no finding on the rest.
 * not-tested  no test could be made. not-beyond-chance  none holds. explained  one holds, and a measured explanation fits. stands-out  one holds, and none fits.
 */
import type { Dossier, Explanation } from '../model/index.js'
import { whatIsLeft } from './explanations/index.js'
import { audienceShare, beyondBy, isBeyond, metShare, percent, type Subject } from './subject.js'

export function standingOf(subject: Subject, explanations: readonly Explanation[]): Pick<Dossier, 'standing' | 'summary'> {
  const { tests, members } = subject
  const size = members.size
  if (!Number.isFinite(subject.windowMs)) return standingOfAlike(subject, explanations)
  const by = beyondBy(subject)
  const passed = tests.passed[by ?? 'sittings']
  const met = `${size} accounts met on ${tests.meetings.size} ${tests.meetings.size === 1 ? 'object' : 'objects'}`
  const pairs = `${passed.edges} of ${tests.tested} pairs`
  const joins = passed.members === 0 ? '' : `, joining ${passed.members === size ? 'all' : passed.members} of them`
  const audience = `${met}, where groups are ${percent(audienceShare(subject))} of the audience`
  const left = whatIsLeft(explanations, by === null)
  const reason = {
    sittings: `${met}; ${pairs} did so more often than the spread of these objects gives, each sitting counted once${joins}`,
    population: `${audience}; ${pairs} met more often than on objects of like size${joins}`,
    sharing: `${audience}; ${pairs} share more than activity and popularity give and met on ${percent(metShare(subject))} of it${joins}`,
  }[by ?? 'sittings']
  const isExplained = explanations.some((one) => one.answer === 'fits')
  return {
    standing: by === null ? 'not-beyond-chance' : isExplained ? 'explained' : 'stands-out',
    summary: `${reason}. ${left}`,
  }
}

function standingOfAlike(subject: Subject, explanations: readonly Explanation[]): Pick<Dossier, 'standing' | 'summary'> {
  const { tests, members, alike, rules } = subject
  const their = `${members.size} accounts share objects, without a time window: alike, not together`
  const pairs = `${tests.passed.sharing.edges} of ${tests.tested} pairs share more than their activity gives`
  if (alike.pValue === null) return { standing: 'not-tested', summary: `${their}; ${pairs}. The group as a whole was ${alike.why}.` }
  const best = `the best group of ${alike.worlds} data sets with objects traded between accounts is as alike with p = ${Number(alike.pValue.toPrecision(2))}`
  if (alike.pValue > rules.chanceLevel || !isBeyond(subject, tests.passed.sharing))
    return { standing: 'not-beyond-chance', summary: `${their}; ${best}, and ${pairs}. ${whatIsLeft(explanations, true)}` }
  const fits = explanations.some((one) => one.answer === 'fits')
  return { standing: fits ? 'explained' : 'stands-out', summary: `${their}; ${best}; ${pairs}. ${whatIsLeft(explanations, false)}` }
}
