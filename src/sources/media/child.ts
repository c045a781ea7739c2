/**
 * The process that decodes media. It gets one path at a time and answers with what is kept of the file; a crash of a decoder ends it and
 * not the program that started it. It ends itself when it takes too much memory, and with its parent.
 */
import type { MediaFormat } from './format.js'
import { readMedia } from './read.js'
import type { MediaLimits } from './record.js'

export interface Order {
  readonly path: string
  readonly format: MediaFormat
  readonly limits: MediaLimits
}
/** As in readers.ts, which must not load this file. */
const OUT_OF_MEMORY = 77
const LOOK_MS = 20

let most = Number.POSITIVE_INFINITY
setInterval(() => {
  if (process.memoryUsage.rss() > most) process.exit(OUT_OF_MEMORY)
}, LOOK_MS)
process.on('disconnect', () => process.exit(0))
process.on('message', async ({ path, format, limits }: Order) => {
  most = limits.memoryBytes
  process.send?.(await readMedia(path, format, limits))
})
