import type { Source } from '../source.js'

export const json: Source = {
  id: 'json',
  title: 'JSON: one array of objects',
  shapes: ['json-array'],
  recordKind: null,
  mapping: {},
  recognisedBy: [],
  from: 'exports of web tools',
  lacks: 'the meaning of the fields: guessed, shown, set with --map (author.id=account_id)',
}
