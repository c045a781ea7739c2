import type { Source } from '../source.js'

export const csv: Source = {
  id: 'csv',
  title: 'CSV, TSV or other delimited text',
  shapes: ['delimited'],
  recordKind: null,
  mapping: {},
  recognisedBy: [],
  from: 'any table of posts, accounts, traces or followers',
  lacks: 'the meaning of the columns: it is guessed from names and values, shown, and set with --map',
}
