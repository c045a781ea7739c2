/** What the posts say beside the traces, read in one go per network or once for all. Null = not in this data. */
import { type TraceId, tracesOf } from '../model/index.js'
import { readOriginals } from '../networks/index.js'
import { type Job, objectTable, traceTable } from '../store/index.js'
import type { TraceIndex } from './trace-index.js'

export interface Facts extends Pick<CaseFacts, 'organisationOf' | 'clientOf'> {
  /** Account or site that each object comes from. */
  readonly sourceOf: readonly (string | null)[] | null
  /** Time of the original post, NaN where not in the data. */
  readonly startMs: Float64Array
  /** Only sources whose list of followers the data hold. */
  readonly followersOf: ReadonlyMap<string, Followers>
}

/** Followers of one source among the accounts that act on the trace. */
export type Followers = ReadonlySet<number>

/** What is the same for every trace and network: read once. */
export interface CaseFacts {
  readonly organisationOf: ReadonlyMap<number, string> | null
  /** The program an account used most; null when not given. */
  readonly clientOf: ReadonlyMap<number, string> | null
  /** Own posts whose link has a title, and those of them whose text begins with it. */
  readonly titles: number
  readonly titled: number
  /** Own posts by program. */
  readonly programs: readonly { readonly client: string; readonly n: number }[]
  /** How many posts or accounts have the field; rows that could not be read. */
  readonly filled: Readonly<Record<'texts' | 'clients' | 'titles' | 'created' | 'followers' | 'rejects', number>>
  /** Hours without any post in a row, at most; null below six. */
  readonly longestGapHours: number | null
}

export async function readCaseFacts({ db }: Job): Promise<CaseFacts> {
  const filled = await db.row<CaseFacts['filled']>(
    `select (select count(*) from posts where text is not null) as texts, (select count(*) from posts where client is not null) as clients,
     (select count(*) from posts where url_title is not null) as titles, (select count(*) from accounts where created_ms is not null) as created,
     (select count(*) from accounts where followers is not null) as followers, (select count(*) from rejects) as rejects`,
  )
  const [gap] = await db.rows<{ gap: number }>(
    `select hour - lag(hour) over (order by hour) - 1 as gap from (select distinct posted_ms // 3600000 as hour from posts)
     qualify gap >= 6 order by gap desc limit 1`,
  )
  const organisations = await db.rows<{ account_key: number; name: string }>(
    `select account_key, max(organisation) as name from accounts where organisation is not null and trim(organisation) <> '' group by 1 order by 1`,
  )
  const used =
    filled.clients === 0
      ? []
      : await db.rows<{ account_key: number; name: string }>(
          `select account_key, client as name from (select account_key, client, count(*) as n from posts where client is not null group by 1, 2)
           qualify row_number() over (partition by account_key order by n desc, client) = 1 order by 1`,
        )
  const { titles, titled } = await db.row<{ titles: number; titled: number }>(
    `select count(url_title) as titles, count(*) filter (where ${TITLED}) as titled from posts where repost_of is null`,
  )
  const programs = await db.rows<{ client: string; n: number }>(
    `select client, count(*) as n from posts where client is not null and repost_of is null group by client order by client`,
  )
  const asMap = (rows: readonly { account_key: number; name: string }[]) => new Map(rows.map((row) => [row.account_key, row.name]))
  return {
    organisationOf: organisations.length === 0 ? null : asMap(organisations),
    clientOf: filled.clients === 0 ? null : asMap(used),
    titles,
    titled,
    programs,
    filled,
    longestGapHours: gap?.gap ?? null,
  }
}

const hostOf = (object: string) => `regexp_extract(${object}, '^(?:[a-z]+://)?([^/?#]+)', 1)`

/** Objects of several traces as one carry the name of theirs in front. */
function sourceOfSeveral(trace: TraceId): string | null {
  const own = (part: string) => `substr(o.object_id, ${part.length + 2})`
  const sources: Readonly<Record<string, string>> = {
    repost: 'p.repost_of_account',
    'reply-target': 'p.reply_to_account',
    link: hostOf(own('link')),
    domain: own('domain'),
    mention: own('mention'),
  }
  const cases = tracesOf(trace).flatMap((part) =>
    sources[part] ? [`when starts_with(o.object_id, '${part} ') then ${sources[part]}`] : [],
  )
  if (cases.length === 0) return null
  return `select o.object_key, min(case ${cases.join(' ')} end) as source
    from ${traceTable(trace)} t join posts p using (post_key) join ${objectTable(trace)} o using (object_key) group by 1 order by 1`
}

function sourceSql(trace: TraceId): string | null {
  if (trace.includes('+')) return sourceOfSeveral(trace)
  const posts = (column: string) =>
    `select t.object_key, min(p.${column}) as source from ${traceTable(trace)} t join posts p using (post_key) group by 1 order by 1`
  const objects = (expression: string) => `select o.object_key, ${expression} as source from ${objectTable(trace)} o order by 1`
  if (trace === 'repost') return posts('repost_of_account')
  if (trace === 'reply-target') return posts('reply_to_account')
  if (trace === 'link') return objects(hostOf('o.object_id'))
  if (trace === 'domain' || trace === 'mention') return objects('o.object_id')
  return null
}

export async function readFacts(job: Job, trace: TraceId, index: TraceIndex, ofCase: CaseFacts): Promise<Facts> {
  const { db } = job
  const startMs = new Float64Array(index.objects).fill(Number.NaN)
  const origin = new Map<number, string>()
  for (const row of await readOriginals(job, trace)) {
    startMs[row.object_key] = row.at_ms
    if (row.account !== null) origin.set(row.object_key, row.account)
  }
  let sourceOf: (string | null)[] | null = null
  const sql = sourceSql(trace)
  if (sql) {
    const found: (string | null)[] = new Array(index.objects).fill(null)
    for (const row of await db.rows<{ object_key: number; source: string | null }>(sql))
      found[row.object_key] = row.source || origin.get(row.object_key) || null
    if (found.some((source) => source !== null)) sourceOf = found
  }
  const followersOf = await readFollowers(job, trace, new Set(sourceOf ?? []))
  return { sourceOf, startMs, followersOf, organisationOf: ofCase.organisationOf, clientOf: ofCase.clientOf }
}

/** A source goes by its id, or by its handle without the @. */
async function readFollowers({ db }: Job, trace: string, sources: ReadonlySet<string | null>): Promise<Map<string, Followers>> {
  const lists = await db.rows<{ account_key: number; account_id: string; handle: string | null }>(
    'select account_key, account_id, handle from accounts where account_key in (select account_key from follows) order by account_key, handle',
  )
  const bare = (name: string) => name.replace(/^@/, '').toLowerCase()
  const byName = new Map([...sources].flatMap((source) => (source === null ? [] : [[bare(source), source] as const])))
  const found = new Map<string, Followers>()
  for (const { account_key: key, account_id: id, handle } of lists) {
    const source = byName.get(bare(id)) ?? (handle === null ? undefined : byName.get(bare(handle)))
    if (source === undefined || found.has(source)) continue
    const rows = await db.rows<{ k: number }>(
      `select distinct follower_key as k from follows where account_key = $1 and follower_key in (select account_key from ${traceTable(trace)}) order by k`,
      [key],
    )
    found.set(source, new Set(rows.map(({ k }) => k)))
  }
  return found
}

/** What the posts on some objects say, and how common that is. */
export interface PostFacts {
  /** Posts whose text begins with the title of the linked page, and the share of such posts among all own posts with a title; null when the data give no titles. */
  readonly titled: { readonly posts: ReadonlySet<number>; readonly everywhere: number } | null
  /** The program of each post, and how many of all own posts came from each; null when not given. */
  readonly client: { readonly of: ReadonlyMap<number, string>; readonly everywhere: ReadonlyMap<string, number> } | null
}

export const TITLED = `(length(trim(url_title)) > 0 and starts_with(lower(trim(text)), lower(trim(url_title))))`

export async function readPostFacts({ db }: Job, trace: string, objects: Iterable<number>, ofCase: CaseFacts): Promise<PostFacts> {
  const { titles, titled, programs } = ofCase
  const rows =
    titles === 0 && programs.length === 0
      ? []
      : await db.rows<{ post_key: number; titled: boolean | null; client: string | null }>(
          `select post_key, ${TITLED} as titled, client from posts
           where post_key in (select post_key from ${traceTable(trace)} where object_key in (select unnest(from_json($1, '["integer"]')))) order by post_key`,
          [JSON.stringify([...objects])],
        )
  const all = programs.reduce((sum, { n }) => sum + n, 0)
  return {
    titled:
      titles === 0 ? null : { posts: new Set(rows.flatMap((row) => (row.titled ? [row.post_key] : []))), everywhere: titled / titles },
    client:
      programs.length === 0
        ? null
        : {
            of: new Map(rows.flatMap((row) => (row.client === null ? [] : [[row.post_key, row.client]]))),
            everywhere: new Map(programs.map(({ client, n }) => [client, n / all])),
          },
  }
}
