/** What a scan over windows found; how it is measured: networks/chance/scan.ts. */
import type { TraceId } from './trace.js'

export interface ScanCount {
  readonly data: number
  /** Over the shuffles. */
  readonly low: number
  readonly mean: number
  readonly high: number
}

export interface ScanRow {
  readonly windowMs: number
  /** Pairs that met once, twice, three times or more. */
  readonly met: ScanCount
  readonly twice: ScanCount
  readonly thrice: ScanCount
  /** Meetings of pairs beyond their first. */
  readonly repeated: ScanCount
  /** Testable pairs, and how many of them pass. */
  readonly tests: number
  readonly passing: ScanCount
  /** Repeated meetings above the mean of the shuffles. */
  readonly excess: number
  /** Null where no pair met twice in any data set. */
  readonly p: number | null
  readonly isWhereExcessLives: boolean
}

/** A pair with its parts by window and its combined p. */
export interface ScanPair {
  readonly a: number
  readonly b: number
  readonly shared: number
  readonly met: readonly number[]
  readonly p: readonly number[]
  readonly combined: number
  /** False discovery rate by permutation of pairs with as small a combined p. */
  readonly rate: number
}

export interface Scan {
  /** Pairs that share enough. */
  readonly pairs: number
  readonly shuffles: number
  readonly rows: readonly ScanRow[]
  readonly p: number
  /** Pairs with a rate of at most alpha, strangest first. */
  readonly passing: readonly ScanPair[]
}

export interface TraceScan extends Scan {
  readonly trace: TraceId
  /** Windows that were asked for and mean nothing here. */
  readonly leftOut: readonly { readonly windowMs: number; readonly why: string }[]
  readonly notes: readonly string[]
  readonly accounts: number
  readonly objects: number
  readonly traces: number
}

/** A pair over several traces. */
export interface PairAcross {
  readonly a: number
  readonly b: number
  /** Combined p over the windows of each trace, in the order of the scan's traces; null where it is above alpha or the pair shares too little. */
  readonly parts: readonly (number | null)[]
  readonly p: number
  readonly q: number
}

export interface CaseScan {
  /** Its traces, joined by commas. */
  readonly scanId: string
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly traces: readonly TraceScan[]
  /** Traces asked for beside these that nothing can be said about. Absent in scans of older versions. */
  readonly leftOut?: readonly { readonly trace: TraceId; readonly why: string }[]
  /** Pairs that pass over all traces together, strangest first; null with one trace. */
  readonly across: { readonly tests: number; readonly passing: readonly PairAcross[] } | null
}
