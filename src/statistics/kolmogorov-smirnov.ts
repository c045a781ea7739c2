/**
 * Kolmogorov–Smirnov test of uniformity on [0, 1]: D = largest distance between the empirical and the straight line, two-sided;
 * `above` = only where the values crowd at the low end (empirical above the line), which is what too small p-values look like.
 * p from the limit law with the small-sample step (sqrt n + 0.12 + 0.11/sqrt n) D (Stephens, JASA 69, 1974): good from n = 5.
 */
export function uniformity(values: Iterable<number> | ArrayLike<number>): {
  readonly distance: number
  readonly pValue: number
  readonly above: number
  readonly pAbove: number
} {
  const sorted = Float64Array.from(values as ArrayLike<number>).sort()
  const n = sorted.length
  if (n === 0) return { distance: 0, pValue: 1, above: 0, pAbove: 1 }
  let above = 0
  let below = 0
  for (let i = 0; i < n; i++) {
    above = Math.max(above, (i + 1) / n - (sorted[i] as number))
    below = Math.max(below, (sorted[i] as number) - i / n)
  }
  const root = Math.sqrt(n)
  const scale = root + 0.12 + 0.11 / root
  const distance = Math.max(above, below)
  return { distance, pValue: kolmogorovTail(scale * distance), above, pAbove: Math.min(1, Math.exp(-2 * (scale * above) ** 2)) }
}

/** Q(x) = 2 sum over k >= 1 of (-1)^(k-1) exp(-2 k² x²). */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x)
    sum += k % 2 === 1 ? term : -term
    if (term < 1e-17) break
  }
  return Math.min(1, Math.max(0, 2 * sum))
}
