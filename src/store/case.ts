/**
 * A case is a folder: `case.duckdb`, `originals/<sha256>`, `ledger.ndjson`, `exports/`.
 * A step either happens whole (rows and ledger entry in one transaction) or not at all.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fail, failIfCancelled } from '../model/problem.js'
import { createRng } from '../statistics/random.js'
import { type Database, openDatabase } from './database.js'
import type { Job } from './job.js'
import { MIGRATIONS } from './schema.js'

/** What a face hands in: the only things of the outside world that work may use. */
export interface World {
  readonly signal: AbortSignal
  note(phase: string, done?: number, total?: number): void
  warn(message: string): void
  /** ISO instant, for the ledger only; never in a result. */
  now(): string
}

export interface Asked {
  readonly verb: string
  readonly params: Readonly<Record<string, unknown>>
  /** Version of Lockstep. */
  readonly version: string
  readonly at: string
  /** SHA-256 of input files. */
  readonly inputs: readonly string[]
}
export interface Done {
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  /** SHA-256 over the rows that the step wrote, in total order. */
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

export interface Case {
  readonly path: string
  readonly name: string
  readonly db: Database
  readonly isWritable: boolean
  job(world: World, seed?: number): Job
  /** Runs `work` and its ledger entry in one transaction; on any failure or cancel the case is as before. */
  step<T>(
    world: World,
    asked: Omit<Asked, 'at' | 'version'>,
    seed: number,
    work: (job: Job) => Promise<{ result: T; done: Omit<Done, 'warnings'> }>,
  ): Promise<T>
  ledger(): Promise<LedgerEntry[]>
  close(): void
}

export const VERSION = '0.1.0'

export async function createCase(path: string): Promise<Case> {
  const folder = resolve(path)
  if (existsSync(join(folder, 'case.duckdb')))
    fail({
      code: 'case/exists',
      what: `there is a case at ${folder} already`,
      where: { file: folder },
      fix: 'choose another name, or work on that case',
      unchanged: 'the case there was not touched',
    })
  mkdirSync(join(folder, 'originals'), { recursive: true })
  mkdirSync(join(folder, 'exports'), { recursive: true })
  return openCase(path, { mode: 'write', isNew: true })
}

export async function openCase(path: string, options: { mode: 'read' | 'write'; isNew?: boolean; verb?: string }): Promise<Case> {
  const folder = resolve(path)
  if (!options.isNew && !existsSync(join(folder, 'case.duckdb')))
    fail({
      code: 'case/missing',
      what: `there is no case at ${folder}`,
      where: { file: folder },
      fix: `make one: lockstep init ${path}`,
      unchanged: 'nothing was done',
    })
  const { db, close } = await openDatabase(join(folder, 'case.duckdb'))
  if (options.isNew) for (const migration of MIGRATIONS) await db.run(migration)

  const ledger = async () =>
    (await db.rows<{ line: string }>('select line from ledger order by entry')).map((row) => JSON.parse(row.line) as LedgerEntry)
  const job = (world: World, seed = 1): Job => ({
    signal: world.signal,
    note: world.note,
    warn: world.warn,
    db,
    rng: createRng(seed),
    seed,
  })
  return {
    path: folder,
    name: folder.split('/').at(-1) as string,
    db,
    isWritable: options.mode === 'write',
    job,
    ledger,
    step: async (world, asked, seed, work) => {
      const warnings: string[] = []
      const onAbort = () => db.interrupt()
      world.signal.addEventListener('abort', onAbort, { once: true })
      await db.run('begin transaction')
      try {
        const { result, done } = await work({
          ...job(world, seed),
          warn: (message) => {
            warnings.push(message)
            world.warn(message)
          },
        })
        failIfCancelled(world.signal)
        const last = (await ledger()).at(-1)
        const body = {
          entry: (last?.entry ?? 0) + 1,
          asked: { ...asked, version: VERSION, at: world.now() },
          done: { ...done, warnings },
          previous: last?.hash ?? '',
        }
        const line = JSON.stringify({ ...body, hash: createHash('sha256').update(JSON.stringify(body)).digest('hex') })
        await db.run('insert into ledger values ($1, $2)', [body.entry, line])
        await db.run('commit')
        appendFileSync(join(folder, 'ledger.ndjson'), `${line}\n`)
        return result
      } catch (error) {
        await db.run('rollback').catch(() => undefined)
        failIfCancelled(world.signal)
        throw error
      } finally {
        world.signal.removeEventListener('abort', onAbort)
      }
    },
    close,
  }
}
