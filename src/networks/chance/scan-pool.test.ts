import { expect, test } from 'vitest'
import { createRng } from '../../statistics/index.js'
import type { Job } from '../../store/index.js'
import { scanWindows } from './scan.js'
import { openScanPool } from './scan-pool.js'
import { made, type Row } from './test-rows.js'

const job = { signal: new AbortController().signal, note: () => undefined } as unknown as Job
const settings = { windowsMs: [10, 50], minShared: 1, alpha: 0.2 }

function cascades(seed: number, objects: number) {
  const rng = createRng(seed)
  return made(Array.from({ length: 12 * objects }, (_, i): Row => [i % objects, rng.below(20), rng.below(100)]))
}

test('scans give the same in this thread and in others', async () => {
  // 12 traces on each of 100 objects, 999 shuffles: enough for a thread. With 9 there is too little to do, and nothing happens before help.
  for (const shuffles of [999, 9]) {
    const pool = openScanPool(job)
    const worlds: number[] = []
    const found = [1, 2].map((seed) =>
      pool.scan(cascades(seed, 100), { ...settings, shuffles }, createRng(`s${seed}`), (world) => worlds.push(world)),
    )
    if (shuffles === 9) pool.help()
    const here = [1, 2].map((seed) => scanWindows(cascades(seed, 100), { ...settings, shuffles }, createRng(`s${seed}`)))
    expect(here[0]?.pairs).toBeGreaterThan(100)
    expect(await Promise.all(found)).toEqual(here)
    if (shuffles === 9) expect(worlds).toHaveLength(20)
    pool.close()
  }
})
