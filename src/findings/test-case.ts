/** For tests only: a case in memory from invented posts, one network by the plain self-join, groups given by hand. */
import type { Group, NetworkInfo, TraceId } from '../model/index.js'
import { createRng } from '../statistics/index.js'
import { type Database, type Job, MIGRATIONS, objectTable, openDatabase, traceTable } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'

export interface TestPost {
  readonly account: number
  readonly atSeconds: number
  readonly link?: string
  /** Number of the post in the list. */
  readonly repostOf?: number
  readonly text?: string
  readonly title?: string
  readonly client?: string
}

const START = Date.UTC(2026, 2, 2)

export interface TestCase {
  readonly job: Job
  readonly db: Database
  readonly network: NetworkInfo
  group(id: string, members: readonly number[]): Promise<Group>
  pairsSql(among: string): string
  close(): void
}

export async function testCase(
  posts: readonly TestPost[],
  trace: TraceId,
  options: { windowSeconds?: number | null; minWeight?: number; organisation?: (account: number) => string | null; seed?: number } = {},
): Promise<TestCase> {
  const { windowSeconds = 60, minWeight = 2, seed = 7 } = options
  const { db, close } = await openDatabase(':memory:')
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`insert into files values (0, 'f00d', 'posts.csv', 1, 'csv', 'posts', 'skiff', '{}', 1, 1, 0, 0, '{}', true)`)
  const accounts = [...new Set(posts.map((post) => post.account))].sort((a, b) => a - b)
  for (const account of accounts)
    await db.run(`insert into accounts (account_key, platform, account_id, organisation) values ($1, 'skiff', $2, $3)`, [
      account,
      `a${account}`,
      options.organisation?.(account) ?? null,
    ])
  const rows = posts.map((post, key) => ({
    post_key: key,
    post_id: `p${key}`,
    account_key: post.account,
    posted_ms: START + post.atSeconds * 1000,
    text: post.text ?? null,
    repost_of: post.repostOf === undefined ? null : `p${post.repostOf}`,
    repost_of_account: post.repostOf === undefined ? null : `a${posts[post.repostOf]?.account}`,
    urls: post.link === undefined ? null : [post.link],
    url_title: post.title ?? null,
    client: post.client ?? null,
    line: key + 2,
  }))
  await db.run(
    `insert into posts (post_key, platform, post_id, account_key, posted_ms, text, repost_of, repost_of_account, urls, url_title, client, file_key, line)
     select r.post_key, 'skiff', r.post_id, r.account_key, r.posted_ms, r.text, r.repost_of, r.repost_of_account, r.urls, r.url_title, r.client, 0, r.line
     from (select unnest(from_json($1, '[{"post_key":"integer","post_id":"varchar","account_key":"integer","posted_ms":"bigint","text":"varchar","repost_of":"varchar","repost_of_account":"varchar","urls":["varchar"],"url_title":"varchar","client":"varchar","line":"bigint"}]')) as r)`,
    [JSON.stringify(rows)],
  )
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(seed), seed }
  await ensureTrace(job, trace)
  const near = windowSeconds === null ? 'true' : `abs(x.happened_ms - y.happened_ms) <= ${windowSeconds * 1000}`
  const table = traceTable(trace)
  const pairsSql = (among: string) =>
    `select x.object_key, least(x.account_key, y.account_key) as account_a, greatest(x.account_key, y.account_key) as account_b,
       x.post_key as post_first, y.post_key as post_second, x.happened_ms as first_ms, y.happened_ms - x.happened_ms as gap_ms
     from ${table} x join ${table} y on x.object_key = y.object_key and x.account_key <> y.account_key
       and (x.happened_ms, x.post_key) < (y.happened_ms, y.post_key) and ${near}
     where x.account_key in (${among}) and y.account_key in (${among})`
  await db.run(
    `insert into edges select 1, account_a, account_b, count(distinct object_key), count(distinct object_key), count(*), 1, 1, sum(gap_ms), median(gap_ms),
       min(gap_ms), min(first_ms), max(first_ms), 0, 0 from (${pairsSql('select account_key from accounts')}) group by 2, 3 having count(distinct object_key) >= ${minWeight}`,
  )
  const network: NetworkInfo = {
    networkKey: 1,
    networkId: `${trace}-test`,
    method: 'windowed-cooccurrence',
    trace,
    params: { windowSeconds, minWeight },
    isDirected: false,
    weightMeans: 'distinct objects',
    accounts: accounts.length,
    edges: 0,
    tracesRead: posts.length,
    accountsRead: accounts.length,
    objectsRead: 0,
    notes: [],
    seed,
  }
  await db.run(`insert into networks values (1, $1, 'windowed-cooccurrence', $2, '{}', false, '', 0, 0, 0, 0, 0, '[]', 7)`, [
    network.networkId,
    trace,
  ])
  await db.run(`select count(*) from ${objectTable(trace)}`)
  return {
    job,
    db,
    network,
    pairsSql,
    close,
    group: async (groupId, members) => {
      await db.run(`insert into groups values ($1, 1, 'by hand', '{}', '{}')`, [groupId])
      for (const member of members) await db.run('insert into group_members values ($1, $2, 1, 1)', [groupId, member])
      return {
        groupId,
        networkKey: 1,
        networkId: network.networkId,
        method: 'by hand',
        members: [...members].sort((a, b) => a - b),
        measures: { size: members.length, edges: 0, gaps: [] } as unknown as Group['measures'],
      }
    },
  }
}
