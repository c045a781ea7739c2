import { createRng, type Rng } from '../src/statistics/index.js'
import { chance, logNormal, pareto, pickEarly, poisson } from './chance.js'
import { DAY, livelinessIn, ZONES } from './clock.js'
import { zoneOf } from './people.js'

/** Who acts next. Planted accounts take part with the ordinary activity that their scene gives them. */
export interface Crowd {
  readonly accounts: number
  /** By activity, among those whose zone is awake and who are around then. */
  draw(rng: Rng, atMs: number): number
  /** One of the list, early ones more often, most likely one who is around then. */
  drawOf(rng: Rng, list: readonly number[], atMs: number): number
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

const TRIES = 20

/**
 * How likely an account is around on a day: on seven days of a hundred it lives on the platform, on 23 it looks in, on 70 hardly. So its daily counts vary more than chance, as those of real accounts do:
 * variance by mean of reposts 1.5, 2.8, 3.9 for accounts with 10, 20, 50 or more (seed 51; Russian reposts published with CooRTweet: 1.8, 3.4, 8.9).
 */
function aroundOf(salt: number, account: number, atMs: number): number {
  let x = Math.imul(account + 1, 0x9e3779b1) ^ Math.imul(Math.floor(atMs / DAY), 0x85ebca6b) ^ salt
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  const u = ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
  return u < 0.07 ? 1 : u < 0.3 ? 0.2 : 0.02
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
  const salt = createRng(`${seed}/around`).below(2 ** 31)
  /** The last of some tries, if nobody is around. */
  const around = (rng: Rng, atMs: number, draw: () => number): number => {
    let account = draw()
    for (let tries = 1; tries < TRIES && rng.next() > aroundOf(salt, account, atMs); tries++) account = draw()
    return account
  }
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
        if (x < 0) return around(rng, atMs, () => urns[zone]!.draw(rng))
      }
      return around(rng, atMs, () => urns[0]!.draw(rng))
    },
    drawOf: (rng, list, atMs) => around(rng, atMs, () => pickEarly(rng, list)),
    drawSource: (rng) => sourceUrn.draw(rng),
    fansOf: (account) => (fans.get(account) as unknown as readonly number[] | undefined) ?? none,
    twinOf: (account) => twins.get(account),
    hasteOf: (account) => haste[account] as number,
  }
}
