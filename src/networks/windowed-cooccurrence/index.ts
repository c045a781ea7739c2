/**
 * Windowed co-occurrence: all unordered pairs of distinct accounts that acted on one object within a window W (inclusive).
 *   weight(a, b) = |{ o : ∃ traces x of a, y of b on o with |t(x) − t(y)| ≤ W }|
 * Convention: distinct objects, not pairs of posts, so that m × n repeats on one object do not inflate the weight; pairs of posts, posts on
 * each side, gaps, first and last time and who came first are kept beside it. Undefined for accounts never within W of one another: no edge.
 * Giglietto, Righetti, Rossi & Marino (2020); Pacheco et al. (2021). Exact; the bucketed query in sql.ts computes the same.
 */
import type { TraceId } from '../../model/index.js'
import { nearestRank } from '../../statistics/index.js'
import type { Job } from '../../store/index.js'
import type { BuiltNetwork, NetworkMethod } from '../method.js'
import { stopOverBudget } from '../over-budget.js'
import { countAccountsOf } from '../taking-part.js'
import { countTraces, loadTraces, windowOf } from './load.js'
import { WINDOWED_PARAMS, type WindowedParams } from './params.js'
import { openPool, threadsFor } from './pool.js'
import { beginSurvey, countSeen, planHubs, prepareEntries } from './prepare.js'
import { cutSlices } from './slices.js'
import { amongSql, bucketedPairs, orderedPairs, rowsSql } from './sql.js'
import { edgeWriter, type Written } from './write.js'

/** Per thread, measured 7 to 17 million on two busy server cores: see docs/performance.md. */
const PAIRS_PER_SECOND = 10_000_000
const NAMED_MOST = 20

export interface Tuning {
  readonly threads?: number
  /** The thread's code; tests give one that dies. */
  readonly workerFile?: URL
  /** Pairs from which an object may be put aside and looked up; tests set it low. */
  readonly deferFrom?: number
}

export async function buildWindowed(
  job: Job,
  networkKey: number,
  trace: TraceId,
  params: WindowedParams,
  tuning: Tuning = {},
): Promise<BuiltNetwork> {
  const count = await countTraces(job, trace)
  let pool = openPool(tuning.threads ?? threadsFor(count), tuning.workerFile)
  try {
    // Hubs are left out by the plan, which names them.
    const { isSelfRepostExcluded, minParticipation } = params
    const { traces, keyOf } = await loadTraces(job, trace, { isSelfRepostExcluded, minParticipation })
    const window = windowOf(params.windowSeconds, traces)
    const survey = beginSurvey(traces, window, pool.threads)
    await pool.survey(job, survey)
    const accountsOf = params.hubCap === null ? null : countAccountsOf(traces)
    const plan = planHubs(survey, accountsOf, { ...params, deferFrom: tuning.deferFrom })
    const threads = tuning.threads ?? threadsFor(count, plan.pairs)
    if (plan.pairs > params.budget) {
      const largest = (accountsOf ?? countAccountsOf(traces)).reduce((a, b) => Math.max(a, b), 0)
      stopOverBudget(plan.pairs, params.budget, {
        seconds: plan.pairs / PAIRS_PER_SECOND / threads,
        bytes: traces.count * 40,
        besides: `, or treat large objects apart with --hub-cap (the largest has ${largest.toLocaleString('en-US')} accounts)`,
      })
    }
    if (threads > 1 && pool.threads === 1) pool = openPool(threads, tuning.workerFile)
    const { filling, ...prepared } = prepareEntries(traces, survey, plan)
    const sliceStart = cutSlices(prepared.entryStart)
    const input = { ...traces, ...prepared, entries: filling.entries, minWeight: params.minWeight, window, sliceStart }
    const writer = await edgeWriter(job, networkKey, keyOf, traces.accounts)
    let written: Written
    try {
      await pool.count(job, input, filling, writer.write)
    } finally {
      written = writer.close()
    }
    const notes = accountsOf ? hubNotes(job, params, plan.named, accountsOf) : []
    if (params.weightPercentile !== null && written.edges > 0)
      written = await keepPercentile(job, networkKey, params.weightPercentile, written.edges, notes)
    return { ...written, tracesRead: traces.count, accountsRead: countSeen(survey), objectsRead: traces.objectKey.length, notes }
  } finally {
    pool.close()
  }
}

/** By number of accounts: ids of objects lead to people (mentions, replies, addresses), and the ledger keeps what is said here for good. */
function hubNotes(job: Job, params: WindowedParams, named: readonly number[], accountsOf: Int32Array): string[] {
  if (named.length === 0) return []
  const sizes = named.map((o) => accountsOf[o] as number).sort((a, b) => b - a)
  const what = params.hubMode === 'leave-out' ? 'left out' : 'weighed down'
  const list = sizes.slice(0, NAMED_MOST).join(', ')
  const rest = sizes.length > NAMED_MOST ? `, and ${sizes.length - NAMED_MOST} more` : ''
  const note = `${sizes.length} ${sizes.length === 1 ? 'object' : 'objects'} with more than ${params.hubCap} accounts ${what}, of ${list} accounts${rest}`
  job.warn(note)
  return [note]
}

async function keepPercentile(job: Job, networkKey: number, percentile: number, before: number, notes: string[]): Promise<Written> {
  const rank = nearestRank(percentile, before)
  const { least } = await job.db.row<{ least: number }>(
    `select weight as least from edges where network_key = $1 order by weight, account_a, account_b limit 1 offset ${rank - 1}`,
    [networkKey],
  )
  await job.db.run('delete from edges where network_key = $1 and weight < $2', [networkKey, least])
  const { edges } = await job.db.row<{ edges: number }>('select count(*) as edges from edges where network_key = $1', [networkKey])
  const { accounts } = await job.db.row<{ accounts: number }>(
    `select count(*) as accounts from (select account_a from edges where network_key = $1 union select account_b from edges where network_key = $1)`,
    [networkKey],
  )
  notes.push(`percentile ${percentile} of ${before} edges is weight ${least}: ${edges} edges kept`)
  return { accounts, edges }
}

export const windowedCooccurrence: NetworkMethod<WindowedParams> = {
  id: 'windowed-cooccurrence',
  title: 'Windowed co-occurrence',
  what: 'Links accounts that acted on the same objects within a time window, repeatedly.',
  isDirected: false,
  params: WINDOWED_PARAMS,
  weightMeans: 'distinct objects on which both accounts acted within the window',
  ordinary:
    'Fans of one page, readers of one newsroom and everyone under breaking news act on the same posts within a minute, sometimes more than once.',
  references: [
    {
      text: 'Giglietto, Righetti, Rossi & Marino (2020), It takes a village to manipulate the media, Information, Communication & Society 23(6)',
      doi: '10.1080/1369118X.2020.1739732',
    },
    {
      text: 'Pacheco et al. (2021), Uncovering Coordinated Networks on Social Media: Methods and Case Studies, ICWSM 15',
      doi: '10.1609/icwsm.v15i1.18075',
    },
    {
      text: 'Gustavson (1978), Two Fast Algorithms for Sparse Matrices: Multiplication and Permuted Transposition, ACM TOMS 4(3)',
      doi: '10.1145/355791.355796',
    },
  ],
  pairsSql: (trace, params, among) => orderedPairs(bucketedPairs(amongSql(rowsSql(trace, params), among), params.windowSeconds)),
  build: (job, networkKey, trace, params) => buildWindowed(job, networkKey, trace, params),
}
