import type { Measured, PostRef } from './finding.js'
import type { PictureSpec } from './picture.js'

/** A number of a signal with its name; value null when it cannot be computed (`why` says so). */
export interface SignalMeasure extends Omit<Measured, 'value'> {
  readonly name: string
  readonly value: number | null
  readonly interval?: { readonly low: number; readonly high: number; readonly level: number }
}

/** One signal of one group. It describes the group; a number on one account stands only inside a group's dossier and is no verdict. */
export interface SignalResult {
  readonly signalId: string
  readonly groupId: string
  /** `too-little`: the fields are there, but too few rows to say anything. */
  readonly status: 'measured' | 'not-in-data' | 'too-little'
  /** Fields that would allow it, as `accounts.created_at`; empty when measured. */
  readonly missing: readonly string[]
  readonly measures: readonly SignalMeasure[]
  /** p of the signal's own null, its measures already combined; null when not measured. */
  readonly pValue: number | null
  /** p corrected (Benjamini-Hochberg) for all groups in which this signal was measured. */
  readonly qValue: number | null
  /** q at most the level of the step: the behaviour is beyond the baseline of this data. No verdict. */
  readonly isNotable: boolean
  /** What was found, in one sentence with its numbers. */
  readonly sentence: string
  /** The harmless explanation with the number that speaks for or against it. */
  readonly ordinary: string
  readonly pictures: readonly PictureSpec[]
  readonly evidence: readonly PostRef[]
  readonly limits: readonly string[]
}
