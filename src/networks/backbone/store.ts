import type { Job } from '../../store/index.js'
import { centrality } from './centrality.js'
import type { BackboneEdges, Kept } from './edges.js'

/** Key of a network on its way, never of one in the case. */
const PRUNED = -1_000_000

interface StoredEdges extends BackboneEdges {
  /** Account keys of both ends, in the order of the edges. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly loops: number
}

async function readEdges({ db }: Job, networkKey: number, isDirected: boolean): Promise<StoredEdges> {
  const loops = await db.row<{ n: number }>(`select count(*) as n from edges where network_key = ${networkKey} and account_a = account_b`)
  const reader = await db.connection.runAndReadAll(
    `with places as (select account_key, min(place) as place from
       (select account_key, row_number() over (order by account_id, platform, account_key) as place from accounts) group by account_key)
     select account_a, account_b, weight from edges left join places as p on p.account_key = account_a left join places as q on q.account_key = account_b
     where network_key = ${networkKey} and account_a <> account_b order by p.place nulls last, q.place nulls last, account_a, account_b`,
  )
  const [a = [], b = [], weights = []] = reader.getColumns() as number[][]
  const numbers = new Map<number, number>()
  const number = (key: number) => {
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  }
  const source = new Int32Array(a.length)
  const target = new Int32Array(a.length)
  for (let e = 0; e < a.length; e++) {
    source[e] = number(a[e] as number)
    target[e] = number(b[e] as number)
  }
  const [keysA, keysB] = [Int32Array.from(a), Int32Array.from(b)]
  return { nodes: numbers.size, source, target, weight: Float64Array.from(weights), isDirected, a: keysA, b: keysB, loops: loops.n }
}

/** Copies the edges of `from` that stay to `to`, in total order. */
export async function writeBackbone(
  job: Job,
  from: number,
  to: number,
  isDirected: boolean,
  keep: (edges: BackboneEdges) => Kept,
): Promise<{ accounts: number; edges: number; before: number; notes: string[] }> {
  const { db } = job
  job.note('reading edges')
  const edges = await readEdges(job, from, isDirected)
  job.note('keeping edges', 0, edges.source.length)
  const { isKept, notes } = keep(edges)
  await db.run('create or replace temp table backbone_kept (row_number integer, account_a integer, account_b integer)')
  const appender = await db.connection.createAppender('backbone_kept', 'main', 'temp')
  const accounts = new Set<number>()
  let kept = 0
  for (let e = 0; e < isKept.length; e++) {
    if (isKept[e] === 0) continue
    const [a, b] = [edges.a[e] as number, edges.b[e] as number]
    accounts.add(a)
    accounts.add(b)
    appender.appendInteger(kept++)
    appender.appendInteger(a)
    appender.appendInteger(b)
    appender.endRow()
  }
  appender.closeSync()
  await db.run(
    `insert into edges select e.* replace (${to} as network_key) from edges as e join backbone_kept as k using (account_a, account_b)
     where e.network_key = ${from} order by k.row_number`,
  )
  await db.run('drop table temp.backbone_kept')
  job.note('keeping edges', isKept.length, isKept.length)
  const loops = edges.loops > 0 ? [`${edges.loops} edges of accounts with themselves left out`] : []
  return { accounts: accounts.size, edges: kept, before: isKept.length + edges.loops, notes: [...notes, ...loops] }
}

/** Takes the edges of accounts below a percentile of eigenvector centrality out of a network that is being built; says what went. */
export async function centralAccounts(job: Job, networkKey: number, centralityPercentile: number): Promise<string[]> {
  const { before, edges, notes } = await writeBackbone(job, networkKey, PRUNED, false, (all) =>
    centrality.keep(all, { centralityPercentile }),
  )
  await job.db.run(`delete from edges where network_key = ${networkKey}`)
  await job.db.run(`update edges set network_key = ${networkKey} where network_key = ${PRUNED}`)
  return [...notes, `node pruning kept ${edges} of ${before} edges`]
}
