/**
 * Poisson-binomial upper tail: P(X >= k), X = sum of independent trials with chances p_1 … p_n.
 *
 * Recursion over trials on the chance of having j successes so far, with ">= k" as an end state, so only positive terms are added and a tail
 * of 1e-200 keeps its relative precision. Pruned on both sides: counts of k and more are one state, and counts that can no longer
 * reach k with the trials left are dropped. O(n k) time, O(k) space. Convention: k <= 0 gives 1, k > n gives 0.
 * Undefined for p outside [0, 1] (throws RangeError).
 * Reference: Chen & Liu, Statistica Sinica 7 (1997) 875–892, for the recursion.
 */
export function poissonBinomialTail(chances: ArrayLike<number>, k: number, trials = chances.length): number {
  if (k === 1) return anyOf(chances, trials)
  return tails(chances, k, trials).tail
}

/** P(X >= 1), by where the first success is. */
function anyOf(chances: ArrayLike<number>, many: number): number {
  let none = 1
  let any = 0
  for (let i = 0; i < many; i++) {
    const p = chances[i] as number
    if (!(p >= 0 && p <= 1)) failChance(p)
    if (p === 1) return 1
    any += none * p
    none *= 1 - p
  }
  return Math.min(1, any)
}

function failChance(p: number): never {
  throw new RangeError(`a chance must lie in 0 … 1, got ${p}`)
}

/** P(X > k) + P(X = k) / 2: uniform on average where the plain tail of a discrete test is larger than uniform. For calibration plots. */
export function poissonBinomialMidTail(chances: ArrayLike<number>, k: number): number {
  const { tail, equal } = tails(chances, k, chances.length)
  return tail - equal / 2
}

/** P(X = 0), P(X = 1) … P(X = n) of the first n chances, into `into`. */
export function poissonBinomialAll(chances: ArrayLike<number>, n: number, into: Float64Array): void {
  into.fill(0, 0, n + 1)
  into[0] = 1
  for (let i = 0; i < n; i++) {
    const p = chances[i] as number
    if (!(p >= 0 && p <= 1)) failChance(p)
    for (let j = i + 1; j >= 0; j--) into[j] = (into[j] as number) * (1 - p) + (j > 0 ? (into[j - 1] as number) * p : 0)
  }
}

/** Working space, kept between calls: one call, no allocation. */
let trials = new Float64Array(256)
let state = new Float64Array(256)

function tails(chances: ArrayLike<number>, k: number, many: number): { tail: number; equal: number } {
  if (chances.length > trials.length) trials = new Float64Array(2 * chances.length)
  let n = 0
  let sure = 0
  for (let i = 0; i < many; i++) {
    const p = chances[i] as number
    if (!(p >= 0 && p <= 1)) failChance(p)
    if (p === 1) sure++
    else if (p > 0) trials[n++] = p
  }
  const need = Math.ceil(k) - sure
  if (need > n) return { tail: 0, equal: 0 }
  if (need < 0) return { tail: 1, equal: 0 }
  // state[j] = chance of exactly j so far, j = 0 … need; state[need] is exact too, `beyond` holds more than need.
  if (need >= state.length) state = new Float64Array(2 * (need + 1))
  state.fill(0, 0, need + 1)
  state[0] = 1
  let beyond = 0
  for (let i = 0; i < n; i++) {
    const p = trials[i] as number
    const top = Math.min(need, i)
    if (top === need) beyond += (state[need] as number) * p
    const low = Math.max(0, need - (n - i - 1))
    for (let j = Math.min(need, i + 1); j >= low; j--)
      state[j] = (state[j] as number) * (1 - p) + (j > 0 ? (state[j - 1] as number) * p : 0)
  }
  const equal = state[need] as number
  return need === 0 ? { tail: 1, equal } : { tail: Math.min(1, equal + beyond), equal }
}
