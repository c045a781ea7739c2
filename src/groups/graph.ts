import type { Database } from '../store/index.js'
import type { Graph } from './method.js'

export interface NetworkGraph {
  readonly graph: Graph
  /** Node → account key; nodes stand in bytewise order of account id, then platform, so node numbers do not depend on the imports' order. */
  readonly accounts: Int32Array
  /** Per edge of the graph: mean of min / max of the posts on both sides over the rows it was made from. */
  readonly symmetry: Float64Array
}

/** The edges of a network as one undirected graph; where a pair has edges both ways, their weights are added. */
export async function loadNetworkGraph(db: Database, networkKey: number): Promise<NetworkGraph> {
  await db.run(`create or replace temp table graph_nodes as
    select account_key, (row_number() over (order by account_id nulls last, platform, account_key) - 1)::integer as node
    from (select account_a as account_key from edges where network_key = ${networkKey} union select account_b from edges where network_key = ${networkKey})
    left join (select account_key, min(account_id) as account_id, min(platform) as platform from accounts group by account_key) using (account_key)`)
  const columns = async (sql: string) => (await db.connection.runAndReadAll(sql)).getColumns() as number[][]
  const [keys = []] = await columns('select account_key from graph_nodes order by node')
  const [sources = [], targets = [], weights = [], symmetries = []] = await columns(`
    select least(a.node, b.node) as s, greatest(a.node, b.node) as t, weight,
      case when greatest(posts_a, posts_b) = 0 then 0 else least(posts_a, posts_b) / greatest(posts_a, posts_b) end as symmetry
    from edges join graph_nodes a on a.account_key = account_a join graph_nodes b on b.account_key = account_b
    where network_key = ${networkKey} and account_a <> account_b order by s, t, a.node`)
  await db.run('drop table temp.graph_nodes')
  const source: number[] = []
  const target: number[] = []
  const weight: number[] = []
  const symmetry: number[] = []
  const rows: number[] = []
  for (let i = 0; i < sources.length; i++) {
    const last = source.length - 1
    if (source[last] === sources[i] && target[last] === targets[i]) {
      weight[last] = (weight[last] as number) + (weights[i] as number)
      symmetry[last] = (symmetry[last] as number) + (symmetries[i] as number)
      rows[last] = (rows[last] as number) + 1
    } else {
      source.push(sources[i] as number)
      target.push(targets[i] as number)
      weight.push(weights[i] as number)
      symmetry.push(symmetries[i] as number)
      rows.push(1)
    }
  }
  return {
    graph: { nodes: keys.length, source: Int32Array.from(source), target: Int32Array.from(target), weight: Float64Array.from(weight) },
    accounts: Int32Array.from(keys),
    symmetry: Float64Array.from(symmetry, (sum, i) => sum / (rows[i] as number)),
  }
}
