/** Counts that are the expectation but for rounding are no more than it. */
const ROUNDING = 1 + 1e-9

/** Log likelihood ratio of the Poisson scan statistic, c ln(c / e) − (c − e) where c > e > 0, else 0. Kulldorff, Comm. Stat. 26 (1997). */
export function scanScore(count: number, expected: number): number {
  return count > expected * ROUNDING && expected > 0 ? count * Math.log(count / expected) - (count - expected) : 0
}
