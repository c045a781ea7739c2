import type { Writable } from 'node:stream'
import type { CaseMedia, CaseTexts, Dossier, EdgeEvidence, TraceId } from '../model/index.js'
import type { Job } from '../store/index.js'

/**
 * What may be shown instead of what is stored. Called with an account key it gives the short name, or the handle when a person
 * chose that and said why.
 */
export interface Namer {
  (accountKey: number): string
  readonly isRevealed: boolean
  /** Why handles are shown; null when they are not. */
  readonly reason: string | null
  /** Says which key made the short names, without giving it away. */
  readonly keyId: string
  /** The name of an object: a mentioned account is a person too. */
  object(trace: TraceId, objectId: string): string
  /** A post's text with the handles in it replaced by short names. */
  text(text: string): string
}

export interface OutputSubject {
  readonly networkId?: string
  readonly groupId?: string
}

export interface EvidenceQuery {
  readonly groupId: string
  readonly a?: number
  readonly b?: number
  readonly limit?: number
}

/** What an output may ask for: handed in by the workflow, so that an output knows no method, trace or statistic itself. */
export interface Material {
  readonly name: Namer
  readonly dossiers: () => Promise<readonly Dossier[]>
  readonly texts: () => Promise<CaseTexts | null>
  /** Pictures that several accounts posted, with every copy; null where the data hold no hashes. */
  readonly media: () => Promise<CaseMedia | null>
  readonly evidence: (query: EvidenceQuery) => Promise<readonly EdgeEvidence[]>
  /** A path for a passing file on the same disk; the caller removes it. */
  readonly scratch: string
}

export interface Output {
  readonly id: string
  readonly title: string
  readonly of: readonly ('case' | 'network' | 'group')[]
  readonly mediaType: string
  readonly extension: string
  write(job: Job, subject: OutputSubject, material: Material, sink: Writable): Promise<void>
}
