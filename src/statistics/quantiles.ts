/** Quantile of sorted numbers by linear interpolation between closest ranks (Hyndman & Fan type 7, the default of R and NumPy). NaN when empty. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const n = sorted.length
  if (n === 0) return Number.NaN
  const at = Math.min(1, Math.max(0, share)) * (n - 1)
  const low = Math.floor(at)
  const below = sorted[low] as number
  return low + 1 < n ? below + (at - low) * ((sorted[low + 1] as number) - below) : below
}

export function sortedNumbers(values: Iterable<number> | ArrayLike<number>): Float64Array {
  return Float64Array.from(values as ArrayLike<number>).sort()
}

export function median(values: Iterable<number> | ArrayLike<number>): number {
  return quantileOfSorted(sortedNumbers(values), 0.5)
}

/** Nearest rank of a percentile among `count` values in ascending order, from 1: ⌈p · n / 100⌉. Multiplied first: 7 / 100 · 100 is more than 7. */
export function nearestRank(percentile: number, count: number): number {
  return Math.max(1, Math.ceil((percentile * count) / 100 - 1e-9))
}
