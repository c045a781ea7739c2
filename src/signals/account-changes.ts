/** Renames and deletions of accounts, for the signal repurposing: what later imports said otherwise (account_changes). */
import type { SignalMeasure } from '../model/index.js'
import type { Job } from '../store/index.js'
import { readNumbers } from './columns.js'
import { excessWindow } from './excess.js'
import { meaningful } from './features.js'
import { againstDraws } from './population.js'

const WEEK = 7 * 86_400_000
const LEAST_DELETED = 10
const LEAST_SHARE = 0.25

/** What later rows said of accounts; null when none said anything new. */
export interface Changes {
  readonly renamed: Uint8Array
  readonly deleted: Uint8Array
  /** When an account was first seen with another handle; NaN where that is not said. */
  readonly renamedMs: Float64Array
  readonly createdMs: Float64Array
}

export async function readChanges(job: Job, accounts: number): Promise<Changes | null> {
  const [k, renamed, seenMs, deleted] = await readNumbers(
    job,
    `select account_key, max((c.handle is not null and a.organisation is null)::integer), coalesce(min(seen_ms) filter (c.handle is not null), -1)::double,
       max((c.posts_count * 2 <= posts_before and posts_before - c.posts_count >= ${LEAST_DELETED})::integer)
     from account_changes c join accounts a using (account_key) group by 1 order by 1`,
    ['int', 'int', 'double', 'int'],
  )
  if (k.length === 0) return null
  const changes = {
    renamed: new Uint8Array(accounts),
    deleted: new Uint8Array(accounts),
    renamedMs: new Float64Array(accounts).fill(Number.NaN),
    createdMs: new Float64Array(accounts).fill(Number.NaN),
  }
  for (let i = 0; i < k.length; i++) {
    const at = k[i] as number
    changes.renamed[at] = renamed[i] as number
    changes.deleted[at] = deleted[i] as number
    if (renamed[i] && (seenMs[i] as number) >= 0) changes.renamedMs[at] = seenMs[i] as number
  }
  const [key, createdMs] = await readNumbers(
    job,
    'select account_key, created_ms::double from accounts where created_ms is not null order by 1',
    ['int', 'double'],
  )
  for (let i = 0; i < key.length; i++) changes.createdMs[key[i] as number] = createdMs[i] as number
  return changes
}

/** The half of a pool nearest in age, those of unknown age last; whole where the member's own is unknown. */
export function ofLikeAge(pool: Int32Array, member: number, createdMs: Float64Array): Int32Array {
  const own = createdMs[member] as number
  if (Number.isNaN(own)) return pool
  const away = (k: number) => (Number.isNaN(createdMs[k]) ? Number.POSITIVE_INFINITY : Math.abs((createdMs[k] as number) - own))
  const near = [...pool].map((k) => ({ k, away: away(k) })).sort((x, y) => (x.away === y.away ? x.k - y.k : x.away - y.away))
  return Int32Array.from(near.slice(0, Math.ceil(pool.length / 2)), ({ k }) => k).sort()
}

export function changeMeasures(
  { renamed, deleted, renamedMs }: Changes,
  able: readonly number[],
  sets: readonly (readonly number[])[],
  others: readonly number[],
): SignalMeasure[] {
  const shareOf = (marks: Uint8Array) => (list: readonly number[]) => list.filter((k) => marks[k]).length / list.length
  const timesOf = (list: readonly number[]) =>
    list
      .map((k) => renamedMs[k] as number)
      .filter((ms) => !Number.isNaN(ms))
      .sort((a, b) => a - b)
  const everybody = Float64Array.from(timesOf(others))
  const weekOf = (list: readonly number[], isAmongOthers: boolean) => excessWindow(timesOf(list), everybody, [WEEK], isAmongOthers).llr
  const share = (name: string, marks: Uint8Array) =>
    meaningful(againstDraws(name, 'share', shareOf(marks)(able), sets.map(shareOf(marks)), 'upper'), LEAST_SHARE)
  return [
    share('accounts with another handle later, no organisation declared', renamed),
    againstDraws(
      'accounts renamed in one week',
      'log-likelihood ratio of the largest heap',
      weekOf(able, false),
      sets.map((set) => weekOf(set, true)),
      'upper',
    ),
    share('accounts whose number of posts fell by half', deleted),
  ]
}
