/** Index of the first value of an ascending list that is at least `limit`; the length when there is none. So many values are below it. */
export function firstAtLeast(sorted: ArrayLike<number>, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const mid = (low + high) >>> 1
    if ((sorted[mid] as number) < limit) low = mid + 1
    else high = mid
  }
  return low
}
