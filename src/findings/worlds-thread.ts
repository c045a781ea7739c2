/** A thread that searches shuffled data sets: it takes every task that nobody has begun. */
import { parentPort } from 'node:worker_threads'
import { createRng } from '../statistics/index.js'
import { bestOfWorlds } from './group-test.js'
import { searchBy } from './search.js'
import type { Handed } from './worlds-pool.js'

parentPort?.on('message', async ({ id, task, plan, key, taken }: Handed) => {
  if (Atomics.exchange(taken, 0, 1) === 1) return
  const best = bestOfWorlds(task, await searchBy(plan), createRng(key), () => undefined)
  parentPort?.postMessage({ id, best }, [best.buffer as ArrayBuffer])
})
