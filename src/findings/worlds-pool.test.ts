import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import type { Job } from '../store/index.js'
import { bestOfWorlds, type WorldTask } from './group-test.js'
import { searchBy } from './search.js'
import { makeTraceIndex } from './trace-index.js'
import { makeCells } from './worlds.js'
import { openWorldsPool } from './worlds-pool.js'

/** 30 objects, on each a dozen of 60 accounts within ten minutes. */
function task(kind: WorldTask['kind'], work: number): WorldTask {
  const rng = createRng('pool')
  const rows = Array.from({ length: 30 }, (_, object) =>
    Array.from({ length: 12 }, () => ({ object, account: rng.below(60), at: object * 86_400 + rng.below(600) })),
  )
    .flat()
    .sort((x, y) => x.object - y.object || x.at - y.at || x.account - y.account)
  const column = (of: (row: (typeof rows)[0]) => number) => Int32Array.from(rows, of)
  const index = makeTraceIndex({
    object: column((row) => row.object),
    account: column((row) => row.account),
    post: column(() => 0),
    atMs: Float64Array.from(rows, (row) => row.at * 1000),
  })
  return { kind, cells: makeCells(index, 60_000, 1e6)!, worlds: 40, minWeight: 1, sessionSeconds: 1800, work }
}
const job = { signal: new AbortController().signal, note: () => undefined } as unknown as Job
const plan = (groupMethod: string, backbones: { method: string; params: Record<string, unknown> }[] = []) => ({
  groupMethod,
  groupParams: { minSize: 3, resolution: 1, runs: 2 },
  backbones,
})

test('a thread and this one find the same best scores, with and without backbones; little work waits for this thread', async () => {
  const backbones = [{ method: 'weight', params: { minWeight: 2 } }]
  const tasks = [
    { kind: 'shuffle', search: await searchBy(plan('leiden')) },
    { kind: 'curveball', search: await searchBy(plan('leiden', backbones)) },
  ] as const
  const here = tasks.map(({ kind, search }) => bestOfWorlds(task(kind, 1), search, createRng(5), () => undefined))
  for (const best of here) expect(best.at(-1)).toBeGreaterThan(0)
  for (const work of [1e9, 1]) {
    const pool = openWorldsPool(job)
    const found = tasks.map(({ kind, search }) => pool.search(task(kind, work), search, createRng(5)))
    if (work === 1) pool.help()
    expect(await Promise.all(found)).toEqual(here)
    pool.close()
  }
})
