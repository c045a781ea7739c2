/**
 * Corrections for many tests. `p` are the p-values looked at; `tests` says how many tests there were in all (at least p.length): the
 * others count as p = 1. Each returns adjusted p-values in the order given; a test passes at level alpha when its adjusted p <= alpha.
 */
export type Correction = 'bh' | 'by' | 'bonferroni' | 'none'

export function adjust(p: ArrayLike<number>, correction: Correction, tests = p.length): Float64Array {
  if (tests < p.length) throw new RangeError(`${p.length} p-values but only ${tests} tests`)
  if (correction === 'bh') return stepUp(p, tests, tests)
  // Benjamini & Yekutieli, Ann. Stat. 29 (2001): BH with the harmonic sum as price of any dependence.
  if (correction === 'by') return stepUp(p, tests, tests * harmonic(tests))
  return Float64Array.from(p, (value) => Math.min(1, correction === 'bonferroni' ? value * tests : value))
}

/** Benjamini & Hochberg, JRSS B 57 (1995): adjusted p_(r) = min over s >= r of p_(s) · tests / s. */
export function benjaminiHochberg(p: ArrayLike<number>, tests = p.length): Float64Array {
  return adjust(p, 'bh', tests)
}

function stepUp(p: ArrayLike<number>, tests: number, factor: number): Float64Array {
  const order = Array.from({ length: p.length }, (_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number) || a - b)
  const adjusted = new Float64Array(p.length)
  let least = 1
  // Tests not looked at have p = 1 and the last ranks; they cannot lower anything below 1 · factor / tests >= 1.
  if (tests === 0) return adjusted
  for (let rank = p.length; rank >= 1; rank--) {
    const at = order[rank - 1] as number
    least = Math.min(least, ((p[at] as number) * factor) / rank)
    adjusted[at] = least
  }
  return adjusted
}

/** 1 + 1/2 + … + 1/n. */
export function harmonic(n: number): number {
  if (n > 1e6) return Math.log(n) + 0.5772156649015329 + 1 / (2 * n)
  let sum = 0
  for (let i = n; i >= 1; i--) sum += 1 / i
  return sum
}

/**
 * Tarone (Biometrics 46, 1990), for false discovery rates Gilbert (Applied Statistics 54, 2005): how many tests count. A test whose least
 * attainable p cannot pass is no test. The family is all tests with least p <= alpha / k, for the smallest k with #(least p <= alpha / k) <= k.
 * `countUpTo(limit)` says how many tests have a least p of at most `limit`; `all` is how many there are.
 */
export function testable(
  countUpTo: (limit: number) => number,
  alpha: number,
  all: number,
): { readonly tests: number; readonly leastP: number } {
  let low = 1
  let high = Math.max(1, all)
  while (low < high) {
    const k = Math.floor((low + high) / 2)
    if (countUpTo(alpha / k) <= k) high = k
    else low = k + 1
  }
  return { tests: countUpTo(alpha / low), leastP: alpha / low }
}
