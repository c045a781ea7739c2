/** One thread: fills the keys of each chunk it is sent, unless another has begun it. */
import { parentPort } from 'node:worker_threads'
import type { Chunk } from './pack.js'
import { chunkSketcher } from './sketch-chunk.js'

const fill = chunkSketcher()
parentPort?.on('message', ({ number, chunk, begun }: { number: number; chunk: Chunk; begun: Int32Array }) => {
  if (Atomics.exchange(begun, 0, 1) === 1) return
  fill(chunk)
  parentPort?.postMessage(number)
})
