/**
 * Are p-values spread evenly where nothing is coordinated, and how many edges pass at a false discovery rate of 5 %?
 * For p: pairs of accounts of which no two have an account in common, so that they lean little on each other, chosen without looking at what is tested.
 */
import {
  type Cascades,
  objectChances,
  pairRule,
  type SharingNull,
  type SynchronyNull,
  sharingRule,
  testSharing,
  testSynchrony,
  trialsOf,
} from '../../src/networks/index.js'
import { benjaminiHochberg, createRng, midP, poissonBinomialTail, type Rng, randomisedP, shuffle } from '../../src/statistics/index.js'
import type { NullData } from './null-data.js'

export type NullForm = SynchronyNull | SharingNull

export interface Calibrated {
  readonly form: NullForm
  readonly windowSeconds: number | null
  /** Of the chosen pairs: mid-p and randomised p. */
  readonly mid: readonly number[]
  readonly random: readonly number[]
  /** Over all pairs: how many could have passed, how many passed at 5 %. */
  readonly tests: number
  readonly passed: number
}

const ALPHA = 0.05
const MIN_SHARED = 2
const SETTINGS = { sittingMs: 1_800_000, leastLike: 20, minShared: MIN_SHARED, alpha: ALPHA }

export function calibrate(data: NullData, form: NullForm, windowSeconds: number | null, seed: number): Calibrated {
  const rng = createRng(`calibration/${form}/${windowSeconds}/${seed}`)
  const { tails, tests, passed } =
    form === 'sharing' || form === 'sharing-bicm' || form === 'sharing-sparse'
      ? sharing(data.cascades, form, rng)
      : synchrony(data, form, (windowSeconds as number) * 1000, rng)
  return {
    form,
    windowSeconds,
    mid: tails.map(([tail, above]) => midP(tail, above)),
    random: tails.map(([tail, above]) => randomisedP(tail, above, rng.next())),
    tests,
    passed,
  }
}

type Tails = [tail: number, above: number][]

function synchrony({ cascades, startMs }: NullData, form: SynchronyNull, windowMs: number, rng: Rng) {
  const settings = { ...SETTINGS, form, windowMs, startMs }
  const rule = pairRule(cascades, objectChances(cascades, windowMs).chance, settings)
  const tails: Tails = []
  for (const [a, b] of matching(cascades, rng)) {
    const trials = trialsOf(cascades, a, b)
    const into = new Float64Array(trials.many)
    const chances = into.subarray(0, rule.chances(trials, 0, trials.many, into))
    const met = rule.met(trials, 0, trials.many)
    tails.push([poissonBinomialTail(chances, met), poissonBinomialTail(chances, met + 1)])
  }
  const all = testSynchrony(cascades, settings)
  const p = all.p.filter((_, i) => (all.leastP[i] as number) <= all.limit)
  return { tails, tests: all.tests, passed: all.tests === 0 ? 0 : passing(p, all.tests) }
}

function sharing(cascades: Cascades, form: SharingNull, rng: Rng) {
  const rule = sharingRule(cascades, form)
  // chosen by how active they are, which the null holds fixed
  const active = shuffle(
    Array.from(cascades.degree.keys()).filter((account) => (cascades.degree[account] as number) >= MIN_SHARED),
    rng,
  )
  const tails: Tails = []
  for (let i = 0; i + 1 < active.length; i += 2) {
    const [a, b] = [active[i] as number, active[i + 1] as number]
    const shared = trialsOf(cascades, a, b).many
    tails.push([rule.p(a, b, shared), rule.p(a, b, shared + 1)])
  }
  const all = testSharing(cascades, { form, minShared: MIN_SHARED, alpha: ALPHA })
  const p = all.p.filter((_, i) => (all.leastP[i] as number) <= all.limit)
  return { tails, tests: all.tests, passed: all.tests === 0 ? 0 : passing(p, all.tests) }
}

function passing(p: ArrayLike<number>, tests: number): number {
  return benjaminiHochberg(p, Math.max(tests, p.length)).filter((q) => q <= ALPHA).length
}

/** Disjoint pairs that share enough; partners are sought by what they share, not by when. */
function matching(cascades: Cascades, rng: Rng): [number, number][] {
  const { accountStart, byAccount, object, objectStart, account } = cascades
  const free = new Uint8Array(cascades.accounts).fill(1)
  const pairs: [number, number][] = []
  for (const a of shuffle(
    Array.from({ length: cascades.accounts }, (_, i) => i),
    rng,
  )) {
    const [from, to] = [accountStart[a] as number, accountStart[a + 1] as number]
    if (free[a] === 0 || to - from < MIN_SHARED) continue
    for (let tries = 0; tries < 12; tries++) {
      const o = object[byAccount[from + rng.below(to - from)] as number] as number
      const start = objectStart[o] as number
      const b = account[start + rng.below((objectStart[o + 1] as number) - start)] as number
      if (b === a || free[b] === 0 || trialsOf(cascades, a, b).many < MIN_SHARED) continue
      free[a] = 0
      free[b] = 0
      pairs.push([a, b])
      break
    }
  }
  return pairs
}
