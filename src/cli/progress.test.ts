import { expect, test } from 'vitest'
import { createProgress } from './progress.js'

function stage(isTTY: boolean, options: { isQuiet?: boolean; isVerbose?: boolean } = {}) {
  let text = ''
  let now = 0
  const stream = { isTTY, columns: 40, write: (more: string) => (text += more) }
  const progress = createProgress(stream, { isQuiet: false, isVerbose: false, ...options, clock: () => now })
  return { progress, at: (ms: number) => (now = ms), read: () => text }
}

test('work under 300 ms shows nothing', () => {
  for (const isTTY of [true, false]) {
    const { progress, at, read } = stage(isTTY)
    progress.note('pairs', 1, 9)
    at(299)
    progress.note('pairs', 9, 9)
    progress.end()
    expect(read()).toBe('')
  }
})

test('on a terminal one line is redrawn with counts of the total and taken away at the end', () => {
  const { progress, at, read } = stage(true)
  progress.note('pairs', 0, 38)
  at(400)
  progress.note('pairs', 7, 38)
  at(450)
  progress.note('pairs', 8, 38)
  at(1200)
  progress.note('pairs', 31, 38)
  progress.end()
  expect(read()).toBe('pairs  7 of 38  0.4 s\r\u001b[2Kpairs  31 of 38  1.2 s\r\u001b[2K')
})

test('piped: plain lines, at the end of a phase and every five seconds', () => {
  const { progress, at, read } = stage(false)
  progress.note('read')
  at(1000)
  progress.note('pairs', 0, 2000)
  at(3000)
  progress.note('pairs', 500, 2000)
  at(6100)
  progress.note('pairs', 1500, 2000)
  at(6200)
  progress.note('pairs', 2000, 2000)
  progress.end()
  expect(read()).toBe('read  1 s\npairs  1,500 of 2,000  5.1 s\npairs  2,000 of 2,000  5.2 s\n')
})

test('quiet shows nothing; a phase name cannot steer the terminal; a line is never longer than the terminal', () => {
  const quiet = stage(false, { isQuiet: true })
  quiet.progress.note('a')
  quiet.at(9000)
  quiet.progress.end()
  expect(quiet.read()).toBe('')
  const { progress, at, read } = stage(true)
  progress.note(`\u001b[31m${'x'.repeat(100)}`)
  at(500)
  progress.note(`\u001b[31m${'x'.repeat(100)}`, 1)
  expect(read()).toContain('<U+001B>[31m')
  expect(read().length).toBeLessThanOrEqual(39)
  progress.end()
})
