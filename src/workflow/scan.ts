import {
  type CaseScan,
  fail,
  formatDuration,
  type Params,
  ProblemError,
  parseDuration,
  readParams,
  type TraceId,
  type TraceScan,
} from '../model/index.js'
import {
  type Cascades,
  clockOf,
  combineTraces,
  costOf,
  type FullScan,
  openScanPool,
  readCascades,
  type ScanPool,
} from '../networks/index.js'
import { type Case, checkCancelled, hashRows, type Job, type World } from '../store/index.js'
import { ensureTrace, TRACES } from '../traces/index.js'
import { chooseById } from './choose.js'
import { listNetworks } from './network.js'

export interface ScanParams {
  readonly windows: string
  readonly minShared: number
  readonly alpha: number
  readonly shuffles: number
  readonly budget: number
}

export const SCAN_PARAMS: Params<ScanParams> = {
  windows: {
    kind: 'text',
    default: '1s,3s,10s,30s,60s,3m,10m,30m,1h,3h,9h,1d',
    meaning: 'windows to look at, joined by commas; those below the resolution of the times or as long as the data are left out, and said.',
    larger: 'More windows draw a finer curve; having looked at them is counted.',
  },
  minShared: {
    kind: 'integer',
    default: 2,
    min: 1,
    meaning: 'pairs that share fewer objects are not looked at.',
    larger: 'A larger number leaves fewer pairs, each with more power.',
  },
  alpha: {
    kind: 'number',
    default: 0.05,
    min: 1e-9,
    max: 0.5,
    meaning: 'false discovery rate at which pairs pass, and level of the scan.',
    larger: 'A larger level lets more pairs pass, more of them by chance.',
  },
  shuffles: {
    kind: 'integer',
    default: 39,
    min: 1,
    max: 9999,
    meaning: 'data sets with the account labels shuffled within each object that stand beside the data.',
    larger: 'More shuffles give finer rates; no p and no rate is below 1 / (shuffles + 1).',
  },
  budget: {
    kind: 'integer',
    default: 20_000,
    min: 1,
    unit: 'million pairs',
    meaning: 'pairs of traces on one object that are looked at, over all data sets of a trace; shuffles become fewer to fit.',
    larger: 'A larger budget allows larger data and takes longer: about 20 s for a thousand million.',
  },
}

export interface ScanOptions {
  /** Networks or traces; a network stands for its trace. */
  readonly what: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
}

const UNCHANGED = 'nothing was written'
/** Codes of problems that leave a trace out of a scan of several. */
export const LEFT_OUT = ['usage/nothing-to-scan', 'network/over-budget']

function windowsOf(text: string): number[] {
  const windows = text.split(',').map((part) => Math.round(parseDuration(part) * 1000))
  const bad = text.split(',')[windows.findIndex((each) => !(each > 0))]
  if (bad !== undefined)
    fail({
      code: 'usage/bad-parameter',
      what: `"${bad}" is no window`,
      where: { column: '--windows', value: bad },
      fix: `give durations joined by commas, the default is ${SCAN_PARAMS.windows.default}`,
      unchanged: UNCHANGED,
    })
  return [...new Set(windows)].sort((x, y) => x - y)
}

async function tracesNamed(kase: Case, what: readonly string[]): Promise<TraceId[]> {
  const networks = await listNetworks(kase)
  const known = [
    ...networks.map(({ networkId, trace }) => ({ id: networkId, trace })),
    ...networks.map(({ trace }) => ({ id: trace as string, trace })),
    ...TRACES.map(({ id }) => ({ id: id as string, trace: id })),
  ]
  const see = `give a network or a trace: ${[...new Set(known.map(({ id }) => id))].join(', ')}`
  return [...new Set(what.map((each) => chooseById('network or trace', each, known, ({ id }) => id, see).trace))]
}

/**
 * Scans windows over the pairs of one trace or several. A scan of the same traces takes the place of the one before. Of several traces those that nothing can be said about are left out, and said.
 * @throws ProblemError `usage/unknown-network-or-trace`, `usage/bad-parameter`, `usage/nothing-to-scan`, `network/over-budget`
 */
export async function scanCase(world: World, kase: Case, options: ScanOptions, begun?: ScansBegun): Promise<CaseScan> {
  const traces = await tracesNamed(kase, options.what)
  const params = readParams(SCAN_PARAMS, options.params, 'scan')
  const windowsMs = windowsOf(params.windows)
  const asked = { verb: 'scan', params: { what: traces, params }, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    const { found, pool } = begun ?? (await begin(job, traces, windowsMs, params))
    const scans: (TraceScan & FullScan)[] = []
    const leftOut: { trace: TraceId; why: string }[] = []
    try {
      pool.help()
      for (const [i, trace] of traces.entries())
        try {
          job.note('scans', i, traces.length)
          scans.push(await (found[i] as ScansBegun['found'][number])())
        } catch (error) {
          const isLast = scans.length === 0 && trace === traces.at(-1)
          if (isLast || !(error instanceof ProblemError) || !LEFT_OUT.includes(error.problem.code)) throw error
          leftOut.push({ trace, why: error.problem.what })
        }
    } finally {
      pool.close()
    }
    const across = scans.length > 1 ? combineTraces(scans) : null
    const result: CaseScan = {
      scanId: traces.join(','),
      params: { ...params },
      seed: options.seed,
      traces: scans.map(({ low: _, ...scan }) => scan),
      leftOut,
      across: across && { tests: across.tests, passing: across.pairs.filter(({ q }) => q <= params.alpha) },
    }
    await job.db.run('delete from scans where scan_id = $1', [result.scanId])
    await job.db.run('insert into scans values ($1, $2)', [result.scanId, JSON.stringify(result)])
    const resultHash = await hashRows(job.db, `select * from scans where scan_id = '${result.scanId}'`)
    const counts = { windows: windowsMs.length, pairs: scans.reduce((sum, { pairs }) => sum + pairs, 0) }
    return { result, done: { counts: { ...counts, passing: scans.reduce((sum, { passing }) => sum + passing.length, 0) }, resultHash } }
  })
}

/** By trace, in the order asked; a problem of one trace comes when its scan is asked for. */
export interface ScansBegun {
  readonly found: readonly (() => Promise<TraceScan & FullScan>)[]
  readonly pool: ScanPool
}

/** Begins what `scanCase` with the same options does, in other threads, so that other steps can be done meanwhile. Their `pool` must be closed. */
export async function beginScans(world: World, kase: Case, options: ScanOptions): Promise<ScansBegun> {
  const params = readParams(SCAN_PARAMS, options.params, 'scan')
  return begin(kase.job(world, options.seed), await tracesNamed(kase, options.what), windowsOf(params.windows), params)
}

async function begin(job: Job, traces: readonly TraceId[], windowsMs: readonly number[], params: ScanParams): Promise<ScansBegun> {
  const pool = openScanPool(job)
  const found: (() => Promise<TraceScan & FullScan>)[] = []
  for (const trace of traces)
    try {
      found.push(await scanTrace(job, trace, windowsMs, params, pool))
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        pool.close()
        throw error
      }
      found.push(() => Promise.reject(error))
    }
  return { found, pool }
}

async function scanTrace(job: Job, trace: TraceId, asked: readonly number[], params: ScanParams, pool: ScanPool) {
  await ensureTrace(job, trace)
  job.note(`scan of ${trace}: reading traces`)
  const cascades = await readCascades(job, trace, { isSelfRepostExcluded: true })
  const { windowsMs, leftOut } = sensible(cascades, trace, asked)
  const cost = costOf(cascades)
  const { minShared, alpha } = params
  const shuffles = Math.min(params.shuffles, Math.floor((params.budget * 1_000_000) / Math.max(1, cost)) - 1)
  if (shuffles < Math.min(params.shuffles, Math.ceil(1 / alpha) - 1))
    fail({
      code: 'network/over-budget',
      what: `${cost.toLocaleString('en')} pairs of ${trace} traces on one object are too many to look through ${Math.ceil(1 / alpha)} times`,
      where: { column: '--budget', value: String(params.budget) },
      fix: 'give a larger --budget, or import a narrower selection of posts',
      unchanged: UNCHANGED,
    })
  const scanning = pool.scan(cascades, { windowsMs, minShared, alpha, shuffles }, job.rng.stream(`scan ${trace}`), (world) => {
    checkCancelled(job)
    job.note(`scan of ${trace}`, world, shuffles + 1)
  })
  const notes = [
    ...(shuffles < params.shuffles ? [`${shuffles} shuffles instead of ${params.shuffles}: more would not fit into the time`] : []),
    ...(alpha * (shuffles + 1) < 1
      ? [`with ${shuffles} shuffles no p and no rate is below ${(1 / (shuffles + 1)).toPrecision(2)}, so nothing can pass at ${alpha}`]
      : []),
    ...leftOut.map(({ windowMs, why }) => `${formatDuration(windowMs / 1000)} left out: ${why}`),
  ]
  const counts = {
    accounts: cascades.degree.filter((n) => n > 0).length,
    objects: cascades.size.filter((n) => n > 0).length,
    traces: cascades.traces,
  }
  return async (): Promise<TraceScan & FullScan> => {
    const scan = await scanning
    if (scan.pairs === 0)
      nothing(
        trace,
        `no two accounts share ${minShared} object${minShared === 1 ? '' : 's'} or more`,
        minShared > 1 ? 'look at another trace, or give --min-shared 1' : 'look at another trace',
      )
    return { ...scan, trace, leftOut, notes, ...counts }
  }
}

function nothing(trace: TraceId, what: string, fix: string): never {
  return fail({ code: 'usage/nothing-to-scan', what: `nothing to scan in the ${trace} trace: ${what}`, fix, unchanged: UNCHANGED })
}

/** Windows that say something of these times. */
function sensible(cascades: Cascades, trace: TraceId, asked: readonly number[]): { windowsMs: number[]; leftOut: TraceScan['leftOut'] } {
  const clock = clockOf(cascades)
  if (clock === null) return nothing(trace, 'the data hold none', 'see which they hold: lockstep traces CASE')
  const accounts = cascades.degree.filter((n) => n > 0).length
  if (accounts < 3)
    nothing(
      trace,
      `${accounts === 1 ? 'only one account' : 'only two accounts'}: shuffled labels would be the same data`,
      'import more accounts',
    )
  const span = clock.lastMs - clock.firstMs
  if (span === 0)
    nothing(trace, 'all times are the same, so nobody is closer than chance', 'import data with times of more than one moment')
  const why = (windowMs: number) =>
    clock.stepMs !== null && windowMs < clock.stepMs
      ? `the times are whole multiples of ${formatDuration(clock.stepMs / 1000)}, so it would pretend to know more`
      : windowMs >= span
        ? `it is as long as the data (${formatDuration(Math.round(span / 1000))}), so every shared object is a meeting`
        : null
  const windowsMs = asked.filter((windowMs) => why(windowMs) === null)
  const leftOut = asked.flatMap((windowMs) => (why(windowMs) === null ? [] : [{ windowMs, why: why(windowMs) as string }]))
  if (windowsMs.length === 0)
    nothing(
      trace,
      `of these times no window says anything: ${leftOut.map(({ windowMs, why: because }) => `${formatDuration(windowMs / 1000)}: ${because}`).join('; ')}`,
      `give --windows between ${formatDuration((clock.stepMs ?? 1000) / 1000)} and ${formatDuration(Math.floor(span / 1000))}`,
    )
  return { windowsMs, leftOut }
}

/** All scans of the case, by name. */
export async function listScans(kase: Case): Promise<CaseScan[]> {
  const rows = await kase.db.rows<{ body: string }>('select body from scans order by scan_id')
  return rows.map(({ body }) => JSON.parse(body) as CaseScan)
}
