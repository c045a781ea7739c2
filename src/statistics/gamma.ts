/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P: a series below a + 1, a continued fraction (modified Lentz) above; relative error about 1e-12.
 * Press et al., Numerical Recipes 6.2; Lanczos for ln Γ.
 */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

export function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * z))) - logGamma(1 - z)
  const x = z - 1
  let sum = LANCZOS[0] as number
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (x + i)
  const t = x + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Q(a, x): the upper tail of a gamma variable of shape a and scale 1. */
export function gammaTail(a: number, x: number): number {
  if (!(a > 0) || Number.isNaN(x)) throw new RangeError(`a gamma tail needs a shape above 0 and a number, got ${a} and ${x}`)
  if (x <= 0) return 1
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) {
      term *= x / (a + n)
      sum += term
    }
    return Math.max(0, 1 - front * sum)
  }
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a)
    b += 2
    d = an * d + b
    if (Math.abs(d) < 1e-300) d = 1e-300
    c = b + an / c
    if (Math.abs(c) < 1e-300) c = 1e-300
    d = 1 / d
    const delta = d * c
    h *= delta
    if (Math.abs(delta - 1) < 1e-15) break
  }
  return Math.min(1, front * h)
}

/** Upper tail of chi-square with `freedom` degrees. */
export function chiSquareTail(x: number, freedom: number): number {
  return gammaTail(freedom / 2, x / 2)
}

/**
 * p of Pearson's X² for evenness of n items over k cells, also where cells expect less than one: X² has mean k - 1 and variance 2 (k - 1)(n - 1) / n exactly, and the tail is that of
 * the gamma variable with these two. With n = 1 nothing can be said: 1.
 */
export function evennessTail(counts: ArrayLike<number>): number {
  const k = counts.length
  let n = 0
  let squares = 0
  for (let i = 0; i < k; i++) {
    n += counts[i] as number
    squares += (counts[i] as number) ** 2
  }
  if (n < 2 || k < 2) return 1
  const x = (squares * k) / n - n
  const mean = k - 1
  const variance = (2 * (k - 1) * (n - 1)) / n
  return gammaTail((mean * mean) / variance, (x * mean) / variance)
}
