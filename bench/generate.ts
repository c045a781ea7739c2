/**
 * Traces for measuring. Object popularity is Zipf–Mandelbrot, p(r) ∝ 1 / (r + q)^s with s = 1.1 and q = 50·sqrt(N / 10^6) (pure Zipf gives
 * the top object 13 % of all traces); an object is born uniformly within 30 days, its traces follow after lognormal delays (median 4 h,
 * σ 1.5); accounts are floor(A·u²), so a few act often. K = N/10 objects, A = N/20 accounts; max(4, N/50,000) planted groups of 26 accounts
 * act together on 20 objects of their own choice within 30 s. Everything follows from N and the seed.
 */
import { type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api'
import { createRng } from '../src/statistics/random.js'

export interface Generated {
  readonly object: Int32Array
  readonly account: Int32Array
  readonly second: Int32Array
}

/** Gives the 85,000 edges at 10 million of the first measurements, whose generator was not kept. */
const GROUP = 26
export const START_SECOND = 1_772_323_200

export function generate(traces: number, seed: number, sizes?: { readonly objects: number; readonly accounts: number }): Generated {
  const rng = createRng(seed)
  const s = 1.1
  const objects = sizes?.objects ?? Math.max(1, Math.floor(traces / 10))
  const accounts = sizes?.accounts ?? Math.max(20, Math.floor(traces / 20))
  const q = 50 * Math.sqrt(traces / 1e6)
  const head = (1 + q) ** (1 - s)
  const tail = (objects + 1 + q) ** (1 - s)
  const born = new Int32Array(objects)
  for (let i = 0; i < objects; i++) born[i] = Math.floor(rng.next() * 30 * 86_400)
  const groups = Math.max(4, Math.floor(traces / 50_000))
  const planted = Math.min(groups * GROUP * 20, Math.floor(traces / 2))
  const object = new Int32Array(traces)
  const account = new Int32Array(traces)
  const second = new Int32Array(traces)
  for (let i = 0; i < traces - planted; i++) {
    const rank = Math.min(objects, Math.max(1, Math.floor((head - rng.next() * (head - tail)) ** (1 / (1 - s)) - q))) - 1
    const normal = Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next())
    const delay = Math.min(90 * 86_400, 14_400 * Math.exp(1.5 * normal))
    const u = rng.next()
    object[i] = rank
    account[i] = Math.floor(accounts * u * u)
    second[i] = START_SECOND + (born[rank] as number) + Math.floor(delay)
  }
  let at = traces - planted
  while (at < traces) {
    const members = Array.from({ length: GROUP }, () => rng.below(accounts))
    for (let act = 0; act < 20 && at < traces; act++) {
      const chosen = rng.below(objects)
      const start = START_SECOND + (born[chosen] as number) + rng.below(86_400)
      for (let m = 0; m < GROUP && at < traces; m++, at++) {
        object[at] = chosen
        account[at] = members[m] as number
        second[at] = start + rng.below(31)
      }
    }
  }
  return { object, account, second }
}

/** One more object on which `accounts` different accounts act within `seconds`. */
export function withHub(data: Generated, accounts: number, seconds: number, seed: number): Generated {
  const rng = createRng(seed)
  const n = data.object.length
  const grow = (from: Int32Array) => {
    const to = new Int32Array(n + accounts)
    to.set(from)
    return to
  }
  const [object, account, second] = [grow(data.object), grow(data.account), grow(data.second)]
  const hub = data.object.reduce((a, b) => Math.max(a, b), 0) + 1
  for (let i = 0; i < accounts; i++) {
    object[n + i] = hub
    account[n + i] = i
    second[n + i] = START_SECOND + 86_400 + rng.below(seconds + 1)
  }
  return { object, account, second }
}

/** Into the tables that the method reads: trace_given (in its order), objects_given, accounts. The schema must be there. */
export async function loadInto(connection: DuckDBConnection, data: Generated): Promise<void> {
  const n = data.object.length
  await connection.run('create or replace temp table raw (o integer, a integer, t integer)')
  const appender = await connection.createAppender('raw')
  for (let from = 0; from < n; from += 2048) {
    const size = Math.min(2048, n - from)
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, INTEGER], size)
    for (const [column, values] of [data.object, data.account, data.second].entries()) {
      const vector = chunk.getColumnVector(column) as unknown as { items: Int32Array; flush(): void }
      vector.items.set(values.subarray(from, from + size))
      vector.flush()
    }
    appender.appendDataChunk(chunk)
    if (from % 2_048_000 === 0) appender.flushSync()
  }
  appender.closeSync()
  await connection.run(`
    create or replace table trace_given as
      select dense_rank() over (order by o) - 1 as o, a, t from raw order by o, t, a;
    create or replace table trace_given as
      select o::integer as object_key, a as account_key, (row_number() over () - 1)::integer as post_key, t::bigint * 1000 as happened_ms from trace_given;
    create or replace table objects_given as select distinct object_key, printf('o%09d', object_key) as object_id from trace_given order by object_key;
    delete from accounts;
    insert into accounts (account_key, platform, account_id)
      select a, 'x', printf('a%09d', a) from (select unnest(range((select max(account_key) + 1 from trace_given)))::integer as a) order by a;
    drop table raw`)
  await connection.run('checkpoint')
}
