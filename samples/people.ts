import { createRng, type Rng } from '../src/statistics/index.js'
import { between, chance, pick, pickEarly } from './chance.js'
import { DAY, DAYS, START, ZONES } from './clock.js'
import type { Look, Person } from './scene.js'
import { LANGUAGES, TAGS } from './words.js'

const FIRST = [
  'quiet',
  'salty',
  'brave',
  'foggy',
  'merry',
  'rusty',
  'pale',
  'swift',
  'old',
  'windy',
  'tidy',
  'blue',
  'lucky',
  'sleepy',
  'plain',
  'loud',
]
const SECOND = [
  'gull',
  'anchor',
  'mussel',
  'pilot',
  'lantern',
  'crab',
  'rudder',
  'heron',
  'dinghy',
  'buoy',
  'cooper',
  'limpet',
  'tern',
  'keel',
  'oar',
  'netmaker',
]
const ABOUT = [
  'boats and bread',
  'walks the pier',
  'views are my own',
  'Saltmere born',
  'tea, tides, trains',
  'here for the gulls',
  'parent of three',
  'reads timetables',
  'Hafenkind',
  'la mer',
  'sings in the choir',
  'mends bicycles',
  'night shift',
  'two cats, one oar',
  'teaches chemistry',
  'retired pilot',
]
const CLIENTS = [
  'Skiff for Android',
  'Skiff for Android',
  'Skiff for Android',
  'Skiff for iPhone',
  'Skiff for iPhone',
  'Skiff Web',
  'Skiff Web',
  'OtterDeck',
]

/** The invented platforms. */
export const SKIFF = 'skiff'
export const PEBBLE = 'pebble'

const EPOCH = 1_288_834_974_657
const OLDEST = 1_300_000_000_000

/** Snowflake-like: milliseconds since an epoch, then 22 bits. Past 2^53, so it must be kept as text. */
export function snowflake(ms: number, low: number): string {
  return ((BigInt(ms - EPOCH) << 22n) + BigInt(low)).toString()
}

const SPACE = 16_777_216

/** Each number once, in an order that tells nothing of when a person was made: multiplying by an odd number permutes the numbers below a power of two. */
function scrambled(index: number): number {
  return ((Math.imul(index % SPACE, 0x5bd1e995) >>> 0) % SPACE) + SPACE * Math.floor(index / SPACE)
}

/** A name and a number that nobody else has, written in one of several ways; no real account is called so. */
function handleOf(rng: Rng, index: number, given: string | undefined): string {
  const [first, second, form] = [pick(rng, FIRST), pick(rng, SECOND), rng.next()]
  const number = scrambled(index)
  const name = given ?? (form < 0.4 ? `${first}_${second}` : form < 0.7 ? `${first}${second}` : form < 0.85 ? second : first)
  // a letter before the second kind keeps the two apart
  return `${name}_${chance(rng, 0.55) ? number : `${'abcdefghkmnpqrstuvwxyz'[rng.below(22)]}${number.toString(36)}`}`
}

/** None, one or two of the usual things to say. */
function aboutOf(rng: Rng): string {
  const u = rng.next()
  return u < 0.2 ? '' : u < 0.55 ? pick(rng, ABOUT) : `${pick(rng, ABOUT)} · ${pick(rng, ABOUT)}`
}

export function zoneOf(seed: string, index: number): number {
  let u = createRng(`${seed}/zone/${index}`).next()
  for (let zone = 0; zone < ZONES.length - 1; zone++) {
    u -= ZONES[zone]?.share as number
    if (u < 0) return zone
  }
  return ZONES.length - 1
}

/** The same number gives the same person, whenever asked: nobody is kept in memory. */
export function personOf(seed: string, index: number, look: Partial<Look> = {}): Person {
  const rng = createRng(`${seed}/person/${index}`)
  const [from, to] = look.created ?? (chance(rng, 0.15) ? [START - 200 * DAY, START - DAY] : [OLDEST, START - DAY])
  const drawn = from + Math.floor(rng.next() * (to - from))
  // the low 22 bits hold the number; what does not fit goes into the last digit of the millisecond, so ids differ
  const createdMs = drawn - (drawn % 64) + Math.floor(index / 4_194_304)
  return {
    platform: look.platform ?? SKIFF,
    id: snowflake(createdMs, scrambled(index) % 4_194_304),
    handle: handleOf(rng, index, look.name),
    createdMs,
    zone: zoneOf(seed, index),
    language: look.language ?? pick(rng, LANGUAGES),
    client: look.client ?? pick(rng, CLIENTS),
    description: look.description ?? aboutOf(rng),
    followers: between(rng, 0, 40) * between(rng, 1, 40),
    following: between(rng, 5, 900),
    organisation: look.organisation ?? '',
    favourites: Array.from({ length: 4 }, () => pickEarly(rng, TAGS)),
    turnMs: START + rng.below(DAYS) * DAY,
  }
}

const REMEMBERED = 50_000

/** Active people are asked for again and again; a bounded memory of them spares the drawing. */
export function createLookup(seed: string, lookOf: (index: number) => Look | undefined = () => undefined): (index: number) => Person {
  const known = new Map<number, Person>()
  return (index) => {
    let person = known.get(index)
    if (person === undefined) {
      if (known.size >= REMEMBERED) known.clear()
      person = personOf(seed, index, lookOf(index))
      known.set(index, person)
    }
    return person
  }
}
