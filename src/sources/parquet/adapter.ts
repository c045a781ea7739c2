import type { Source } from '../source.js'

export const parquet: Source = {
  id: 'parquet',
  title: 'Parquet',
  shapes: ['parquet'],
  recordKind: null,
  mapping: {},
  recognisedBy: [],
  from: 'data frames of other tools',
  lacks: 'physical lines: rows are named by their number',
}
