import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { checkCancelled, compiledThread, type Job } from '../../store/index.js'
import { STOP, WORDS, WRITTEN } from './control.js'
import type { EdgeBlock } from './edges.js'
import { type Filling, fillPart } from './fill.js'
import { type SharedInput, sliceRunner } from './slices.js'
import { type Surveying, surveyPart } from './survey.js'

const MOST_THREADS = 8
/** Fewer traces and fewer pairs than these are done before a thread has started and warmed up. */
const WORTH_THREADS = { traces: 2_000_000, pairs: 10_000_000 }

const ENDED = 'a counting thread ended before its work was done'

export interface Pool {
  readonly threads: number
  survey(job: Job, surveying: Surveying): Promise<void>
  /** Counts every slice and hands over the blocks in order. The result does not depend on the number of threads. */
  count(job: Job, input: SharedInput, filling: Filling, write: (block: EdgeBlock) => void): Promise<void>
  close(): void
}

export const threadsFor = (traces: number, pairs = 0): number =>
  traces < WORTH_THREADS.traces && pairs < WORTH_THREADS.pairs ? 1 : Math.min(MOST_THREADS, availableParallelism())

export function openPool(wanted: number, file: URL | null = compiledThread(import.meta.url, './worker.js')): Pool {
  if (wanted < 2 || !file) return { threads: 1, survey: surveyHere, count: countHere, close: () => undefined }
  const workers = Array.from({ length: wanted }, () => new Worker(file))
  let isClosed = false
  let fault: Error | null = null
  let onFault = (_: Error): void => undefined
  const fail = (error: Error) => {
    fault ??= error
    if (!isClosed) onFault(fault)
  }
  for (const worker of workers) worker.once('error', fail).once('exit', () => fail(new Error(ENDED)))

  /** Gives every thread the same work; `take` gets their messages and says when it is done. What goes wrong anywhere stops all. */
  const run = async (job: Job, work: object, take: (message: unknown, control: Int32Array) => boolean): Promise<void> => {
    const control = new Int32Array(new SharedArrayBuffer(WORDS * 4))
    let onMessage = (_: unknown): void => undefined
    let onAbort = (): void => undefined
    try {
      await new Promise<void>((resolve, reject) => {
        if (fault) throw fault
        const stop = (error: unknown) => {
          Atomics.store(control, STOP, 1)
          Atomics.notify(control, WRITTEN)
          reject(error)
        }
        onFault = stop
        onMessage = (message) => {
          try {
            checkCancelled(job)
            if (take(message, control)) resolve()
          } catch (error) {
            stop(error)
          }
        }
        onAbort = () => onMessage(null)
        job.signal.addEventListener('abort', onAbort)
        for (const worker of workers) worker.on('message', onMessage).postMessage({ ...work, control })
      })
    } finally {
      onFault = () => undefined
      job.signal.removeEventListener('abort', onAbort)
      for (const worker of workers) worker.off('message', onMessage)
    }
  }

  return {
    threads: wanted,
    survey: async (job, surveying) => {
      let waiting = workers.length
      await run(job, { surveying }, () => --waiting === 0)
    },
    count: async (job, input, filling, write) => {
      const slices = input.sliceStart.length - 1
      const waiting = new Map<number, EdgeBlock>()
      let written = 0
      if (slices === 0) return
      await run(job, { input, filling }, (message, control) => {
        const { slice, block } = message as { slice: number; block: EdgeBlock }
        waiting.set(slice, block)
        for (let next = waiting.get(written); next; next = waiting.get(written)) {
          write(next)
          waiting.delete(written++)
          Atomics.store(control, WRITTEN, written)
          Atomics.notify(control, WRITTEN)
        }
        job.note('counting pairs', written, slices)
        return written === slices
      })
    },
    close: () => {
      isClosed = true
      for (const worker of workers) void worker.terminate()
    },
  }
}

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

async function surveyHere(job: Job, surveying: Surveying): Promise<void> {
  for (let part = 0; part < surveying.counts.length; part++) {
    checkCancelled(job)
    surveyPart(surveying, part)
  }
}

async function countHere(job: Job, input: SharedInput, filling: Filling, write: (block: EdgeBlock) => void): Promise<void> {
  for (let part = 0; part < filling.partStart.length - 1; part++) {
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
