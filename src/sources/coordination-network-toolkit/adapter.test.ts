import { expect, test } from 'vitest'
import { guessMapping, recogniseSource, SOURCES } from '../index.js'
import { coordinationNetworkToolkit } from './adapter.js'

const columns = ['message_id', 'user_id', 'username', 'repost_id', 'reply_id', 'message', 'timestamp', 'urls']

test('recognised, and every column has its field', () => {
  expect(recogniseSource(SOURCES, columns, 'delimited')).toBe(coordinationNetworkToolkit)
  const values = [['1'], ['u'], ['h'], [null], [null], ['text'], ['1600000000'], ['https://example.org/a https://example.org/b']]
  const guess = guessMapping({ columns, values }, coordinationNetworkToolkit, {})
  expect(guess).toMatchObject({ recordKind: 'posts', missing: [], leftOut: [], isSure: true })
  expect(guess.fields.find(({ field }) => field === 'repost_of')?.column).toBe('repost_id')
})
