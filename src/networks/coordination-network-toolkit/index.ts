/**
 * The co-share network of coordination-network-toolkit (`co_retweet`; on other traces `co_link`, `co_reply`), rule by rule. Not our default.
 *   weight(a → b) = | { message x of a : some other message y of b on the same object has |t(x) − t(y)| ≤ W } |
 * Directed; b may be a itself (a self-loop). Of several rows with one message id only the first in the order of the files is kept. No minimum participation; the
 * minimum weight applies to each direction on its own. A self-loop's pairs, gaps and who was first count each pair of rows once; its weight counts both messages.
 * Faults of the tool, kept or not: self-loops are stored (kept), and left out of its export unless asked; its defaults differ by the door (README 60 s, functions
 * weight 1, command line 1 s and weight 2: here the first two); a second window overwrites the network of the first (not kept: networks have names).
 * How our default differs and why: windowed-cooccurrence leaves out self-loops (one account is no coordination), counts distinct objects instead of messages, and
 * needs no direction, since weight(a → b) and weight(b → a) differ only by repeats.
 * Undefined without a window. Graham & QUT Digital Observatory (2024).
 */
import type { Params, TraceId } from '../../model/index.js'
import type { Job } from '../../store/index.js'
import type { BuiltNetwork, NetworkMethod } from '../method.js'
import { closeRows, contentRows, measures, writeEdges } from '../parity.js'
import { BYTEWISE } from '../windowed-cooccurrence/sql.js'

export interface ToolkitParams {
  readonly windowSeconds: number
  readonly minWeight: number
}

export const TOOLKIT_PARAMS: Params<ToolkitParams> = {
  windowSeconds: {
    kind: 'duration',
    default: 60,
    unit: 'seconds',
    min: 0,
    max: 315_360_000,
    meaning: 'Largest gap between two messages on one object, inclusive, to both sides (`time_window`).',
    larger: 'A larger window finds slower coordination and more coincidence.',
  },
  minWeight: {
    kind: 'integer',
    default: 1,
    unit: 'messages',
    min: 1,
    max: 1_000_000,
    meaning: 'Least weight of an edge, each direction on its own (`min_edge_weight`).',
    larger: 'A larger minimum keeps only what was repeated more often.',
  },
}

/** x_…, y_…: unordered pairs of messages within the window, self-pairs of accounts among them. */
function closeMessages(trace: TraceId, windowSeconds: number): string {
  return `with input as (select * from (${contentRows(trace)}) qualify post_key = min(post_key) over (partition by content))
    select * from (${closeRows('input', windowSeconds)})`
}

async function build(job: Job, networkKey: number, trace: TraceId, { windowSeconds, minWeight }: ToolkitParams): Promise<BuiltNetwork> {
  const side = (
    a: string,
    b: string,
  ) => `select object_key, ${a}_account_key as a_account, ${b}_account_key as b_account, ${a}_post_key as a_post,
    ${b}_post_key as b_post, ${a}_happened_ms as a_ms, ${b}_happened_ms as b_ms, ${a === 'x'} as is_as_found from found`
  return writeEdges(
    job,
    networkKey,
    trace,
    `with found as materialized (${closeMessages(trace, windowSeconds)}), turned as (${side('x', 'y')} union all ${side('y', 'x')})
    select a_account as account_a, b_account as account_b, count(distinct a_post)::double as weight, ${measures('(a_account <> b_account or is_as_found)')}
    from turned group by 1, 2 having count(distinct a_post) >= ${minWeight}`,
  )
}

export const coordinationNetworkToolkit: NetworkMethod<ToolkitParams> = {
  id: 'coordination-network-toolkit',
  title: 'coordination-network-toolkit (parity)',
  what: 'Repeats the directed co-share network of the Python tool coordination-network-toolkit, to compare with published results.',
  isDirected: true,
  params: TOOLKIT_PARAMS,
  weightMeans: 'distinct posts of the first account that have a post of the second on the same object within the window',
  ordinary:
    'An account that posts one link twice in a minute has a loop to itself; readers of one newsroom meet within a minute by chance.',
  references: [
    {
      text: 'Graham & QUT Digital Observatory (2024), Coordination Network Toolkit: a framework for detecting and analysing coordinated behaviour on social media, Journal of Computational Social Science',
      doi: '10.1007/s42001-024-00260-z',
    },
  ],
  pairsSql: (trace, { windowSeconds }, among) => `select object_key,
      case when p.place < q.place then x_account_key else y_account_key end as account_a,
      case when p.place < q.place then y_account_key else x_account_key end as account_b,
      case when x_happened_ms < y_happened_ms or (x_happened_ms = y_happened_ms and x_post_key < y_post_key) then x_post_key else y_post_key end as post_first,
      case when x_happened_ms < y_happened_ms or (x_happened_ms = y_happened_ms and x_post_key < y_post_key) then y_post_key else x_post_key end as post_second,
      least(x_happened_ms, y_happened_ms) as first_ms, abs(x_happened_ms - y_happened_ms) as gap_ms
    from (${closeMessages(trace, windowSeconds)})
      join (${BYTEWISE}) as p on p.account_key = x_account_key join (${BYTEWISE}) as q on q.account_key = y_account_key
    where x_account_key <> y_account_key and x_account_key in (${among}) and y_account_key in (${among})`,
  build,
}
