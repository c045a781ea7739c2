import { createRng, type Rng } from '../src/statistics/index.js'
import { chance, logNormal, pareto, poisson } from './chance.js'
import { livelinessIn, ZONES } from './clock.js'
import { zoneOf } from './people.js'

/** Who acts next. Planted accounts take part with the ordinary activity that their scene gives them. */
export interface Crowd {
  readonly accounts: number
  /** By activity, among those whose zone is awake then. */
  draw(rng: Rng, atMs: number): number
  drawSource(rng: Rng): number
  /** Most devoted first; none when the account is no source. */
  fansOf(account: number): readonly number[]
  /** The account on the second platform on which an account says the same once more; undefined for most. */
  twinOf(account: number): Twin | undefined
  /** Below 1: always earlier than others. */
  hasteOf(account: number): number
}

export interface Twin {
  readonly account: number
  /** Median delay; a scheduler keeps it to the second, a hand does not. */
  readonly delayMs: number
  readonly isScheduled: boolean
}

/** A choice by weight: cumulative sums, looked up by halving. */
function createUrn(
  members: readonly number[] | Int32Array,
  weightOf: (member: number) => number,
): { total: number; draw(rng: Rng): number } {
  const sums = new Float64Array(members.length)
  let total = 0
  for (let i = 0; i < members.length; i++) {
    total += weightOf(members[i] as number)
    sums[i] = total
  }
  return {
    total,
    draw: (rng) => {
      const x = rng.next() * total
      let low = 0
      let high = sums.length - 1
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((sums[middle] as number) > x) high = middle
        else low = middle + 1
      }
      return members[low] as number
    },
  }
}

const POSTS_PER_ACCOUNT = 5
const ACCOUNTS_PER_SOURCE = 90
/** Of the accounts that post more than the usual, one in so many posts on the second platform too. */
const TWIN_EVERY = 10
const TWIN_WEIGHT = 1.8

/** Accounts of the first platform, planted ones included; those of the second have the numbers above. */
export function accountsOf(posts: number, looks: number): number {
  return looks + Math.max(60, Math.ceil(posts / POSTS_PER_ACCOUNT))
}

/** Planted accounts come first (0 … looks.length − 1), then sources, then everybody else. */
export function createCrowd(seed: string, posts: number, looks: readonly { readonly ordinary: number }[]): Crowd {
  const rng = createRng(`${seed}/crowd`)
  const accounts = accountsOf(posts, looks.length)
  const ordinary = accounts - looks.length
  const weights = new Float64Array(accounts)
  const haste = new Float32Array(accounts)
  let whole = 0
  for (let i = looks.length; i < accounts; i++) {
    weights[i] = pareto(rng, 1.25, 150)
    whole += weights[i] as number
  }
  looks.forEach((look, i) => {
    weights[i] = (look.ordinary * whole) / posts
  })
  const zones: number[][] = ZONES.map(() => [])
  for (let i = 0; i < accounts; i++) {
    haste[i] = logNormal(rng, 1, 0.9)
    if ((weights[i] as number) > 0) zones[zoneOf(seed, i)]?.push(i)
  }
  const urns = zones.map((members) => createUrn(members, (member) => weights[member] as number))
  const everybody = createUrn(
    zones.flat().sort((a, b) => a - b),
    (member) => weights[member] as number,
  )
  const sources = Array.from({ length: Math.max(6, Math.ceil(ordinary / ACCOUNTS_PER_SOURCE)) }, (_, i) => looks.length + i)
  const sourceUrn = createUrn(sources, () => pareto(rng, 1.2, 60))
  const fans = new Map<number, Int32Array>(
    sources.map((source) => {
      const count = 10 + poisson(rng, 14 * pareto(rng, 1.3, 12))
      const drawn = new Set(Array.from({ length: count }, () => everybody.draw(rng)))
      drawn.delete(source)
      return [source, Int32Array.from(drawn)]
    }),
  )
  const none: readonly number[] = []
  const twins = new Map<number, Twin>()
  const twinRng = createRng(`${seed}/twins`)
  for (let i = looks.length, more = 0; i < accounts; i++) {
    if ((weights[i] as number) < TWIN_WEIGHT || ++more % TWIN_EVERY > 0) continue
    const isScheduled = chance(twinRng, 0.4)
    twins.set(i, { account: accounts + twins.size, delayMs: logNormal(twinRng, isScheduled ? 150_000 : 3_600_000, 0.8), isScheduled })
  }
  return {
    accounts,
    draw: (rng, atMs) => {
      const lively = urns.map((urn, zone) => urn.total * livelinessIn(zone, atMs))
      let x = rng.next() * lively.reduce((sum, value) => sum + value, 0)
      for (let zone = 0; zone < urns.length; zone++) {
        x -= lively[zone] as number
        if (x < 0) return urns[zone]!.draw(rng)
      }
      return urns[0]!.draw(rng)
    },
    drawSource: (rng) => sourceUrn.draw(rng),
    fansOf: (account) => (fans.get(account) as unknown as readonly number[] | undefined) ?? none,
    twinOf: (account) => twins.get(account),
    hasteOf: (account) => haste[account] as number,
  }
}
