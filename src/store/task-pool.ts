/**
 * Tasks done beside other work: they wait in a list, other threads take them from the front, and this one, when it has nothing else to do, from the back. Each task brings what it draws from, so who
 * does it changes nothing. Threads are started only when there is enough to do.
 */
import { availableParallelism } from 'node:os'
import { parentPort, Worker } from 'node:worker_threads'

/** What a thread is given. `taken` is shared: whoever sets it first does the task. */
interface Handed<Task> {
  readonly id: number
  readonly task: Task
  readonly taken: Int32Array
}

export interface TaskPool<Task, Result> {
  /** `work` counts towards the start of threads, `size` is what a copy takes; `here` does the task in this thread, and may throw, to stop. */
  add(task: Task, cost: { readonly work: number; readonly size: number }, here: () => Result): Promise<Result>
  /** Does the tasks that nobody has begun; afterwards all results are there or on their way. */
  help(): void
  close(): void
}

export interface TaskPoolOptions {
  /** The compiled file of the thread (`compiledThread`); without one all is done in this thread, at once. */
  readonly file: URL | null
  /** Work from which threads are worth their start. */
  readonly worth: number
  /** Sizes that may wait together: each thread has a copy of what waits. What is more is done in this thread, at once. */
  readonly room: number
  readonly threads?: number
}

const MOST_THREADS = 4

interface Waiting<Task, Result> extends Handed<Task> {
  readonly size: number
  here(): Result
  done(result: Result): void
  failed(error: unknown): void
}

export function openTaskPool<Task, Result>(signal: AbortSignal, options: TaskPoolOptions): TaskPool<Task, Result> {
  const { file, worth, room, threads = Math.min(MOST_THREADS, availableParallelism() - 1) } = options
  const tasks: Waiting<Task, Result>[] = []
  const workers: Worker[] = []
  let all = 0
  const failAll = (error: unknown) => {
    for (const task of tasks) task.failed(error)
  }
  const onAbort = () => failAll(new Error('cancelled'))
  signal.addEventListener('abort', onAbort, { once: true })
  const hand = (worker: Worker, { id, task, taken }: Waiting<Task, Result>) =>
    worker.postMessage({ id, task, taken } satisfies Handed<Task>)
  const start = (thread: URL) => {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(thread)
      worker.on('message', ({ id, result }: { id: number; result: Result }) => tasks[id]?.done(result))
      worker.on('error', failAll)
      worker.on('exit', () => failAll(new Error('a thread ended before its work was done')))
      workers.push(worker)
      for (const task of tasks) hand(worker, task)
    }
  }
  return {
    add: (task, { work, size }, here) => {
      const found = new Promise<Result>((done, failed) => {
        const waits = tasks.reduce((sum, one) => sum + (Atomics.load(one.taken, 0) === 1 ? 0 : one.size), 0)
        if (!file || threads < 1 || waits + size > room) return done(here())
        const one = { id: tasks.length, task, size, taken: new Int32Array(new SharedArrayBuffer(4)), here, done, failed }
        tasks.push(one)
        all += work
        if (workers.length > 0) for (const worker of workers) hand(worker, one)
        else if (all >= worth) start(file)
      })
      // Who asks for it hears of a failure; nobody may ask when something else fails before.
      found.catch(() => undefined)
      return found
    },
    help: () => {
      for (const { taken, here, done } of tasks.toReversed()) if (Atomics.exchange(taken, 0, 1) === 0) done(here())
    },
    close: () => {
      signal.removeEventListener('abort', onAbort)
      for (const worker of workers) void worker.terminate()
    },
  }
}

/** In the file of a thread: does every task that nobody has begun. `moved`: memory of the result that is handed over, not copied. */
export function takeTasks<Task, Result>(
  run: (task: Task) => Result | Promise<Result>,
  moved: (result: Result) => ArrayBuffer[] = () => [],
): void {
  parentPort?.on('message', async ({ id, task, taken }: Handed<Task>) => {
    if (Atomics.exchange(taken, 0, 1) === 1) return
    const result = await run(task)
    parentPort?.postMessage({ id, result }, moved(result))
  })
}
