import type { Source } from '../source.js'

export const ndjson: Source = {
  id: 'ndjson',
  title: 'NDJSON: one JSON object per line',
  shapes: ['json-lines'],
  recordKind: null,
  mapping: {},
  recognisedBy: [],
  from: 'collectors and interfaces of platforms',
  lacks: 'the meaning of the fields: guessed, shown, set with --map (author.id=account_id)',
}
