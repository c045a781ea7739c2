import { expect, test } from 'vitest'
import { ProblemError } from '../model/index.js'
import { engineProblem } from '../store/index.js'
import { engineRefused } from './read-file.js'

test('cancelling and want of memory are not taken for a refusal of the file', () => {
  const stopped = new AbortController()
  const never = new AbortController().signal
  expect(engineRefused(new Error('Invalid Input Error: CSV Error on Line: 3'), never, 'a.csv')).toBe(null)
  const quoting = new Error('Invalid Input Error: CSV Error on Line: 3\nOriginal Line: 3,a,permission denied, out of memory, corrupt')
  const misread = new ProblemError(engineProblem(quoting, 'a.csv')!, { cause: quoting })
  expect(misread.problem.code).toMatch(/^case\//)
  expect([engineRefused(quoting, never, 'a.csv'), engineRefused(misread, never, 'a.csv')]).toEqual([null, null])
  expect(() => engineRefused(new Error('Out of Memory Error: failed to allocate'), never, 'a.csv')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'case/out-of-memory' }) }),
  )
  stopped.abort()
  expect(() => engineRefused(new Error('INTERRUPT Error: Interrupted!'), stopped.signal, 'a.csv')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'cancelled/by-person' }) }),
  )
})
