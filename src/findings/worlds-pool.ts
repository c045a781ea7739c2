/** Shuffled data sets are searched beside the other work on dossiers. */
import { createRng } from '../statistics/index.js'
import { checkCancelled, compiledThread, type Job, openTaskPool, type TaskPool } from '../store/index.js'
import { bestOfWorlds, type SearchPlan, type SearchWorlds, type WorldTask } from './group-test.js'

export interface HandedWorlds {
  readonly task: WorldTask
  readonly plan: SearchPlan
  readonly key: string
}
export interface WorldsPool extends Pick<TaskPool<HandedWorlds, Float64Array>, 'help' | 'close'> {
  readonly search: SearchWorlds
}

/** Work, in traces gone through (25 ns each), from which threads are worth their start; cells that may wait for a thread at once. */
const [WORTH_THREADS, MOST_WAITING_CELLS] = [40_000_000, 20_000_000]

export function openWorldsPool(job: Job): WorldsPool {
  const file = compiledThread(import.meta.url, './worlds-thread.js')
  const pool = openTaskPool<HandedWorlds, Float64Array>(job.signal, { file, worth: WORTH_THREADS, room: MOST_WAITING_CELLS })
  return {
    ...pool,
    search: async (task, search, rng) => {
      const here = () => bestOfWorlds(task, search, createRng(rng.key), () => checkCancelled(job))
      if (!search.plan) return here()
      return await pool.add({ task, plan: search.plan, key: rng.key }, { work: task.work, size: task.cells.count }, here)
    },
  }
}
