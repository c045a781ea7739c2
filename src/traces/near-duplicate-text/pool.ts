/** Sketches chunks of texts while the next are read: on other threads where there are many texts, else when all are there. The keys do not depend on the number of threads. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { compiledThread } from '../../store/index.js'
import type { Chunk } from './pack.js'
import { chunkSketcher } from './sketch-chunk.js'

const MOST_THREADS = 8
/** Fewer texts are done before a thread has started and warmed up. */
const WORTH_THREADS = 100_000
const ENDED = 'a sketching thread ended before its work was done'

export const threadsFor = (texts: number): number => (texts < WORTH_THREADS ? 1 : Math.min(MOST_THREADS, availableParallelism()))

export interface Sketching {
  add(chunk: Chunk): void
  /** Resolves when every chunk has its keys; this thread does those that no other has begun. */
  finish(pause: (done: number, total: number) => Promise<void>): Promise<void>
  close(): void
}

export function openSketching(threads: number, file: URL | null = compiledThread(import.meta.url, './worker.js')): Sketching {
  const chunks: { readonly chunk: Chunk; readonly begun: Int32Array }[] = []
  const workers = threads < 2 || !file ? [] : Array.from({ length: threads - 1 }, () => new Worker(file))
  let done = 0
  let error: Error | null = null
  let wake = () => {}
  for (const worker of workers) {
    worker.on('message', () => {
      done++
      wake()
    })
    const stop = (reason: unknown) => {
      error ??= reason instanceof Error ? reason : new Error(ENDED)
      wake()
    }
    worker.on('error', stop)
    worker.on('exit', stop)
  }
  return {
    add(chunk) {
      const begun = new Int32Array(new SharedArrayBuffer(4))
      const number = chunks.push({ chunk, begun }) - 1
      workers[number % workers.length]?.postMessage({ number, chunk, begun })
    },
    async finish(pause) {
      const fill = chunkSketcher()
      // from the last: the others go on from the first
      for (const { chunk, begun } of [...chunks].reverse()) {
        if (Atomics.exchange(begun, 0, 1) === 1) continue
        await pause(done, chunks.length)
        fill(chunk)
        done++
      }
      while (done < chunks.length && !error) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        await pause(done, chunks.length)
      }
      if (error) throw error
    },
    close() {
      for (const worker of workers) void worker.terminate()
    },
  }
}
