import { expect, test } from 'vitest'
import { combineTraces, splitObject, tracesOf } from './trace.js'

test('several traces as one, in the order of the list; objects keep what they are', () => {
  const both = combineTraces(['link', 'repost', 'link'])
  expect(both).toBe('repost+link')
  expect(tracesOf(both)).toEqual(['repost', 'link'])
  expect(combineTraces(['mention'])).toBe('mention')
  expect(splitObject(both, 'link https://a.example/b c')).toEqual({ trace: 'link', objectId: 'https://a.example/b c' })
  expect(splitObject('exact-text', 'link to it')).toEqual({ trace: 'exact-text', objectId: 'link to it' })
})
