/** Families of near-same texts among invented posts, against all pairs counted by plain code. */
import { makePosts } from '../near-duplicate-data.js'
import { compareWithTruth, type Found, truePairs } from '../near-duplicate-measure.js'
import type { Kept } from './kept.js'
import { percent, share, table } from './words.js'

export async function nearSameTexts(store: Kept, seeds: readonly number[], posts: number): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const seed of seeds)
    found.push(await store.once(`text ${posts} ${seed}`, () => compareWithTruth(truePairs(makePosts(posts, `accuracy ${seed}`)))))
  return found
}

export function textSection(found: readonly Found[], posts: number): string {
  const sum = (pick: (one: Found) => number) => found.reduce((all, one) => all + pick(one), 0)
  const steps = (found[0] as Found).byJaccard.map(({ from }) => from)
  const rows = steps.map((from, s) => {
    const of = (pick: (row: Found['byJaccard'][number]) => number) => sum((one) => pick(one.byJaccard[s] as Found['byJaccard'][number]))
    const [pairs, candidates, together] = [of((row) => row.pairs), of((row) => row.candidates), of((row) => row.together)]
    const cell = (part: number) => (pairs === 0 ? 'none' : percent(part / pairs, 2))
    return [`${from} to ${steps[s + 1] ?? 1}`, pairs.toLocaleString('en'), cell(candidates), cell(together)]
  })
  const [pairs, candidates, together] = [sum((one) => one.pairs), sum((one) => one.candidates), sum((one) => one.together)]
  return `## Near-same texts

\`bench/near-duplicate-data.ts\`: ${posts.toLocaleString('en')} invented posts a seed, ${found.length === 1 ? 'one seed' : `${found.length} seeds`}, three in ten of templates with one to four slots and sometimes one more word changed. All pairs of distinct texts whose shingles have a Jaccard
index of 0.7 or more are counted by plain code over sets of substrings. Found: the pair has a band key in common and so can be compared. In one family: both near one leader; a family is a star around its most central text and not a chain, so two texts
near each other may be near two leaders.

${table(['Jaccard index', 'pairs', 'found', 'in one family'], [...rows, ['all', pairs.toLocaleString('en'), percent(candidates / pairs, 2), percent(together / pairs, 2)]])}

Members of families that are truly near their leader: ${share(
    sum((one) => one.rightMembers),
    sum((one) => one.members),
  )}. Texts with a near partner anywhere that are in a family: ${share(
    sum((one) => one.inFamilies),
    sum((one) => one.paired),
  )}.`
}
