/**
 * The standing of a group, by stated rules (thresholds: rules.ts):
 * beyond chance    enough members are joined by pairs that pass form 2 (together more than the objects' own spread gives); or the members are themselves the
 *                  audience of what they share, where form 2 is blind, and enough of them pass form 2d (more than like objects give).
 * not-beyond-chance  neither. explained  beyond chance, and a measured explanation fits. stands-out  beyond chance, and none fits.
 */
import type { Dossier, Explanation } from '../model/index.js'
import { audienceShare, isBeyond, percent, type Subject } from './subject.js'

export function standingOf(subject: Subject, explanations: readonly Explanation[]): Pick<Dossier, 'standing' | 'summary'> {
  const { tests, members, rules } = subject
  const size = members.size
  const audience = audienceShare(subject)
  const byObject = isBeyond(subject, tests.passed.together)
  const byLike = audience >= rules.audienceShare && isBeyond(subject, tests.passed.population)
  const met = [...tests.meetings.values()].reduce((sum, count) => sum + count, 0)
  if (!Number.isFinite(subject.windowMs))
    return {
      standing: 'not-beyond-chance',
      summary: `${size} accounts share objects, but without a time window nothing can be said about acting together; ${tests.passed.sharing.edges} of ${tests.tested} pairs share more than their activity gives.`,
    }
  const chanceWords = `${tests.passed.together.edges} of ${tests.tested} pairs are within the window of each other more often than the spread of the objects gives`
  if (!byObject && !byLike)
    return {
      standing: 'not-beyond-chance',
      summary: `${size} accounts met ${met} times, which is not beyond chance: ${chanceWords}, and they join ${tests.passed.together.members} members.`,
    }
  const reason = byObject
    ? `${chanceWords}, and they join ${tests.passed.together.members} of ${size} members`
    : `the members are ${percent(audience)} of the accounts on what they share, and ${tests.passed.population.edges} of ${tests.tested} pairs are within the window more often than on objects of like size, joining ${tests.passed.population.members} of ${size} members`
  const fitting = explanations.filter((one) => one.answer === 'fits')
  if (fitting.length > 0)
    return {
      standing: 'explained',
      summary: `${size} accounts: ${reason}; but another explanation fits: ${fitting.map((one) => one.question).join(' ')}`,
    }
  return { standing: 'stands-out', summary: `${size} accounts: ${reason}; no measured explanation fits.` }
}
