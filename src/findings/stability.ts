/**
 * How firmly a group and each member hold: the network's groups are searched again in other draws (other seeds of the search; objects drawn anew), and
 *   Jaccard of a group in a draw = max over communities c of |g ∩ c| / |g ∪ c|, its best match (of equal ones the first);
 *   group stability  = mean over draws; a draw with less than one half has dissolved the group (Hennig 2007);
 *   member stability = share of the draws in which the member is in the community that matches its group best.
 * Objects are drawn by a Poisson bootstrap: each is in a draw 0, 1, 2 … times, Poisson with mean 1, with all posts on it, since these belong together (Chamandy et al. 2012).
 * An account that has no edge in a draw is in no community. Not measured where the search has no chance in it (seeds), or the network cannot be made again (objects).
 */
import type { Group, Stability } from '../model/index.js'
import type { Rng } from '../statistics/index.js'

/** Account key → community from 0, or -1. */
export type Labels = Int32Array

export const SEEDS = 20
export const RESAMPLES = 50

/** P(X ≤ k) of a Poisson with mean 1, k = 0 … 9. */
const POISSON_1 = [
  0.36787944117144233, 0.7357588823428847, 0.9196986029286058, 0.9810118431238462, 0.9963401531726563, 0.9994058151824183,
  0.9999167588507119, 0.9999897508033253, 0.9999988747974149, 0.9999998885745217,
] // biome-ignore format: a table

/** How often each object is drawn. */
export function poissonTimes(objects: number, rng: Rng): Int32Array {
  const times = new Int32Array(objects)
  for (let o = 0; o < objects; o++) {
    const u = rng.next()
    while ((times[o] as number) < POISSON_1.length && u >= (POISSON_1[times[o] as number] as number)) times[o]!++
  }
  return times
}

interface Held {
  readonly draws: number
  /** Per group: mean Jaccard, draws with at least one half; per member, in the order of the group's list, draws in which it stayed. */
  readonly groups: readonly { readonly jaccard: number; readonly held: number; readonly stayed: Int32Array }[]
}

export function holdIn(groups: readonly Pick<Group, 'members'>[], draws: readonly Labels[]): Held {
  const sums = groups.map(({ members }) => ({ jaccard: 0, held: 0, stayed: new Int32Array(members.length) }))
  for (const labels of draws) {
    const size = new Map<number, number>()
    for (const label of labels) if (label >= 0) size.set(label, (size.get(label) ?? 0) + 1)
    for (const [g, { members }] of groups.entries()) {
      const inside = new Map<number, number>()
      for (const member of members) {
        const label = labels[member] ?? -1
        if (label >= 0) inside.set(label, (inside.get(label) ?? 0) + 1)
      }
      let best = -1
      let jaccard = 0
      for (const [label, both] of [...inside].sort((x, y) => x[0] - y[0])) {
        const value = both / (members.length + (size.get(label) as number) - both)
        if (value <= jaccard) continue
        best = label
        jaccard = value
      }
      const sum = sums[g] as (typeof sums)[0]
      sum.jaccard += jaccard
      if (jaccard >= 0.5) sum.held++
      if (best >= 0) for (const [i, member] of members.entries()) if (labels[member] === best) sum.stayed[i]!++
    }
  }
  return { draws: draws.length, groups: sums.map((sum) => ({ ...sum, jaccard: draws.length === 0 ? 0 : sum.jaccard / draws.length })) }
}

export function stabilityOf(
  groups: readonly Group[],
  seeds: readonly Labels[] | null,
  resamples: readonly Labels[] | string,
  notTried: readonly string[],
): readonly Stability[] {
  const bySeed = seeds ? holdIn(groups, seeds) : null
  const byObjects = typeof resamples === 'string' ? null : holdIn(groups, resamples)
  const of = (held: Held | null, g: number) => {
    const own = held?.groups[g]
    return held && own ? { draws: held.draws, jaccard: own.jaccard, held: own.held } : null
  }
  const share = (held: Held | null, g: number, i: number) => (held ? (held.groups[g]?.stayed[i] as number) / held.draws : null)
  return groups.map(({ members }, g) => ({
    seeds: of(bySeed, g),
    objects: of(byObjects, g),
    members: members.map((account, i) => ({ account, seeds: share(bySeed, g, i), objects: share(byObjects, g, i) })),
    why: [
      ...(bySeed ? [] : ['the group method has no chance in it, so other seeds give the same']),
      ...(typeof resamples === 'string' ? [`objects were not drawn anew: ${resamples}`] : []),
      ...notTried,
    ],
  }))
}
