/**
 * Chance of sharing over all pairs that share at least `minShared` objects: P(X >= S).
 *   sharing       hypergeometric within strata of like popularity: in each, k_i and k_j objects drawn from its N (Tumminello et al., PLoS ONE 6(3) 2011). One urn for
 *                 all objects would take a popular object, which everybody shares, for a rare one: in honest data thousands of pairs then pass (docs/accuracy.md)
 *   sharing-bicm  bipartite configuration model, exact Poisson-binomial tail (Saracco et al. 2017)
 *   sharing-sparse  the same model in its sparse form (Chung & Lu, Ann. Comb. 6, 2002), which needs no solution: account i with k_i objects is on object a with d_a accounts with chance
 *                 min(1, k_i d_a / E), E = sum of d_a; expected = sum over a of min(1, k_i d_a / E) · min(1, k_j (d_a - 1) / E); p = Poisson tail, on the safe side above the mean.
 *                 Edges inside groups are tested by it (findings). Undefined where no object has two accounts (p = 1).
 * Strata: each popularity up to 10 accounts, above that a fifth wide; objects of one account cannot be shared and are left out.
 * Choosing pairs by S would spoil these tests, so the family is every pair of accounts that could share enough: both with `minShared` objects or more.
 * Least attainable p: sharing all that the less active one has, in every stratum. Under `sharing` it differs from pair to pair, so every pair counts as a test.
 */
import { poissonTail, type Stratum, sharingTails, solveBicm, stratifiedTails, testable } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { forEachPair } from './pairs.js'
import { type PairTests, sorted } from './synchrony.js'

export type SharingNull = 'sharing' | 'sharing-bicm' | 'sharing-sparse'

/** The test of one pair of accounts that share `shared` objects. */
export interface SharingRule {
  p(a: number, b: number, shared: number): number
  leastP(a: number, b: number): number
  /** Where only the two degrees matter. */
  readonly byDegree?: (k: number, l: number, shared: number) => number
  readonly modelError?: number
}

export function sharingRule(cascades: Cascades, form: SharingNull): SharingRule {
  if (form === 'sharing') return stratified(cascades)
  const model =
    form === 'sharing-sparse'
      ? null
      : solveBicm(
          cascades.degree.filter((objects) => objects > 0),
          cascades.size.filter((accounts) => accounts > 0),
        )
  const byDegree = model ? sharingTails(model) : sparseTails(cascades.size)
  const degree = (account: number) => cascades.degree[account] ?? 0
  return {
    p: (a, b, shared) => byDegree(degree(a), degree(b), shared),
    leastP: (a, b) => byDegree(degree(a), degree(b), Math.min(degree(a), degree(b))),
    byDegree,
    ...(model ? { modelError: model.error } : {}),
  }
}

export function testSharing(
  cascades: Cascades,
  { form, minShared, alpha }: { readonly form: SharingNull; readonly minShared: number; readonly alpha: number },
  between?: (done: number) => void,
): PairTests {
  const rule = sharingRule(cascades, form)
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
      rows.a.push(a)
      rows.b.push(b)
      rows.shared.push(to - from)
      rows.met.push(to - from)
      rows.p.push(rule.p(a, b, to - from))
      rows.leastP.push(rule.leastP(a, b))
    },
    between,
  )
  const { byDegree, modelError } = rule
  const counts = new Map<number, number>()
  for (const degree of cascades.degree) if (degree >= Math.max(1, minShared)) counts.set(degree, (counts.get(degree) ?? 0) + 1)
  const classes = [...counts].sort((x, y) => x[0] - y[0])
  const active = classes.reduce((sum, [, n]) => sum + n, 0)
  const pairs = Math.max(0, (active * (active - 1)) / 2)
  // Powerful pairs are those of active accounts, so classes of pairs are walked by degree; beyond 300 classes every pair counts as a test.
  if (!byDegree || classes.length > 300)
    return { ...sorted(rows), pairs, tests: pairs, limit: 1, smallestP: rows.leastP.reduce((x, y) => Math.min(x, y), 1), modelError }
  const least: [number, number][] = []
  classes.forEach(([k, n], i) => {
    for (const [l, m] of classes.slice(i)) least.push([byDegree(k, l, Math.min(k, l)), k === l ? (n * (n - 1)) / 2 : n * m])
  })
  const { tests, leastP } = testable((limit) => least.reduce((sum, [p, n]) => (p <= limit ? sum + n : sum), 0), alpha, pairs)
  return { ...sorted(rows), pairs, tests, limit: leastP, smallestP: least.reduce((x, [p]) => Math.min(x, p), 1), modelError }
}

function sparseTails(accountsOf: Int32Array): (activityA: number, activityB: number, shared: number) => number {
  const objectsOfDegree = new Map<number, number>()
  let all = 0
  for (const degree of accountsOf) {
    all += degree
    if (degree >= 2) objectsOfDegree.set(degree, (objectsOfDegree.get(degree) ?? 0) + 1)
  }
  const degrees = [...objectsOfDegree].sort((x, y) => x[0] - y[0])
  const known = new Map<string, number>()
  const expected = (a: number, b: number): number => {
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`
    let sum = known.get(key)
    if (sum === undefined) {
      sum = 0
      for (const [degree, objects] of degrees)
        sum += objects * Math.min(1, (Math.max(a, b) * degree) / all) * Math.min(1, (Math.min(a, b) * (degree - 1)) / all)
      known.set(key, sum)
    }
    return sum
  }
  return (a, b, shared) => (shared === 0 || degrees.length === 0 ? 1 : poissonTail(shared, expected(a, b)))
}

/** Popularity → stratum, 2 … 10 one each, then up to a fifth more than the first of the stratum. */
function strataOf(most: number): Int32Array {
  const stratum = new Int32Array(most + 1).fill(-1)
  for (let from = 2, s = 0; from <= most; s++) {
    const to = from < 10 ? from : Math.ceil((from * 6) / 5)
    stratum.fill(s, from, Math.min(most, to) + 1)
    from = to + 1
  }
  return stratum
}

/** Stratum of each object; -1 where it cannot be shared. */
export function popularityStrata({ size }: Cascades): Int32Array {
  const stratumOf = strataOf(size.reduce((most, n) => Math.max(most, n), 0))
  return size.map((n) => stratumOf[n] ?? -1)
}

function stratified(cascades: Cascades): SharingRule {
  const { accounts, accountStart, byAccount, object, size } = cascades
  const stratumOf = strataOf(size.reduce((most, n) => Math.max(most, n), 0))
  const sizes: number[] = []
  for (const n of size) {
    const s = stratumOf[n] ?? -1
    if (s >= 0) sizes[s] = (sizes[s] ?? 0) + 1
  }
  /** Per account its strata, ascending, and how many objects it has in each: list[start[a]] … list[start[a + 1] - 1]. */
  const start = new Int32Array(accounts + 1)
  const strata: number[] = []
  const counts: number[] = []
  const held = new Int32Array(sizes.length)
  for (let a = 0; a < accounts; a++) {
    let last = -1
    for (let i = accountStart[a] as number; i < (accountStart[a + 1] as number); i++) {
      const o = object[byAccount[i] as number] as number
      const s = stratumOf[size[o] as number] ?? -1
      if (o !== last && s >= 0) held[s] = (held[s] as number) + 1
      last = o
    }
    for (let s = 0; s < held.length; s++) {
      if (held[s] === 0) continue
      strata.push(s)
      counts.push(held[s] as number)
      held[s] = 0
    }
    start[a + 1] = strata.length
  }
  const shared: Stratum[] = []
  const common = (a: number, b: number): readonly Stratum[] => {
    shared.length = 0
    let [i, j] = [start[a] as number, start[b] as number]
    while (i < (start[a + 1] as number) && j < (start[b + 1] as number)) {
      const [s, t] = [strata[i] as number, strata[j] as number]
      if (s === t) shared.push({ N: sizes[s] as number, k: counts[i] as number, l: counts[j] as number })
      if (s <= t) i++
      if (t <= s) j++
    }
    return shared
  }
  const { tail, least } = stratifiedTails()
  return { p: (a, b, count) => tail(common(a, b), count), leastP: (a, b) => least(common(a, b)) }
}
