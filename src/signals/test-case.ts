/** For tests only: a case in memory from rows as the store holds them, groups given by hand. */
import type { Group, GroupMeasures, NetworkInfo, SignalResult } from '../model/index.js'
import { createRng } from '../statistics/index.js'
import { type Database, type Job, MIGRATIONS, openDatabase } from '../store/index.js'
import { measureAll } from './measure.js'
import type { Signal } from './signal.js'

export interface AccountRow {
  readonly platform?: string
  readonly handle?: string
  readonly created_ms?: number
  readonly description?: string
  readonly profile_url?: string
  readonly avatar?: string
  readonly followers?: number
  readonly following?: number
  readonly posts_count?: number
  readonly organisation?: string
}
export interface PostRow {
  readonly account: number
  readonly atMs: number
  readonly platform?: string
  readonly text?: string
  readonly language?: string
  readonly client?: string
  readonly repost_of?: string
  readonly repost_of_account?: string
  readonly reply_to?: string
  readonly reply_to_account?: string
  readonly quote_of?: string
  readonly urls?: readonly string[]
  readonly hashtags?: readonly string[]
  readonly mentions?: readonly string[]
  readonly media?: readonly string[]
  readonly reposts?: number
  readonly likes?: number
}

export interface SignalCase {
  readonly job: Job
  readonly db: Database
  /** Measures one signal on groups of account keys; ids G01, G02 … */
  measure(signal: Signal, groups: readonly (readonly number[])[], params?: Readonly<Record<string, unknown>>): Promise<SignalResult[]>
  /** p of each group measured by itself, one after another. */
  alone(signal: Signal, groups: readonly (readonly number[])[], params?: Readonly<Record<string, unknown>>): Promise<number[]>
  close(): void
}

const NETWORK = { networkKey: 1, networkId: 'repost-60s', trace: 'repost', params: { windowSeconds: 60 } } as unknown as NetworkInfo

/** Account k is `a<k>` on platform skiff (or the post's), post i is `p<i>` at line i + 2 of posts.csv. */
export async function signalCase(accounts: readonly AccountRow[], posts: readonly PostRow[], seed = 7): Promise<SignalCase> {
  const { db, close } = await openDatabase(':memory:')
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`insert into files values (0, 'f00d', 'posts.csv', 1, 'csv', 'posts', 'skiff', '{}', 1, 1, 0, 0, '{}', true)`)
  await put(
    db,
    'accounts',
    accounts.map((row, k) => ({ account_key: k, platform: 'skiff', account_id: `a${k}`, ...row, file_key: 0, line: k + 2 })),
  )
  const rows = posts.map(({ account, atMs, platform = 'skiff', ...rest }, i) => ({
    ...{ post_key: i, platform, post_id: `p${i}`, account_key: account, posted_ms: atMs, ...rest },
    ...{ file_key: 0, line: i + 2 },
  }))
  await put(db, 'posts', rows)
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(seed), seed }
  const kase: SignalCase = {
    job,
    db,
    close,
    measure: (signal, groups, params = {}) => {
      const all = groups.map((members, g) => groupOf(members, g))
      return measureAll(job, [signal], all, all, [NETWORK], { [signal.id]: params }, 0.05)
    },
    alone: async (signal, groups, params = {}) => {
      const p: number[] = []
      for (const [g, members] of groups.entries()) {
        // A group of its own name has draws of its own.
        const one = [groupOf(members, g)]
        p.push((await measureAll(job, [signal], one, one, [NETWORK], { [signal.id]: params }, 0.05))[0]?.pValue as number)
      }
      return p
    },
  }
  return kase
}

function groupOf(members: readonly number[], g: number): Group {
  const groupId = `G${String(g + 1).padStart(2, '0')}`
  const measures = {} as GroupMeasures
  return { groupId, networkKey: 1, networkId: NETWORK.networkId, method: 'leiden', members: [...members].sort((a, b) => a - b), measures }
}

async function put(db: Database, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return
  await db.run(
    `insert into ${table} by name select r.* from (select unnest(from_json($1, json_group_structure($1 -> '$[*]')))) t(r)`.replace(
      "json_group_structure($1 -> '$[*]')",
      await structure(db, table),
    ),
    [JSON.stringify(rows)],
  )
}

/** The columns of a table as the structure that `from_json` reads. */
async function structure(db: Database, table: string): Promise<string> {
  const columns = await db.rows<{ column_name: string; column_type: string }>(`describe ${table}`)
  const fields = columns.map(({ column_name: name, column_type: type }) => `"${name}":${type.endsWith('[]') ? '["VARCHAR"]' : `"${type}"`}`)
  return `'[{${fields.join(',')}}]'`
}
