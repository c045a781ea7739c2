import { count, fail, formatDuration, type NetworkInfo, type Params, plural, readParams } from '../model/index.js'
import {
  type Cascades,
  checkByShuffle,
  checkByTrades,
  clockOf,
  costOf,
  fewestMeetings,
  objectChances,
  type PairTests,
  pairRule,
  readCascades,
  readStarts,
  type SharingNull,
  type StrataTests,
  type SynchronyNull,
  takingPart,
  testSharing,
  testStrata,
  testStrataOf,
  testSynchronyOnThreads,
} from '../networks/index.js'
import { adjust, type Correction, type Rng } from '../statistics/index.js'
import { type Case, checkCancelled, hashRows, type Job, type World } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'
import { networkNamed } from './chosen.js'
import { placeBeside, recordDerived } from './derived-network.js'
import { hashNetworkRow, listNetworks } from './network.js'

export interface ValidateParams {
  readonly null: SynchronyNull | SharingNull
  readonly correction: Correction | 'strata'
  readonly alpha: number
  readonly window: number | null
  readonly minShared: number
  readonly sitting: number
  readonly leastLike: number
  readonly checkByShuffle: number
  readonly shuffles: number
}

export const VALIDATE_PARAMS: Params<ValidateParams> = {
  null: {
    kind: 'choice',
    default: 'together',
    choices: ['together', 'sittings', 'habit', 'rhythm', 'population', 'sharing', 'sharing-bicm', 'sharing-sparse'],
    meaning:
      'what chance is taken to be: of meeting within the window given what the two share (together, sittings, habit, rhythm, population), or of sharing so much.',
    larger:
      'sittings counts several meetings in one sitting once; habit expects the quick to meet the quick, rhythm also those of the same hours; population takes like objects as the measure; sharing does not look at times; sharing-bicm and sharing-sparse are the configuration model, exact and in its sparse form.',
  },
  correction: {
    kind: 'choice',
    default: 'bh',
    choices: ['bh', 'by', 'bonferroni', 'strata', 'none'],
    meaning: 'correction for the number of pairs that could have been tested.',
    larger:
      'by holds under any dependence, bonferroni keeps even one false edge unlikely; both keep fewer edges. strata (nulls about times) takes the rate of false edges from shuffled labels, or from the chances of the null itself, among pairs with like numbers of shared objects and expected meetings, and keeps more.',
  },
  alpha: {
    kind: 'number',
    default: 0.05,
    min: 1e-9,
    max: 0.5,
    meaning: 'level of the corrected test.',
    larger: 'A larger level keeps more edges, more of them by chance.',
  },
  window: {
    kind: 'duration',
    default: null,
    min: 0,
    meaning: 'how close in time a meeting is; when not set, the window of the network.',
    larger: 'A larger window makes meetings by chance more likely.',
  },
  minShared: {
    kind: 'integer',
    default: 2,
    min: 1,
    meaning: 'pairs that share fewer objects are not tested.',
    larger: 'A larger number leaves fewer tests, each with more power.',
  },
  sitting: {
    kind: 'duration',
    default: 1800,
    min: 0,
    meaning: 'objects that began within this time of each other are of one sitting (null sittings).',
    larger: 'A longer sitting makes fewer, surer trials.',
  },
  leastLike: {
    kind: 'integer',
    default: 20,
    min: 1,
    meaning: 'objects of like size below which their spread is no measure (null population).',
    larger: 'A larger number leaves more objects without a measure, and gives a surer one.',
  },
  checkByShuffle: {
    kind: 'integer',
    default: 0,
    min: 0,
    max: 100_000,
    meaning:
      'data sets with the accounts of each object shuffled (null together) or with objects traded between accounts (curveball; nulls of sharing), in which p of every pair is counted again as a check.',
    larger: 'More shuffles check p more finely and to lower values, and take longer.',
  },
  shuffles: {
    kind: 'integer',
    default: 99,
    min: 1,
    max: 9999,
    meaning:
      'data sets with shuffled labels that the data stand beside (correction strata); of other nulls than together their mean is known and none is drawn.',
    larger: 'More shuffles give finer rates; no rate is below 1 / (shuffles + 1).',
  },
}

export interface ValidateOptions {
  /** The network whose edges are tested; it stays as it is. */
  readonly networkId: string
  readonly params: Readonly<Record<string, unknown>>
  readonly name?: string
  readonly seed: number
}

/** A solution whose expected degrees are off by more is used, and said. */
const MODEL_ERROR = 1e-6

/** Pairs of traces on one object that are looked through one by one. */
const BUDGET = 2_000_000_000
/** The same, over all shuffles; most of them are cheaper. */
const STRATA_BUDGET = 40_000_000_000

/**
 * Makes a new network of the edges of `networkId` that pass a test over all pairs of the trace; weights stay.
 * @throws ProblemError `usage/unknown-network`, `usage/name-taken`, `usage/no-window`, `usage/window-below-clock`, `usage/not-tested`, `network/over-budget`
 */
export async function validateNetwork(world: World, kase: Case, options: ValidateOptions): Promise<NetworkInfo> {
  const networks = await listNetworks(kase)
  const base = networkNamed(networks, options.networkId)
  const given = readParams(VALIDATE_PARAMS, options.params, 'validate')
  const isTimed = !given.null.startsWith('sharing')
  const window = given.window ?? (base.params.windowSeconds as number | null | undefined) ?? null
  const unchanged = 'nothing was written'
  if (base.isDirected)
    fail({
      code: 'usage/not-tested',
      what: `"${base.networkId}" is directed, and these tests are of pairs`,
      fix: 'name a network without directions',
      unchanged,
    })
  if (isTimed && window === null)
    fail({
      code: 'usage/no-window',
      what: `"${base.networkId}" has no window, and --null ${given.null} is about times`,
      fix: 'give --window 60s, or --null sharing',
      unchanged,
    })
  if (given.checkByShuffle > 0 && isTimed && given.null !== 'together')
    fail({
      code: 'usage/not-tested',
      what: `no shuffle of the data follows the null ${given.null}: those of accounts within objects check together, trades of objects the nulls of sharing`,
      fix: 'leave out --check-by-shuffle, or use --null together, sharing or sharing-bicm',
      unchanged,
    })
  if (given.correction === 'strata' && !isTimed)
    fail({
      code: 'usage/not-tested',
      what: `--correction strata counts meetings among pairs that share as much, and --null ${given.null} is about how much they share`,
      fix: 'give a null about times (together, sittings, habit, rhythm, population), or another --correction',
      unchanged,
    })
  const params = { ...given, window: isTimed ? window : null }
  const { networkId, networkKey } = placeBeside(networks, `${base.networkId}-${params.null}`, options.name)
  const asked = { verb: 'validate', params: { networkId: base.networkId, params, name: networkId }, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    await ensureTrace(job, base.trace)
    job.note('reading traces')
    const cascades = await readCascades(job, base.trace, takingPart(base))
    const clock = isTimed ? failBelowClock(cascades, (window as number) * 1000) : []
    if (costOf(cascades) > BUDGET)
      fail({
        code: 'network/over-budget',
        what: `${costOf(cascades).toLocaleString('en')} pairs of traces on one object are too many to test one by one`,
        fix: 'import a narrower selection of posts',
        unchanged,
      })
    job.note('testing pairs', 0, cascades.accounts)
    const timed = {
      form: params.null as SynchronyNull,
      startMs: await readStarts(job, base.trace, cascades.objects),
      windowMs: (window ?? 0) * 1000,
      sittingMs: params.sitting * 1000,
      leastLike: params.leastLike,
      minShared: params.minShared,
      alpha: params.alpha,
    }
    const between = (done: number) => job.note('testing pairs', done, cascades.accounts)
    const tests = isTimed
      ? await testSynchronyOnThreads(job, cascades, timed, between)
      : testSharing(cascades, { ...timed, form: params.null as SharingNull }, between)
    const isUnsolved = (tests.modelError ?? 0) > MODEL_ERROR
    const unsolved = `the configuration model was not solved to ${MODEL_ERROR}: a degree that it expects is off by ${(tests.modelError ?? 0).toExponential(1)} of itself, so p is as rough; --null sharing needs no solution`
    if (isUnsolved) job.warn(unsolved)
    const strata =
      params.correction !== 'strata'
        ? null
        : timed.form === 'together'
          ? shuffled(job, cascades, timed, params.shuffles)
          : testStrataOf(cascades, pairRule(cascades, objectChances(cascades, timed.windowMs).chance, timed), params, between)
    const { passed, cutoff } = strata
      ? keptByRate(tests, strata, params.alpha)
      : correct(tests, params.correction as Correction, params.alpha)
    const kept = await writeKept(job, base.networkKey, networkKey, params.null, tests, passed)
    const fewest = isTimed && !strata && tests.tests > 0 ? fewestMeetings(cascades, timed, cutoff) : null
    const notes = [
      `${params.null} null of ${base.networkId}, ${params.correction} at ${params.alpha}: kept ${count(kept.edges)} of ${count(base.edges)} edges; ` +
        `${plural(tests.pairs, 'pair')} in the family, ${count(tests.tests)} testable of all; ` +
        (strata
          ? `${timed.form === 'together' ? `${strata.shuffles} shuffles` : `rates by the chances of the null, weighed as ${strata.shuffles} data sets`}, so no rate is below ${(1 / (strata.shuffles + 1)).toPrecision(2)}`
          : isTimed
            ? fewest === null
              ? 'no number of meetings would have passed'
              : `least meetings that would have passed: ${fewest}`
            : `pairs pass at p ≤ ${cutoff.toExponential(2)}`),
      ...(tests.tests === 0 ? [`no pair could pass: the smallest possible p is ${tests.smallestP.toPrecision(3)}`] : []),
      ...(isUnsolved ? [unsolved] : []),
      ...(params.checkByShuffle > 0
        ? [
            isTimed
              ? checkNote(job, cascades, tests, timed.windowMs, params.checkByShuffle)
              : tradeNote(job, cascades, tests, params.null as SharingNull, params.checkByShuffle),
          ]
        : []),
      ...(strata ? strataNotes(strata, params.alpha) : []),
      ...clock,
    ]
    const tested = {
      nullModel: params.null,
      correction: params.correction,
      alpha: params.alpha,
      tests: strata ? strata.pairs : tests.tests,
      passed: kept.edges,
      of: base.edges,
    }
    const result = await recordDerived(job, base, {
      ...{ networkKey, networkId, method: 'validate', params, tested },
      ...{ ...kept, notes, seed: options.seed },
    })
    const resultHash = await hashRows(
      job.db,
      `select e.*, t.null_model, t.shared, t.met, t.p, t.q from edges e join edge_tests t using (network_key, account_a, account_b)
       where network_key = ${networkKey} order by account_a, account_b`,
    )
    const counts = { ...kept, edgesBefore: base.edges, tests: tests.tests }
    return { result, done: { counts, resultHash, also: [await hashNetworkRow(job.db, networkKey)] } }
  })
}

function checkNote(job: Job, cascades: Cascades, tests: PairTests, windowMs: number, shuffles: number): string {
  const check = checkByShuffle(cascades, tests, { windowMs, shuffles }, job.rng.stream('check by shuffle'), (done) =>
    job.note('shuffling accounts', done, shuffles),
  )
  if (check === null) return 'not checked by shuffles: too many pairs of posts within the window'
  return (
    `${plural(check.p.length, 'pair')} that met, checked by ${shuffles} shuffles of the accounts within each object: p differs by ${check.largestDifference.toPrecision(2)} at most, ` +
    `${check.mostErrors.toFixed(1)} standard errors; shuffled p is never below ${check.floor.toPrecision(2)}`
  )
}

function tradeNote(job: Job, cascades: Cascades, tests: PairTests, form: SharingNull, shuffles: number): string {
  const check = checkByTrades(cascades, tests, { form, shuffles }, job.rng.stream('check by trades'), (done) => {
    checkCancelled(job)
    job.note('trading objects', done, shuffles)
  })
  if (check === null) return 'not checked by trades: too many pairs of accounts on one object'
  const lower = check.p.filter((p, i) => p < (tests.p[i] as number)).length
  return (
    `${plural(check.p.length, 'pair')} that share enough, checked by ${shuffles} data sets with objects traded between accounts (curveball): p differs by ${check.largestDifference.toPrecision(2)} at most ` +
    `and is the larger one of the two for ${lower} of the pairs; traded p is never below ${check.floor.toPrecision(2)}`
  )
}

/** When all times fall on whole minutes (hours, days), gaps are known only so well. Says what is odd about window and times. */
function failBelowClock(cascades: Cascades, windowMs: number): string[] {
  const times = clockOf(cascades)
  if (times === null) return []
  const { firstMs, lastMs, stepMs } = times
  if (firstMs === lastMs) return ['all traces have the same time: nobody is closer than chance']
  if (stepMs !== null && windowMs < stepMs)
    fail({
      code: 'usage/window-below-clock',
      what: `the times of these posts are whole multiples of ${formatDuration(stepMs / 1000)}, so a window of ${formatDuration(windowMs / 1000)} would pretend to know more`,
      fix: `use --window ${formatDuration(stepMs / 1000)} or more, or --null sharing`,
      unchanged: 'nothing was written',
    })
  return windowMs >= lastMs - firstMs
    ? [`the window is as long as the data (${formatDuration(Math.round((lastMs - firstMs) / 1000))}): every shared object is a meeting`]
    : []
}

function correct(tests: PairTests, correction: Correction, alpha: number): { passed: Map<number, number>; cutoff: number } {
  const rows = Array.from(tests.p.keys()).filter((i) => (tests.leastP[i] as number) <= tests.limit && tests.tests > 0)
  const q = adjust(
    rows.map((i) => tests.p[i] as number),
    correction,
    Math.max(tests.tests, rows.length),
  )
  const passed = new Map<number, number>()
  // Nothing passed: what one pair alone would have needed.
  const alone = correction === 'none' ? alpha : alpha / Math.max(1, tests.tests)
  let cutoff = alone
  rows.forEach((row, i) => {
    if ((q[i] as number) > alpha) return
    passed.set(row, q[i] as number)
    cutoff = Math.max(cutoff, tests.p[row] as number)
  })
  return { passed, cutoff }
}

function shuffled(
  job: Job,
  cascades: Cascades,
  settings: { readonly windowMs: number; readonly minShared: number },
  asked: number,
): StrataTests {
  const shuffles = Math.max(1, Math.min(asked, Math.floor(STRATA_BUDGET / Math.max(1, costOf(cascades)))))
  if (shuffles < asked) job.warn(`${shuffles} shuffles instead of ${asked}: more would not fit into the time`)
  const rng: Rng = job.rng.stream('strata')
  return testStrata(cascades, { windowMs: settings.windowMs, minShared: settings.minShared, shuffles }, rng, (world) => {
    checkCancelled(job)
    job.note('shuffled labels', world, shuffles + 1)
  })
}

/** Both tests hold the pairs that met, in the same order. */
function keptByRate(tests: PairTests, strata: StrataTests, alpha: number): { passed: Map<number, number>; cutoff: number } {
  const passed = new Map<number, number>()
  strata.rate.forEach((rate, i) => {
    if (rate > alpha) return
    if (tests.a[i] !== strata.a[i] || tests.b[i] !== strata.b[i]) throw new Error('pairs of the two tests differ')
    passed.set(i, rate)
  })
  return { passed, cutoff: alpha }
}

const MOST_CELLS = 12

function strataNotes({ byMeetings, cells }: StrataTests, alpha: number): string[] {
  const percent = (rate: number) => `${(100 * rate).toPrecision(2)} %`
  const kept = cells.filter(({ rate }) => rate <= alpha)
  const span = (from: number, to: number) => (from === to ? `${from}` : `${from}–${to}`)
  return [
    ...byMeetings
      .slice(0, 4)
      .map(
        ({ met, seen, shuffled, rate }) =>
          `met ${plural(met, 'time')} or more: ${plural(seen, 'pair')}, ${shuffled.toFixed(1)} by chance (${percent(rate)})`,
      ),
    ...(kept.length > 0
      ? [
          `kept cells, strangest first: ${kept
            .slice(0, MOST_CELLS)
            .map(
              (cell) =>
                `${span(cell.sharedFrom, cell.sharedTo)} shared, ${cell.expectedFrom.toPrecision(2)}–${cell.expectedTo.toPrecision(2)} meetings expected, ${cell.met} met: ${cell.seen} seen, ${cell.shuffled.toPrecision(2)} by chance (local rate ${percent(cell.localRate)})`,
            )
            .join('; ')}${kept.length > MOST_CELLS ? `; and ${kept.length - MOST_CELLS} more` : ''}`,
        ]
      : ['no cell has a rate low enough to keep its pairs']),
  ]
}

async function writeKept(job: Job, from: number, to: number, model: string, tests: PairTests, passed: ReadonlyMap<number, number>) {
  const { db } = job
  await db.run('create or replace temp table passing (lower integer, upper integer, shared integer, met integer, p double, q double)')
  const appender = await db.connection.createAppender('passing', 'main', 'temp')
  for (const [i, q] of passed) {
    for (const column of [tests.a, tests.b, tests.shared, tests.met]) appender.appendInteger(column[i] as number)
    appender.appendDouble(tests.p[i] as number)
    appender.appendDouble(q)
    appender.endRow()
  }
  appender.closeSync()
  const on = 'least(account_a, account_b) = lower and greatest(account_a, account_b) = upper'
  await db.run(
    `insert into edge_tests select ${to}, account_a, account_b, $1, t.shared, t.met, t.p, t.q from edges join passing t on ${on}
    where network_key = ${from} order by account_a, account_b`,
    [model],
  )
  await db.run(
    `insert into edges select e.* replace (${to} as network_key) from edges e join passing on ${on} where network_key = ${from} order by account_a, account_b`,
  )
  await db.run('drop table temp.passing')
  return db.row<{ accounts: number; edges: number }>(
    `select (select count(*) from (select account_a from edges where network_key = ${to} union select account_b from edges where network_key = ${to})) as accounts,
      count(*) as edges from edges where network_key = ${to}`,
  )
}
