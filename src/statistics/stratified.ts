/**
 * Hypergeometric upper tail over strata: P(X >= x), X = sum of independent X_s, X_s hypergeometric(N_s, k_s, l_s): of N_s things in stratum s one side holds k_s
 * and the other l_s, drawn without return. The strata are put together exactly: counts of x and more are one end state, only positive terms are added.
 * O(strata · x²); masses per (N, k, l) are kept. Convention: x <= 0 gives 1, more than all min(k_s, l_s) gives 0.
 * Use: objects in strata of like popularity, so that popular ones, which everybody shares, are not taken for rare ones (Tumminello et al., PLoS ONE 6(3) 2011,
 * applied within strata; without them the test draws popular and rare objects alike and its p-values are too small).
 */
import { hypergeometricMass } from './hypergeometric.js'

export interface Stratum {
  readonly N: number
  readonly k: number
  readonly l: number
}

export interface StratifiedTails {
  tail(strata: readonly Stratum[], x: number): number
  /** P(X = the most there can be): the least tail that any outcome could give. */
  least(strata: readonly Stratum[]): number
}

export function stratifiedTails(): StratifiedTails {
  /** By N, then k and l. */
  const known = new Map<number, Map<number, Masses>>()
  const massesFor = ({ N, k, l }: Stratum): Masses => {
    const own = known.get(N) ?? new Map<number, Masses>()
    known.set(N, own)
    const key = Math.min(k, l) * 2 ** 26 + Math.max(k, l)
    const masses = own.get(key) ?? massesOf(N, k, l)
    own.set(key, masses)
    return masses
  }
  const tail = (strata: readonly Stratum[], x: number): number => {
    if (x <= 0) return 1
    let state = new Float64Array(x)
    state[0] = 1
    let beyond = 0
    for (const stratum of strata) {
      if (stratum.k === 0 || stratum.l === 0) continue
      const { exactly, atLeast } = massesFor(stratum)
      const next = new Float64Array(x)
      for (let j = 0; j < x; j++) {
        const had = state[j] as number
        if (had === 0) continue
        beyond += had * (atLeast[x - j] ?? 0)
        const most = Math.min(x - 1 - j, exactly.length - 1)
        for (let i = 0; i <= most; i++) next[i + j] = (next[i + j] as number) + had * (exactly[i] as number)
      }
      state = next
    }
    return Math.min(1, beyond)
  }
  return { tail, least: (strata) => strata.reduce((product, stratum) => product * (massesFor(stratum).exactly.at(-1) as number), 1) }
}

/** By number of successes, up to min(k, l). */
interface Masses {
  readonly exactly: Float64Array
  readonly atLeast: Float64Array
}

function massesOf(N: number, k: number, l: number): Masses {
  const most = Math.min(k, l)
  const exactly = Float64Array.from({ length: most + 1 }, (_, i) => hypergeometricMass(i, N, k, l))
  const atLeast = exactly.slice()
  for (let i = most - 1; i >= 0; i--) atLeast[i] = Math.min(1, (atLeast[i] as number) + (atLeast[i + 1] as number))
  return { exactly, atLeast }
}
