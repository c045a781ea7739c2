/**
 * Pairs over several traces: p = Cauchy combination of the pair's p in each trace (itself combined over windows), corrected by Benjamini–Hochberg.
 * The traces are dependent (one post may carry a link and three tags, and is then seen in each), so their shuffles cannot be laid side by side, and the p's are combined.
 * A trace in which the pair shares too little, or shows nothing (p above alpha), counts as p = 1, which the combination truncates: what one trace shows
 * is paid for by the traces looked at in vain. Tests = sum over traces of the pairs that share enough, at least as many as there are pairs.
 * Undefined (nothing) without traces.
 */
import type { PairAcross, ScanPair } from '../../model/index.js'
import { benjaminiHochberg, cauchyCombination } from '../../statistics/index.js'

export interface TracePairs {
  /** Pairs that share enough. */
  readonly pairs: number
  /** Pairs with a small combined p. */
  readonly low: readonly Pick<ScanPair, 'a' | 'b' | 'combined'>[]
}

export function combineTraces(traces: readonly TracePairs[]): { readonly tests: number; readonly pairs: readonly PairAcross[] } {
  const known = new Map<string, { a: number; b: number; parts: (number | null)[] }>()
  traces.forEach(({ low }, t) => {
    for (const { a, b, combined } of low) {
      const key = `${a} ${b}`
      const pair = known.get(key) ?? { a, b, parts: traces.map(() => null) }
      pair.parts[t] = combined
      known.set(key, pair)
    }
  })
  const tests = traces.reduce((sum, { pairs }) => sum + pairs, 0)
  const found = [...known.values()].map((pair) => ({ ...pair, p: cauchyCombination(pair.parts.map((part) => part ?? 1)) }))
  const q = benjaminiHochberg(
    found.map(({ p }) => p),
    Math.max(tests, found.length),
  )
  return {
    tests,
    pairs: found.map((pair, i) => ({ ...pair, q: q[i] as number })).sort((x, y) => x.p - y.p || x.a - y.a || x.b - y.b),
  }
}
