/** Scans of several traces beside other work. */
import { createRng, type Rng } from '../../statistics/index.js'
import { compiledThread, type Job, openTaskPool, type TaskPool } from '../../store/index.js'
import { type Cascades, costOf } from './cascades.js'
import { type FullScan, type ScanSettings, scanWindows } from './scan.js'

export interface HandedScan {
  readonly cascades: Cascades
  readonly settings: ScanSettings
  readonly key: string
}

export interface ScanPool extends Pick<TaskPool<HandedScan, FullScan>, 'help' | 'close'> {
  /** `between` is called before each data set that this thread scans (0 is the data), and may throw, to stop. */
  scan(cascades: Cascades, settings: ScanSettings, rng: Rng, between: (world: number) => void): Promise<FullScan>
}

/** Pairs of traces looked at (20 ns each), over all data sets: from the first on threads are worth their start; more than the second take much memory and do not wait for a thread. */
const [WORTH_THREADS, MOST_WAITING] = [10_000_000, 1_000_000_000]

export function openScanPool({ signal }: Pick<Job, 'signal'>): ScanPool {
  const file = compiledThread(import.meta.url, './scan-thread.js')
  const pool = openTaskPool<HandedScan, FullScan>(signal, { file, worth: WORTH_THREADS, room: MOST_WAITING })
  return {
    ...pool,
    scan: (cascades, settings, { key }, between) => {
      const cost = costOf(cascades) * (settings.shuffles + 1)
      return pool.add({ cascades, settings, key }, { work: cost, size: cost }, () =>
        scanWindows(cascades, settings, createRng(key), between),
      )
    },
  }
}
