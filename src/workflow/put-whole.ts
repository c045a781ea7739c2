/**
 * A file that a step of the ledger stands for. It is written beside its place and flushed to the disk, the step is committed, then it is renamed: a failure
 * before leaves neither entry nor file, and what was there stays. Should the rename itself fail, the ledger says so in an entry of its own.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { fail, failIfCancelled } from '../model/index.js'
import type { Case, Job, World } from '../store/index.js'

interface Asked {
  readonly verb: string
  readonly params: Readonly<Record<string, unknown>>
}
interface Written<T> {
  readonly result: T
  readonly done: { readonly counts: { readonly bytes: number }; readonly resultHash: string }
}

/** A step of the ledger; of a case that is open for reading the same is written out without one, and said. */
export async function writingStep<T>(world: World, kase: Case, asked: Asked, work: (job: Job) => Promise<Written<T>>): Promise<T> {
  if (kase.isWritable) return kase.step(world, { ...asked, inputs: [] }, 0, work)
  const { result } = await work(kase.job(world, 0))
  failIfCancelled(world.signal)
  world.warn(`the case is open for reading only: this ${asked.verb} is not noted in its ledger`)
  return result
}

/** A file in the folder of exports is noted by its name, so that `verify` can look at it. */
function noted(kase: Case, path: string, asked: Asked): Asked {
  const file = relative(join(kase.path, 'exports'), path)
  return file.startsWith('..') || isAbsolute(file) ? asked : { ...asked, params: { ...asked.params, file } }
}

/** `write` fills `beside`. @throws ProblemError `usage/cannot-write`, `case/disk-full` */
export async function putWhole<T>(
  world: World,
  kase: Case,
  path: string,
  asked: Asked,
  write: (job: Job, beside: string) => Promise<Written<T>>,
): Promise<T> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`
  let hash = ''
  try {
    const result = await writingStep(world, kase, noted(kase, path, asked), async (job) => {
      preparePlace(path)
      const written = await write(job, beside)
      hash = written.done.resultHash
      return written
    })
    try {
      renameSync(beside, path)
    } catch (error) {
      await noteNotWritten(world, kase, asked.verb, hash)
      fail(
        {
          ...cannotWrite(path, error),
          unchanged: `what has that name is as it was; the ledger notes that the ${asked.verb} was not written`,
        },
        error,
      )
    }
    return result
  } finally {
    removePart(beside)
  }
}

/** What a rename would stumble over is found before anything is noted. */
function preparePlace(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
  } catch (error) {
    fail(cannotWrite(path, error), error)
  }
}

async function noteNotWritten(world: World, kase: Case, verb: string, resultHash: string): Promise<void> {
  if (!kase.isWritable) return
  await kase.step(world, { verb: 'not-written', params: { verb }, inputs: [] }, 0, async () => ({
    result: null,
    done: { counts: { files: 0 }, resultHash },
  }))
}

/** Must not hide why the writing failed. */
function removePart(beside: string): void {
  try {
    rmSync(beside, { force: true })
  } catch {
    // a folder that cannot be reached holds no part either
  }
}

export function cannotWrite(path: string, error: unknown) {
  return {
    code: (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'case/disk-full' : 'usage/cannot-write',
    what: `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    where: { file: path },
    fix: 'name another place with -o, or make room there',
    unchanged: 'the case is as it was; a file of that name is as it was',
  }
}
