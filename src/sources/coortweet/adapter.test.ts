import { expect, test } from 'vitest'
import { guessMapping, recogniseSource, SOURCES } from '../index.js'
import { coortweet } from './adapter.js'

test('recognised by its four columns, whatever their order; one missing and it is not', () => {
  expect(recogniseSource(SOURCES, ['timestamp_share', 'content_id', 'account_id', 'object_id'], 'delimited')).toBe(coortweet)
  expect(recogniseSource(SOURCES, ['content_id', 'account_id', 'object_id'], 'delimited')?.id).not.toBe('coortweet')
})

test('one row is one trace', () => {
  const columns = ['object_id', 'account_id', 'content_id', 'timestamp_share']
  const guess = guessMapping({ columns, values: [['o'], ['a'], ['c'], ['1600000000']] }, coortweet, {})
  expect(guess).toMatchObject({ recordKind: 'traces', missing: [], leftOut: [], isSure: true })
  expect(guess.fields.map(({ field, column }) => [field, column])).toEqual([
    ['object_id', 'object_id'],
    ['account_id', 'account_id'],
    ['content_id', 'content_id'],
    ['happened_at', 'timestamp_share'],
  ])
  expect(guess.fields.at(-1)?.time).toEqual({ style: 'unix-s' })
})
