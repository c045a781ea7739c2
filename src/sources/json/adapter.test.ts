import { expect, test } from 'vitest'
import { guessMapping, recogniseSource, SOURCES } from '../index.js'
import { json } from './adapter.js'

test('taken only when no named format fits; columns are guessed from names and values', () => {
  expect(recogniseSource(SOURCES, ['id', 'author', 'date', 'text'], json.shapes[0] as string)).toBeUndefined()
  const values = [['1'], ['a'], ['2024-05-01'], ['hello']]
  const guess = guessMapping({ columns: ['id', 'author', 'date', 'text'], values }, json, {})
  expect(Object.fromEntries(guess.fields.map(({ field, column }) => [field, column]))).toEqual({
    post_id: 'id',
    account_id: 'author',
    posted_at: 'date',
    text: 'text',
  })
})
