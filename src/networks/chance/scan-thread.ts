/** A thread that scans windows: it takes every scan that nobody has begun. */
import { parentPort } from 'node:worker_threads'
import { createRng } from '../../statistics/index.js'
import { scanWindows } from './scan.js'
import type { HandedScan } from './scan-pool.js'

parentPort?.on('message', ({ id, cascades, settings, key, taken }: HandedScan) => {
  if (Atomics.exchange(taken, 0, 1) === 1) return
  parentPort?.postMessage({ id, scan: scanWindows(cascades, settings, createRng(key)) })
})
