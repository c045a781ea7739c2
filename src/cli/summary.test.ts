import { expect, test } from 'vitest'
import type { Overview } from '../workflow/index.js'
import { overviewHead } from './summary.js'

const FIELDS = ['text', 'urls', 'hashtags', 'mentions', 'client', 'reposts', 'likes']
const overview = (inData: readonly string[], accountsKnown: number): Overview => ({
  ...{ name: 'harbour', posts: 3, accounts: 2, accountsKnown, platforms: [], span: null, perHour: [], perDay: [], gaps: [] },
  fields: FIELDS.map((field) => ({ field, filled: 0, of: 3, isInData: inData.includes(field) })),
  ...{ files: [], rejects: { total: 0, byCode: [] }, networks: [], groups: 0, dossiers: 0, forgottenAccounts: 0, steps: 1 },
})

test('accounts that posted are counted, those that are only known beside them', () => {
  expect(overviewHead(overview(FIELDS, 2))).toEqual(['harbour  3 posts by 2 accounts · no posts', 'gaps      none seen'])
  expect(overviewHead(overview(FIELDS, 1240))[0]).toBe('harbour  3 posts by 2 accounts (1,240 known) · no posts')
})

test('gaps: counts of the platform are called so; links, tags and mentions are missing only where there is no text to read them from', () => {
  const gaps = (...inData: string[]) => overviewHead(overview(inData, 2))[1]
  expect(gaps('text', 'client')).toBe('gaps      not in this data: counts of reposts and likes')
  expect(gaps('text', 'client', 'likes')).toBe('gaps      not in this data: counts of reposts')
  expect(gaps('client', 'urls', 'reposts', 'likes')).toBe('gaps      not in this data: text, hashtags, mentions')
})
