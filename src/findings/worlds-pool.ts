/**
 * Shuffled data sets are searched beside the other work on dossiers: tasks wait in a list, other threads take them from the front, and this one, when it has nothing else to do, from the back.
 * Each task draws from a stream of its own, so who does it changes nothing. Threads are started only when there is enough to do.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { createRng } from '../statistics/index.js'
import { checkCancelled, compiledThread, type Job } from '../store/index.js'
import { bestOfWorlds, type GroupSearch, type SearchPlan, type SearchWorlds, type WorldTask } from './group-test.js'

/** What a thread is given. `taken` is shared: whoever sets it first does the task. */
export interface Handed {
  readonly id: number
  readonly task: WorldTask
  readonly plan: SearchPlan
  readonly key: string
  readonly taken: Int32Array
}

export interface WorldsPool {
  readonly search: SearchWorlds
  /** Does the tasks that nobody has begun; afterwards all results are there or on their way. */
  help(): void
  close(): void
}

const MOST_THREADS = 4
/** Work, in traces gone through (25 ns each), from which threads are worth their start; cells that may wait for a thread at once. */
const WORTH_THREADS = 40_000_000
const MOST_WAITING_CELLS = 20_000_000

interface Waiting extends Handed {
  readonly search: GroupSearch
  done(best: Float64Array): void
  failed(error: unknown): void
}

export function openWorldsPool(
  job: Job,
  { threads = Math.min(MOST_THREADS, availableParallelism() - 1), file = compiledThread(import.meta.url, './worlds-thread.js') } = {},
): WorldsPool {
  const tasks: Waiting[] = []
  const workers: Worker[] = []
  let work = 0
  const between = () => checkCancelled(job)
  const failAll = (error: unknown) => {
    for (const task of tasks) task.failed(error)
  }
  const onAbort = () => failAll(new Error('cancelled'))
  job.signal.addEventListener('abort', onAbort, { once: true })
  const hand = (worker: Worker, { id, task, plan, key, taken }: Waiting) =>
    worker.postMessage({ id, task, plan, key, taken } satisfies Handed)
  const start = (thread: URL) => {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(thread)
      worker.on('message', ({ id, best }: { id: number; best: Float64Array }) => tasks[id]?.done(best))
      worker.on('error', failAll)
      worker.on('exit', () => failAll(new Error('a thread ended before its work was done')))
      workers.push(worker)
      for (const task of tasks) hand(worker, task)
    }
  }
  const search: SearchWorlds = async (task, how, rng) => {
    const waiting = tasks.reduce((cells, one) => cells + (Atomics.load(one.taken, 0) === 1 ? 0 : one.task.cells.count), 0)
    if (!how.plan || !file || threads < 1 || waiting + task.cells.count > MOST_WAITING_CELLS) return bestOfWorlds(task, how, rng, between)
    const plan = how.plan
    return await new Promise<Float64Array>((done, failed) => {
      const one = { id: tasks.length, task, plan, key: rng.key, taken: new Int32Array(new SharedArrayBuffer(4)), search: how, done, failed }
      tasks.push(one)
      work += task.work
      if (workers.length > 0) for (const worker of workers) hand(worker, one)
      else if (work >= WORTH_THREADS) start(file)
    })
  }
  return {
    search,
    help: () => {
      for (const { task, search: how, key, taken, done } of tasks.toReversed())
        if (Atomics.exchange(taken, 0, 1) === 0) done(bestOfWorlds(task, how, createRng(key), between))
    },
    close: () => {
      job.signal.removeEventListener('abort', onAbort)
      for (const worker of workers) void worker.terminate()
    },
  }
}
