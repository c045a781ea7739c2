/**
 * Cauchy combination of dependent tests: T = mean of tan((1/2 - p_i) π), p = 1/2 - arctan(T) / π. The tail is right for small p under any dependence
 * of pairs of tests that are jointly normal, so a scan over windows or traces may be combined. p = 1 counts as 1 - 1e-12. No tests give 1.
 * Liu & Xie, JASA 115 (2020).
 */
export function cauchyCombination(p: ArrayLike<number>): number {
  if (p.length === 0) return 1
  let sum = 0
  for (let i = 0; i < p.length; i++) {
    const value = p[i] as number
    if (!(value >= 0 && value <= 1)) throw new RangeError(`a p-value must lie in 0 … 1, got ${value}`)
    if (value === 0) return 0
    // tan((1/2 - p) π) = 1 / tan(p π), without loss for small p.
    sum += 1 / Math.tan(Math.min(value, 1 - 1e-12) * Math.PI)
  }
  const mean = sum / p.length
  return mean > 0 ? Math.atan(1 / mean) / Math.PI : 0.5 - Math.atan(mean) / Math.PI
}
