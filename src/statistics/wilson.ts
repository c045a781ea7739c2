/**
 * Wilson score interval of a share: `hits` of `n`, at z = 1.959963984540054 (95 %) by default.
 * Centre (p + z²/2n) / (1 + z²/n), half-width z/(1 + z²/n) · sqrt(p(1-p)/n + z²/4n²). n = 0 gives [0, 1].
 * Wilson, JASA 22 (1927) 209–212.
 */
export function wilsonInterval(hits: number, n: number, z = 1.959963984540054): { readonly low: number; readonly high: number } {
  if (n === 0) return { low: 0, high: 1 }
  const p = hits / n
  const scale = 1 + (z * z) / n
  const centre = (p + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return { low: hits === 0 ? 0 : Math.max(0, centre - half), high: hits === n ? 1 : Math.min(1, centre + half) }
}
