import { expect, test } from 'vitest'
import { engineProblem } from '../store/index.js'
import { engineRefused, readImportOptions } from './read-file.js'

test('a mapping may name a column with commas, and several may stand in one flag', () => {
  const mapOf = (map: unknown) => readImportOptions({ map }).map
  expect(mapOf(['Likes, total=likes'])).toEqual({ 'Likes, total': 'likes' })
  expect(mapOf(['who=account_id,what=text', 'a=b=none'])).toEqual({ who: 'account_id', what: 'text', 'a=b': 'none' })
  expect(mapOf('who=account_id,Likes, total=likes')).toEqual({ who: 'account_id', 'Likes, total': 'likes' })
  expect(() => mapOf(['who'])).toThrow('"who" is no mapping')
})

test('cancelling and want of memory are not taken for a refusal of the file', () => {
  const stopped = new AbortController()
  const never = new AbortController().signal
  expect(engineRefused(new Error('Invalid Input Error: CSV Error on Line: 3'), never, 'a.csv')).toBe(null)
  const quoting = new Error('Invalid Input Error: CSV Error on Line: 3\nOriginal Line: 3,a,permission denied, out of memory, corrupt')
  expect(engineProblem(quoting, 'a.csv')).toBe(null)
  expect(engineRefused(quoting, never, 'a.csv')).toBe(null)
  expect(() => engineRefused(new Error('Out of Memory Error: failed to allocate'), never, 'a.csv')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'case/out-of-memory' }) }),
  )
  stopped.abort()
  expect(() => engineRefused(new Error('INTERRUPT Error: Interrupted!'), stopped.signal, 'a.csv')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'cancelled/by-person' }) }),
  )
})
