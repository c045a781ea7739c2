/**
 * Second look at pictures that hashes brought together, and search for copies that hashes miss. Pictures whose small grey copies are in the case are laid over each other
 * (compare.ts): a member that contradicts its leader leaves the cluster; crops, captions and surrounds are found by regions and join. Where only a hash was
 * given there is nothing to look at, and 31 bits decide. At most MOST pictures are searched by regions, the most used; more is said.
 */
import { checkCancelled, type Job } from '../../store/index.js'
import { type Comparison, compareLooks, frameGuesses, RULE } from './compare.js'
import { isWeak, joinCopies, type Tie } from './join.js'
import { type Looks, readRegions } from './looks.js'
import { alignByRegions } from './region-match.js'
import { REGION_SEARCH, searchRegions } from './region-search.js'

export const MOST_SEARCHED = 100_000
/** Share of the looks of the film with fewer that must be met in the other. */
export const LEAST_MOMENTS = 0.4

export interface Refinable {
  readonly mediaKey: number | null
  readonly uses: number
}

/** `leader` and `how` as clusterItems gave them: `how` is what had been done to one of the two, such as `mirrored`. For each item the number of its object's first item. */
export async function refineClusters(
  job: Job,
  items: readonly Refinable[],
  leader: Int32Array,
  how: (member: number, leader: number) => string,
  looks: Looks,
): Promise<Int32Array> {
  const ties: Tie[] = []
  const leads: number[] = []
  const lookOf = async (item: number) => {
    const key = (items[item] as Refinable).mediaKey
    return key === null ? undefined : (await looks.of(key))[0]
  }
  for (let item = 0; item < items.length; item++) {
    if (item % 64 === 0) pause(job, 'near-duplicate-media: looking at members', item, items.length)
    const first = leader[item] as number
    if (first === item) {
      leads.push(item)
      continue
    }
    const way = how(item, first)
    const [a, b] = [await lookOf(first), await lookOf(item)]
    // Turned by a quarter or upside down: the small copies do not lie on each other.
    const judged =
      a && b && /^$|mirrored|content|picture/.test(way) ? compareLooks(a, b, frameGuesses(a, b, way.includes('mirrored'))) : null
    const weak = judged?.same === true && isWeak(judged)
    const isOther = judged !== null && judged !== undefined && contradicts(judged)
    if (!isOther) ties.push({ a: first, b: item, isWeak: weak })
    // Tied by a caption: the others that it may be tied to decide whether that counts.
    if (isOther || weak) leads.push(item)
  }
  leads.sort((a, b) => (items[b] as Refinable).uses - (items[a] as Refinable).uses || a - b)
  if (leads.length > MOST_SEARCHED)
    job.warn(`near-duplicate-media: crops and captions were searched among the ${MOST_SEARCHED} most used of ${leads.length} pictures`)
  ties.push(
    ...(await tieByRegions(
      job,
      items,
      leads.slice(0, MOST_SEARCHED).sort((a, b) => a - b),
      looks,
    )),
  )
  return joinCopies(items.length, ties)
}

/** There is enough to judge by, and it is another picture. */
const contradicts = ({ same, agreeing, disagreeing }: Comparison): boolean => !same && agreeing + disagreeing >= RULE.agreeing

/** Copies among pictures (or films, by any of their moments), found by regions. */
export async function tieByRegions(job: Job, items: readonly Refinable[], among: readonly number[], looks: Looks): Promise<Tie[]> {
  const searched = among.filter((item) => (items[item] as Refinable).mediaKey !== null)
  const { owner, regions } = await readRegions(
    looks,
    searched.map((item) => (items[item] as Refinable).mediaKey as number),
  )
  const { candidates, bucketsPassedOver } = searchRegions(regions, (done, total) =>
    pause(job, 'near-duplicate-media: comparing regions', done, total),
  )
  if (bucketsPassedOver > 0)
    job.warn(
      `${bucketsPassedOver} times more than ${REGION_SEARCH.bucket} regions looked alike in a band (a logo, an app's button): they were taken for no sign of a crop`,
    )
  const first = new Map<number, number>()
  owner.forEach((of, i) => {
    if (!first.has(of)) first.set(of, i)
  })
  const met = new Map<string, { tie: Tie; of: [Set<number>, Set<number>] }>()
  for (const [i, { a, b, mirror }] of candidates.entries()) {
    if (i % 16 === 0) {
      await new Promise<void>((done) => setImmediate(done))
      pause(job, 'near-duplicate-media: laying pictures over each other', i, candidates.length)
    }
    const [p, q] = [owner[a] as number, owner[b] as number]
    const key = `${p} ${q}`
    if (p === q || (met.get(key)?.of[0].has(a) && met.get(key)?.of[1].has(b))) continue
    const [one, other] = [await lookAt(looks, items, searched, p, a, first), await lookAt(looks, items, searched, q, b, first)]
    const aligned = one && other && alignByRegions(one, other, mirror)
    const judged = aligned && compareLooks(one, other, [aligned.alignment])
    if (!judged?.same) continue
    const known = met.get(key)
    if (known) {
      known.of[0].add(a)
      known.of[1].add(b)
    } else
      met.set(key, {
        tie: { a: searched[p] as number, b: searched[q] as number, isWeak: isWeak(judged) },
        of: [new Set([a]), new Set([b])],
      })
  }
  const looksOf = new Map<number, number>()
  for (const of of owner) looksOf.set(of, (looksOf.get(of) ?? 0) + 1)
  const ties: Tie[] = []
  for (const [key, { tie, of }] of met) {
    const [p, q] = key.split(' ').map(Number) as [number, number]
    const few = Math.min(looksOf.get(p) as number, looksOf.get(q) as number)
    // Of films several moments must meet: one picture in both is a quotation.
    if (Math.min(of[0].size, of[1].size) >= Math.min(few, Math.max(2, Math.ceil(few * LEAST_MOMENTS)))) ties.push(tie)
  }
  return ties
}

async function lookAt(
  looks: Looks,
  items: readonly Refinable[],
  searched: readonly number[],
  of: number,
  region: number,
  first: ReadonlyMap<number, number>,
) {
  const key = (items[searched[of] as number] as Refinable).mediaKey as number
  return (await looks.of(key))[region - (first.get(of) as number)]
}

function pause(job: Job, phase: string, done: number, total: number): void {
  checkCancelled(job)
  job.note(phase, done, total)
}
