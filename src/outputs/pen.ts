import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { checkCancelled, type Job } from '../store/index.js'

/** Gathers small pieces of text into blocks of 64 KB and waits when the reader is slower than we are. */
export interface Pen {
  write(text: string): Promise<void> | undefined
  flush(): Promise<void>
}

const BLOCK = 65_536

export function createPen(job: Job, sink: Writable): Pen {
  let waiting: string[] = []
  let length = 0
  const flush = async () => {
    checkCancelled(job)
    if (length === 0) return
    const block = waiting.join('')
    waiting = []
    length = 0
    if (!sink.write(block)) await once(sink, 'drain', { signal: job.signal })
  }
  return {
    write: (text) => {
      waiting.push(text)
      length += text.length
      return length >= BLOCK ? flush() : undefined
    },
    flush,
  }
}
