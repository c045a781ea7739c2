import { readParams } from '../../model/index.js'
import { checkCancelled, type Job } from '../../store/index.js'
import { LEAST_LETTERS, textObject } from '../exact-text.js'
import { OWN_POSTS, type Trace } from '../trace.js'
import { type Quote, quotesIn } from './containment.js'
import { type Family, familiesIn, groupTexts, LEAST_JACCARD, LEAST_ORDER, leadersOf, type Step } from './families.js'
import { NORMALISE_PARAMS, type NormaliseParams } from './normalise.js'

const DEFAULTS: NormaliseParams = readParams(NORMALISE_PARAMS, {}, 'near-duplicate-text')

const stepOf =
  (job: Pick<Job, 'signal' | 'note'>): Step =>
  (phase, done, total) => {
    checkCancelled(job as Job)
    job.note(`near-duplicate-text: ${phase}`, done, total)
  }

/** Families of two texts or more in a list; texts may repeat. Too short texts are in none. The same on every machine, whatever the order of the list. */
export async function familiesOf(
  texts: readonly string[],
  job?: Pick<Job, 'signal' | 'note'>,
  params: NormaliseParams = DEFAULTS,
): Promise<readonly Family[]> {
  return familiesIn(texts, params, job ? stepOf(job) : () => undefined)
}

/** Texts of a list that stand inside longer ones of it; `wanted` are the places of those that may be quoted, all when absent. */
export async function quotesOf(
  texts: readonly string[],
  wanted: readonly number[] = [...texts.keys()],
  job?: Pick<Job, 'signal' | 'note'>,
  params: NormaliseParams = DEFAULTS,
): Promise<readonly Quote[]> {
  return quotesIn(texts, wanted, params, job ? stepOf(job) : () => undefined)
}

export const nearDuplicateText: Trace = {
  id: 'near-duplicate-text',
  title: 'Nearly the same words',
  objectMeans: 'a family of nearly the same texts, named by the most central of them; a text that is like no other is a family of its own',
  normalisedHow:
    `Compared without capitals, links, names, emoji, accents, punctuation and unseen characters, letters of another script that stand for look-alikes undone. Texts too short for exact-text (${LEAST_LETTERS} letters) are too short here. ` +
    `A text belongs to a family when it shares ${100 * LEAST_JACCARD} % of all runs of 5 characters (3 in Han, kana, Hangul) of both with the family's leading text (Jaccard index), ${100 * LEAST_ORDER} % of them in the same order; both are computed exactly. ` +
    'Which texts to compare is found by MinHash and locality-sensitive hashing, by which about one in a hundred near-same pairs is missed',
  ordinary:
    'Quotations, song lines, prayers, headlines of a share button, petitions, chain letters, reports that machines write (weather, scores, traffic): nearly the same words from people who never met. One word may turn the meaning ("I do not support"). ' +
    'That a family is large says nothing; whether accounts meet in rare families more often than chance is what the null models ask.',
  needs: ['text'],
  rows: `select account_key, text as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`,
  families: async (job, raws) => {
    const leaders = leadersOf(raws, await groupTexts(raws, DEFAULTS, stepOf(job)))
    const names = new Map<number, string | null>()
    return Array.from(leaders, (leader) => {
      if (leader < 0) return null
      if (!names.has(leader)) names.set(leader, textObject(raws[leader] as string))
      return names.get(leader) as string | null
    })
  },
}
