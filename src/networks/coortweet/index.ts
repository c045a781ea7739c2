/**
 * CooRTweet's network, rule by rule (`detect_groups` then `generate_coordinated_network`), so that its results can be repeated and compared. Not our default.
 *   weight(a, b) = kept pairs of rows x of a, y of b on one object with |t(x) − t(y)| ≤ W
 * 1. Accounts with fewer than `minParticipation` rows are left out. 2. Every unordered pair of rows on one object within the window is a candidate.
 * 3. Out go pairs of one account, of one content id, and those whose object is one of the two contents. 4. An account qualifies when it has at least
 * `minParticipation` rows whose content id is in any pair left. 5. A pair is kept when either content belongs to a qualifying account.
 * Faults of the rules, kept: m × n repeats on one object count m × n; with rule 5 an edge may have an end below the minimum. The package builds all pairs of an
 * object before it looks at time; we do not. Its `edge_symmetry_score` is not made: the accounts are reordered there without their contents.
 * Its `edge_weight` (0.5, a quantile) only flags edges above that quantile of the weights and drops none, so there is no such parameter here.
 * How our default differs and why: windowed-cooccurrence counts distinct objects, so repeats do not inflate a weight, and asks for two of them.
 * Undefined without a window. Righetti & Balluff (2025).
 */
import type { Params, TraceId } from '../../model/index.js'
import type { Job } from '../../store/index.js'
import type { BuiltNetwork, NetworkMethod } from '../method.js'
import { contentOf, ownOf } from '../parity/contents.js'
import { writeCounted } from '../parity/count.js'
import { checkBudget, keepRows, pacer, type Rows, readRows, type Windows, windowsOf } from '../parity/rows.js'
import { closeRows, contentRows } from '../parity/sql.js'
import { WINDOWED_PARAMS } from '../windowed-cooccurrence/params.js'
import { BYTEWISE } from '../windowed-cooccurrence/sql.js'

export interface CoortweetParams {
  readonly windowSeconds: number
  readonly minParticipation: number
  readonly budget: number
}

export const COORTWEET_PARAMS: Params<CoortweetParams> = {
  windowSeconds: {
    kind: 'duration',
    default: 10,
    unit: 'seconds',
    min: 0,
    max: 315_360_000,
    meaning: 'Largest gap between two rows on one object, inclusive (`time_window`).',
    larger: 'A larger window finds slower coordination and more coincidence.',
  },
  minParticipation: {
    kind: 'integer',
    default: 2,
    unit: 'rows',
    min: 1,
    max: 1_000_000_000,
    meaning: 'Least rows of an account, before pairs are made and again among the contents in pairs (`min_participation`).',
    larger: 'A larger minimum leaves out accounts that act seldom.',
  },
  budget: WINDOWED_PARAMS.budget,
}

/** object_key, a_account, b_account, a_post, b_post, a_ms, b_ms; a before b by account id. */
function keptPairs(trace: TraceId, { windowSeconds, minParticipation }: CoortweetParams): string {
  return `with input as (${contentRows(trace)}),
    active as (select * from input qualify count(*) over (partition by account_key) >= ${minParticipation}),
    found as materialized (select * from (${closeRows('active', windowSeconds)})
      where x_account_key <> y_account_key and x_content <> y_content and not x_is_own and not y_is_own),
    paired as (select x_content as content from found union select y_content from found),
    qualified as (select account_key from input where content in (select content from paired) group by account_key having count(*) >= ${minParticipation}),
    kept_contents as (select distinct content from input where account_key in (select account_key from qualified) and content in (select content from paired)),
    places as (${BYTEWISE})
    select object_key,
      case when p.place < q.place then x_account_key else y_account_key end as a_account,
      case when p.place < q.place then y_account_key else x_account_key end as b_account,
      case when p.place < q.place then x_post_key else y_post_key end as a_post,
      case when p.place < q.place then y_post_key else x_post_key end as b_post,
      case when p.place < q.place then x_happened_ms else y_happened_ms end as a_ms,
      case when p.place < q.place then y_happened_ms else x_happened_ms end as b_ms
    from found join places as p on p.account_key = x_account_key join places as q on q.account_key = y_account_key
    where x_content in (select content from kept_contents) or y_content in (select content from kept_contents)`
}

/** Rule 3: whether the pair of rows i, j is left, but for rows on their own content, which are no longer among the rows. */
const isLeft = (account: Int32Array, content: Int32Array, i: number, j: number) => account[i] !== account[j] && content[i] !== content[j]

/** Content → 1 when a pair is left that has it. */
async function pairedContents(job: Job, { traces }: Rows, { starts }: Windows, content: Int32Array, contents: number) {
  const paired = new Uint8Array(contents)
  const pace = pacer(job, 'finding contents in pairs', traces.count)
  for (let i = 0; i < traces.count; i++) {
    for (let j = starts[i] as number; j < i; j++)
      if (isLeft(traces.account, content, i, j)) {
        paired[content[i] as number] = 1
        paired[content[j] as number] = 1
      }
    const wait = pace(i - (starts[i] as number), i)
    if (wait) await wait
  }
  return paired
}

/** Rules 4 and 5: content → 1 when it is in a pair and a row of a qualifying account has it. */
function qualifyingContents({ traces: { account, accounts, count } }: Rows, content: Int32Array, paired: Uint8Array, least: number) {
  const inPairs = new Int32Array(accounts)
  for (let i = 0; i < count; i++) inPairs[account[i] as number]! += paired[content[i] as number] as number
  const qualifying = new Uint8Array(paired.length)
  for (let i = 0; i < count; i++)
    if (paired[content[i] as number] === 1 && (inPairs[account[i] as number] as number) >= least) qualifying[content[i] as number] = 1
  return qualifying
}

async function build(job: Job, networkKey: number, trace: TraceId, params: CoortweetParams): Promise<BuiltNetwork> {
  const { rows: all, read } = await readRows(job, trace, params.windowSeconds)
  const rowsOf = new Int32Array(all.traces.accounts)
  for (let i = 0; i < all.traces.count; i++) rowsOf[all.traces.account[i] as number]!++
  const active = keepRows(all, (i) => (rowsOf[all.traces.account[i] as number] as number) >= params.minParticipation)
  const own = await ownOf(job, trace, active.traces)
  const rows = keepRows(active, (i) => own[i] === 0)
  const windows = windowsOf(rows)
  checkBudget(rows, windows, params.budget)
  const contentOfAll = await contentOf(job, active.traces)
  const content = contentOfAll.subarray(0, active.traces.count).filter((_, i) => own[i] === 0)
  const contents = contentOfAll.reduce((a, b) => Math.max(a, b), 0) + 1
  const paired = await pairedContents(job, rows, windows, content, contents)
  const qualifying = qualifyingContents(active, contentOfAll, paired, params.minParticipation)
  const counts = (i: number, j: number) =>
    isLeft(rows.traces.account, content, i, j) && qualifying[content[i] as number]! + qualifying[content[j] as number]! > 0
  const rules = { isDirected: false, counts, weigh: 'pairs', minWeight: 1 } as const
  return { ...read, ...(await writeCounted(job, networkKey, rows, windows, rules)) }
}

export const coortweet: NetworkMethod<CoortweetParams> = {
  id: 'coortweet',
  title: 'CooRTweet (parity)',
  what: 'Repeats the network of the R package CooRTweet, to compare with published results.',
  isDirected: false,
  params: COORTWEET_PARAMS,
  weightMeans: 'pairs of posts within the window, repeats on one object counted each time',
  ordinary: 'Two accounts that post one link many times in a minute get a heavy edge from a single object; fans and newsrooms do so.',
  references: [
    {
      text: 'Righetti & Balluff (2025), CooRTweet: A Generalized R Software for Coordinated Network Detection, Computational Communication Research 7(1)',
    },
  ],
  pairsSql: (trace, params, among) => `select object_key, a_account as account_a, b_account as account_b,
      case when a_ms < b_ms or (a_ms = b_ms and a_post < b_post) then a_post else b_post end as post_first,
      case when a_ms < b_ms or (a_ms = b_ms and a_post < b_post) then b_post else a_post end as post_second,
      least(a_ms, b_ms) as first_ms, abs(a_ms - b_ms) as gap_ms
    from (${keptPairs(trace, params)}) where a_account in (${among}) and b_account in (${among})`,
  build,
}
