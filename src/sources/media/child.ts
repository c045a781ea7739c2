/**
 * The process that decodes media. It gets one path at a time and answers with what is kept of the file; a crash of a decoder ends it and
 * not the program that started it. It ends itself when it takes too much memory, and with its parent.
 */
import type { MediaFormat } from './format.js'
import type { MediaLimits, MediaResult } from './record.js'
import { NO_DECODER } from './record.js'

export interface Order {
  readonly path: string
  readonly format: MediaFormat
  readonly limits: MediaLimits
}
/** As in readers.ts, which must not load this file. */
const OUT_OF_MEMORY = 77
const LOOK_MS = 20

// sharp is one binary for each kind of machine, and an installation without optional packages lacks it.
const decoder = import('./read.js').catch(() => null)
const without: MediaResult = { reject: { code: NO_DECODER, message: 'the npm package sharp cannot be loaded on this machine' } }

let most = Number.POSITIVE_INFINITY
setInterval(() => {
  if (process.memoryUsage.rss() > most) process.exit(OUT_OF_MEMORY)
}, LOOK_MS)
process.on('disconnect', () => process.exit(0))
process.on('message', async ({ path, format, limits }: Order) => {
  most = limits.memoryBytes
  const reader = await decoder
  process.send?.(reader === null ? without : await reader.readMedia(path, format, limits))
})
