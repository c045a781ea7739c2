/**
 * Checks a case against its own records: originals against their names, the ledger against its chain and its mirror, every block of
 * the store against its checksum (all tables are read whole), and the rows of every step that still stands against the hash in the
 * ledger. Writes nothing. The queries come from the ledger, so the connection is cut off from the file system before they run.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { fail, failIfCancelled, type Problem, ProblemError, quoteName } from '../model/index.js'
import {
  type Case,
  chainFault,
  compareMirror,
  type HashedResult,
  hashAgain,
  hashFile,
  isCompactionDue,
  LEDGER_FILE,
  type LedgerEntry,
  openCase,
  originalPath,
  type World,
} from '../store/index.js'

export interface Check {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'not-checked'
  readonly detail: string
}

export interface Verification {
  readonly path: string
  readonly checks: readonly Check[]
  readonly passed: number
  readonly failed: number
  /** The first failure as a problem (exit code 4), or null. */
  readonly problem: Problem | null
}

/** Whether `later` dropped or rewrote on purpose what `entry` wrote. */
function outdates(later: LedgerEntry, entry: LedgerEntry, entries: readonly LedgerEntry[]): boolean {
  const { verb, params } = entry.asked
  const { asked } = later
  if (asked.verb === 'forget') return true
  // An import leaves the posts of earlier ones as they are unless it says that it filled some in, and fills in what was not known of accounts.
  if (asked.verb === 'import')
    return (
      verb !== 'import' ||
      (params.recordKind === 'accounts' && asked.params.recordKind !== 'media') ||
      (params.recordKind === 'posts' && (later.done.counts.postsFilled ?? 0) > 0)
    )
  if (asked.verb === verb && later.done.resultSql === entry.done.resultSql) return true
  // A network built again with the same edges takes nothing with it.
  if (asked.verb === 'network' && later.done.counts.sameEdges === 1) return false
  // Backbone and validate make a new network and touch no other.
  if (verb === 'groups') return asked.verb === 'network' && asked.params.name === params.networkId
  if (verb === 'texts') return asked.verb === 'texts'
  if (verb === 'scales' || verb === 'snapshots') return asked.verb === 'network' && asked.params.name === params.networkId
  if (verb === 'layers') return asked.verb === 'network' && (params.networkIds as readonly unknown[]).includes(asked.params.name)
  // A network made anew, or searched anew, takes its groups along and what was said of them; no other.
  const isOn = (networkId: unknown) =>
    entries.some((each) => each.entry < entry.entry && each.asked.verb === 'groups' && each.asked.params.networkId === networkId)
  if (['signals', 'dossiers', 'judge'].includes(verb)) {
    if (asked.verb === 'network') return isOn(asked.params.name)
    if (asked.verb === 'groups') return isOn(asked.params.networkId)
    return (verb === 'signals' ? ['signals'] : ['dossiers', 'judge']).includes(asked.verb)
  }
  return false
}

/** The entry after which this one's rows are no longer what it wrote, or null while it stands. */
export function outdatedBy(entry: LedgerEntry, entries: readonly LedgerEntry[]): LedgerEntry | null {
  return entries.find((later) => later.entry > entry.entry && outdates(later, entry, entries)) ?? null
}

async function checkOriginals(kase: Case, world: World): Promise<Check[]> {
  const files = await kase.db.rows<{ sha256: string; name: string; is_original_kept: boolean }>(
    'select sha256, name, is_original_kept from files order by file_key',
  )
  const checks: Check[] = []
  for (const [i, file] of files.entries()) {
    world.note('originals', i, files.length)
    const name = `original ${file.sha256.slice(0, 12)} (${file.name})`
    const path = originalPath(kase, file.sha256)
    if (!file.is_original_kept) checks.push({ name, outcome: 'not-checked', detail: 'was not kept in the case' })
    else if (!existsSync(path)) checks.push({ name, outcome: 'failed', detail: 'is missing' })
    else {
      const found = await hashFile(path, undefined, world.signal).catch((error: NodeJS.ErrnoException) => {
        if (error instanceof ProblemError) throw error
        return `unreadable (${error.code})`
      })
      const isSame = found === file.sha256
      checks.push({
        name,
        outcome: isSame ? 'passed' : 'failed',
        detail: isSame ? 'its bytes have the hash in its name' : `its bytes have the hash ${found}`,
      })
    }
  }
  const known = new Set(files.map((file) => file.sha256))
  const folder = join(kase.path, 'originals')
  const strays = existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name) && !known.has(name)) : []
  if (strays.length > 0)
    checks.push({
      name: 'originals',
      outcome: 'not-checked',
      detail: `${strays.length} file(s) that no import refers to: ${strays.sort().join(', ')}`,
    })
  return checks
}

function checkLedger(kase: Case, lines: readonly string[]): Check[] {
  const fault = chainFault(lines)
  const mirror = compareMirror(kase.path, lines)
  const chain: Check = {
    name: 'ledger chain',
    outcome: fault === null ? 'passed' : 'failed',
    detail: fault ?? `${lines.length} entries, each bound to the one before`,
  }
  const torn = mirror.fileBytes > mirror.goodBytes || mirror.missing.length > 0
  const same: Check =
    mirror.differsAt !== null
      ? { name: LEDGER_FILE, outcome: 'failed', detail: `differs from the store from line ${mirror.differsAt} on` }
      : torn && !existsSync(join(kase.path, LEDGER_FILE))
        ? { name: LEDGER_FILE, outcome: 'failed', detail: 'is missing' }
        : torn
          ? {
              name: LEDGER_FILE,
              outcome: 'not-checked',
              detail: 'its end is torn, as after a crash; the next command that writes completes it',
            }
          : { name: LEDGER_FILE, outcome: 'passed', detail: 'agrees with the store' }
  return [chain, same]
}

async function checkBlocks(kase: Case, world: World): Promise<Check> {
  const tables = await kase.db.rows<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'main' and table_type = 'BASE TABLE' order by name",
  )
  for (const [i, table] of tables.entries()) {
    failIfCancelled(world.signal)
    world.note('tables', i, tables.length)
    try {
      await kase.db.rows(`select bit_xor(hash(t)) as h from ${quoteName(table.name)} as t`)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'case/damaged') throw error
      return { name: 'store', outcome: 'failed', detail: `the table ${table.name} cannot be read: ${error.problem.where?.value ?? ''}` }
    }
  }
  return { name: 'store', outcome: 'passed', detail: `${tables.length} tables read whole` }
}

async function checkStep(kase: Case, entry: LedgerEntry, entries: readonly LedgerEntry[]): Promise<Check> {
  const name = `step ${entry.entry} (${entry.asked.verb})`
  const later = outdatedBy(entry, entries)
  if (later !== null) return { name, outcome: 'not-checked', detail: `its rows were replaced by step ${later.entry} (${later.asked.verb})` }
  const { done } = entry
  if (done.resultSql === undefined) return { name, outcome: 'not-checked', detail: 'it wrote a file or a note, and no rows of the case' }
  const own = await checkRows(kase, name, { ...done, resultSql: done.resultSql })
  if (own.outcome === 'failed' || takesRows(entry)) return own
  for (const rows of done.also ?? []) {
    const check = await checkRows(kase, name, rows)
    if (check.outcome === 'failed') return check
  }
  return own
}

async function checkRows(kase: Case, name: string, { resultHash, ...rows }: HashedResult): Promise<Check> {
  let found: string
  try {
    found = await hashAgain(kase.db, rows)
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'cancelled/by-person') throw error
    return {
      name,
      outcome: 'failed',
      detail: `its rows cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    }
  }
  const isSame = found === resultHash
  return {
    name,
    outcome: isSame ? 'passed' : 'failed',
    detail: isSame ? 'its rows have the hash in the ledger' : `its rows have the hash ${found}, the ledger says ${resultHash}`,
  }
}

const takesRows = ({ asked: { verb } }: LedgerEntry) => verb === 'import' || verb === 'forget'

/** Accounts and files are touched by every import: the newest step that takes rows in or out says how they are. */
async function checkCommon(kase: Case, entries: readonly LedgerEntry[]): Promise<Check[]> {
  const newest = entries.findLast(takesRows)
  if (newest === undefined) return []
  const by = `step ${newest.entry} (${newest.asked.verb})`
  if (newest.done.also === undefined)
    return [{ name: 'accounts and files', outcome: 'not-checked', detail: `${by} is of a version that took no hash of them` }]
  const checks: Check[] = []
  for (const rows of newest.done.also)
    checks.push(await checkRows(kase, `${/from (\w+)/.exec(rows.resultSql)?.[1] ?? 'rows'} after ${by}`, rows))
  return checks
}

/** Reports and exports that stand in the case, by the newest step that wrote a file of that name. */
async function checkExports(kase: Case, entries: readonly LedgerEntry[], world: World): Promise<Check[]> {
  const newest = new Map<string, LedgerEntry>()
  for (const entry of entries) if (typeof entry.asked.params.file === 'string') newest.set(entry.asked.params.file, entry)
  const checks: Check[] = []
  for (const [file, { entry, done }] of newest) {
    const path = join(kase.path, 'exports', file)
    if (!isExportOf(kase, path) || !existsSync(path)) continue
    const isSame = (await hashFile(path, undefined, world.signal)) === done.resultHash
    const detail = isSame ? `its bytes have the hash that step ${entry} noted` : `its bytes are not those that step ${entry} wrote`
    checks.push({ name: `exports/${file}`, outcome: isSame ? 'passed' : 'failed', detail })
  }
  return checks
}

/** A ledger may come from somebody else. */
const isExportOf = (kase: Case, path: string) => resolve(path).startsWith(join(kase.path, 'exports') + sep)

/** They are made from the posts when they are asked for, and made anew after each import. */
async function checkTraces(kase: Case): Promise<Check[]> {
  const { n } = await kase.db.row<{ n: number }>(
    "select count(*) as n from duckdb_tables() where not temporary and starts_with(table_name, 'trace_')",
  )
  const detail = `${n} ${n === 1 ? 'table' : 'tables'} of traces, which a replay makes again from the posts`
  return n === 0 ? [] : [{ name: 'traces', outcome: 'not-checked', detail }]
}

/** @throws ProblemError when the case cannot be opened at all (`case/damaged`, `case/locked` …) */
export async function verifyCase(world: World, path: string): Promise<Verification> {
  const kase = await openCase(path, { mode: 'read', verb: 'verify', isLedgerUnchecked: true })
  const onAbort = () => kase.db.interrupt()
  world.signal.addEventListener('abort', onAbort, { once: true })
  try {
    await kase.db.run('set enable_external_access = false')
    const checks: Check[] = [await checkBlocks(kase, world)]
    if (isCompactionDue(kase.path))
      checks.push({
        name: 'free blocks',
        outcome: 'not-checked',
        detail: 'a forget was cut off and removed rows may still be in them; the next command that writes takes them out',
      })
    if (checks[0]?.outcome === 'passed') {
      const lines = (await kase.db.rows<{ line: string }>('select line from ledger order by entry')).map((row) => row.line)
      checks.push(...(await checkOriginals(kase, world)), ...checkLedger(kase, lines))
      const entries = chainFault(lines) === null ? lines.map((line) => JSON.parse(line) as LedgerEntry) : []
      for (const [i, entry] of entries.entries()) {
        failIfCancelled(world.signal)
        world.note('steps', i, entries.length)
        checks.push(await checkStep(kase, entry, entries))
      }
      checks.push(...(await checkCommon(kase, entries)), ...(await checkTraces(kase)), ...(await checkExports(kase, entries, world)))
    }
    return verificationOf(kase.path, checks)
  } catch (error) {
    if (!(error instanceof ProblemError)) failIfCancelled(world.signal)
    throw error
  } finally {
    world.signal.removeEventListener('abort', onAbort)
    kase.close()
  }
}

function verificationOf(path: string, checks: readonly Check[]): Verification {
  const failures = checks.filter((check) => check.outcome === 'failed')
  const first = failures[0]
  return {
    path,
    checks,
    passed: checks.filter((check) => check.outcome === 'passed').length,
    failed: failures.length,
    problem:
      first === undefined
        ? null
        : {
            code: 'case/hash-differs',
            what: `${failures.length} of ${checks.length} checks failed, first: ${first.name} ${first.detail}`,
            where: { file: path },
            fix: 'take a copy of the case that passes, or rebuild it from whole originals: lockstep replay CASE NEW',
            unchanged: 'verify changes nothing',
          },
  }
}

export function failIfNotVerified(verification: Verification): void {
  if (verification.problem !== null) fail(verification.problem)
}
