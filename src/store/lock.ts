/**
 * Who writes to a case. `case.lock` appears whole (written beside, then linked) and says who holds it. DuckDB's own lock on the
 * file is the second guard; ours exists to say more than a process id, and to keep one process from opening the same case twice,
 * which DuckDB's lock does not see: two handles in one process share it, and closing one gives it up for both.
 */
import { linkSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fail } from '../model/index.js'
import { rethrow } from './engine-problem.js'

export interface LockHolder {
  readonly pid: number
  readonly host: string
  readonly verb: string
  /** When the lock file was made. */
  readonly since: string
  /** Start of the process in clock ticks since boot, where the system tells it: a reused pid is not the same holder. */
  readonly started: string
}

export const LOCK_FILE = 'case.lock'
const LOCKED_UNCHANGED = 'nothing was done; the case was not touched'
/** Cases that this process has open, by real path. */
const openHere = new Map<string, { mode: 'read' | 'write'; verb: string; count: number }>()

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.started === '' || startOf(holder.pid) === holder.started
}

/** Null when there is no lock, or one that cannot be read (torn by a full disk): then nobody can be named. */
export function readLock(folder: string): LockHolder | null {
  try {
    const lock = join(folder, LOCK_FILE)
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as LockHolder
    if (typeof holder.pid !== 'number' || typeof holder.host !== 'string') return null
    return { ...holder, since: statSync(lock).mtime.toISOString() }
  } catch {
    return null
  }
}

export function failLocked(folder: string, holder: LockHolder | null, pidSeen?: number): never {
  const lock = join(folder, LOCK_FILE)
  if (holder !== null && holder.host !== hostname())
    fail({
      code: 'case/locked',
      what: `the case is held by "lockstep ${holder.verb}" on the machine ${holder.host} (process ${holder.pid}) since ${holder.since}`,
      where: { file: lock },
      fix: `wait until it has finished there; if that machine no longer works on the case, delete ${lock}`,
      unchanged: LOCKED_UNCHANGED,
    })
  const pid = holder?.pid ?? pidSeen
  const who = holder ? `"lockstep ${holder.verb}" (process ${pid}, since ${holder.since})` : `another process${pid ? ` (${pid})` : ''}`
  fail({
    code: 'case/locked',
    what: `the case is held by ${who}`,
    where: { file: folder },
    fix: pid ? `wait until it has finished, or stop it: kill ${pid}` : 'wait until it has finished, then run the command again',
    unchanged: LOCKED_UNCHANGED,
  })
}

function failHeldHere(folder: string, held: { mode: string; verb: string }): never {
  fail({
    code: 'case/locked',
    what: `this process (${process.pid}) has the case open already, for ${held.mode === 'write' ? 'writing' : 'reading'} (${held.verb})`,
    where: { file: folder },
    fix: 'close it first, or use the case that is open',
    unchanged: LOCKED_UNCHANGED,
  })
}

/** Counts this process in; several readers may share, a writer is alone. Gives the way out. */
export function enterProcess(folder: string, mode: 'read' | 'write', verb: string): () => void {
  const key = realpathSync(folder)
  const held = openHere.get(key)
  if (held && (mode === 'write' || held.mode === 'write')) failHeldHere(folder, held)
  openHere.set(key, { mode, verb, count: (held?.count ?? 0) + 1 })
  return () => {
    const now = openHere.get(key)
    if (now && now.count > 1) openHere.set(key, { ...now, count: now.count - 1 })
    else openHere.delete(key)
  }
}

function placeLock(folder: string, text: string): boolean {
  const lock = join(folder, LOCK_FILE)
  const beside = `${lock}.${process.pid}`
  try {
    writeFileSync(beside, text, { flush: true })
    try {
      linkSync(beside, lock)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EEXIST') return false
      // No hard links on this file system (exFAT, some network shares): exclusive creation is the next best.
      try {
        writeFileSync(lock, text, { flag: 'wx', flush: true })
      } catch (inner) {
        if ((inner as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw inner
      }
    }
    return true
  } catch (error) {
    rethrow(error, folder, 'nothing was done; reading the case still works')
  } finally {
    rmSync(beside, { force: true })
  }
}

/**
 * Takes the lock or says who holds it. A lock whose process is gone (same host) is taken over, with a warning.
 * @throws ProblemError `case/locked`, `case/read-only`, `case/disk-full`
 */
export function takeLock(folder: string, verb: string, warn: (message: string) => void): () => void {
  const holder = { pid: process.pid, host: hostname(), verb, started: startOf(process.pid) }
  const text = `${JSON.stringify(holder)}\n`
  const lock = join(folder, LOCK_FILE)
  for (let attempt = 0; !placeLock(folder, text); attempt++) {
    const other = readLock(folder)
    const isDead = other !== null && other.host === holder.host && !isAlive(other)
    if (attempt >= 3 || (other !== null && !isDead)) failLocked(folder, other)
    const aside = `${lock}.stale.${process.pid}`
    try {
      renameSync(lock, aside)
    } catch {
      continue
    }
    rmSync(aside, { force: true })
    warn(
      other === null
        ? `the lock of the case could not be read and was replaced`
        : `"lockstep ${other.verb}" (process ${other.pid}, since ${other.since}) ended without closing the case; its lock was taken over`,
    )
  }
  return () => {
    const now = readLock(folder)
    if (now === null || (now.pid === holder.pid && now.started === holder.started)) rmSync(lock, { force: true })
  }
}
