import { POST_FIELDS } from '../model/index.js'
import type { Case, World } from '../store/index.js'

const HOUR = 3_600_000
/** A silent stretch is named a gap when the usual rate at these hours of the day would have given this many posts or more. */
const GAP_EXPECTED = 10

export interface Bucket {
  readonly fromMs: number
  readonly posts: number
}
export interface Gap {
  readonly fromMs: number
  readonly toMs: number
  readonly hours: number
  /** Posts that the usual rate at these hours of the day would have given. */
  readonly expected: number
}
export interface FieldFill {
  readonly field: string
  readonly filled: number
  readonly of: number
  /** False: not in this data, which is not 0. */
  readonly isInData: boolean
}
export interface Overview {
  readonly name: string
  readonly posts: number
  /** Accounts that posted. */
  readonly accounts: number
  /** With those that only a file of accounts or followers names. */
  readonly accountsKnown: number
  readonly platforms: readonly { readonly platform: string; readonly posts: number; readonly accounts: number }[]
  /** UTC; null without posts. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null
  /** Hours and days (UTC) that have posts, ascending; an hour that is not listed has none. */
  readonly perHour: readonly Bucket[]
  readonly perDay: readonly Bucket[]
  readonly gaps: readonly Gap[]
  readonly fields: readonly FieldFill[]
  readonly files: readonly {
    readonly sha256: string
    readonly name: string
    readonly format: string
    readonly recordKind: string
    readonly platform: string
    readonly bytes: number
    readonly rowsRead: number
    readonly rowsKept: number
    readonly rowsMerged: number
    readonly rowsRejected: number
  }[]
  readonly rejects: { readonly total: number; readonly byCode: readonly { readonly code: string; readonly rows: number }[] }
  readonly networks: readonly { readonly networkId: string; readonly trace: string; readonly accounts: number; readonly edges: number }[]
  readonly groups: number
  readonly dossiers: number
  readonly forgottenAccounts: number
  readonly steps: number
}

/** Silent stretches between hours with posts, against the mean number of posts at each hour of the day (UTC) over the whole span. */
export function gapsOf(hours: readonly Bucket[]): Gap[] {
  const first = hours[0]
  const last = hours.at(-1)
  if (first === undefined || last === undefined) return []
  const days = (last.fromMs - first.fromMs) / HOUR / 24 + 1 / 24
  const atHour = new Array<number>(24).fill(0)
  const hourOfDay = (ms: number) => (((ms / HOUR) % 24) + 24) % 24
  for (const hour of hours) atHour[hourOfDay(hour.fromMs)]! += hour.posts
  const perDay = atHour.reduce((sum, posts) => sum + posts, 0)
  const gaps: Gap[] = []
  for (let i = 1; i < hours.length; i++) {
    const fromMs = (hours[i - 1] as Bucket).fromMs + HOUR
    const toMs = (hours[i] as Bucket).fromMs
    const silent = Math.round((toMs - fromMs) / HOUR)
    if (silent <= 0) continue
    let posts = Math.floor(silent / 24) * perDay
    for (let hour = 0; hour < silent % 24; hour++) posts += atHour[hourOfDay(fromMs + hour * HOUR)] as number
    const expected = posts / Math.max(days, 1)
    if (expected >= GAP_EXPECTED) gaps.push({ fromMs, toMs, hours: silent, expected: Math.round(expected * 10) / 10 })
  }
  return gaps
}

/** The columns that may be absent; `platform`, `account_id`, `posted_at`, `post_id` are always there, and hashes given by the platform are kept as media. */
const OPTIONAL = Object.keys(POST_FIELDS).filter(
  (field) => !['platform', 'post_id', 'account_id', 'posted_at', 'handle', 'media_pdq'].includes(field),
)

export async function overview(world: World, kase: Case): Promise<Overview> {
  const { db } = kase
  world.note('overview')
  const one = async (sql: string) => (await db.row<{ n: number }>(sql)).n
  const bucket = (ms: number) =>
    db.rows<{ fromMs: number; posts: number }>(
      `select (posted_ms // ${ms} - case when posted_ms % ${ms} < 0 then 1 else 0 end) * ${ms} as "fromMs", count(*) as posts from posts group by 1 order by 1`,
    )
  const posts = await one('select count(*) as n from posts')
  const perHour = await bucket(HOUR)
  const filled = await db.row<Record<string, number>>(
    `select ${OPTIONAL.map((field) => `count(${field}) as ${field}`).join(', ')}, count(given_object) as given_object from posts`,
  )
  const span = await db.row<{ low: number | null; high: number | null }>('select min(posted_ms) as low, max(posted_ms) as high from posts')
  return {
    name: kase.name,
    posts,
    accounts: await one('select count(distinct account_key) as n from posts'),
    accountsKnown: await one(
      'select count(*) as n from (select distinct account_key from posts union select distinct account_key from accounts)',
    ),
    platforms: await db.rows(
      'select platform, count(*) as posts, count(distinct account_key) as accounts from posts group by platform order by platform',
    ),
    span: span.low === null || span.high === null ? null : { fromMs: span.low, toMs: span.high },
    perHour,
    perDay: await bucket(24 * HOUR),
    gaps: gapsOf(perHour),
    fields: [...OPTIONAL, 'given_object'].map((field) => ({
      field,
      filled: filled[field] ?? 0,
      of: posts,
      isInData: (filled[field] ?? 0) > 0,
    })),
    files: await db.rows(
      `select sha256, name, format, record_kind as "recordKind", platform, bytes, rows_read as "rowsRead", rows_kept as "rowsKept",
         rows_merged as "rowsMerged", rows_rejected as "rowsRejected" from files order by file_key`,
    ),
    rejects: {
      total: await one('select count(*) as n from rejects'),
      byCode: await db.rows('select code, count(*) as rows from rejects group by code order by count(*) desc, code'),
    },
    networks: await db.rows('select network_id as "networkId", trace, accounts, edges from networks order by network_key'),
    groups: await one('select count(*) as n from groups'),
    dossiers: await one('select count(*) as n from dossiers'),
    forgottenAccounts: await one('select count(*) as n from tombstones'),
    steps: await one('select count(*) as n from ledger'),
  }
}
