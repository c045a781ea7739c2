/** Changed copies of pictures and films, look-alikes, and pairs of different pictures. */

import { wilsonInterval } from '../../src/statistics/index.js'
import { changedFilms, changedPictures, differentPairs, LIMITS, lookAlikePictures } from '../media/measure.js'
import type { Kept } from './kept.js'
import { percent, shareWithin, table } from './words.js'

export async function mediaSection(store: Kept, isFew: boolean): Promise<string> {
  const [pictures, films, different] = isFew ? [1, 1, 4] : [40, 8, 1450]
  const changed = await store.once(`changed ${pictures}`, () => changedPictures(pictures))
  const alike = await store.once(`look-alikes ${pictures}`, () => lookAlikePictures(pictures))
  const moving = await store.once(`films ${films}`, () => changedFilms(films))
  const pairs = await store.once(`pairs ${different}`, () => differentPairs(different))
  const taken = pairs.byHash.taken + pairs.byRegions.taken
  const cell = (part: number, all: number) => percent(part / all, 0)
  const limit = (bits: number) => (bits < 0 ? 'none' : `${bits} bits`)
  return `## Pictures and films

\`bench/media\`: ${changed[0]?.of} pictures (drawn by seed, and one photograph where the shared data lie) and what operations do to them. Drawn pictures are plainer than photographs: some have too few regions to be known again after a crop. Plain PDQ
matches within the published ${LIMITS.pdq} bits of 256, plain pHash (64 bits) within ${LIMITS.phash}, the most at which one of a million different pairs matches.

${table(
  ['change', 'found', 'plain PDQ', 'plain pHash'],
  changed.map((row) => [row.id, shareWithin(row.ours, row.of), cell(row.pdq, row.of), cell(row.phash, row.of)]),
)}

${table(
  ['look-alikes', 'taken for one', 'by plain PDQ', 'by plain pHash'],
  alike.map((row) => [row.id, shareWithin(row.ours, row.of), cell(row.pdq, row.of), cell(row.phash, row.of)]),
)}

Different pictures: of ${pairs.pairs.toLocaleString('en')} pairs of ${pairs.pictures.toLocaleString('en')} pictures ${pairs.byHash.suspected + pairs.byRegions.suspected} were suspected (${pairs.byHash.suspected} by hashes, ${pairs.byRegions.suspected} by regions) and
${taken} taken for copies: at most ${(1e6 * wilsonInterval(taken, pairs.pairs).high).toFixed(1)} in a million (95 %). At most one pair in a million would match by plain PDQ up to ${limit(pairs.atMillionth.pdq)}, by plain pHash up to ${limit(pairs.atMillionth.phash)}.

Films of eight shots, one a second, by their frames alone; cropped and captioned films are left to regions, which this table does not count:

${table(
  ['change of a film', `found of ${films}`, 'other films taken for it'],
  moving.map(({ id, found, wrong }) => [id, `${found}`, `${wrong}`]),
)}`
}
