/** Single lists of followers with and without a delivery, and harmless surges: how often the search of follower-blocks finds a block. */

import { readParams } from '../../src/model/index.js'
import { followerBlocks } from '../../src/signals/follower-blocks.js'
import { type Arrivals, scanFollowers } from '../../src/signals/follower-scan.js'
import { createRng, type Rng } from '../../src/statistics/index.js'
import type { Kept } from './kept.js'
import { shareWithin, table } from './words.js'

const DAY = 86_400_000
const YEARS = 1460
/** The account itself is 2,000 days older than the first follower here. */
const SINCE = 2000
const LEVEL = 0.05

/** Days since some day: when the follower was made and when it came. */
interface Follower {
  readonly made: number
  readonly came: number
}

/** 400 people who come over four years, 30 % of them within a day of signing up. */
function people(rng: Rng, newcomers = 0.3): Follower[] {
  return Array.from({ length: 400 }, () => {
    const came = SINCE + rng.next() * YEARS
    return { made: rng.next() < newcomers ? came - rng.next() : rng.next() * came, came }
  })
}

const some = (n: number, make: () => Follower) => Array.from({ length: n }, make)

/** `n` made within `made` days a year before, who come within `came` days. */
const delivery = (rng: Rng, n: number, made: number, came: number) =>
  some(n, () => ({ made: SINCE + 300 + made * rng.next(), came: SINCE + 700 + came * rng.next() }))

interface Kind {
  readonly what: string
  readonly isDelivery: boolean
  list(rng: Rng): Follower[]
}

const KINDS: readonly Kind[] = [
  ...[0, 5, 8, 10, 15, 30, 60, 120].map((n) => ({
    what: `${n} delivered, made within 4 days, come within a day`,
    isDelivery: n > 0,
    list: (rng: Rng) => [...people(rng), ...delivery(rng, n, 4, 1)],
  })),
  ...[30, 180, 700].map((made) => ({
    what: `60 delivered, made within ${made} days, come within a day`,
    isDelivery: true,
    list: (rng: Rng) => [...people(rng), ...delivery(rng, 60, made, 1)],
  })),
  ...[30, 180, 360].map((came) => ({
    what: `60 delivered, made within 4 days, come within ${came} days`,
    isDelivery: true,
    list: (rng: Rng) => [...people(rng), ...delivery(rng, 60, 4, came)],
  })),
  {
    what: 'harmless: on television, 300 come in an evening and the week after, half of them sign up for it',
    isDelivery: false,
    list: (rng) => {
      const after = () => (rng.next() < 0.5 ? rng.next() / 4 : 7 * rng.next() ** 2)
      return [
        ...people(rng),
        ...some(300, () => {
          const came = SINCE + 900 + after()
          return { made: rng.next() < 0.5 ? came - rng.next() / 24 : rng.next() * came, came }
        }),
      ]
    },
  },
  {
    what: 'harmless: a follow-train, 80 from one circle come within three days, made over two years',
    isDelivery: false,
    list: (rng) => [...people(rng), ...some(80, () => ({ made: SINCE + 730 * rng.next(), came: SINCE + 900 + 3 * rng.next() }))],
  },
  {
    what: 'harmless: a follow-train of 80 who had all signed up in the month in which their circle moved to the platform',
    isDelivery: false,
    list: (rng) => [...people(rng), ...some(80, () => ({ made: SINCE + 730 + 30 * rng.next(), came: SINCE + 900 + 3 * rng.next() }))],
  },
  {
    what: 'harmless: a wave of sign-ups, a third of all who ever follow were made in two weeks',
    isDelivery: false,
    list: (rng) =>
      people(rng).map((one) =>
        one.came > SINCE + 514 && rng.next() < 1 / 3 ? { made: SINCE + 500 + 14 * rng.next(), came: one.came } : one,
      ),
  },
  {
    what: 'harmless: proposed to all who sign up, nine of ten are newcomers',
    isDelivery: false,
    list: (rng) => people(rng, 0.9),
  },
]

function arrivals(list: readonly Follower[]): Arrivals {
  const sorted = [...list].sort((a, b) => a.came - b.came)
  return { createdMs: Float64Array.from(sorted, ({ made }) => made * DAY), followedMs: Float64Array.from(sorted, ({ came }) => came * DAY) }
}

export interface FollowerPower {
  readonly what: string
  readonly isDelivery: boolean
  readonly found: number
  readonly of: number
}

export async function followerPower(kept: Kept, lists: number): Promise<FollowerPower[]> {
  const params = readParams(followerBlocks.params, {}, followerBlocks.id)
  const rows: FollowerPower[] = []
  for (const { what, isDelivery, list } of KINDS) {
    const found = await kept.once(`followers ${what} ${lists}`, () => {
      let n = 0
      for (let seed = 1; seed <= lists; seed++)
        if (scanFollowers(arrivals(list(createRng(`${what}/${seed}`))), params, LEVEL).blocks.length > 0) n++
      return n
    })
    rows.push({ what, isDelivery, found, of: lists })
  }
  return rows
}

export function followerSection(rows: readonly FollowerPower[]): string {
  return `### Lists of followers

${rows[0]?.of} invented lists each of 400 people over four years, 30 % of them newcomers (\`bench/accuracy/follower-data.ts\`); a block is found when the search of follower-blocks has one with its defaults (p at most 5 %, paid for the search).
What the harmless lists show is why a block says nothing of who brought it: a circle that signed up in one month and follows in one week is a block by every measure that a list allows.

${table(
  ['list', 'a block is found'],
  rows.map(({ what, found, of }) => [what, shareWithin(found, of)]),
)}`
}
