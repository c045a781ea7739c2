import type { RecordKind } from '../model/index.js'

/** How the rows lie in the bytes, after decompression. */
export type Shape = 'delimited' | 'json-lines' | 'json-array' | 'parquet'

/** A named format: a description. The store turns the mapping into SQL. */
export interface Source {
  readonly id: string
  readonly title: string
  readonly shapes: readonly Shape[]
  /** Null: decided from the columns. */
  readonly recordKind: RecordKind | null
  /** Column of the file → field of the record. `null`: known and left out on purpose. */
  readonly mapping: Readonly<Record<string, string | null>>
  readonly platform?: string
  /** Columns whose presence together means "this is it". Empty: a general format, taken when no named one fits. */
  readonly recognisedBy: readonly string[]
  /** Where such files come from. */
  readonly from: string
  /** What such files lack or bend. */
  readonly lacks: string
}
