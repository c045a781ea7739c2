import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { compiledThread } from './job.js'
import { openTaskPool } from './task-pool.js'
import { testFolder } from './test-case.js'

const folder = testFolder()
afterAll(() => folder.remove())
const { signal } = new AbortController()

/** A thread that doubles what it is given, in a memory of its own. */
function threadOf(body: string): URL {
  const file = join(folder.path, `thread-${body.length}.mjs`)
  writeFileSync(file, `import { takeTasks } from ${JSON.stringify(compiledThread(import.meta.url, './task-pool.js')?.href)}\n${body}\n`)
  return pathToFileURL(file)
}
const doubling = () => threadOf('takeTasks((n) => Float64Array.of(2 * n), (made) => [made.buffer])')
const cost = { work: 1, size: 1 }

test('a thread does what is worth its start, in the order of the asking', async () => {
  const pool = openTaskPool<number, Float64Array>(signal, { file: doubling(), worth: 3, room: 10, threads: 1 })
  const here = () => {
    throw new Error('nobody asked this thread')
  }
  const found = [1, 2, 3, 4].map((n) => pool.add(n, cost, here))
  expect(await Promise.all(found)).toEqual([2, 4, 6, 8].map((n) => Float64Array.of(n)))
  pool.close()
})

test('too little to do waits for help, what has no room and what has no thread is done at once', async () => {
  const pool = openTaskPool<number, string>(signal, { file: doubling(), worth: 100, room: 5, threads: 1 })
  const done: number[] = []
  const add = (to: typeof pool, n: number, size: number) =>
    to.add(n, { work: 1, size }, () => {
      done.push(n)
      return `here ${n}`
    })
  const found = [add(pool, 1, 3), add(pool, 2, 3), add(pool, 3, 2)]
  expect(done).toEqual([2])
  pool.help()
  expect(done).toEqual([2, 3, 1])
  expect(await Promise.all(found)).toEqual(['here 1', 'here 2', 'here 3'])
  pool.close()
  expect(await add(openTaskPool(signal, { file: null, worth: 0, room: 5 }), 9, 1)).toBe('here 9')
})

test('a thread that ends or fails fails what is waiting, and so does a cancel', async () => {
  for (const [body, message] of [
    ['process.exit(0)', 'ended before its work'],
    ["takeTasks(() => { throw new Error('no such task') })", 'no such task'],
  ] as const) {
    const pool = openTaskPool<number, number>(signal, { file: threadOf(body), worth: 1, room: 10, threads: 1 })
    await expect(pool.add(1, cost, () => 0)).rejects.toThrow(message)
    pool.close()
  }
  const stop = new AbortController()
  const pool = openTaskPool<number, number>(stop.signal, { file: doubling(), worth: 100, room: 10, threads: 1 })
  const found = pool.add(1, cost, () => 0)
  stop.abort()
  await expect(found).rejects.toThrow('cancelled')
  pool.close()
})
