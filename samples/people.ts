import { createRng } from '../src/statistics/index.js'
import { between, chance, pick } from './chance.js'
import { DAY, START, ZONES } from './clock.js'
import type { Look, Person } from './scene.js'
import { LANGUAGES } from './words.js'

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
  '',
  '',
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

const EPOCH = 1_288_834_974_657
const OLDEST = 1_300_000_000_000

/** Snowflake-like: milliseconds since an epoch, then 22 bits. Past 2^53, so it must be kept as text. */
export function snowflake(ms: number, low: number): string {
  return ((BigInt(ms - EPOCH) << 22n) + BigInt(low)).toString()
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
    id: snowflake(createdMs, index % 4_194_304),
    handle: `${look.name ?? `${pick(rng, FIRST)}_${pick(rng, SECOND)}`}_${index.toString(36)}`,
    createdMs,
    zone: zoneOf(seed, index),
    language: look.language ?? pick(rng, LANGUAGES),
    client: look.client ?? pick(rng, CLIENTS),
    description: look.description ?? pick(rng, ABOUT),
    followers: between(rng, 0, 40) * between(rng, 1, 40),
    following: between(rng, 5, 900),
    organisation: look.organisation ?? '',
  }
}

const REMEMBERED = 50_000

/** Active people are asked for again and again; a bounded memory of them spares the drawing. */
export function createLookup(seed: string, looks: readonly Look[] = []): (index: number) => Person {
  const known = new Map<number, Person>()
  return (index) => {
    let person = known.get(index)
    if (person === undefined) {
      if (known.size >= REMEMBERED) known.clear()
      person = personOf(seed, index, looks[index])
      known.set(index, person)
    }
    return person
  }
}
