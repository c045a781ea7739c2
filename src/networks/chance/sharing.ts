/**
 * Chance of sharing over all pairs that share at least `minShared` objects: P(X >= S).
 *   sharing       hypergeometric: k_i and k_j objects drawn from all N (Tumminello et al., PLoS ONE 6(3) 2011); blind to popularity
 *   sharing-bicm  bipartite configuration model, exact Poisson-binomial tail (Saracco et al. 2017)
 * Choosing pairs by S would spoil these tests, so the family is every pair of accounts that could share enough: both with `minShared` objects or more.
 * Least attainable p = sharing all that the less active one has.
 */
import { hypergeometricTail, sharingTails, solveBicm, testable } from '../../statistics/index.js'
import { type Cascades, forEachPair } from './cascades.js'
import { type PairTests, sorted } from './synchrony.js'

export type SharingNull = 'sharing' | 'sharing-bicm'

export function testSharing(
  cascades: Cascades,
  { form, minShared, alpha }: { readonly form: SharingNull; readonly minShared: number; readonly alpha: number },
  between?: (done: number) => void,
): PairTests {
  const degrees = cascades.degree.filter((degree) => degree > 0)
  const sizes = cascades.size.filter((size) => size > 0)
  const model = form === 'sharing-bicm' ? solveBicm(degrees, sizes) : null
  const tail = model ? sharingTails(model) : hypergeometric(sizes.length)
  const modelError = model?.error
  const rows = {
    a: [] as number[],
    b: [] as number[],
    shared: [] as number[],
    met: [] as number[],
    p: [] as number[],
    leastP: [] as number[],
  }
  forEachPair(
    cascades,
    minShared,
    (a, b, _trials, from, to) => {
      const [k, l] = [cascades.degree[a] as number, cascades.degree[b] as number]
      rows.a.push(a)
      rows.b.push(b)
      rows.shared.push(to - from)
      rows.met.push(to - from)
      rows.p.push(tail(k, l, to - from))
      rows.leastP.push(tail(k, l, Math.min(k, l)))
    },
    between,
  )
  const counts = new Map<number, number>()
  for (const degree of degrees) if (degree >= minShared) counts.set(degree, (counts.get(degree) ?? 0) + 1)
  const classes = [...counts].sort((x, y) => x[0] - y[0])
  const active = classes.reduce((sum, [, n]) => sum + n, 0)
  const pairs = (active * (active - 1)) / 2
  // Powerful pairs are those of active accounts, so classes of pairs are walked by degree; beyond 300 classes every pair counts as a test.
  if (classes.length > 300)
    return { ...sorted(rows), pairs, tests: pairs, limit: 1, smallestP: rows.leastP.reduce((x, y) => Math.min(x, y), 1), modelError }
  const least: [number, number][] = []
  classes.forEach(([k, n], i) => {
    for (const [l, m] of classes.slice(i)) least.push([tail(k, l, Math.min(k, l)), k === l ? (n * (n - 1)) / 2 : n * m])
  })
  const { tests, leastP } = testable((limit) => least.reduce((sum, [p, n]) => (p <= limit ? sum + n : sum), 0), alpha, pairs)
  return { ...sorted(rows), pairs, tests, limit: leastP, smallestP: least.reduce((x, [p]) => Math.min(x, p), 1), modelError }
}

function hypergeometric(objects: number): (k: number, l: number, shared: number) => number {
  const known = new Map<string, number>()
  return (k, l, shared) => {
    const key = `${Math.min(k, l)} ${Math.max(k, l)} ${shared}`
    let tail = known.get(key)
    if (tail === undefined) {
      tail = hypergeometricTail(shared, objects, k, l)
      known.set(key, tail)
    }
    return tail
  }
}
