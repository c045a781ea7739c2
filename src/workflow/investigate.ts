import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { FAMILY_TRACE } from '../findings/index.js'
import { type CaseScan, type Dossier, fail, type NetworkInfo, ProblemError, type TraceId } from '../model/index.js'
import { type Case, createCase, openCase, removeUnused, type World } from '../store/index.js'
import { beginDossiers, writeDossiers } from './dossiers.js'
import { findGroups } from './groups.js'
import { type ImportOptions, type ImportResult, importFiles } from './import.js'
import { importMedia, sayMatches } from './import-media.js'
import { buildNetwork } from './network.js'
import { type Overview, overview } from './overview.js'
import { failWithoutReason, makeNamer, writeReport } from './report.js'
import { beginScans, LEFT_OUT, type ScanOptions, scanCase } from './scan.js'
import { measureSignals } from './signals.js'
import { findTexts } from './texts.js'
import { countTraces } from './traces.js'
import { withFinished } from './with-finished.js'

export interface InvestigateOptions {
  readonly import: ImportOptions
  /** Called when the files are in, before anything is built on them. */
  readonly imported?: (imports: readonly ImportResult[]) => void
  /** Folders or zip archives of pictures and videos. */
  readonly media?: readonly string[]
  /** Folder of the case; when absent, made from the first file's name in the folder where the command runs. */
  readonly casePath?: string
  /** Where the report goes; when absent, `exports/report.html` in the case. */
  readonly reportPath?: string
  /** Traces to build; when absent, every trace that the data hold. */
  readonly traces?: readonly TraceId[]
  readonly method: string
  readonly methodParams: Readonly<Record<string, unknown>>
  readonly groupMethod: string
  readonly groupParams: Readonly<Record<string, unknown>>
  readonly seed: number
  /** The reason for showing handles; when absent, accounts have short names. */
  readonly reveal?: string
  readonly keyFile?: string
}

export const INVESTIGATE_DEFAULTS = { method: 'windowed-cooccurrence', groupMethod: 'leiden', seed: 7 } as const

export interface InvestigateResult {
  readonly casePath: string
  readonly imports: readonly ImportResult[]
  readonly networks: readonly NetworkInfo[]
  /** Traces left out and why, in words. */
  readonly skipped: readonly string[]
  readonly dossiers: readonly Dossier[]
  /** Windows over all traces; null where nothing can be said about any. */
  readonly scan: CaseScan | null
  readonly report: { readonly path: string; readonly bytes: number; readonly sha256: string }
  readonly overview: Overview
}

/** `data/posts.csv.gz` → `posts.lockstep` in the folder where the command runs. */
export function casePathFor(file: string): string {
  const stem = file === '-' ? 'stdin' : basename(file).replace(/(\.(csv|tsv|txt|jsonl?|ndjson|parquet|gz|zst|zip))+$/i, '')
  return resolve(`${stem || 'case'}.lockstep`)
}

/**
 * The main job: files of posts → case folder and report. Each stage is a ledger step of its own, so a crash or Ctrl-C
 * leaves the last finished stage; run again, it takes up the case that is there.
 */
export async function investigate(world: World, files: readonly string[], options: InvestigateOptions): Promise<InvestigateResult> {
  failWithoutReason(options.reveal !== undefined, options.reveal)
  const casePath = options.casePath ?? casePathFor(files[0] as string)
  const isThere = existsSync(join(casePath, 'case.duckdb'))
  const kase = isThere
    ? await openCase(casePath, { mode: 'write', verb: 'investigate', warn: world.warn })
    : await createCase(casePath, { verb: 'investigate', warn: world.warn })
  const before = (await kase.ledger()).length
  try {
    if (isThere) await sayWhatIsThere(world, kase)
    const imports = await importFiles(world, kase, files, options.import)
    options.imported?.(imports)
    imports.push(...(await importMedia(world, kase, options.media ?? [])))
    await sayMatches(world, kase)
    const counts = await countTraces(world, kase)
    const wanted = counts.filter(({ trace, isInData }) => isInData && (options.traces?.includes(trace) ?? true))
    const skipped = counts.filter((count) => !count.isInData).map((count) => `${count.title}: not in this data`)
    if (wanted.length === 0)
      fail({
        code: 'source/no-traces',
        what: 'the data hold none of the things that accounts can share (reposts, links, hashtags, mentions, replies, same texts, media)',
        fix: 'look at the columns with lockstep inspect, and name them with --map column=field',
        unchanged: `the rows are imported; the case is at ${casePath}`,
      })

    const asked = { what: wanted.map(({ trace }) => trace), params: SCAN, seed: options.seed }
    const made = await scanBeside(world, kase, asked, () => examine(world, kase, options, asked.what))
    const { scan, networks, dossiers } = made
    const namer = await makeNamer(kase, { reveal: options.reveal !== undefined, reason: options.reveal, keyFile: options.keyFile, world })
    const report = await writeReport(world, kase, { path: options.reportPath ?? join(kase.path, 'exports', 'report.html'), namer })
    return { casePath: kase.path, imports, networks, skipped, dossiers, scan, report, overview: await overview(world, kase) }
  } catch (error) {
    const finished = (await kase.ledger().catch(() => [])).slice(before)
    if (!isThere) await removeUnused(kase).catch(() => undefined)
    throw withFinished(error, finished)
  } finally {
    kase.close()
  }
}

const MOST_NAMES = 5

async function sayWhatIsThere(world: World, kase: Case): Promise<void> {
  const names = (await kase.db.rows<{ name: string }>('select name from files order by file_key')).map(({ name }) => name)
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  world.warn(
    `going on with the case ${kase.path}, which holds ${names.length === 0 ? 'no file yet' : names.slice(0, MOST_NAMES).join(', ') + more}`,
  )
}

/** Fewer windows and shuffles than by default, and no more than some seconds: what is left out is said, and can be scanned by itself. */
const SCAN = { windows: '3s,10s,30s,60s,3m,10m,30m,1h,3h,1d', shuffles: 19, budget: 1000 }

/** Networks, groups, signals, dossiers and texts; what is slow in the dossiers is begun in other threads as soon as the groups are there. */
async function examine(world: World, kase: Case, options: InvestigateOptions, traces: readonly TraceId[]) {
  const { method, methodParams: params, seed } = options
  const networks: NetworkInfo[] = []
  for (const [done, trace] of traces.entries()) {
    world.note(`networks: ${trace}`, done, traces.length)
    const network = await buildNetwork(world, kase, { method, trace, params, seed })
    networks.push(network)
    const { networkId } = network
    if (network.edges > 0) await findGroups(world, kase, { networkId, method: options.groupMethod, params: options.groupParams, seed })
  }
  const begun = await beginDossiers(world, kase, { seed })
  try {
    if ((await kase.db.row<{ n: number }>('select count(*) as n from groups')).n > 0)
      await measureSignals(world, kase, { params: {}, seed })
    const dossiers = await writeDossiers(world, kase, { seed }, begun)
    // Which families count toward coordination is told by the standing of the groups.
    if (traces.includes(FAMILY_TRACE)) await findTexts(world, kase, { params: {}, seed })
    return { networks, dossiers }
  } finally {
    begun.close()
  }
}

/** Other threads begin to scan, the steps between are done meanwhile, and the step of the scan comes after them. Null where nothing can be said about any trace. */
async function scanBeside<T>(
  world: World,
  kase: Case,
  options: ScanOptions,
  between: () => Promise<T>,
): Promise<T & { readonly scan: CaseScan | null }> {
  const begun = await beginScans(world, kase, options)
  try {
    const made = await between()
    const scan = await scanCase(world, kase, options, begun).catch((error: unknown) => {
      if (error instanceof ProblemError && LEFT_OUT.includes(error.problem.code)) return null
      throw error
    })
    return { ...made, scan }
  } finally {
    begun.pool.close()
  }
}
