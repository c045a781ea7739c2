import { expect, test } from 'vitest'
import { didYouMean, editDistance } from './nearest.js'

test('the nearest known word', () => {
  expect(editDistance('netwrok', 'network')).toBe(1)
  expect(didYouMean('repost-window', ['windowed-cooccurrence', 'coortweet'])).toBe(" Did you mean 'windowed-cooccurrence'?")
  expect(didYouMean('xyz', ['overview'])).toBe('')
  expect(didYouMean('histry', ['history', 'init'])).toBe(" Did you mean 'history'?")
})
