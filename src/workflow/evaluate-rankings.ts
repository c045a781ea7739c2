import type { Dossier, NetworkInfo } from '../model/index.js'
import { createRng, type Estimate, type Ranking, rankingOf, type Scores } from '../statistics/index.js'
import type { Case } from '../store/index.js'

/** Precision and recall as the bar is lowered, with the areas under the two curves. */
export interface Curve {
  /** Accounts or pairs of operations, and all the others of the case; how many of each have a score at all. */
  readonly planted: number
  readonly others: number
  readonly plantedScored: number
  readonly othersScored: number
  readonly averagePrecision: Estimate
  readonly auc: Estimate
  /** What the intervals are drawn over: whole operations; with one operation its accounts (too narrow); for its pairs nothing. */
  readonly drawnOver: 'operations' | 'accounts' | 'nothing'
  /** At most `MOST_POINTS`, evenly over recall; the areas use all. */
  readonly points: readonly CurvePoint[]
}

/** All that reach the bar. */
export interface CurvePoint {
  readonly bar: string
  readonly planted: number
  readonly others: number
  readonly precision: number
  readonly recall: number
}

/** The method whose weights count objects met on, as in earlier tools. */
const PLAIN = 'windowed-cooccurrence'

export type Rule = 'groups' | 'weight' | 'p'

/**
 * One way to order accounts and pairs.
 * - `weight`: the weight of the edge, an account by its heaviest one: the plain threshold rule, at every threshold.
 * - `p`: the p of the edge's test, where the network was validated; an account by its least one.
 * - `groups`: what the dossiers say: first the standing of the group, then the weight of the edge inside it.
 */
export interface RankedRule {
  readonly rule: Rule
  /** Of the networks, when they are of one method. */
  readonly method: string | null
  readonly networks: readonly string[]
  /** Over several networks, best evidence first; a single network has `false` even if it is the only one. */
  readonly isMerged: boolean
  readonly accounts: Curve
  readonly pairs: Curve
}

/** The plain threshold rule where it reaches as much of the operations as the groups that stand out. */
export interface PlainRule {
  readonly method: string
  readonly networks: readonly string[]
  /** The highest weight at which it reaches as much; null when it never does. */
  readonly weight: number | null
  readonly recall: number
  readonly falseAccounts: number
  readonly precision: number
  /** The groups that stand out, in the same numbers; `ratio` = their false accounts of the rule's. */
  readonly groups: { readonly recall: number; readonly falseAccounts: number }
  readonly ratio: number | null
}

export interface Ranked {
  readonly rankings: readonly RankedRule[]
  /** Accounts by the heaviest edge over all networks of that method, every level. */
  readonly plain: { readonly networks: readonly string[]; readonly points: Ranking['points'] } | null
}

const MOST_POINTS = 40
const DRAWS = 500
const STANDINGS: readonly Dossier['standing'][] = ['not-tested', 'not-beyond-chance', 'explained', 'stands-out']

/** Every rule of the case, per network and merged, against `operationOf` (account → number of its operation). Uses temporary tables only. */
export async function rankRules(
  kase: Case,
  networks: readonly NetworkInfo[],
  dossiers: readonly Dossier[],
  operationOf: ReadonlyMap<number, number>,
  operations: number,
): Promise<Ranked> {
  const { db } = kase
  const insert = async (table: string, columns: string, rows: readonly (readonly (string | number)[])[]) => {
    await db.run(`create or replace temp table ${table} (${columns})`)
    const appender = await db.connection.createAppender(table, 'main', 'temp')
    for (const row of rows) {
      for (const value of row) typeof value === 'number' ? appender.appendInteger(value) : appender.appendVarchar(value)
      appender.endRow()
    }
    appender.closeSync()
  }
  await insert('planted_accounts', 'account_key integer, operation integer', [...operationOf])
  await insert(
    'standings',
    'group_id varchar, standing integer',
    dossiers.map((one) => [one.group.groupId, STANDINGS.indexOf(one.standing)]),
  )
  try {
    const { n } = await db.row<{ n: number }>('select count(*)::double as n from accounts')
    const sizes = new Array<number>(operations).fill(0)
    for (const operation of operationOf.values()) sizes[operation] = (sizes[operation] as number) + 1
    let plain: Ranked['plain'] = null
    const rank = async (rule: Rule, method: string | null, chosen: readonly NetworkInfo[], isMerged: boolean): Promise<RankedRule> => {
      const ids = chosen.map((one) => one.networkId)
      const bars = rule === 'groups' ? await rankGrouped(db, method, chosen) : []
      const accounts = rankingFor(await accountScores(db, rule, chosen), sizes, n, true)
      if (rule === 'weight' && isMerged && method === PLAIN) plain = { networks: ids, points: accounts.ranking.points }
      const pairs = rankingFor(
        await pairScores(db, rule, chosen),
        sizes.map((size) => (size * (size - 1)) / 2),
        (n * (n - 1)) / 2,
        false,
      )
      return { rule, method, networks: ids, isMerged, accounts: curveOf(rule, accounts, bars), pairs: curveOf(rule, pairs, bars) }
    }
    const tested = new Set(
      (await db.rows<{ network_key: number }>('select distinct network_key from edge_tests order by network_key')).map(
        (row) => row.network_key,
      ),
    )
    const grouped = networks.filter((one) => dossiers.some((dossier) => dossier.network.networkKey === one.networkKey))
    const methodOf = (list: readonly NetworkInfo[]) =>
      new Set(list.map((one) => one.method)).size === 1 ? (list[0]?.method ?? null) : null
    const rules: RankedRule[] = []
    if (grouped.length > 0) rules.push(await rank('groups', methodOf(grouped), grouped, true))
    for (const method of new Set(networks.map((one) => one.method)))
      rules.push(
        await rank(
          'weight',
          method,
          networks.filter((one) => one.method === method),
          true,
        ),
      )
    const tests = networks.filter((one) => tested.has(one.networkKey))
    if (tests.length > 0) rules.push(await rank('p', methodOf(tests), tests, true))
    for (const one of networks) {
      if (grouped.includes(one)) rules.push(await rank('groups', one.method, [one], false))
      rules.push(await rank('weight', one.method, [one], false))
      if (tests.includes(one)) rules.push(await rank('p', one.method, [one], false))
    }
    return { rankings: rules, plain }
  } finally {
    await db.run('drop table temp.planted_accounts')
    await db.run('drop table temp.standings')
    await db.run('drop table if exists temp.ranked_pairs')
  }
}

type Rows = { score: number; operation: number; n: number }[]

/** One row per pair and network: a < b and a score, higher = more evidence. */
function pairsOf(rule: Rule, networks: readonly NetworkInfo[]): string {
  const keys = networks.map((one) => one.networkKey).join(', ')
  const ends = 'least(account_a, account_b) as a, greatest(account_a, account_b) as b'
  if (rule === 'weight') return `select ${ends}, weight as score from edges where network_key in (${keys})`
  if (rule === 'p') return `select ${ends}, -p as score from edge_tests where network_key in (${keys})`
  return 'select a, b, score from temp.ranked_pairs'
}

/** Pairs inside groups by standing, then weight; of several methods by standing alone, since their weights mean different things. Fills `ranked_pairs`; the bar in words by score. */
async function rankGrouped(db: Case['db'], method: string | null, networks: readonly NetworkInfo[]): Promise<string[]> {
  await db.run(`create or replace temp table ranked_pairs as select *, dense_rank() over (order by standing, weight) as score from (
    select least(account_a, account_b) as a, greatest(account_a, account_b) as b, s.standing, ${method === null ? 'null::double' : 'e.weight'} as weight
    from edges e join groups g using (network_key) join standings s using (group_id)
    join group_members x on x.group_id = g.group_id and x.account_key = e.account_a
    join group_members y on y.group_id = g.group_id and y.account_key = e.account_b
    where network_key in (${networks.map((one) => one.networkKey).join(', ')})) as grouped`)
  const bars: string[] = []
  for (const { score, standing, weight } of await db.rows<{ score: number; standing: number; weight: number | null }>(
    'select distinct score, standing, weight from temp.ranked_pairs order by score',
  ))
    bars[score] = `${STANDINGS[standing]}${weight === null ? '' : `, weight ${fourDigits(weight)}`}`
  return bars
}

const fourDigits = (value: number) => String(Number(value.toPrecision(4)))

function accountScores(db: Case['db'], rule: Rule, networks: readonly NetworkInfo[]): Promise<Rows> {
  const pairs = pairsOf(rule, networks)
  return db.rows(
    `with pairs as (${pairs}), ends as (select a as account_key, score from pairs union all select b, score from pairs),
     best as (select account_key, max(score) as score from ends group by account_key)
     select score, coalesce(operation, -1) as operation, count(*)::double as n from best left join planted_accounts using (account_key)
     group by all order by score desc, operation`,
  )
}

function pairScores(db: Case['db'], rule: Rule, networks: readonly NetworkInfo[]): Promise<Rows> {
  return db.rows(
    `with best as (select a, b, max(score) as score from (${pairsOf(rule, networks)}) group by a, b)
     select score, case when x.operation = y.operation then x.operation else -1 end as operation, count(*)::double as n
     from best left join planted_accounts x on x.account_key = a left join planted_accounts y on y.account_key = b
     group by all order by score desc, operation`,
  )
}

interface Made {
  readonly ranking: Ranking
  readonly drawnOver: Curve['drawnOver']
}

/** With one operation its accounts are drawn in its place, as if each were found or missed by itself. */
function rankingFor(rows: Rows, sizes: readonly number[], all: number, canSplit: boolean): Made {
  const planted = sizes.reduce((sum, size) => sum + size, 0)
  const isSplit = canSplit && sizes.filter((size) => size > 0).length === 1
  let next = 0
  const scores = rows.flatMap(({ score, operation, n }): Scores[] =>
    isSplit && operation >= 0
      ? Array.from({ length: n }, () => ({ score, cluster: next++, count: 1 }))
      : [{ score, cluster: operation, count: n }],
  )
  const clusters = isSplit ? new Array<number>(planted).fill(1) : sizes
  const ranking = rankingOf(scores, clusters, all - planted, DRAWS, createRng('evaluate'))
  return { ranking, drawnOver: ranking.auc.low === null ? 'nothing' : isSplit ? 'accounts' : 'operations' }
}

function curveOf(rule: Rule, { ranking, drawnOver }: Made, bars: readonly string[]): Curve {
  return {
    planted: ranking.hits,
    others: ranking.others,
    plantedScored: ranking.hitsScored,
    othersScored: ranking.othersScored,
    averagePrecision: ranking.averagePrecision,
    auc: ranking.auc,
    drawnOver,
    points: thin(ranking).map(({ score, hits, others, precision, recall }) => ({
      bar: bars[score] ?? (rule === 'p' ? `p ${fourDigits(-score)}` : `weight ${fourDigits(score)}`),
      planted: hits,
      others,
      precision,
      recall,
    })),
  }
}

function thin({ points }: Ranking): Ranking['points'] {
  if (points.length <= MOST_POINTS) return points
  const kept = new Set<number>([points.length - 1])
  const top = points.at(-1)?.recall ?? 0
  for (let i = 0, at = 0; i < points.length; i++)
    if ((points[i]?.recall ?? 0) >= (at * top) / (MOST_POINTS - 2)) {
      kept.add(i)
      while ((points[i]?.recall ?? 0) >= (at * top) / (MOST_POINTS - 2)) at++
    }
  return points.filter((_, i) => kept.has(i))
}

/** `hits` of `of`: accounts of operations in groups that stand out; `falseAccounts`: the others there. */
export function plainRule(plain: Ranked['plain'], hits: number, of: number, falseAccounts: number): PlainRule | null {
  if (!plain || hits === 0) return null
  const at = plain.points.find((point) => point.hits >= hits)
  return {
    method: PLAIN,
    networks: plain.networks,
    weight: at?.score ?? null,
    recall: at?.recall ?? 0,
    falseAccounts: at?.others ?? 0,
    precision: at?.precision ?? 0,
    groups: { recall: hits / of, falseAccounts },
    ratio: at && at.others > 0 ? falseAccounts / at.others : null,
  }
}
