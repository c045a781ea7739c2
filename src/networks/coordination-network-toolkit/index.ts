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
import { contentOf } from '../parity/contents.js'
import { writeCounted } from '../parity/count.js'
import { checkBudget, keepRows, type Rows, readRows, windowsOf } from '../parity/rows.js'
import { closeRows, contentRows } from '../parity/sql.js'
import { WINDOWED_PARAMS } from '../windowed-cooccurrence/params.js'
import { BYTEWISE } from '../windowed-cooccurrence/sql.js'

export interface ToolkitParams {
  readonly windowSeconds: number
  readonly minWeight: number
  readonly budget: number
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
  budget: WINDOWED_PARAMS.budget,
}

/** x_…, y_…: unordered pairs of messages within the window, self-pairs of accounts among them. */
function closeMessages(trace: TraceId, windowSeconds: number): string {
  return `with input as (select * from (${contentRows(trace)}) qualify post_key = min(post_key) over (partition by content))
    select * from (${closeRows('input', windowSeconds)})`
}

/** The first row of a message id among those of this trace is kept, with all of its objects. */
async function firstRows(job: Job, rows: Rows): Promise<Rows> {
  const { post, count } = rows.traces
  const content = await contentOf(job, rows.traces)
  if (content === post) return rows
  const first = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    const [id, key] = [content[i] as number, post[i] as number]
    first.set(id, Math.min(first.get(id) ?? key, key))
  }
  return keepRows(rows, (i) => first.get(content[i] as number) === post[i])
}

async function build(job: Job, networkKey: number, trace: TraceId, params: ToolkitParams): Promise<BuiltNetwork> {
  const { rows: all, read } = await readRows(job, trace, params.windowSeconds)
  const rows = await firstRows(job, all)
  const windows = windowsOf(rows)
  checkBudget(rows, windows, params.budget)
  const rules = { isDirected: true, counts: null, weigh: 'posts of the first', minWeight: params.minWeight } as const
  return { ...read, ...(await writeCounted(job, networkKey, rows, windows, rules)) }
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
