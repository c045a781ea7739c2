import { type Rng, shuffle } from '../../statistics/index.js'
import { type Cascades, cascadesOf } from './cascades.js'

/**
 * The same cascades with account labels shuffled within each object and time stratum, strata counted from the object's first trace (null = the whole object).
 * Objects keep their times and accounts keep their objects, so what pairs share stays as it was (with strata, an account with several traces keeps each of them).
 */
export function shuffleLabels(cascades: Cascades, rng: Rng, stratumMs: number | null = null): Cascades {
  const account = cascades.account.slice()
  for (let o = 0; o < cascades.objects; o++) {
    const end = cascades.objectStart[o + 1] as number
    for (let i = cascades.objectStart[o] as number; i < end; ) {
      const first = cascades.atMs[cascades.objectStart[o] as number] as number
      const stratum = (k: number) => (stratumMs === null ? 0 : Math.floor(((cascades.atMs[k] as number) - first) / stratumMs))
      let to = i + 1
      while (to < end && stratum(to) === stratum(i)) to++
      shuffle(account.subarray(i, to), rng)
      i = to
    }
  }
  return cascadesOf({ object: cascades.object, account, atMs: cascades.atMs })
}
