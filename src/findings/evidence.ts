/** Every edge opens the very pairs of posts behind it: text, time, file by hash, line. */
import { type EdgeEvidence, type EvidencePair, type NetworkInfo, type PostRef, quoteText } from '../model/index.js'
import { checkCancelled, type Job, objectTable } from '../store/index.js'

export interface EvidenceWanted {
  readonly groupId: string
  /** One edge: both account keys, in either order. */
  readonly a?: number
  readonly b?: number
  /** Pairs per edge at most; all when absent. */
  readonly limit?: number
}

interface PairRow {
  group_id: string
  object_id: string
  account_a: number
  account_b: number
  weight: number
  gap_ms: number
  all_pairs: number
  [column: string]: unknown
}

/** Strongest edge first. `pairsSql` is NetworkMethod.pairsSql of the method that built the network, with its parameters filled in. */
export async function evidenceOf(
  job: Job,
  network: NetworkInfo,
  pairsSql: (among: string) => string,
  wanted: EvidenceWanted,
): Promise<EdgeEvidence[]> {
  const one = wanted.a !== undefined && wanted.b !== undefined
  const among = one
    ? `select unnest([${Math.trunc(wanted.a as number)}, ${Math.trunc(wanted.b as number)}])::integer as account_key`
    : `select account_key from ${membersOf([wanted.groupId])}`
  const side = wanted.a !== undefined && !one ? `${Math.trunc(wanted.a)} in (account_a, account_b)` : 'true'
  const first = wanted.limit === undefined ? 'true' : `place <= ${Math.trunc(wanted.limit)}`
  return (await read(job, network, pairsSql(among), [wanted.groupId], `where ${side} and ${first}`)).get(wanted.groupId) ?? []
}

/** Of several groups of one network at once, for each the pairs that are shown first: `most` of them, at most `perEdge` of an edge, strongest edges first, the first of every edge before the second of any. */
export function evidenceOfGroups(
  job: Job,
  network: NetworkInfo,
  pairsSql: (among: string) => string,
  groupIds: readonly string[],
  { most, perEdge }: { readonly most: number; readonly perEdge: number },
): Promise<Map<string, EdgeEvidence[]>> {
  const kept = `where place <= ${perEdge} qualify row_number() over (partition by group_id order by place, weight desc, account_a, account_b) <= ${most}`
  return read(job, network, pairsSql(`select account_key from ${membersOf(groupIds)}`), groupIds, kept)
}

const membersOf = (groupIds: readonly string[]) =>
  `(select group_id, account_key from group_members where group_id in (${groupIds.map(quoteText).join(', ')}))`

/** `kept` chooses among the columns of the pairs; `place` counts those of one edge in one group. */
async function read(
  job: Job,
  network: NetworkInfo,
  pairs: string,
  groupIds: readonly string[],
  kept: string,
): Promise<Map<string, EdgeEvidence[]>> {
  checkCancelled(job)
  const post = (side: string) =>
    `${['post_key', 'post_id', 'account_key', 'posted_ms', 'text', 'line']
      .map((column) => `${side}.${column} as ${side}_${column}`)
      .join(', ')}, ${side}f.sha256 as ${side}_sha256, ${side}f.name as ${side}_name`
  const rows = await job.db.rows<PairRow>(
    `with pairs as (select least(account_a, account_b) as account_a, greatest(account_a, account_b) as account_b, object_key, post_first, post_second, first_ms, gap_ms from (${pairs})),
     placed as (select p.*, object_id, weight, x.group_id, count(*) over (partition by x.group_id, p.account_a, p.account_b) as all_pairs,
         row_number() over (partition by x.group_id, p.account_a, p.account_b order by p.first_ms, p.object_key, p.post_first, p.post_second) as place
       from pairs p join (select least(account_a, account_b) as account_a, greatest(account_a, account_b) as account_b, max(weight) as weight
         from edges where network_key = ${network.networkKey} group by 1, 2) e using (account_a, account_b)
       join ${objectTable(network.trace)} using (object_key)
       join ${membersOf(groupIds)} x on x.account_key = p.account_a join ${membersOf(groupIds)} y on y.account_key = p.account_b and y.group_id = x.group_id),
     kept as (select * from placed ${kept})
     select k.group_id, k.object_id, k.account_a, k.account_b, k.weight, k.gap_ms, k.all_pairs, ${post('x')}, ${post('y')}
     from kept k join posts x on x.post_key = k.post_first join files xf on xf.file_key = x.file_key
       join posts y on y.post_key = k.post_second join files yf on yf.file_key = y.file_key
     order by k.group_id, k.weight desc, k.account_a, k.account_b, x.posted_ms, k.object_id, x.post_key, y.post_key`,
  )
  const fills = await fillsOf(job, new Set(rows.flatMap((row) => [row.x_post_key as number, row.y_post_key as number])))
  const byGroup = new Map<string, (Omit<EdgeEvidence, 'pairs'> & { pairs: EvidencePair[] })[]>()
  for (const row of rows) {
    const edges = byGroup.get(row.group_id) ?? []
    byGroup.set(row.group_id, edges)
    let edge = edges.at(-1)
    if (!edge || edge.a !== row.account_a || edge.b !== row.account_b) {
      edge = {
        ...{ groupId: row.group_id, networkId: network.networkId, a: row.account_a, b: row.account_b },
        ...{ weight: row.weight, allPairs: row.all_pairs, pairs: [] },
      }
      edges.push(edge)
    }
    edge.pairs.push({ objectId: row.object_id, first: postOf(row, 'x', fills), second: postOf(row, 'y', fills), gapMs: row.gap_ms })
  }
  return byGroup
}

type Fills = ReadonlyMap<number, NonNullable<PostRef['filled']>>

/** What merged rows filled in, by post. */
async function fillsOf(job: Job, keys: ReadonlySet<number>): Promise<Fills> {
  const fills = new Map<number, NonNullable<PostRef['filled']>>()
  const { n } = await job.db.row<{ n: number }>('select count(*) as n from post_fills')
  if (n === 0 || keys.size === 0) return fills
  const rows = await job.db.rows<{ postKey: number; fileSha256: string; line: number; fields: string[] }>(
    `select post_key as "postKey", f.sha256 as "fileSha256", line, list(field order by field) as fields from post_fills join files as f using (file_key)
      where post_key in (select unnest([${[...keys].join(', ')}])) group by post_key, file_key, f.sha256, line order by post_key, file_key, line`,
  )
  for (const { postKey, ...fill } of rows) fills.set(postKey, [...(fills.get(postKey) ?? []), fill])
  return fills
}

function postOf(row: PairRow, side: string, fills: Fills): PostRef {
  const get = (column: string) => row[`${side}_${column}`]
  const filled = fills.get(get('post_key') as number)
  return {
    postKey: get('post_key') as number,
    postId: get('post_id') as string,
    accountKey: get('account_key') as number,
    atMs: get('posted_ms') as number,
    text: (get('text') as string | null) ?? null,
    fileSha256: get('sha256') as string,
    fileName: get('name') as string,
    line: get('line') as number,
    ...(filled ? { filled } : {}),
  }
}
