/** Processes that decode media, with limits of size, time and memory. Whatever a file does there, the answer is a record or a reject. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Order } from './child.js'
import { formatOf, HEAD_BYTES } from './format.js'
import { MEDIA_LIMITS, type MediaLimits, type MediaResult } from './record.js'

const OUT_OF_MEMORY = 77
const MOST_PROCESSES = 8

/** The compiled child, also when this runs from the sources. */
function childFile(): string {
  const here = fileURLToPath(import.meta.url).replaceAll('\\', '/')
  if (!here.endsWith('.ts')) return here.replace(/readers\.js$/, 'child.js')
  return here.replace(/\/src\/sources\/.*$/, '/dist/src/sources/media/child.js')
}

export interface Readers {
  /** Never rejects because of the file. */
  read(path: string): Promise<MediaResult>
  readonly processes: number
  close(): void
}

export function startReaders(options: { file?: string; processes?: number; limits?: Partial<MediaLimits> } = {}): Readers {
  const file = options.file ?? childFile()
  if (!existsSync(file)) throw new Error(`the decoder of media is not built: ${file}`)
  const limits: MediaLimits = { ...MEDIA_LIMITS, ...options.limits }
  const processes = options.processes ?? Math.min(MOST_PROCESSES, availableParallelism())
  const idle: ChildProcess[] = []
  const all = new Set<ChildProcess>()
  const waiting: (() => void)[] = []
  let busy = 0
  let isClosed = false
  const start = (): ChildProcess => {
    const child = fork(file, [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
      env: { VIPS_WARNING: '0', PATH: process.env.PATH },
    })
    all.add(child)
    child.once('exit', () => all.delete(child))
    return child
  }
  const take = async () => {
    while (busy >= processes) await new Promise<void>((done) => waiting.push(done))
    if (isClosed) throw new Error('the readers are closed')
    busy++
    const child = idle.pop()
    return child?.connected ? child : start()
  }
  const give = (child: ChildProcess) => {
    busy--
    if (isClosed) child.kill('SIGKILL')
    else if (child.connected && child.exitCode === null) idle.push(child)
    waiting.shift()?.()
  }
  return {
    processes,
    async read(path) {
      const looked = await lookAt(path, limits)
      if ('reject' in looked) return looked
      const child = await take()
      try {
        const ms = looked.format.kind === 'video' ? limits.videoMs : limits.pictureMs
        return await ask(child, { path, format: looked.format, limits }, ms)
      } finally {
        give(child)
      }
    },
    close() {
      isClosed = true
      for (const child of all) child.kill('SIGKILL')
    },
  }
}

/** What needs no decoder: size and kind. */
async function lookAt(path: string, limits: MediaLimits): Promise<{ format: Order['format'] } | Extract<MediaResult, { reject: unknown }>> {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      if (size === 0) return { reject: { code: 'media/empty', message: 'the file is empty' } }
      if (size > limits.bytes)
        return { reject: { code: 'media/too-large', message: `${size} bytes, more than the ${limits.bytes} that are read` } }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      const format = formatOf(buffer.subarray(0, bytesRead))
      if (format.kind === null) return { reject: { code: 'media/not-media', message: notMedia(format.format) } }
      return { format }
    } finally {
      await file.close()
    }
  } catch (error) {
    return { reject: { code: 'media/unreadable', message: `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` } }
  }
}

function notMedia(what: string): string {
  if (what === 'svg') return 'SVG is a document that may hold scripts and links; it is not opened'
  return `its first bytes are no picture and no video that is read here (${what})`
}

function ask(child: ChildProcess, order: Order, ms: number): Promise<MediaResult> {
  return new Promise((resolve) => {
    const settle = (result: MediaResult) => {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onExit)
      child.off('error', onError)
      resolve(result)
    }
    const rejected = (code: string, message: string) => settle({ reject: { code, message } })
    const onMessage = (result: unknown) => settle(result as MediaResult)
    const onExit = (code: number | null, signal: string | null) =>
      code === OUT_OF_MEMORY
        ? rejected('media/too-much-memory', `decoding it took more than ${order.limits.memoryBytes >> 20} MiB of memory`)
        : rejected('media/decoder-crashed', `the decoder ended on it (${signal ?? code})`)
    const onError = (error: Error) => rejected('media/decoder-crashed', `the decoder cannot be reached (${error.message})`)
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      child.disconnect()
      rejected('media/too-slow', `decoding it took more than ${ms / 1000} s`)
    }, ms)
    child.on('message', onMessage)
    child.once('exit', onExit)
    child.once('error', onError)
    child.send(order, (error) => {
      if (error) onError(error)
    })
  })
}
