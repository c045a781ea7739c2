/**
 * Length of the longest strictly increasing run (subsequence) of numbers, in n log n (Schensted 1961). Over the places at which shared shingles stand it is the longest common subsequence of two texts, each shingle taken
 * once: the edit alignment that a longer text can afford (Hunt & Szymanski 1977).
 */
export function longestIncreasing(values: Int32Array, count: number): number {
  if (tails.length < count) tails = new Int32Array(2 * count)
  let length = 0
  for (let i = 0; i < count; i++) {
    const value = values[i] as number
    if (length === 0 || value > (tails[length - 1] as number)) {
      tails[length++] = value
      continue
    }
    let low = 0
    let high = length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tails[middle] as number) < value) low = middle + 1
      else high = middle
    }
    tails[low] = value
  }
  return length
}

let tails = new Int32Array(256)
