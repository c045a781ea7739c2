/** A thread that searches shuffled data sets. */
import { createRng } from '../statistics/index.js'
import { takeTasks } from '../store/index.js'
import { bestOfWorlds } from './group-test.js'
import { searchBy } from './search.js'
import type { HandedWorlds } from './worlds-pool.js'

takeTasks<HandedWorlds, Float64Array>(
  async ({ task, plan, key }) => bestOfWorlds(task, await searchBy(plan), createRng(key), () => undefined),
  (best) => [best.buffer as ArrayBuffer],
)
