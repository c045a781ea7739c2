/**
 * The standing of a group, by stated rules (thresholds: rules.ts). Beyond chance when one of these holds:
 * a  enough members are joined by pairs that pass form 2 with each sitting counted once (2c): together more often than the spread of the objects themselves gives;
 * b  accounts of groups are much of the audience of what they share, so that form 2 is blind, and enough members are joined by pairs that pass form 2d with each
 *    sitting counted once: more than objects of like size give;
 * c  as b, there are not enough like objects to compare with, and enough members are joined by pairs that share more than activity and popularity give (form 1) and that
 *    were within the window on most of what they share.
 * not-beyond-chance  none holds. explained  one holds, and a measured explanation fits. stands-out  one holds, and none fits.
 */
import type { Dossier, Explanation } from '../model/index.js'
import { audienceShare, isBeyond, metShare, percent, type Subject } from './subject.js'

export function standingOf(subject: Subject, explanations: readonly Explanation[]): Pick<Dossier, 'standing' | 'summary'> {
  const { tests, members, rules } = subject
  const size = members.size
  const audience = audienceShare(subject)
  const byObject = isBeyond(subject, tests.passed.sittings)
  const isBlind = audience >= rules.audienceShare
  const byLike = isBlind && isBeyond(subject, tests.passed.population)
  const bySharing = isBlind && !tests.hasLikeObjects && isBeyond(subject, tests.passed.sharing) && metShare(subject) >= rules.metShare
  const met = [...tests.meetings.values()].reduce((sum, count) => sum + count, 0)
  if (!Number.isFinite(subject.windowMs))
    return {
      standing: 'not-beyond-chance',
      summary: `${size} accounts share objects, but without a time window nothing can be said about acting together; ${tests.passed.sharing.edges} of ${tests.tested} pairs share more than their activity gives.`,
    }
  const chanceWords = `${tests.passed.sittings.edges} of ${tests.tested} pairs are within the window of each other more often than the spread of the objects gives, each sitting counted once`
  if (!byObject && !byLike && !bySharing)
    return {
      standing: 'not-beyond-chance',
      summary: `${size} accounts met ${met} times, which is not beyond chance: ${chanceWords}, and they join ${tests.passed.sittings.members} members.`,
    }
  const their = `accounts of this network’s groups are ${percent(audience)} of those on what they share`
  const reason = byObject
    ? `${chanceWords}, and they join ${tests.passed.sittings.members} of ${size} members`
    : byLike
      ? `${their}, and ${tests.passed.population.edges} of ${tests.tested} pairs are within the window more often than on objects of like size, joining ${tests.passed.population.members} of ${size} members`
      : `${their}, ${tests.passed.sharing.edges} of ${tests.tested} pairs share more than activity and popularity give, and on ${percent(metShare(subject))} of that they were within the window`
  const fitting = explanations.filter((one) => one.answer === 'fits')
  if (fitting.length > 0)
    return {
      standing: 'explained',
      summary: `${size} accounts: ${reason}; but another explanation fits: ${fitting.map((one) => one.question).join(' ')}`,
    }
  return { standing: 'stands-out', summary: `${size} accounts: ${reason}; no measured explanation fits.` }
}
