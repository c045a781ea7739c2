/** One thread: takes the next slice until none is left. */
import { parentPort } from 'node:worker_threads'
import { type SharedInput, sliceRunner } from './slices.js'

export const NEXT = 0
export const WRITTEN = 1
export const STOP = 2
/** Slices that may wait for being written, so that finished edges do not pile up. */
export const AHEAD = 64

parentPort?.once('message', ({ input, control }: { input: SharedInput; control: Int32Array }) => {
  const run = sliceRunner(input)
  const slices = input.sliceStart.length - 1
  for (;;) {
    const slice = Atomics.add(control, NEXT, 1)
    if (slice >= slices) break
    for (;;) {
      const written = Atomics.load(control, WRITTEN)
      if (slice < written + AHEAD || Atomics.load(control, STOP) !== 0) break
      Atomics.wait(control, WRITTEN, written, 100)
    }
    if (Atomics.load(control, STOP) !== 0) break
    const block = run(slice)
    parentPort?.postMessage(
      { slice, block },
      block.columns.map((column) => column.buffer as ArrayBuffer),
    )
  }
  parentPort?.close()
})
