/** Data without coordination: generated, and real ones with what could be coordinated shuffled away. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createQuiet, type QuietOptions } from '../../samples/quiet.js'
import { quoteText } from '../../src/model/index.js'
import { type Cascades, cascadesOf, shuffleLabels } from '../../src/networks/index.js'
import { createRng, type Rng, shuffle } from '../../src/statistics/index.js'
import { openDatabase } from '../../src/store/index.js'

export interface NullData {
  readonly cascades: Cascades
  /** When each object began, by its number in the cascades; NaN where unknown. */
  readonly startMs: Float64Array
}

export function quiet(options: QuietOptions): NullData {
  const rows = createQuiet(options)
  return { cascades: cascadesOf(rows), startMs: rows.beganMs }
}

/** Earliest repost per account and object, objects with three accounts or more; null when the shared data are absent. */
export async function russian(): Promise<Cascades | null> {
  const file = join(process.env.LOCKSTEP_SHARED ?? join('..', 'shared'), 'data', 'coortweet-russian', 'russian_coord_tweets.csv.gz')
  if (!existsSync(file)) return null
  const { db, close } = await openDatabase(':memory:')
  const rows = await db.rows<{ o: number; a: number; t: number }>(
    `with raw as (select object_id, account_id, min(timestamp_share::bigint) as happened from read_csv(${quoteText(file)}, all_varchar = true) group by all),
     kept as (select * from raw qualify count(*) over (partition by object_id) >= 3)
     select (dense_rank() over (order by object_id) - 1)::integer as o, (dense_rank() over (order by account_id) - 1)::integer as a, (happened * 1000)::double as t
     from kept order by o, happened, a`,
  )
  close()
  return cascadesOf({
    object: Int32Array.from(rows, (row) => row.o),
    account: Int32Array.from(rows, (row) => row.a),
    atMs: Float64Array.from(rows, (row) => row.t),
  })
}

const unknown = (cascades: Cascades) => new Float64Array(cascades.objects).fill(Number.NaN)

/** The null of together and sittings: accounts trade places within each object. */
export function labelsShuffled(cascades: Cascades, seed: number): NullData {
  const shuffled = shuffleLabels(cascades, createRng(`labels/${seed}`))
  return { cascades: shuffled, startMs: unknown(shuffled) }
}

/** The null of population: besides, objects with equally many traces trade their times, counted from their first. */
export function timesTraded(cascades: Cascades, seed: number): NullData {
  const rng = createRng(`times/${seed}`)
  const alike = new Map<number, number[]>()
  const start = (o: number) => cascades.objectStart[o] as number
  for (let o = 0; o < cascades.objects; o++) {
    const many = start(o + 1) - start(o)
    alike.set(many, [...(alike.get(many) ?? []), o])
  }
  const atMs = cascades.atMs.slice()
  for (const list of alike.values()) {
    const from = shuffle([...list], rng)
    list.forEach((o, i) => {
      const other = from[i] as number
      const shift = (cascades.atMs[start(o)] as number) - (cascades.atMs[start(other)] as number)
      for (let k = 0; k < start(o + 1) - start(o); k++) atMs[start(o) + k] = (cascades.atMs[start(other) + k] as number) + shift
    })
  }
  const traded = cascadesOf({ object: cascades.object, account: cascades.account, atMs })
  return labelsShuffled(traded, seed)
}

/** The null of sharing: objects are traded between accounts, as many each as before (curveball, Strona et al. 2014). Times mean nothing after it. */
export function objectsTraded(cascades: Cascades, seed: number): NullData {
  const rng = createRng(`objects/${seed}`)
  const sets: number[][] = Array.from({ length: cascades.accounts }, () => [])
  for (let i = 0; i < cascades.object.length; i++) sets[cascades.account[i] as number]?.push(cascades.object[i] as number)
  const owned = sets.map((list) => [...new Set(list)])
  // Partners by activity, which trades do not change, so that the busy trade most of what they have; by account alone they would keep it.
  const partner = () => cascades.account[rng.below(cascades.traces)] as number
  for (let trade = 0; trade < 3 * cascades.traces; trade++) tradeOnce(owned, partner(), partner(), rng)
  const rows = owned.flatMap((list, account) => list.map((object): [number, number] => [object, account]))
  rows.sort((x, y) => x[0] - y[0] || x[1] - y[1])
  const traded = cascadesOf({
    object: Int32Array.from(rows, (row) => row[0]),
    account: Int32Array.from(rows, (row) => row[1]),
    atMs: Float64Array.from(rows, (row) => row[0] * 1000),
  })
  return { cascades: traded, startMs: unknown(traded) }
}

function tradeOnce(owned: number[][], a: number, b: number, rng: Rng): void {
  if (a === b) return
  const [left, right] = [new Set(owned[a]), new Set(owned[b])]
  const onlyLeft = [...left].filter((object) => !right.has(object))
  const pool = shuffle([...onlyLeft, ...[...right].filter((object) => !left.has(object))], rng)
  const both = [...left].filter((object) => right.has(object))
  owned[a] = [...both, ...pool.slice(0, onlyLeft.length)]
  owned[b] = [...both, ...pool.slice(onlyLeft.length)]
}
