import type { Params, RecordKind } from '../model/index.js'

/** A named format: a description. The store turns the mapping into SQL; only shapes that no reader can take are streamed. */
export interface Source {
  readonly id: string
  readonly title: string
  readonly recordKind: RecordKind
  /** Column of the file → field of the record. `null`: known and left out on purpose. */
  readonly mapping: Readonly<Record<string, string | null>>
  readonly platform?: string
  /** Columns whose presence together means "this is it". */
  readonly recognisedBy: readonly string[]
  /** Where such files come from and what they lack. */
  readonly notes: string
  readonly params?: Params<Record<string, unknown>>
}
