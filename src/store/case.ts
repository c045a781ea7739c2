/**
 * A case is a folder: `case.duckdb`, `case.duckdb.columns/` (trace-columns.ts; may go at any time), `originals/<sha256>`, `ledger.ndjson`, `exports/`, and
 * `case.lock` while somebody writes.
 * A step either happens whole (rows and ledger entry in one transaction) or not at all.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fail, failIfCancelled, ProblemError, quoteText } from '../model/index.js'
import { createRng } from '../statistics/index.js'
import { copyStore, isCompactionDue, markDue, swapStore } from './compact.js'
import { type Database, guardDatabase, type HashedRows, openDatabase } from './database.js'
import { engineProblem, rethrow } from './engine-problem.js'
import type { Job } from './job.js'
import { type Asked, compareMirror, completeMirror, type Done, failIfDiffers, LEDGER_FILE, type LedgerEntry, ledgerLine } from './ledger.js'
import { enterProcess, failLocked, readLock, takeLock } from './lock.js'
import { migrate } from './migrate.js'
import { prepareOriginals } from './originals.js'
import { MIGRATIONS } from './schema.js'

import { VERSION } from './version.js'

/** What a face hands in: the only things of the outside world that work may use. */
export interface World {
  readonly signal: AbortSignal
  note(phase: string, done?: number, total?: number): void
  warn(message: string): void
  /** ISO instant, for the ledger only; never in a result. */
  now(): string
}

export interface Case {
  readonly path: string
  readonly name: string
  readonly db: Database
  readonly isWritable: boolean
  job(world: World, seed?: number): Job
  /** Runs `work` and its ledger entry in one transaction; on any failure or cancel the case is as before. */
  step<T>(
    world: World,
    asked: Omit<Asked, 'at' | 'version' | 'seed'>,
    seed: number,
    work: (job: Job) => Promise<{ result: T; done: Omit<Done, 'warnings'> }>,
  ): Promise<T>
  ledger(): Promise<LedgerEntry[]>
  close(): void
  /** Inside a step that removes rows for good: should a crash come before `compact`, the next writer finishes it. */
  compactLater(): void
  /** Rewrites the store so that removed rows are gone from the file too; `db` is another object afterwards. */
  compact(): Promise<void>
  /** Originals that came in during the running step: they go again when it fails. */
  readonly freshOriginals: Set<string>
  /** Numbers for temporary names. */
  nextPart(): number
}

export interface OpenOptions {
  readonly mode: 'read' | 'write'
  /** Named to others who find the case locked. */
  readonly verb?: string
  readonly warn?: (message: string) => void
  /** For `verify`: opens although ledger and store disagree. */
  readonly isLedgerUnchecked?: boolean
  /** Settings of DuckDB: `memory_limit`, `threads`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Other migrations than ours, for tests of migration. */
  readonly migrations?: readonly string[]
}

const STORE_FILE = 'case.duckdb'
const OWN_NAMES = /^(originals|exports|case\.lock.*|ledger\.ndjson|compact-due|case\.duckdb\.columns|\.new-\d+\.duckdb(\.wal)?)$/

/** DuckDB reads what follows a question mark in a path as settings, and would put its log file beside the case. */
function failIfOddPath(folder: string): void {
  if (!folder.includes('?')) return
  fail({
    code: 'case/bad-path',
    what: 'the path of a case cannot hold a question mark',
    where: { file: folder, value: folder },
    fix: 'rename the folder, or choose another name',
    unchanged: 'nothing was done',
  })
}

function failNotACase(folder: string, path: string): never {
  const isFile = existsSync(folder) && !statSync(folder).isDirectory()
  fail({
    code: isFile ? 'case/not-a-folder' : 'case/missing',
    what: isFile ? `${folder} is a file, and a case is a folder` : `there is no case at ${folder}`,
    where: { file: folder },
    fix: isFile
      ? `to look at a file: lockstep inspect FILE; to read it into a case: lockstep import CASE FILE`
      : `make one: lockstep init ${path}`,
    unchanged: 'nothing was done',
  })
}

function prepareFolder(folder: string): void {
  failIfOddPath(folder)
  if (existsSync(folder) && !statSync(folder).isDirectory())
    fail({
      code: 'case/not-a-folder',
      what: `${folder} is a file, and a case is a folder`,
      where: { file: folder },
      fix: 'choose another name',
      unchanged: 'the file was not touched',
    })
  if (existsSync(join(folder, STORE_FILE)))
    fail({
      code: 'case/exists',
      what: `there is a case at ${folder} already`,
      where: { file: folder },
      fix: 'choose another name, or work on that case',
      unchanged: 'the case there was not touched',
    })
  const foreign = existsSync(folder) ? readdirSync(folder).find((name) => !OWN_NAMES.test(name)) : undefined
  if (foreign !== undefined)
    fail({
      code: 'case/not-empty',
      what: `the folder ${folder} holds other things already`,
      where: { file: join(folder, foreign) },
      fix: 'choose a new or an empty folder',
      unchanged: 'nothing was written there',
    })
  mkdirSync(folder, { recursive: true })
}

/** The store is made under another name and renamed when whole, so a crash here leaves no half case. */
export async function createCase(path: string, options: Omit<OpenOptions, 'mode'> = {}): Promise<Case> {
  const folder = resolve(path)
  try {
    prepareFolder(folder)
    const release = takeLock(folder, options.verb ?? 'init', options.warn ?? (() => undefined))
    try {
      for (const name of readdirSync(folder)) if (name.startsWith('.new-')) rmSync(join(folder, name), { force: true })
      prepareOriginals(folder)
      mkdirSync(join(folder, 'exports'), { recursive: true })
      const fresh = join(folder, `.new-${process.pid}.duckdb`)
      const { db, close } = await openDatabase(fresh)
      try {
        await migrate(db, folder, options.migrations ?? MIGRATIONS, true)
        writeFileSync(join(folder, LEDGER_FILE), '', { flag: 'a' })
      } finally {
        close()
      }
      renameSync(fresh, join(folder, STORE_FILE))
    } finally {
      release()
    }
  } catch (error) {
    rethrow(error, folder, 'no case was made')
  }
  return openCase(path, { ...options, mode: 'write' })
}

/** DuckDB's own lock names the process that holds the file; ours says what it does. */
async function openStore(folder: string, mode: 'read' | 'write', settings: Readonly<Record<string, string>>) {
  try {
    const access: Record<string, string> = mode === 'read' ? { access_mode: 'READ_ONLY' } : {}
    return await openDatabase(join(folder, STORE_FILE), { ...settings, ...access })
  } catch (error) {
    const pid = error instanceof Error ? /Conflicting lock is held.*\(PID (\d+)\)/.exec(error.message)?.[1] : undefined
    const isLocked = error instanceof Error && /could not set lock on file/i.test(error.message)
    if (isLocked) {
      const holder = readLock(folder)
      failLocked(folder, holder !== null && holder.pid !== process.pid ? holder : null, pid === undefined ? undefined : Number(pid))
    }
    rethrow(error, join(folder, STORE_FILE), 'nothing was done')
  }
}

function canWriteTo(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function clearLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (name === `${STORE_FILE}.tmp` || name.startsWith('tmp-read-') || name.startsWith('.new-'))
      rmSync(join(folder, name), { recursive: true, force: true })
  const originals = join(folder, 'originals')
  if (!existsSync(originals)) prepareOriginals(folder)
  for (const name of readdirSync(originals)) if (name.startsWith('.part-')) rmSync(join(originals, name), { force: true })
  const exports = join(folder, 'exports')
  for (const name of existsSync(exports) ? readdirSync(exports) : [])
    if (/\.[0-9a-f]{8}\.part$/.test(name)) rmSync(join(exports, name), { force: true })
}

/** A folder beside the store, where that may be written to, else a private one of the system's. The next writer clears what a crash left. */
export function scratchFor(folder: string): string {
  return mkdtempSync(join(canWriteTo(folder) ? folder : tmpdir(), 'tmp-read-'))
}

/**
 * @throws ProblemError `case/missing`, `case/not-a-folder`, `case/locked`, `case/newer`, `case/damaged`, `case/ledger-differs`,
 * `case/read-only`, `case/disk-full`
 */
export async function openCase(path: string, options: OpenOptions): Promise<Case> {
  const folder = resolve(path)
  if (!existsSync(join(folder, STORE_FILE))) failNotACase(folder, path)
  failIfOddPath(folder)
  const { mode, verb = mode === 'write' ? 'write' : 'read', warn = () => undefined } = options
  const undo: (() => void)[] = [enterProcess(folder, mode, verb)]
  const leave = () => {
    for (const action of undo.splice(0).reverse()) action()
  }
  try {
    if (mode === 'write') {
      undo.push(takeLock(folder, verb, warn))
    }
    const store = await openStore(folder, mode, options.settings ?? {})
    const held = { ...store, reopen: () => openStore(folder, mode, options.settings ?? {}) }
    const { db } = store
    undo.push(() => held.close())
    // Readers hold the store and keep a writer from it: what is left of them is there only when none is.
    if (mode === 'write') clearLeftovers(folder)
    if (mode === 'read') {
      const scratch = scratchFor(folder)
      undo.push(() => rmSync(scratch, { recursive: true, force: true }))
      await db.run(`set temp_directory = ${quoteText(scratch)}`)
    }
    await migrate(db, folder, options.migrations ?? MIGRATIONS, mode === 'write')
    const kase = caseOf(folder, held, mode === 'write', leave)
    if (!options.isLedgerUnchecked) {
      const lines = await ledgerLines(db)
      if (mode === 'read') failIfDiffers(folder, compareMirror(folder, lines))
      else {
        const said = completeMirror(folder, lines)
        if (said !== null) warn(said)
      }
    }
    if (mode === 'write' && isCompactionDue(folder)) await finishCompaction(folder, held, warn)
    return kase
  } catch (error) {
    leave()
    rethrow(error, folder, 'nothing was done')
  }
}

async function ledgerLines(db: Database): Promise<string[]> {
  return (await db.rows<{ line: string }>('select line from ledger order by entry')).map((row) => row.line)
}

/** The open store; another one after `compact`. */
interface Held {
  db: Database
  close(): void
  reopen(): Promise<{ db: Database; close(): void }>
}

async function replaceStore(folder: string, held: Held, fresh: string): Promise<void> {
  held.close()
  held.close = () => undefined
  swapStore(fresh, join(folder, STORE_FILE))
  const { db, close } = await held.reopen()
  held.db = db
  held.close = close
}

/** Of a forget that a crash cut off. A disk without room keeps nobody from working: the next writer tries again. */
async function finishCompaction(folder: string, held: Held, warn: (message: string) => void): Promise<void> {
  const begun = 'a forget was cut off before the store was rewritten'
  let fresh: string
  try {
    fresh = await copyStore(held.db, folder)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    warn(`${begun}: removed rows are still in its free blocks, since ${error.problem.what}`)
    return
  }
  await replaceStore(folder, held, fresh)
  warn(`${begun}: this has been done now, and no removed row is left in its free blocks`)
}

function caseOf(folder: string, held: Held, isWritable: boolean, close: () => void): Case {
  let parts = 0
  const ledger = async () => (await ledgerLines(held.db)).map((line) => JSON.parse(line) as LedgerEntry)
  const job = (world: World, seed = 1): Job => ({
    signal: world.signal,
    note: world.note,
    warn: world.warn,
    db: held.db,
    rng: createRng(seed),
    seed,
  })
  const kase: Case = {
    path: folder,
    name: basename(folder).replace(/\.lockstep$/, ''),
    get db() {
      return held.db
    },
    isWritable,
    job,
    ledger,
    close,
    compactLater: () => markDue(folder),
    compact: async () => replaceStore(folder, held, await copyStore(held.db, folder)),
    freshOriginals: new Set(),
    nextPart: () => parts++,
    step: (world, asked, seed, work) => runStep(kase, world, { ...asked, seed }, work),
  }
  return kase
}

async function runStep<T>(
  kase: Case,
  world: World,
  asked: Omit<Asked, 'at' | 'version'>,
  work: (job: Job) => Promise<{ result: T; done: Omit<Done, 'warnings'> }>,
): Promise<T> {
  if (!kase.isWritable)
    fail({
      code: 'case/read-only',
      what: `the case is open for reading, and "${asked.verb}" writes`,
      where: { file: kase.path },
      fix: "open it with mode: 'write'",
      unchanged: 'nothing was done',
    })
  failIfCancelled(world.signal)
  const { db } = kase
  const warnings: string[] = []
  const hashed = new Map<string, HashedRows>()
  const guarded = guardDatabase(
    db,
    () => failIfCancelled(world.signal),
    (hash, made) => hashed.set(hash, hashed.get(hash) ?? made),
  )
  const warn = (message: string) => {
    warnings.push(message)
    world.warn(message)
  }
  const onAbort = () => db.interrupt()
  kase.freshOriginals.clear()
  await db.run('begin transaction')
  world.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const { result, done } = await work({ ...kase.job(world, asked.seed), db: guarded, warn })
    failIfCancelled(world.signal)
    const lines = await ledgerLines(db)
    const newest = lines.at(-1)
    const last = newest === undefined ? undefined : (JSON.parse(newest) as LedgerEntry)
    const { verb, params, inputs } = asked
    const line = ledgerLine(
      last,
      { verb, params, version: VERSION, at: world.now(), inputs, seed: asked.seed },
      { ...done, warnings, ...hashed.get(done.resultHash) },
    )
    await db.run('insert into ledger values ($1, $2)', [(last?.entry ?? 0) + 1, line])
    world.signal.removeEventListener('abort', onAbort)
    await db.run('commit')
    kase.freshOriginals.clear()
    mirror(kase, world, [...lines, line])
    return result
  } catch (error) {
    await db.run('rollback').catch(() => undefined)
    for (const sha256 of kase.freshOriginals) rmSync(join(kase.path, 'originals', sha256), { force: true })
    if (!(error instanceof ProblemError)) failIfCancelled(world.signal)
    rethrow(error, kase.path)
  } finally {
    world.signal.removeEventListener('abort', onAbort)
    kase.freshOriginals.clear()
  }
}

/** The step is done when this runs: a mirror that cannot be written now is completed when the case is opened next. */
function mirror(kase: Case, world: World, lines: readonly string[]): void {
  try {
    const said = completeMirror(kase.path, lines)
    if (said !== null) world.warn(said)
  } catch (error) {
    const problem = error instanceof ProblemError ? error.problem : engineProblem(error, kase.path)
    if (problem === null) throw error
    world.warn(`the step is done and in the store, but ledger.ndjson could not be completed: ${problem.what}`)
  }
}
