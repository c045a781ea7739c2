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
  object_id: string
  account_a: number
  account_b: number
  weight: number
  gap_ms: number
  all_pairs: number
  [column: string]: unknown
}

/** `pairsSql` is NetworkMethod.pairsSql of the method that built the network, with its parameters filled in. */
export async function evidenceOf(
  job: Job,
  network: NetworkInfo,
  pairsSql: (among: string) => string,
  wanted: EvidenceWanted,
): Promise<EdgeEvidence[]> {
  checkCancelled(job)
  const one = wanted.a !== undefined && wanted.b !== undefined
  const among = one
    ? `select unnest([${Math.trunc(wanted.a as number)}, ${Math.trunc(wanted.b as number)}])::integer as account_key`
    : `select account_key from group_members where group_id = ${quoteText(wanted.groupId)}`
  const post = (side: string) =>
    `${['post_key', 'post_id', 'account_key', 'posted_ms', 'text', 'line']
      .map((column) => `${side}.${column} as ${side}_${column}`)
      .join(', ')}, ${side}f.sha256 as ${side}_sha256, ${side}f.name as ${side}_name`
  const side = wanted.a !== undefined && !one ? `where ${Math.trunc(wanted.a)} in (e.account_a, e.account_b)` : ''
  const rows = await job.db.rows<PairRow>(
    `with pairs as (${pairsSql(among)}),
     kept as (select p.*, o.object_id, e.weight, count(*) over (partition by least(p.account_a, p.account_b), greatest(p.account_a, p.account_b)) as all_pairs from pairs p
       join (select least(account_a, account_b) as account_a, greatest(account_a, account_b) as account_b, max(weight) as weight
         from edges where network_key = ${network.networkKey} group by 1, 2) e
         on e.account_a = least(p.account_a, p.account_b) and e.account_b = greatest(p.account_a, p.account_b)
       join ${objectTable(network.trace)} o using (object_key) ${side}
       ${wanted.limit === undefined ? '' : `qualify row_number() over (partition by least(p.account_a, p.account_b), greatest(p.account_a, p.account_b) order by p.first_ms, p.object_key, p.post_first, p.post_second) <= ${Math.trunc(wanted.limit)}`})
     select k.object_id, least(k.account_a, k.account_b) as account_a, greatest(k.account_a, k.account_b) as account_b, k.weight, k.gap_ms, k.all_pairs, ${post('x')}, ${post('y')}
     from kept k join posts x on x.post_key = k.post_first join files xf on xf.file_key = x.file_key
       join posts y on y.post_key = k.post_second join files yf on yf.file_key = y.file_key
     order by k.weight desc, 2, 3, x.posted_ms, k.object_id, x.post_key, y.post_key`,
  )
  const edges: (Omit<EdgeEvidence, 'pairs'> & { pairs: EvidencePair[] })[] = []
  for (const row of rows) {
    let edge = edges.at(-1)
    if (!edge || edge.a !== row.account_a || edge.b !== row.account_b) {
      edge = {
        ...{ groupId: wanted.groupId, networkId: network.networkId, a: row.account_a, b: row.account_b },
        ...{ weight: row.weight, allPairs: row.all_pairs, pairs: [] },
      }
      edges.push(edge)
    }
    edge.pairs.push({ objectId: row.object_id, first: postOf(row, 'x'), second: postOf(row, 'y'), gapMs: row.gap_ms })
  }
  return edges
}

function postOf(row: PairRow, side: string): PostRef {
  const get = (column: string) => row[`${side}_${column}`]
  return {
    postKey: get('post_key') as number,
    postId: get('post_id') as string,
    accountKey: get('account_key') as number,
    atMs: get('posted_ms') as number,
    text: (get('text') as string | null) ?? null,
    fileSha256: get('sha256') as string,
    fileName: get('name') as string,
    line: get('line') as number,
  }
}
