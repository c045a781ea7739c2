import { failIfCancelled, type TraceCount } from '../model/index.js'
import type { Case, World } from '../store/index.js'
import { countTraces as count } from '../traces/index.js'

/** How many traces of each kind the case holds; what no file gives is `isInData: false`. Makes the trace tables that are missing. */
export async function countTraces(world: World, kase: Case): Promise<TraceCount[]> {
  const onAbort = () => kase.db.interrupt()
  world.signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await count(kase.job(world))
  } catch (error) {
    failIfCancelled(world.signal)
    throw error
  } finally {
    world.signal.removeEventListener('abort', onAbort)
  }
}
