/**
 * How well a score ranks what is known to be planted (hits) before the rest (others).
 *   precision at a level = hits at or above it / all at or above it; recall = hits at or above it / all hits
 *   average precision = sum over levels of (recall − recall of the level above) · precision   (no interpolation, as scikit-learn)
 *   AUC = P(a hit scores higher than an other) + P(they tie) / 2   (area under the ROC curve, Mann & Whitney 1947)
 * What has no score is tied below everything else and counts in both. Undefined (null) without hits; AUC also without others.
 * Intervals: hits come in clusters (an operation is found or missed as a whole), so whole clusters are drawn with replacement, others stay; the middle 95 % of
 * the draws. With one cluster there is nothing to draw: null. Davis & Goadrich (2006) for the curve, Field & Welsh (2007) for the clusters.
 */
import { quantileOfSorted } from './quantiles.js'
import type { Rng } from './random.js'

/** `count` things with one score; `cluster` is the cluster of hits that they are of, -1 for others. */
export interface Scores {
  readonly score: number
  readonly cluster: number
  readonly count: number
}

export interface Estimate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** All that score at least `score`. */
export interface RankingPoint {
  readonly score: number
  readonly hits: number
  readonly others: number
  readonly precision: number
  readonly recall: number
}

export interface Ranking {
  readonly hits: number
  readonly others: number
  /** Hits and others that have a score. */
  readonly hitsScored: number
  readonly othersScored: number
  readonly averagePrecision: Estimate
  readonly auc: Estimate
  /** One per level that holds hits, and the lowest level. */
  readonly points: readonly RankingPoint[]
}

/** A level that holds hits; `others` are those between it and the level above, `othersAt` those tied with it. */
interface Level {
  readonly score: number
  readonly hits: Map<number, number>
  others: number
  othersAt: number
}

/** `clusters`: hits per cluster, scored or not; `others`: all that are no hits. */
export function rankingOf(scores: readonly Scores[], clusters: readonly number[], others: number, draws: number, rng: Rng): Ranking {
  const { levels, othersLow, lowest } = levelsOf(scores)
  const once = clusters.map(() => 1)
  const value = areas(levels, othersLow, clusters, others, once)
  const drawn: { averagePrecision: number[]; auc: number[] } = { averagePrecision: [], auc: [] }
  const filled = clusters.filter((hits) => hits > 0).length
  for (let draw = 0; draw < (filled > 1 ? draws : 0); draw++) {
    const weights = clusters.map(() => 0)
    for (let i = 0; i < clusters.length; i++) {
      const c = rng.below(clusters.length)
      weights[c] = (weights[c] as number) + 1
    }
    const again = areas(levels, othersLow, clusters, others, weights)
    if (again.averagePrecision !== null) drawn.averagePrecision.push(again.averagePrecision)
    if (again.auc !== null) drawn.auc.push(again.auc)
  }
  const hits = clusters.reduce((sum, each) => sum + each, 0)
  const points: RankingPoint[] = []
  let [hitsSoFar, othersSoFar] = [0, 0]
  const add = (score: number) =>
    points.push({
      score,
      hits: hitsSoFar,
      others: othersSoFar,
      precision: hitsSoFar / (hitsSoFar + othersSoFar),
      recall: hits === 0 ? 0 : hitsSoFar / hits,
    })
  for (const level of levels) {
    for (const count of level.hits.values()) hitsSoFar += count
    othersSoFar += level.others + level.othersAt
    add(level.score)
  }
  if (othersLow > 0) {
    othersSoFar += othersLow
    add(lowest)
  }
  return {
    hits,
    others,
    hitsScored: hitsSoFar,
    othersScored: othersSoFar,
    averagePrecision: estimate(value.averagePrecision, drawn.averagePrecision),
    auc: estimate(value.auc, drawn.auc),
    points,
  }
}

function estimate(value: number | null, drawn: number[]): Estimate {
  if (value === null || drawn.length === 0) return { value, low: null, high: null }
  drawn.sort((a, b) => a - b)
  return { value, low: quantileOfSorted(drawn, 0.025), high: quantileOfSorted(drawn, 0.975) }
}

function levelsOf(scores: readonly Scores[]): { levels: Level[]; othersLow: number; lowest: number } {
  const sorted = [...scores].sort((a, b) => b.score - a.score)
  const levels: Level[] = []
  let waiting = 0
  for (let i = 0; i < sorted.length; ) {
    const { score } = sorted[i] as Scores
    const level: Level = { score, hits: new Map(), others: waiting, othersAt: 0 }
    for (; i < sorted.length && (sorted[i] as Scores).score === score; i++) {
      const { cluster, count } = sorted[i] as Scores
      if (cluster < 0) level.othersAt += count
      else level.hits.set(cluster, (level.hits.get(cluster) ?? 0) + count)
    }
    waiting = level.hits.size > 0 ? 0 : waiting + level.othersAt
    if (level.hits.size > 0) levels.push(level)
  }
  return { levels, othersLow: waiting, lowest: sorted.at(-1)?.score ?? 0 }
}

/** Each cluster's hits counted `weights` times. */
function areas(
  levels: readonly Level[],
  othersLow: number,
  clusters: readonly number[],
  others: number,
  weights: readonly number[],
): { averagePrecision: number | null; auc: number | null } {
  const hits = clusters.reduce((sum, count, c) => sum + count * (weights[c] as number), 0)
  if (hits === 0) return { averagePrecision: null, auc: null }
  let [above, othersAbove, ordered, precision] = [0, 0, 0, 0]
  for (const level of levels) {
    let own = 0
    for (const [cluster, count] of level.hits) own += count * (weights[cluster] as number)
    othersAbove += level.others
    ordered += own * (others - othersAbove - level.othersAt / 2)
    othersAbove += level.othersAt
    above += own
    if (own > 0) precision += (own / hits) * (above / (above + othersAbove))
  }
  const rest = hits - above
  ordered += (rest * (others - othersAbove - othersLow)) / 2
  if (rest > 0) precision += (rest / hits) * (hits / (hits + others))
  return { averagePrecision: precision, auc: others === 0 ? null : ordered / hits / others }
}
