import { expect, test } from 'vitest'
import { guessMapping, recogniseSource, SOURCES } from '../index.js'
import { moderationRelease } from './adapter.js'

const columns = Object.keys(moderationRelease.mapping)

test('recognised; the place reported and the coordinates are dropped at the door', () => {
  expect(recogniseSource(SOURCES, columns, 'delimited')).toBe(moderationRelease)
  const guess = guessMapping(
    { columns, values: columns.map((column) => [column === 'tweet_time' ? '2019-05-01 10:24' : 'x']) },
    moderationRelease,
    {},
  )
  expect(guess).toMatchObject({ recordKind: 'posts', missing: [], isSure: true })
  expect(guess.leftOut.filter(({ isForbidden }) => isForbidden).map(({ column }) => column)).toEqual([
    'user_reported_location',
    'latitude',
    'longitude',
  ])
  expect(guess.fields.find(({ field }) => field === 'posted_at')?.time).toEqual({ style: 'iso' })
})
