import { createRng, type Rng } from '../src/statistics/index.js'
import { between, chance, logNormal, pareto, poisson } from './chance.js'
import { DAY, DAYS, HOUR, HOURS, liveliness, PEAK, START, wholeSecond } from './clock.js'

/**
 * Traces without any coordination, for calibration: every account acts by itself. Activity and popularity are heavy-tailed (Pareto), new objects and reactions
 * follow the hours of the day, now and then a news hour brings many objects at once with quick reactions.
 * What is added by choice is honest, too, and is what one or another null is blind to: `haste`, some accounts are always early (habit);
 * `sittings`, some open the app once for several objects that began lately; `tastes`, accounts and objects belong to circles.
 */
export interface QuietOptions {
  readonly accounts: number
  readonly objects: number
  readonly seed: number | string
  /** Spread (sigma) of the factor by which an account is always earlier or later. */
  readonly haste?: number
  /** Share of reactions that bring one on another object of the last hours along, within two minutes. */
  readonly sittings?: number
  /** Number of circles; 70 % of reactions stay within one. */
  readonly tastes?: number
}

/** By object, time, account. One trace per account and object. */
export interface Quiet {
  readonly object: Int32Array
  readonly account: Int32Array
  readonly atMs: Float64Array
  /** When the object itself began, by object. */
  readonly beganMs: Float64Array
}

interface Thing {
  readonly object: number
  readonly beganMs: number
  readonly medianMs: number
  readonly size: number
  readonly circle: number
  readonly seen: Set<number>
}

export function createQuiet({ accounts, objects, seed, haste = 0, sittings = 0, tastes = 1 }: QuietOptions): Quiet {
  const rng = createRng(`quiet/${seed}`)
  const hasteOf = Float64Array.from({ length: accounts }, () => logNormal(rng, 1, haste))
  const draw = urns(rng, accounts, tastes)
  const things = makeThings(rng, objects, tastes)
  const rows: [object: number, account: number, atMs: number][] = []
  const recent: Thing[] = []
  for (const thing of things) {
    for (let i = 0; i < thing.size; i++) {
      const account = draw(chance(rng, 0.7) ? thing.circle : -1)
      if (thing.seen.has(account)) continue
      thing.seen.add(account)
      const at = wholeSecond(thing.beganMs + 2000 + delayOf(rng, thing) * (hasteOf[account] as number))
      rows.push([thing.object, account, at])
      const other = recent[rng.below(Math.max(1, recent.length))]
      if (!other || !chance(rng, sittings) || other.seen.has(account)) continue
      other.seen.add(account)
      rows.push([other.object, account, at + 1000 * between(rng, 5, 115)])
    }
    recent.unshift(thing)
    if (recent.length > 5) recent.pop()
  }
  rows.sort((x, y) => x[0] - y[0] || x[2] - y[2] || x[1] - y[1])
  return {
    object: Int32Array.from(rows, (row) => row[0]),
    account: Int32Array.from(rows, (row) => row[1]),
    atMs: Float64Array.from(rows, (row) => row[2]),
    beganMs: Float64Array.from(things, (thing) => thing.beganMs),
  }
}

/** Later hours are thinned by how lively they are; a reaction that would fall asleep comes after another delay. */
function delayOf(rng: Rng, { beganMs, medianMs }: Thing): number {
  let delay = 0
  for (let tries = 0; tries < 6; tries++) {
    delay = logNormal(rng, medianMs, 1.3)
    if (rng.next() * PEAK <= liveliness(beganMs + delay)) break
  }
  return Math.min(delay, 5 * DAY)
}

function makeThings(rng: Rng, objects: number, tastes: number): Thing[] {
  const life = Array.from({ length: HOURS }, (_, hour) => liveliness(START + hour * HOUR) * (chance(rng, 0.015) ? -6 : 1))
  const whole = life.reduce((sum, value) => sum + Math.abs(value), 0)
  const things: Omit<Thing, 'object'>[] = []
  life.forEach((value, hour) => {
    const isNews = value < 0
    for (let many = poisson(rng, (objects * Math.abs(value)) / whole); many > 0 && things.length < objects; many--)
      things.push({
        beganMs: wholeSecond(START + (hour + rng.next()) * HOUR),
        medianMs: logNormal(rng, isNews ? HOUR / 5 : 2.4 * HOUR, 0.5),
        size: Math.floor(1 + 3 * pareto(rng, 1.2, 40)),
        circle: rng.below(tastes),
        seen: new Set(),
      })
  })
  while (things.length < objects)
    things.push({
      beganMs: wholeSecond(START + rng.next() * DAYS * DAY),
      medianMs: 2.4 * HOUR,
      size: 3,
      circle: rng.below(tastes),
      seen: new Set(),
    })
  return things.sort((a, b) => a.beganMs - b.beganMs).map((thing, object) => ({ ...thing, object }))
}

/** Accounts by activity; of one circle, or of all with -1. */
function urns(rng: Rng, accounts: number, tastes: number): (circle: number) => number {
  const weight = Float64Array.from({ length: accounts }, () => pareto(rng, 1.25, 60))
  const lists = Array.from({ length: tastes + 1 }, (_, circle) => {
    const members = Array.from(weight.keys()).filter((account) => circle === tastes || account % tastes === circle)
    let total = 0
    return { members, sums: members.map((account) => (total += weight[account] as number)) }
  })
  return (circle) => {
    const { members, sums } = lists[circle < 0 ? tastes : circle] as (typeof lists)[number]
    const x = rng.next() * (sums.at(-1) as number)
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] as number) > x) high = middle
      else low = middle + 1
    }
    return members[low] as number
  }
}
