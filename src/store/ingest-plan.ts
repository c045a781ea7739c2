import type { RecordKind } from '../model/index.js'

export interface IngestTime {
  readonly style: 'iso' | 'unix-s' | 'unix-ms' | 'unix-us' | 'twitter' | 'pattern'
  readonly pattern?: string
  /** By a person, not told from the values. */
  readonly isGiven?: boolean
}
/** Where a field's text comes from: a column number of a table, or a JSON path. */
export interface IngestField {
  readonly field: string
  readonly column: string
  readonly at: number | string
  readonly time?: IngestTime
}
/** What the engine reads. `numbered`: written by us, the physical line stands in the first column. */
export interface Reading {
  readonly path: string
  readonly shape: 'delimited' | 'json' | 'parquet'
  readonly isNumbered: boolean
  readonly delimiter: string
  /** Empty: quotes mean nothing. */
  readonly quote: '"' | ''
  readonly columns: number
  readonly hasHeader: boolean
  /** Physical line of each record without the header, when it is not just its number. */
  readonly lines: Int32Array | null
}
export interface IngestReject {
  readonly line: number
  readonly column: string | null
  readonly value: string | null
  readonly code: string
  readonly message: string
}
/** A mapping as plain data: what to read, as what. The store knows no formats. */
export interface IngestPlan {
  readonly reading: Reading
  readonly recordKind: RecordKind
  readonly platform: string
  readonly fields: readonly IngestField[]
  readonly timeZone: string
  /** Rows that were rejected before the engine saw them. */
  readonly rejects: readonly IngestReject[]
  /** 32 bytes or more: pseudonyms before anything is kept. */
  readonly pseudonymKey?: Buffer
}
