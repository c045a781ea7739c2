/** Gini coefficient of non-negative amounts: 0 = all equal, (n-1)/n = one has all. Sum over sorted x_i of (2i - n - 1) x_i / (n sum x). NaN when empty, 0 when all are 0. */
export function gini(amounts: Iterable<number> | ArrayLike<number>): number {
  const sorted = Float64Array.from(amounts as ArrayLike<number>).sort()
  const n = sorted.length
  if (n === 0) return Number.NaN
  let sum = 0
  let weighted = 0
  for (let i = 0; i < n; i++) {
    sum += sorted[i] as number
    weighted += (2 * (i + 1) - n - 1) * (sorted[i] as number)
  }
  return sum === 0 ? 0 : weighted / (n * sum)
}
