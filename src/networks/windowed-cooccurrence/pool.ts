import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { checkCancelled, compiledThread, type Job } from '../../store/index.js'
import type { EdgeBlock } from './edges.js'
import { type Filling, fillPart } from './prepare.js'
import { type SharedInput, sliceRunner } from './slices.js'

/** As in worker.ts, which cannot be loaded here: it would take this thread for its own. */
const [WRITTEN, STOP, WORDS] = [1, 2, 5]
const MOST_THREADS = 8
/** Fewer traces and fewer pairs than these are done before a thread has started and warmed up. */
const WORTH_THREADS = { traces: 2_000_000, pairs: 10_000_000 }

const ENDED = 'a counting thread ended before its work was done'

export interface Pool {
  readonly threads: number
  /** Runs every slice and hands over the blocks in order. The result does not depend on the number of threads. */
  run(job: Job, input: SharedInput, filling: Filling, write: (block: EdgeBlock) => void): Promise<void>
  close(): void
}

export const threadsFor = (traces: number, pairs = 0): number =>
  traces < WORTH_THREADS.traces && pairs < WORTH_THREADS.pairs ? 1 : Math.min(MOST_THREADS, availableParallelism())

export function openPool(wanted: number, file: URL | null = compiledThread(import.meta.url, './worker.js')): Pool {
  if (wanted < 2 || !file) return { threads: 1, run: runHere, close: () => undefined }
  const workers = Array.from({ length: wanted }, () => new Worker(file))
  const close = () => {
    for (const worker of workers) void worker.terminate()
  }
  // A thread that dies before it is given work must fail the step too.
  let early: Error | null = null
  for (const worker of workers) {
    worker.once('error', (error) => (early ??= error))
    worker.once('exit', () => (early ??= new Error(ENDED)))
  }
  const run: Pool['run'] = async (job, ...work) => {
    if (early) throw early
    await runThreads(workers, job, ...work)
  }
  return { threads: wanted, run, close }
}

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

async function runHere(job: Job, input: SharedInput, filling: Filling, write: (block: EdgeBlock) => void): Promise<void> {
  for (let part = 0; part < filling.next.length; part++) {
    checkCancelled(job)
    fillPart(filling, part)
  }
  const run = sliceRunner(input)
  const slices = input.sliceStart.length - 1
  for (let slice = 0; slice < slices; slice++) {
    if (slice % 8 === 0) await tick()
    checkCancelled(job)
    job.note('counting pairs', slice, slices)
    write(run(slice))
  }
}

async function runThreads(
  workers: Worker[],
  job: Job,
  input: SharedInput,
  filling: Filling,
  write: (block: EdgeBlock) => void,
): Promise<void> {
  const slices = input.sliceStart.length - 1
  const control = new Int32Array(new SharedArrayBuffer((WORDS as number) * 4))
  const waiting = new Map<number, EdgeBlock>()
  let written = 0
  let alive = workers.length
  await new Promise<void>((resolve, reject) => {
    const stop = (error: unknown) => {
      Atomics.store(control, STOP as number, 1)
      Atomics.notify(control, WRITTEN as number)
      reject(error)
    }
    const take = ({ slice, block }: { slice: number; block: EdgeBlock }) => {
      try {
        checkCancelled(job)
        waiting.set(slice, block)
        for (let next = waiting.get(written); next; next = waiting.get(written)) {
          write(next)
          waiting.delete(written++)
          Atomics.store(control, WRITTEN as number, written)
          Atomics.notify(control, WRITTEN as number)
        }
        job.note('counting pairs', written, slices)
        if (written === slices) resolve()
      } catch (error) {
        stop(error)
      }
    }
    for (const worker of workers) {
      worker.on('message', take)
      worker.on('error', stop)
      worker.on('exit', (code) => {
        alive--
        if (written < slices && (code !== 0 || alive === 0)) stop(new Error(ENDED))
      })
      worker.postMessage({ input, filling, control })
    }
    if (slices === 0) resolve()
  })
}
