/** One thread: surveys parts of the objects; when asked the second time, fills parts of the entries, then takes the next slice until none is left. */
import { parentPort } from 'node:worker_threads'
import { AHEAD, FILLED, NEXT, PART, STOP, WRITTEN } from './control.js'
import { type Filling, fillPart } from './fill.js'
import { type SharedInput, sliceRunner } from './slices.js'
import { type Surveying, surveyPart } from './survey.js'

export interface Surveys {
  readonly surveying: Surveying
  readonly control: Int32Array
}
export interface Counting {
  readonly input: SharedInput
  readonly filling: Filling
  readonly control: Int32Array
}

function waitWhile(control: Int32Array, at: number, isTooEarly: (value: number) => boolean): void {
  for (;;) {
    const value = Atomics.load(control, at)
    if (!isTooEarly(value) || Atomics.load(control, STOP) !== 0) return
    Atomics.wait(control, at, value, 100)
  }
}

/** Takes parts, each once among all threads, until none is left. */
function eachPart(parts: number, control: Int32Array, work: (part: number) => void): void {
  for (let part = Atomics.add(control, PART, 1); part < parts; part = Atomics.add(control, PART, 1)) work(part)
}

function survey({ surveying, control }: Surveys): void {
  eachPart(surveying.counts.length, control, (part) => {
    if (Atomics.load(control, STOP) === 0) surveyPart(surveying, part)
  })
  parentPort?.postMessage(null)
}

function count({ input, filling, control }: Counting): void {
  const parts = filling.partStart.length - 1
  eachPart(parts, control, (part) => {
    fillPart(filling, part)
    Atomics.add(control, FILLED, 1)
    Atomics.notify(control, FILLED)
  })
  waitWhile(control, FILLED, (filled) => filled < parts)
  const run = sliceRunner(input)
  const slices = input.sliceStart.length - 1
  for (;;) {
    const slice = Atomics.add(control, NEXT, 1)
    if (slice >= slices) break
    waitWhile(control, WRITTEN, (written) => slice >= written + AHEAD)
    if (Atomics.load(control, STOP) !== 0) break
    const block = run(slice)
    parentPort?.postMessage(
      { slice, block },
      block.columns.map((column) => column.buffer as ArrayBuffer),
    )
  }
}

parentPort?.on('message', (work: Surveys | Counting) => ('surveying' in work ? survey(work) : count(work)))
