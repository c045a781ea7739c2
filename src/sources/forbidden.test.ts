import { expect, test } from 'vitest'
import { FIELDS_OF, type RecordKind } from '../model/index.js'
import { forbiddenReason, wordsOf } from './forbidden.js'
import { namesOf } from './names.js'

test('names of columns are cut into words at case, also after capitals', () => {
  expect(wordsOf('IPAddress')).toEqual(['ip', 'address'])
  expect(wordsOf('lastIPAddress')).toEqual(['last', 'ip', 'address'])
  expect(wordsOf('userIDStr')).toEqual(['user', 'id', 'str'])
  for (const name of ['URLs', 'mediaURLs', 'postIDs', 'IPv4']) expect(wordsOf(name).at(-1)).toBe(name.replace(/^[a-z]+/, '').toLowerCase())
  expect(wordsOf('createdAt')).toEqual(['created', 'at'])
})

test('columns that say who or where a person is are known in one and in many', () => {
  const reasons = Object.fromEntries(
    [
      'IPAddress',
      'IP_ADDRESSES',
      'ips',
      'emails',
      'emailAddresses',
      'phones',
      'cities',
      'userCountries',
      'devices',
      'places',
      'addresses[*].value',
    ].map((column) => [column, forbiddenReason(column)]),
  )
  expect(reasons).toEqual({
    IPAddress: 'IP',
    IP_ADDRESSES: 'IP',
    ips: 'IP',
    emails: 'e-mail',
    emailAddresses: 'e-mail',
    phones: 'phone',
    cities: 'place',
    userCountries: 'place',
    devices: 'device',
    places: 'place',
    'addresses[*].value': 'address',
  })
})

test('no name of a field is forbidden', () => {
  for (const [kind, fields] of Object.entries(FIELDS_OF))
    for (const field of Object.keys(fields))
      for (const name of namesOf(kind as RecordKind, field)) expect([name, forbiddenReason(name)]).toEqual([name, null])
})
