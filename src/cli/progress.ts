import { count, gap, visible } from './render.js'

/** The part of a stream that progress needs. */
export interface ProgressStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}
export interface Progress {
  note(phase: string, done?: number, total?: number): void
  /** Takes the drawn line away, so that other text can be printed. */
  clear(): void
  end(): void
}

const SILENT_MS = 300
const REDRAW_MS = 100
const PLAIN_MS = 5000

/**
 * Progress on stderr: on a terminal one line, redrawn; otherwise plain lines (a phase that began or ended, and every five seconds its counts).
 * Work under 300 ms shows nothing. Counts are ours: done of total.
 */
export function createProgress(stream: ProgressStream, options: { isQuiet: boolean; isVerbose: boolean; clock: () => number }): Progress {
  const { clock } = options
  const begin = clock()
  let phase = ''
  let phaseBegin = begin
  let done: number | undefined
  let total: number | undefined
  let isDrawn = false
  let lastAt = Number.NEGATIVE_INFINITY
  let lastPlain = ''

  const words = () => {
    const counts = done === undefined ? '' : total === undefined ? `  ${count(done)}` : `  ${count(done)} of ${count(total)}`
    return `${visible(phase, 80)}${counts}  ${gap(clock() - phaseBegin)}`
  }
  const clear = () => {
    if (isDrawn) stream.write('\r\u001b[2K')
    isDrawn = false
  }
  const plain = () => {
    const line = words()
    if (line !== lastPlain) stream.write(`${line}\n`)
    lastPlain = line
  }
  const draw = () => {
    const now = clock()
    if (options.isQuiet || phase === '' || now - begin < SILENT_MS) return
    if (stream.isTTY) {
      if (now - lastAt < REDRAW_MS) return
      clear()
      stream.write(words().slice(0, (stream.columns ?? 80) - 1))
      isDrawn = true
    } else {
      if (now - lastAt < PLAIN_MS) return
      plain()
    }
    lastAt = now
  }
  const closePhase = () => {
    if (options.isQuiet || phase === '') return
    const took = clock() - phaseBegin
    clear()
    if (options.isVerbose || (!stream.isTTY && took >= SILENT_MS)) plain()
  }
  const timer = setInterval(draw, REDRAW_MS)
  timer.unref()
  return {
    note(next, nextDone, nextTotal) {
      if (next !== phase) {
        closePhase()
        phase = next
        phaseBegin = clock()
        lastAt = stream.isTTY ? Number.NEGATIVE_INFINITY : clock()
      }
      done = nextDone
      total = nextTotal
      draw()
    },
    clear,
    end() {
      clearInterval(timer)
      closePhase()
      phase = ''
    },
  }
}
