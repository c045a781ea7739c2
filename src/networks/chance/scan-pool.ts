/**
 * Scans of several traces beside other work: they wait in a list, threads take them from the front, and this one, when it has nothing else to do, from the back. Each scan draws from a stream of its
 * own, so who does it changes nothing. Threads are started only when there is enough to do.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { createRng, type Rng } from '../../statistics/index.js'
import { compiledThread, type Job } from '../../store/index.js'
import { type Cascades, costOf } from './cascades.js'
import { type FullScan, type ScanSettings, scanWindows } from './scan.js'

/** What a thread is given. `taken` is shared: whoever sets it first does the scan. */
export interface HandedScan {
  readonly id: number
  readonly cascades: Cascades
  readonly settings: ScanSettings
  readonly key: string
  readonly taken: Int32Array
}

/** Called before each data set of a scan that this thread does: 0 is the data. */
type Between = (world: number) => void

export interface ScanPool {
  /** `between` may throw, to stop. */
  scan(cascades: Cascades, settings: ScanSettings, rng: Rng, between: Between): Promise<FullScan>
  /** Does the scans that nobody has begun; afterwards all results are there or on their way. */
  help(): void
  close(): void
}

const MOST_THREADS = 4
/** Pairs of traces looked at (20 ns each), over all data sets: from the first on threads are worth their start; a scan of more than the second takes much memory and is done here, by itself. */
const WORTH_THREADS = 10_000_000
const MOST_HANDED = 1_000_000_000

interface Waiting extends HandedScan {
  readonly between: Between
  done(scan: FullScan): void
  failed(error: unknown): void
}

export function openScanPool(
  { signal }: Pick<Job, 'signal'>,
  { threads = Math.min(MOST_THREADS, availableParallelism() - 1), file = compiledThread(import.meta.url, './scan-thread.js') } = {},
): ScanPool {
  const scans: Waiting[] = []
  const workers: Worker[] = []
  let work = 0
  const failAll = (error: unknown) => {
    for (const scan of scans) scan.failed(error)
  }
  const onAbort = () => failAll(new Error('cancelled'))
  signal.addEventListener('abort', onAbort, { once: true })
  const hand = (worker: Worker, { id, cascades, settings, key, taken }: Waiting) =>
    worker.postMessage({ id, cascades, settings, key, taken } satisfies HandedScan)
  const start = (thread: URL) => {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(thread)
      worker.on('message', ({ id, scan }: { id: number; scan: FullScan }) => scans[id]?.done(scan))
      worker.on('error', failAll)
      worker.on('exit', () => failAll(new Error('a thread ended before its work was done')))
      workers.push(worker)
      for (const scan of scans) hand(worker, scan)
    }
  }
  return {
    scan: (cascades, settings, rng, between) => {
      const cost = costOf(cascades) * (settings.shuffles + 1)
      const found = new Promise<FullScan>((done, failed) => {
        if (!file || threads < 1 || cost > MOST_HANDED) return done(scanWindows(cascades, settings, rng, between))
        const taken = new Int32Array(new SharedArrayBuffer(4))
        const one = { id: scans.length, cascades, settings, key: rng.key, taken, between, done, failed }
        scans.push(one)
        work += cost
        if (workers.length > 0) for (const worker of workers) hand(worker, one)
        else if (work >= WORTH_THREADS) start(file)
      })
      // Who asks for it hears of a failure; nobody may ask when something else fails before.
      found.catch(() => undefined)
      return found
    },
    help: () => {
      for (const { cascades, settings, key, taken, between, done } of scans.toReversed())
        if (Atomics.exchange(taken, 0, 1) === 0) done(scanWindows(cascades, settings, createRng(key), between))
    },
    close: () => {
      signal.removeEventListener('abort', onAbort)
      for (const worker of workers) void worker.terminate()
    },
  }
}
