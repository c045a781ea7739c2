/**
 * A seeded check of the analytic nulls of sharing: accounts trade objects (curveball), which keeps how many each account has and how many accounts each object has; what each tested pair
 * shares is counted anew.
 *   traded p = (1 + data sets in which the pair shares as much or more) / (1 + data sets), never below 1 / (1 + data sets).
 * A trade deals out anew what one of two accounts has and the other has not, as many to each as before; partners are drawn by activity, which trades do not change. 25 rounds before the first data
 * set, one between; in a round there are as many trades as accounts. For `sharing` objects are traded within the strata of like popularity, as that test has it; the configuration model keeps
 * degrees on average only, so `sharing-bicm` need not agree as closely as shuffles of labels do with `together`.
 * Strona et al., Nat. Commun. 5, 4114 (2014); Carstens, Phys. Rev. E 91 (2015): the chain reaches every data set with these degrees equally often.
 */
import { type Rng, shuffle } from '../../statistics/index.js'
import type { Cascades } from './cascades.js'
import { compared, type ShuffleCheck } from './permutation.js'
import { popularityStrata, type SharingNull } from './sharing.js'
import type { PairTests } from './synchrony.js'

const ROUNDS = 25
/** Pairs of accounts on one object over all data sets, beyond which the check is not made (null). */
const MOST_PAIRS = 2_000_000_000

/** What one account has of the objects of one stratum. */
interface Row {
  readonly account: number
  objects: number[]
}

/** The objects of each account in the next data set. With strata only objects of one stratum are traded, and each account keeps how many it has in each. */
export function tradedObjects(cascades: Cascades, rng: Rng, stratumOf: Int32Array | null = null): () => readonly (readonly number[])[] {
  const rowOf = new Map<number, Map<number, Row>>()
  /** Per stratum the row of each cell, so that partners are drawn by activity. */
  const cells: Row[][] = []
  const placeOf = new Map<number, number>()
  const seenOn = new Int32Array(cascades.accounts).fill(-1)
  for (let i = 0; i < cascades.traces; i++) {
    const [account, object] = [cascades.account[i] as number, cascades.object[i] as number]
    if (seenOn[account] === object) continue
    seenOn[account] = object
    const stratum = stratumOf?.[object] ?? 0
    const place = placeOf.get(stratum) ?? cells.push([]) - 1
    placeOf.set(stratum, place)
    const own = rowOf.get(account) ?? new Map<number, Row>()
    rowOf.set(account, own)
    const row = own.get(place) ?? { account, objects: [] }
    own.set(place, row)
    row.objects.push(object)
    cells[place]?.push(row)
  }
  const rows = [...rowOf.values()].flatMap((own) => [...own.values()])
  const trade = trader(cascades.objects, rng)
  let isMixed = false
  return () => {
    for (const list of cells) {
      const partners = new Set(list).size
      for (let n = (isMixed ? 1 : ROUNDS) * partners; n > 0 && partners > 1; n--) {
        const a = list[rng.below(list.length)] as Row
        const b = list[rng.below(list.length)] as Row
        if (a !== b) trade(a, b)
      }
    }
    isMixed = true
    const owned: number[][] = Array.from({ length: cascades.accounts }, () => [])
    for (const { account, objects } of rows) owned[account]?.push(...objects)
    return owned
  }
}

function trader(objects: number, rng: Rng): (a: Row, b: Row) => void {
  const on = new Int32Array(objects).fill(-1)
  let turn = 0
  return (a, b) => {
    turn++
    for (const object of a.objects) on[object] = 2 * turn
    const both: number[] = []
    const pool: number[] = []
    for (const object of b.objects) {
      if (on[object] !== 2 * turn) pool.push(object)
      else {
        both.push(object)
        on[object] = 2 * turn + 1
      }
    }
    for (const object of a.objects) if (on[object] === 2 * turn) pool.push(object)
    shuffle(pool, rng)
    const ofA = a.objects.length - both.length
    a.objects = [...both, ...pool.slice(0, ofA)]
    b.objects = [...both, ...pool.slice(ofA)]
  }
}

export function checkByTrades(
  cascades: Cascades,
  tests: PairTests,
  { form, shuffles }: { readonly form: SharingNull; readonly shuffles: number },
  rng: Rng,
  between?: (done: number) => void,
): ShuffleCheck | null {
  let pairs = 0
  for (const n of cascades.size) pairs += (n * (n - 1)) / 2
  if (pairs * shuffles > MOST_PAIRS) return null
  const { accounts } = cascades
  const rowOf = new Map<number, number>()
  for (let row = 0; row < tests.a.length; row++) rowOf.set((tests.a[row] as number) * accounts + (tests.b[row] as number), row)
  const next = tradedObjects(cascades, rng, form === 'sharing' ? popularityStrata(cascades) : null)
  const shared = new Int32Array(tests.a.length)
  const reached = new Float64Array(tests.a.length)
  const on: number[][] = Array.from({ length: cascades.objects }, () => [])
  for (let n = 0; n < shuffles; n++) {
    between?.(n)
    for (const list of on) list.length = 0
    for (const [account, own] of next().entries()) for (const object of own) on[object]?.push(account)
    shared.fill(0)
    for (const list of on)
      for (let i = 0; i < list.length; i++)
        for (let j = i + 1; j < list.length; j++) {
          const row = rowOf.get((list[i] as number) * accounts + (list[j] as number))
          if (row !== undefined) shared[row]!++
        }
    for (let row = 0; row < shared.length; row++) if ((shared[row] as number) >= (tests.shared[row] as number)) reached[row]!++
  }
  return compared(tests.p, reached, shuffles)
}
