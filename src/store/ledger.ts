/**
 * The ledger: one line of JSON per finished step. The table `ledger` is written in the transaction of the step and is what counts;
 * `ledger.ndjson` is its mirror for people and other programs, completed after each step and whenever the case is opened for writing.
 */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../model/index.js'
import type { HashedRows } from './database.js'

export interface Asked {
  readonly verb: string
  readonly params: Readonly<Record<string, unknown>>
  /** Version of Lockstep. */
  readonly version: string
  readonly at: string
  /** SHA-256 of input files. */
  readonly inputs: readonly string[]
  readonly seed: number
}
export interface Done {
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  /** SHA-256 over the rows that the step wrote, in total order. */
  readonly resultHash: string
  /** The query behind `resultHash`, so that anybody can take it again. */
  readonly resultSql?: string
  /** Given: the hash is that of `hashKeyedRows` in the order of this column, else that of `hashRows`. */
  readonly resultKey?: string
  readonly resultForm?: 'columns'
  /** Hashes of other rows that the step left: of what every import may touch, and of the row that describes a network. */
  readonly also?: readonly HashedResult[]
}
export interface HashedResult extends HashedRows {
  readonly resultHash: string
}
/** `hash` = SHA-256 of the entry without it; `previous` = hash of the entry before. */
export interface LedgerEntry {
  readonly entry: number
  readonly asked: Asked
  readonly done: Done
  readonly previous: string
  readonly hash: string
}

export const LEDGER_FILE = 'ledger.ndjson'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export function ledgerLine(last: LedgerEntry | undefined, asked: Asked, done: Done): string {
  const body = { entry: (last?.entry ?? 0) + 1, asked, done, previous: last?.hash ?? '' }
  return JSON.stringify({ ...body, hash: sha256(JSON.stringify(body)) })
}

/** What is wrong with the chain, in words; null when it is whole. */
export function chainFault(lines: readonly string[]): string | null {
  let previous = ''
  for (const [i, line] of lines.entries()) {
    let entry: LedgerEntry
    try {
      entry = JSON.parse(line) as LedgerEntry
    } catch {
      return `entry ${i + 1} is not JSON`
    }
    const { hash, ...body } = entry
    if (JSON.stringify({ ...body, hash }) !== line || sha256(JSON.stringify(body)) !== hash)
      return `entry ${i + 1} was changed: its hash differs`
    if (entry.entry !== i + 1) return `entry ${i + 1} has the number ${entry.entry}`
    if (entry.previous !== previous) return `entry ${i + 1} does not follow entry ${i}: its "previous" differs`
    previous = hash
  }
  return null
}

export interface MirrorState {
  /** Bytes of the file that agree with the table, always up to the end of a line. */
  readonly goodBytes: number
  readonly fileBytes: number
  /** What the file lacks. */
  readonly missing: Buffer
  /** First line that differs from the table, from 1; null when the file is a beginning of it, torn last line aside. */
  readonly differsAt: number | null
}

/** Compares the mirror with the table, without writing. */
export function compareMirror(folder: string, lines: readonly string[]): MirrorState {
  const expected = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  let file = Buffer.alloc(0)
  try {
    file = readFileSync(join(folder, LEDGER_FILE))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const whole = file.lastIndexOf(0x0a) + 1
  let same = 0
  let line = 1
  for (let at = 0; at < whole; ) {
    const end = file.indexOf(0x0a, at) + 1
    if (end > expected.length || !file.subarray(at, end).equals(expected.subarray(at, end)))
      return { goodBytes: same, fileBytes: file.length, missing: expected.subarray(same), differsAt: line }
    same = at = end
    line++
  }
  return { goodBytes: same, fileBytes: file.length, missing: expected.subarray(same), differsAt: null }
}

/** @throws ProblemError `case/ledger-differs` */
export function failIfDiffers(folder: string, state: MirrorState): void {
  if (state.differsAt === null) return
  fail({
    code: 'case/ledger-differs',
    what: `${LEDGER_FILE} does not agree with the ledger in case.duckdb`,
    where: { file: join(folder, LEDGER_FILE), line: state.differsAt },
    fix: `the file or the store was changed by hand or by a fault of the disk: look with "lockstep verify", put back the right copy of the one that was changed; if it is the file, deleting it makes Lockstep write it anew`,
    unchanged: 'nothing was done; both are as they were',
  })
}

/** Cuts a torn last line and appends what is missing. Gives what it did in words, or null. */
export function completeMirror(folder: string, lines: readonly string[]): string | null {
  const state = compareMirror(folder, lines)
  failIfDiffers(folder, state)
  if (state.missing.length === 0 && state.fileBytes === state.goodBytes) return null
  const file = openSync(join(folder, LEDGER_FILE), 'a+')
  try {
    if (state.fileBytes > state.goodBytes) ftruncateSync(file, state.goodBytes)
    for (let at = 0; at < state.missing.length; ) at += writeSync(file, state.missing, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return state.fileBytes > state.goodBytes ? `a torn last line of ${LEDGER_FILE} was cut and written anew` : null
}
