/** A thread that tests pairs: it takes blocks of rows until none is left. */
import { parentPort } from 'node:worker_threads'
import type { HandedRows } from './pairs-pool.js'
import { testRows } from './synchrony.js'

parentPort?.on('message', ({ cascades, settings, taken }: HandedRows) => {
  parentPort?.postMessage(testRows(cascades, settings, undefined, () => Atomics.add(taken, 0, 1)))
})
