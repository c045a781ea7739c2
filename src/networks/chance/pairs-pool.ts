/**
 * Tests of all pairs on several threads: each takes the next block of rows from one counter, this thread too, and what they found is put together in the order of the accounts, so that the result
 * does not depend on how many they are.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { failIfCancelled } from '../../model/index.js'
import { compiledThread, type Job } from '../../store/index.js'
import { type Cascades, costOf } from './cascades.js'
import { type PairTests, type RowTests, type SynchronySettings, testRows, together } from './synchrony.js'

/** What a thread is given. `taken` is shared: the number of blocks that somebody has begun. */
export interface HandedRows {
  readonly cascades: Cascades
  readonly settings: SynchronySettings
  readonly taken: Int32Array
}

const MOST_THREADS = 4
/** Pairs of traces: fewer are tested before a thread has started. */
const WORTH_THREADS = 5_000_000

const threadsFor = (cascades: Cascades) => (costOf(cascades) < WORTH_THREADS ? 1 : Math.min(MOST_THREADS, availableParallelism()))

export async function testSynchronyOnThreads(
  job: Pick<Job, 'signal'>,
  cascades: Cascades,
  settings: SynchronySettings,
  between?: (done: number) => void,
  { threads = threadsFor(cascades), file = compiledThread(import.meta.url, './pairs-thread.js') } = {},
): Promise<PairTests> {
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const workers = file ? Array.from({ length: threads - 1 }, () => new Worker(file)) : []
  const stop = () => {
    for (const worker of workers) void worker.terminate()
  }
  job.signal.addEventListener('abort', stop, { once: true })
  try {
    const theirs = workers.map((worker) => {
      worker.postMessage({ cascades, settings, taken } satisfies HandedRows)
      return new Promise<RowTests>((resolve, reject) => {
        worker.once('message', resolve).once('error', reject)
        worker.once('exit', () => reject(new Error('a thread ended before its work was done')))
      })
    })
    // The first to fail is heard of below; the others must not go unheard.
    for (const found of theirs) found.catch(() => undefined)
    const own = testRows(cascades, settings, between, () => Atomics.add(taken, 0, 1))
    const parts = [own, ...(await Promise.all(theirs))]
    failIfCancelled(job.signal)
    return together(parts, settings.alpha)
  } catch (error) {
    failIfCancelled(job.signal)
    throw error
  } finally {
    job.signal.removeEventListener('abort', stop)
    stop()
  }
}
