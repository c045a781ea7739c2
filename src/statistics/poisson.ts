/**
 * Poisson upper tail: P(X >= k) for mean m. Summed upward from the first term above the mode, or one less the sum downward from below it.
 * Where trials are independent but unequal (Poisson-binomial with the same mean), this tail is the larger one for k >= m + 1, so a test that uses it is on the safe
 * side (Hoeffding 1956). Convention: k <= 0 gives 1; m = 0 gives 0 for k >= 1.
 */
import { logFactorial } from './hypergeometric.js'

export function poissonTail(k: number, mean: number): number {
  if (!(mean >= 0)) throw new RangeError(`a mean must be 0 or more, got ${mean}`)
  const from = Math.ceil(k)
  if (from <= 0) return 1
  if (mean === 0) return 0
  const mass = (i: number) => Math.exp(i * Math.log(mean) - mean - logFactorial(i))
  if (from > mean) {
    let term = mass(from)
    let sum = term
    for (let i = from + 1; term > sum * 1e-17 && term > 0; i++) {
      term *= mean / i
      sum += term
    }
    return Math.min(1, sum)
  }
  let term = mass(from - 1)
  let sum = term
  for (let i = from - 1; i > 0 && term > sum * 1e-17; i--) {
    term *= i / mean
    sum += term
  }
  return Math.max(0, 1 - sum)
}
