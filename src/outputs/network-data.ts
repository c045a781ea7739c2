/** The rows of one network, or of the part of it that lies in one group, in a total order. Shared by the exports. */
import { type Dossier, type Edge, fail, type NetworkInfo, type Tested, type TraceId, testOf } from '../model/index.js'
import { checkCancelled, type Job, plain } from '../store/index.js'
import type { OutputSubject } from './output.js'

export interface NetworkNode {
  readonly key: number
  readonly platform: string
  /** Groups of this network that the account is in: at most one. */
  readonly groupId: string | null
  readonly degree: number
  readonly weight: number
  /** What the dossier of its group says; null without one. */
  readonly group: GroupStanding | null
}

/** One test of a group's dossier. */
type GroupTested = Tested & { readonly pValue: number | null }

export interface GroupStanding {
  readonly standing: Dossier['standing']
  readonly tests: readonly GroupTested[]
}

/** An edge with the test that it passed; null in networks of plain counts. */
export interface TestedEdge extends Edge {
  readonly nullModel: string | null
  readonly shared: number | null
  readonly met: number | null
  readonly p: number | null
  readonly q: number | null
}

const NETWORK = `select network_key as "networkKey", network_id as "networkId", method as "method", trace as "trace", params as "params",
  is_directed as "isDirected", weight_means as "weightMeans", accounts as "accounts", edges as "edges", traces_read as "tracesRead",
  accounts_read as "accountsRead", objects_read as "objectsRead", notes as "notes", seed as "seed" from networks`

function parseNetwork(row: Record<string, unknown>): NetworkInfo {
  return {
    ...(row as unknown as NetworkInfo),
    trace: row.trace as TraceId,
    params: JSON.parse(row.params as string),
    notes: JSON.parse(row.notes as string),
  }
}

export async function readNetworks(job: Job): Promise<NetworkInfo[]> {
  return (await job.db.rows(`${NETWORK} order by network_key`)).map(parseNetwork)
}

/**
 * The network that is meant: by its id, by a group in it, or the only one of the case.
 * @throws ProblemError `usage/unknown-network`, `usage/unknown-group`, `usage/which-network`
 */
export async function findNetwork(job: Job, subject: OutputSubject): Promise<NetworkInfo> {
  const networks = await readNetworks(job)
  const unchanged = 'nothing was written'
  const list = networks.map((network) => network.networkId).join(', ') || 'none yet: build one with lockstep network'
  if (subject.groupId !== undefined) {
    const [group] = await job.db.rows<{ key: number }>('select network_key as "key" from groups where group_id = $1', [subject.groupId])
    const network = networks.find(({ networkKey }) => networkKey === group?.key)
    if (network && (subject.networkId === undefined || subject.networkId === network.networkId)) return network
    return fail({
      code: 'usage/unknown-group',
      what: `there is no group ${JSON.stringify(subject.groupId)}${subject.networkId ? ` in network ${JSON.stringify(subject.networkId)}` : ''}`,
      where: { value: subject.groupId },
      fix: 'see the groups of the case: lockstep get CASE groups',
      unchanged,
    })
  }
  if (subject.networkId !== undefined) {
    const network = networks.find(({ networkId }) => networkId === subject.networkId)
    return (
      network ??
      fail({
        code: 'usage/unknown-network',
        what: `there is no network ${JSON.stringify(subject.networkId)}`,
        where: { value: subject.networkId },
        fix: `the networks of the case are: ${list}`,
        unchanged,
      })
    )
  }
  if (networks.length === 1) return networks[0] as NetworkInfo
  return fail({
    code: 'usage/which-network',
    what: `the case has ${networks.length} networks`,
    fix: `say which: ${list}`,
    unchanged,
  })
}

export function edgesWhere(network: NetworkInfo, groupId: string | undefined): { sql: string; values: (string | number)[] } {
  const inGroup = 'in (select account_key from group_members where group_id = $2)'
  return {
    sql: `network_key = $1${groupId === undefined ? '' : ` and account_a ${inGroup} and account_b ${inGroup}`}`,
    values: groupId === undefined ? [network.networkKey] : [network.networkKey, groupId],
  }
}

/** Standing and tests of the groups of a network, from their dossiers. */
async function readStandings(job: Job, network: NetworkInfo): Promise<ReadonlyMap<string, GroupStanding>> {
  const rows = await job.db.rows<{ id: string; body: string }>(
    'select group_id as "id", body from dossiers join groups using (group_id) where network_key = $1 order by group_id',
    [network.networkKey],
  )
  return new Map(
    rows.map(({ id, body }) => {
      const { standing, baseline } = JSON.parse(body) as Dossier
      const tests = baseline.flatMap(({ tested, measured }) => (tested ? [{ ...tested, pValue: measured.pValue }] : []))
      return [id, { standing, tests }]
    }),
  )
}

export async function hasEdgeTests(job: Job, network: NetworkInfo): Promise<boolean> {
  const { n } = await job.db.row<{ n: number }>('select count(*) as n from edge_tests where network_key = $1', [network.networkKey])
  return n > 0
}

export async function readNodes(job: Job, network: NetworkInfo, groupId?: string): Promise<NetworkNode[]> {
  const where = edgesWhere(network, groupId)
  const standings = await readStandings(job, network)
  const rows = await job.db.rows<Omit<NetworkNode, 'group'>>(
    `with e as (select account_a, account_b, weight from edges where ${where.sql}),
    ends as (select account_a as k, weight from e union all select account_b as k, weight from e),
    sums as (select k, count(*) as degree, sum(weight::decimal(38,9)) as weight from ends group by k),
    named as (select account_key as k, min(platform) as platform from accounts group by account_key),
    member as (select m.account_key as k, min(m.group_id) as group_id
      from group_members m join groups g on g.group_id = m.group_id where g.network_key = $1 group by m.account_key)
    select s.k as "key", coalesce(n.platform, '') as "platform", m.group_id as "groupId", s.degree as "degree", s.weight as "weight"
    from sums s left join named n on n.k = s.k left join member m on m.k = s.k order by s.k`,
    where.values,
  )
  return rows.map((row) => ({ ...row, group: row.groupId === null ? null : (standings.get(row.groupId) ?? null) }))
}

/** Edges by (a, b), in blocks, never all at once. No other query may run on the job's connection meanwhile. */
export async function* edgeBlocks(job: Job, network: NetworkInfo, groupId?: string): AsyncGenerator<readonly TestedEdge[]> {
  const where = edgesWhere(network, groupId)
  const result = await job.db.connection.stream(
    `select account_a as "a", account_b as "b", weight as "weight", objects as "objects", pairs as "pairs", posts_a as "postsA",
      posts_b as "postsB", gap_sum_ms as "gapSumMs", gap_median_ms as "gapMedianMs", gap_least_ms as "gapLeastMs", first_ms as "firstAtMs",
      last_ms as "lastAtMs", first_a as "firstA", first_b as "firstB", null_model as "nullModel", shared as "shared", met as "met", p as "p", q as "q"
    from (select * from edges where ${where.sql}) left join edge_tests using (network_key, account_a, account_b) order by account_a, account_b`,
    where.values,
  )
  const names = result.columnNames()
  for await (const rows of result.yieldRows()) {
    checkCancelled(job)
    yield rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], plain(value)])) as unknown as TestedEdge)
  }
}

/** Attributes of nodes and edges as the graph formats write them: one list, so that the formats say the same. */
const EDGE_ATTRIBUTES = [
  ['weight', 'double', (edge: Edge) => edge.weight],
  ['objects', 'long', (edge: Edge) => edge.objects],
  ['pairs', 'long', (edge: Edge) => edge.pairs],
  ['posts_a', 'long', (edge: Edge) => edge.postsA],
  ['posts_b', 'long', (edge: Edge) => edge.postsB],
  ['gap_mean_seconds', 'double', (edge: Edge) => Math.round((edge.gapSumMs * 1000) / edge.pairs) / 1_000_000],
  ['gap_median_seconds', 'double', (edge: Edge) => edge.gapMedianMs / 1000],
  ['gap_least_seconds', 'double', (edge: Edge) => edge.gapLeastMs / 1000],
  ['first_at', 'string', (edge: Edge) => new Date(edge.firstAtMs).toISOString()],
  ['last_at', 'string', (edge: Edge) => new Date(edge.lastAtMs).toISOString()],
  ['first_a', 'long', (edge: Edge) => edge.firstA],
  ['first_b', 'long', (edge: Edge) => edge.firstB],
] as const
/** Beside them where the edges passed a test. */
const TEST_ATTRIBUTES = [
  ['null_model', 'string', (edge: TestedEdge) => edge.nullModel],
  ['shared', 'long', (edge: TestedEdge) => edge.shared],
  ['met', 'long', (edge: TestedEdge) => edge.met],
  ['p', 'double', (edge: TestedEdge) => edge.p],
  ['q', 'double', (edge: TestedEdge) => edge.q],
] as const
const NODE_ATTRIBUTES = [
  ['platform', 'string', (node: NetworkNode) => node.platform],
  ['group', 'string', (node: NetworkNode) => node.groupId],
  ['degree', 'long', (node: NetworkNode) => node.degree],
  ['weighted_degree', 'double', (node: NetworkNode) => node.weight],
] as const
const testedBy = (node: NetworkNode, nullModel: string) => node.group?.tests.find((test) => test.nullModel === nullModel)
/** Beside them where groups have dossiers: pairs of the group that pass, and p of the group as a whole. */
const STANDING_ATTRIBUTES = [
  ['group_standing', 'string', (node: NetworkNode) => node.group?.standing],
  ['group_pairs_tested', 'long', (node: NetworkNode) => testedBy(node, 'sittings')?.of],
  ['group_pairs_passed', 'long', (node: NetworkNode) => testedBy(node, 'sittings')?.passed],
  ['group_p_shuffle', 'double', (node: NetworkNode) => testedBy(node, 'shuffle')?.pValue],
  ['group_p_curveball', 'double', (node: NetworkNode) => testedBy(node, 'curveball')?.pValue],
] as const

/** What a file must carry to be understood alone: method, parameters, caps. */
export function aboutNetwork(network: NetworkInfo, groupId: string | undefined): readonly (readonly [string, string])[] {
  return [
    ['network', network.networkId],
    ['part', groupId === undefined ? 'whole network' : `group ${groupId} and the edges inside it`],
    ['method', network.method],
    ['trace', network.trace],
    ['parameters', JSON.stringify(network.params)],
    ['weight_means', network.weightMeans],
    ['seed', String(network.seed)],
    ...aboutTest(testOf(network)),
    ['notes', network.notes.join(' | ') || 'no caps, nothing left out'],
    ['what_this_is', 'measured co-action of accounts; no verdict on any account'],
  ]
}

function aboutTest(tested: Tested | null): readonly (readonly [string, string])[] {
  if (tested === null) return [['null_model', 'none: edges are counts, nothing was tested; see lockstep validate']]
  return [
    ['null_model', tested.nullModel],
    ['correction', tested.correction],
    ['alpha', String(tested.alpha)],
    ['tests', String(tested.tests)],
    ['edges_kept', String(tested.passed)],
    ['edges_before', String(tested.of)],
  ]
}

type Attribute<T> = readonly [name: string, type: 'string' | 'long' | 'double', of: (row: T) => unknown]

/** What both graph formats begin with: the network, what it is, its nodes, and the attributes that it has. */
export async function openGraph(job: Job, subject: OutputSubject) {
  const network = await findNetwork(job, subject)
  const nodes = await readNodes(job, network, subject.groupId)
  const nodeAttributes: readonly Attribute<NetworkNode>[] = [
    ...NODE_ATTRIBUTES,
    ...(nodes.some((node) => node.group !== null) ? STANDING_ATTRIBUTES : []),
  ]
  const edgeAttributes: readonly Attribute<TestedEdge>[] = [
    ...EDGE_ATTRIBUTES,
    ...((await hasEdgeTests(job, network)) ? TEST_ATTRIBUTES : []),
  ]
  const standing = nodes.find((node) => node.groupId === subject.groupId)?.group
  const about = [
    ...aboutNetwork(network, subject.groupId),
    ...(subject.groupId !== undefined && standing
      ? ([
          ['group_standing', standing.standing],
          ['group_tests', JSON.stringify(standing.tests)],
        ] as const)
      : []),
  ]
  return { network, nodes, about, nodeAttributes, edgeAttributes, edges: () => edgeBlocks(job, network, subject.groupId) }
}
